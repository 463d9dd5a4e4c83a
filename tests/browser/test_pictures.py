"""Pictures and what is said under them, where they stand in an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from articles.models import Article, Revision
from tests import makers
from tests.browser.test_history import FIRST, wrong
from tests.browser.visitor import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAWING = Path(__file__).resolve().parent.parent.parent / "static" / "samples"
CAPTION = (
    "The cranes of Nordhaven, which a Dutch firm built in 1911 and nobody has moved since, seen "
    "from the quay on Tuesday."
)


def illustrated() -> Article:
    article = makers.article(FIRST, headline="Harbour wall will cost 40 million, council finds")
    assert article.current
    text = article.current.text
    ends = [at for at in range(len(text)) if text.startswith("\n\n", at)]
    pictures = [
        {
            "url": "https://cdn.example/quay.svg",
            "alt": "Cranes on a quay",
            "caption": CAPTION,
            "credit": "Jane Doe/Reuters",
            "after": ends[0],
        },
        {
            "url": None,
            "alt": "",
            "caption": "The notice on the door of the fish market.",
            "credit": "",
            "after": ends[3],
        },
    ]
    Revision.objects.filter(pk=article.current.pk).update(pictures=pictures)
    Article.objects.filter(pk=article.pk).update(
        image_url="https://cdn.example/estuary.svg",
        image_alt="The estuary at dawn",
        image_caption="The estuary at dawn, before the first boats come in.",
        image_credit="Ilse Brandt",
    )
    return article


def drawing(route: Route) -> None:
    name = route.request.url.rsplit("/", 1)[-1]
    route.fulfill(body=(DRAWING / name).read_bytes(), content_type="image/svg+xml")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_captions_stand_under_their_pictures_and_can_be_read_over(
    visit: Visit, width: int, scheme: str
) -> None:
    article = illustrated()
    reader = visit(width=width, height=1000)
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    reader.page.route("https://cdn.example/**", drawing)
    reader.go(article.get_absolute_url())
    expect(reader.page.get_by_role("img", name="The estuary at dawn")).to_be_visible()
    expect(reader.page.get_by_text("before the first boats come in")).to_be_visible()
    reader.picture(f"captions-lead-{width}-{scheme}")
    figure = reader.page.get_by_role("figure").filter(has_text="which a Dutch firm built")
    figure.scroll_into_view_if_needed()
    expect(figure.get_by_role("img", name="Cranes on a quay")).to_be_visible()
    reader.page.get_by_text("The notice on the door").scroll_into_view_if_needed()
    reader.picture(f"captions-inside-{width}-{scheme}")
    assert wrong(reader) == []
    # The one thing asked of another site: the pictures.
    visit.problems[:] = [one for one in visit.problems if "cdn.example" not in one]


def test_words_around_a_picture_are_marked_without_its_caption(visit: Visit) -> None:
    article = illustrated()
    assert article.current
    reader = visit()
    reader.become(makers.reader())
    reader.page.route("https://cdn.example/**", drawing)
    reader.go(article.get_absolute_url())
    told = reader.page.evaluate(
        """async () => {
          const { passageOf } = await import("/static/js/offsets.js");
          const body = document.getElementById("article-body");
          const [first, second] = body.querySelectorAll("[data-start]");
          const range = document.createRange();
          range.setStart(first.firstChild, 4);
          range.setEnd(second.lastChild, 1);
          return passageOf(range, body); }"""
    )
    text = article.current.text
    assert text[told["start"] : told["end"]] == told["exact"]
    assert "\n\n" in told["exact"] and "Dutch firm" not in told["exact"]
    visit.problems[:] = [one for one in visit.problems if "cdn.example" not in one]
