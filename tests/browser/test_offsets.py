"""What a browser counts in UTF-16 units is stored in code points."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from tests import makers
from tests.browser.visitor import RANGE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CASES = json.loads(
    (Path(__file__).parent.parent / "anchoring" / "cases.json").read_text(encoding="utf-8")
)
SELECT = f"""([number, from, to]) => {{ {RANGE}
  const block = document.querySelectorAll("#article-body [data-start]")[number];
  block.scrollIntoView({{ block: "center", behavior: "instant" }});
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(rangeIn(block, from, to)); }}"""


def test_odd_text_selected_in_the_browser_is_stored_as_the_table_says(
    signed_in: Callable[..., Visitor],
) -> None:
    """Every case is a paragraph of one article, so that those before it count as well."""
    article = makers.article("\n\n".join(case["text"] for case in CASES))
    assert article.current
    blocks = list(article.current.document.blocks)
    assert [article.current.text[block.start : block.end] for block in blocks] == [
        case["text"] for case in CASES
    ]
    visitor = signed_in(makers.reader())
    visitor.go(article.get_absolute_url())
    notes = visitor.page.locator("#notes .note")
    button = visitor.bar.get_by_role("button", name="Mark in green")
    for number, case in enumerate(CASES):
        visitor.page.evaluate(SELECT, [number, *case["utf16"]])
        button.click()
        expect(notes).to_have_count(number + 1)
    stored = {}
    for one in Annotation.objects.all():
        number = next(i for i, block in enumerate(blocks) if one.start < block.end)
        base = blocks[number].start
        stored[CASES[number]["name"]] = (one.start - base, one.end - base, one.exact)
    assert stored == {
        case["name"]: (case["start"], case["end"], case["text"][case["start"] : case["end"]])
        for case in CASES
    }
    drawn = sorted(visitor.marked_words().values())
    assert drawn == sorted(exact for _, _, exact in stored.values())


def test_half_a_letter_is_widened_to_the_whole_one(signed_in: Callable[..., Visitor]) -> None:
    text = "They sent 👩‍🚀 and é̂ home."
    article = makers.article(text)
    visitor = signed_in(makers.reader())
    visitor.go(article.get_absolute_url())
    astronaut = text.index("👩")
    # Two units take in the woman and leave the joiner and the rocket out.
    visitor.page.evaluate(SELECT, [0, astronaut, astronaut + 2])
    visitor.bar.get_by_role("button", name="Mark in green").click()
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    made = Annotation.objects.get()
    assert (made.start, made.exact) == (astronaut, "👩‍🚀")
