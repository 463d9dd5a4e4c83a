"""Taking notes along, bringing them in and tokens, as a reader sees them on any screen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from tests import makers
from tests.browser.visitor import Visitor
from tests.makers import reader
from tests.noting import noted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "https://courier.example/politics/harbour"


def note(words: str, source: str = ADDRESS, **more: Any) -> dict[str, Any]:
    selector = {"type": "TextQuoteSelector", "exact": words}
    return {
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": f"About {words}"},
        "target": {"source": source, "selector": selector},
    } | more


def a_file(folder: Path) -> Path:
    told = [
        note("a costly mistake"),
        note("called the whole plan “a very costly mistake” indeed", id="urn:x:2"),
        note("words that nobody in this town has ever written down anywhere", id="urn:x:3"),
        note("anything", "https://elsewhere.example/a-very-long-address/" + "x" * 120),
        {"type": "Note"},
    ]
    path = folder / "notes.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_exchange_reads_well_on_any_screen(
    signed_in: Callable[..., Visitor], tmp_path: Path, width: int, scheme: Any
) -> None:
    user = reader("ilse", first_name="Ilse", last_name="Tamm")
    noted(user, article=makers.article(url=ADDRESS))
    visitor = signed_in(user, width=width, height=900)
    visitor.page.emulate_media(color_scheme=scheme)
    for name in ("export", "import", "tokens"):
        visitor.go(f"/notes/{name}/")
        assert not visitor.scrolls_sideways()
        visitor.picture(f"exchange-{name}-{width}-{scheme}")
    visitor.go("/notes/import/")
    visitor.page.get_by_label("File of notes").set_input_files(a_file(tmp_path))
    visitor.page.get_by_role("button", name="Import").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("What came in")
    assert not visitor.scrolls_sideways()
    visitor.picture(f"exchange-report-{width}-{scheme}")
    visitor.go("/notes/tokens/")
    visitor.page.get_by_label("What it is for").fill("Obsidian on the laptop")
    visitor.page.get_by_role("button", name="Make it").click()
    token = visitor.page.get_by_label("Token", exact=True)
    expect(token).to_have_value(re.compile("^newsdesk_"))
    assert not visitor.scrolls_sideways()
    visitor.picture(f"exchange-token-{width}-{scheme}")


def test_everything_works_without_scripts(
    signed_in: Callable[..., Visitor], tmp_path: Path
) -> None:
    user = reader("ilse")
    makers.article(url=ADDRESS)
    visitor = signed_in(user, javascript=False)
    visitor.go("/notes/import/")
    visitor.page.get_by_label("File of notes").set_input_files(a_file(tmp_path))
    visitor.page.get_by_role("button", name="Import").click()
    expect(visitor.page.get_by_role("heading", name="To check")).to_be_visible()
    assert Annotation.objects.count() == 2
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("link", name="download it as a file").click()
    assert len(json.loads(loading.value.path().read_bytes())) == 3
    visitor.go("/notes/export/")
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("link", name="Download").last.click()
    page = loading.value.path().read_text(encoding="utf-8")
    assert "About a costly mistake" in page


def test_the_page_taken_along_opens_by_itself(
    signed_in: Callable[..., Visitor], tmp_path: Path
) -> None:
    user = reader("ilse")
    noted(user, note="**Bold** thought", color="green", tags=["harbour"])
    visitor = signed_in(user)
    visitor.go("/notes/export/")
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("link", name="Download").last.click()
    kept = tmp_path / "notes.html"
    loading.value.save_as(kept)
    visitor.page.goto(kept.as_uri())
    edge = "getComputedStyle(document.querySelector('blockquote')).borderInlineStartColor"
    assert visitor.page.evaluate(edge) == "rgb(79, 154, 61)"
    visitor.picture("exchange-page")
