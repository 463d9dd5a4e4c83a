"""Notes of several readers on one article, on wide screens and on phones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from annotations import services
from annotations.models import Annotation, Reply
from annotations.services import Selection, annotate
from articles.models import Article
from readers.models import User
from tests import makers
from tests.browser.visitor import Visit, Visitor
from tests.makers import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignedIn = Callable[..., Visitor]
SENTENCE = "Her rival, Senator Oskar Lind, called the plan “a costly mistake”."
OTHER = (
    "Her rival Lind, after a long night in the council, no longer called the plan "
    "“a costly mistake”."
)


def mark(article: Article, author: User, words: str, **more: object) -> Annotation:
    assert article.current
    start = article.current.text.index(words)
    told = {"color": "yellow", "note": "", **more}
    return annotate(article.current, author, Selection(start, start + len(words), words), **told)  # type: ignore[arg-type]


def well_read() -> tuple[Article, User]:
    """An article that three people have written on, with marks over one another."""
    article = makers.article()
    ana = makers.reader("ana", first_name="Ana", last_name="Horvat")
    ilse, ben = makers.reader("ilse"), makers.reader("ben")
    mark(article, ana, "reopen on Monday", note="Only *half* of it.", tags=["harbour", "Dates"])
    question = mark(
        article,
        ilse,
        "We are not afraid of the tide",
        color="blue",
        kind="question",
        note="Did anybody ask the insurers?",
        tags=["harbour"],
        visibility="public",
    )
    services.reply(question, ana, "They answered in **May**: see the minutes.")
    services.reply(question, ben, "Not in public.")
    check = mark(
        article, ana, "called the plan “a costly mistake”", color="pink", kind="fact-check"
    )
    services.change(
        check,
        color="pink",
        note="The budget says otherwise.",
        visibility="public",
        finding=services.Finding(
            "The plan is a costly mistake.",
            "mostly-false",
            sources=[("https://budget.example/2026", "Budget for 2026")],
        ),
    )
    mark(article, ben, "“a costly mistake”. 🏛️ Nobody", color="green", visibility="public")
    mark(article, ana, "a costly", color="violet", note="His words since April.")
    assert article.current
    services.annotate_page(
        article.current, ana, color="yellow", note="A fair account.", tags=["later"]
    )
    return article, ana


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_notes_of_several_readers_are_all_there_and_none_hides_another(
    signed_in: SignedIn, width: int, theme: str
) -> None:
    article, ana = well_read()
    visitor = signed_in(ana, width=width)
    visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    visitor.go(article.get_absolute_url())
    notes = visitor.page.locator("#notes .note")
    expect(notes).to_have_count(6)
    boxes = [notes.nth(n).bounding_box() for n in range(6)]
    for above, below in pairwise(boxes):
        assert above and below
        assert above["y"] + above["height"] <= below["y"]
    assert not visitor.scrolls_sideways()
    if width == 390:
        notes.first.scroll_into_view_if_needed()
    visitor.picture(f"notes-{width}-{theme}")


def test_notes_over_the_same_words_are_reached_each_on_a_phone(signed_in: SignedIn) -> None:
    article, ana = well_read()
    visitor = signed_in(ana, width=390, height=844, touch=True)
    visitor.go(article.get_absolute_url())
    page = visitor.page
    open_note = page.locator(".note.is-sheet")
    page.locator("mark.hl-violet").first.tap()
    expect(open_note).to_contain_text("His words since April.")
    expect(open_note).to_be_in_viewport(ratio=1)
    visitor.picture("note-sheet-390")
    sheet = page.locator("note-sheet")
    expect(sheet).to_contain_text("Note 5 of 5")
    for words in ("ben", "The budget says otherwise.", "Did anybody ask the insurers?"):
        sheet.get_by_role("button", name="Previous").tap()
        expect(open_note).to_have_count(1)
        expect(open_note).to_contain_text(words)
    mark_box = page.locator("mark.hl-blue").first.bounding_box()
    note_box = open_note.bounding_box()
    assert mark_box and note_box
    assert mark_box["y"] + mark_box["height"] <= note_box["y"]
    open_note.get_by_role("link", name="Reply", exact=True).tap()
    field = open_note.get_by_label("Reply", exact=True)
    expect(field).to_be_visible()
    field.fill("Hear, hear")
    open_note.get_by_role("button", name="Reply", exact=True).tap()
    expect(open_note.locator(".answer")).to_have_count(3)
    sheet.get_by_role("button", name="Close").tap()
    expect(open_note).to_have_count(0)
    expect(sheet).to_be_hidden()
    assert not visitor.scrolls_sideways()


def test_the_note_that_is_clicked_stands_level_with_its_words(signed_in: SignedIn) -> None:
    article, ana = well_read()
    visitor = signed_in(ana)
    visitor.go(article.get_absolute_url())
    mark_ = visitor.page.locator("mark.hl-blue").first
    note = visitor.page.locator("#notes .note", has_text="insurers")
    visitor.page.locator("mark.hl-violet").first.click()
    mark_.click()
    expect(note).to_have_class("note note-blue note-theirs is-shown")
    top = visitor.page.locator("margin-notes").bounding_box()
    at, beside = mark_.bounding_box(), note.bounding_box()
    assert top and at and beside
    # Notes before it in the text stay above it; it comes as near as these allow.
    before = visitor.page.locator("#notes .note", has_text="Only half").bounding_box()
    assert before
    wanted = max(at["y"], before["y"] + before["height"] + 20)
    assert abs(beside["y"] - wanted) < 2


def test_what_one_writes_for_everybody_the_other_reads_and_answers(
    visit: Visit, signed_in: SignedIn
) -> None:
    article = makers.article()
    ilse, ben = makers.reader("ilse"), makers.reader("ben")
    first, second = signed_in(ilse), signed_in(ben)
    for visitor in (first, second):
        visitor.go(article.get_absolute_url())
    first.drag_over("Nobody laughed")
    first.bar.get_by_role("button", name="Note", exact=True).click()
    first.bar.get_by_label("Note", exact=True).fill("I was there: *some* did.")
    first.bar.get_by_label("Who may see it").select_option("public")
    first.bar.get_by_label("Kind").select_option("correction")
    first.bar.get_by_label("Tags").fill("eye witness, Harbour")
    first.bar.get_by_role("button", name="Save").click()
    expect(first.page.locator("#notes .note")).to_contain_text("seen by everybody")

    second.page.reload()
    note = second.page.locator("#notes .note")
    expect(note).to_contain_text("ilse")
    expect(note.locator(".prose em")).to_have_text("some")
    expect(note.get_by_role("link", name="Edit")).to_have_count(0)
    note.get_by_role("link", name="Reply").click()
    note.get_by_label("Reply", exact=True).fill("So was I: nobody did.")
    note.get_by_role("button", name="Reply").click()
    expect(note.locator(".answer")).to_contain_text("nobody did")

    first.page.reload()
    expect(first.page.locator(".answer")).to_contain_text("So was I")
    stranger = visit()
    stranger.go(article.get_absolute_url())
    expect(stranger.page.locator(".answer")).to_contain_text("So was I")
    expect(stranger.page.get_by_role("link", name="Reply")).to_have_count(0)


def test_of_two_windows_that_change_one_note_the_second_is_shown_both(
    visit: Visit, signed_in: SignedIn
) -> None:
    visit.expected.append("status of 409")
    article, ana = makers.article(), makers.reader("ana")
    made = mark(article, ana, "a costly mistake", note="Is it costly?")
    here, there = signed_in(ana), signed_in(ana, width=390)
    for window, words in ((here, "It is costly."), (there, "Is it costly? Ask the treasurer.")):
        window.go(article.get_absolute_url())
        note = window.page.locator("#notes .note")
        note.get_by_role("link", name="Edit", exact=True).click()
        note.get_by_label("Note", exact=True).fill(words)
    here.page.get_by_role("button", name="Save", exact=True).click()
    expect(here.page.locator("#notes .prose")).to_have_text("It is costly.")
    there.page.get_by_role("button", name="Save", exact=True).click()
    note = there.page.locator("#notes .note")
    expect(note.get_by_role("alert")).to_contain_text("changed meanwhile")
    expect(note.get_by_label("Note", exact=True)).to_have_value("Is it costly? Ask the treasurer.")
    note.scroll_into_view_if_needed()
    there.picture("note-conflict-390")
    assert not there.scrolls_sideways()
    note.get_by_role("button", name="Save mine", exact=True).click()
    expect(note.locator(".prose")).to_have_text("Is it costly? Ask the treasurer.")
    made.refresh_from_db()
    assert [edit.note for edit in made.edits.all()] == ["Is it costly?", "It is costly."]


def test_a_fact_check_goes_on_in_the_margin_with_what_the_desk_knows(
    signed_in: SignedIn,
) -> None:
    article = makers.article()
    visitor = signed_in(makers.reader("ana"))
    visitor.go(article.get_absolute_url())
    visitor.drag_over("a costly mistake")
    visitor.bar.get_by_role("button", name="Note", exact=True).click()
    expect(visitor.bar.get_by_text("come next")).to_be_hidden()
    visitor.bar.get_by_label("Kind").select_option("fact-check")
    expect(visitor.bar.get_by_text("come next")).to_be_visible()
    visitor.bar.get_by_role("button", name="Save").click()
    note = visitor.page.locator("#notes .note")
    expect(note.get_by_label("Claim", exact=True)).to_have_value("a costly mistake")
    expect(note.get_by_label("Claim", exact=True)).to_be_focused()
    expect(note.get_by_label("Claimed by")).to_have_value("Oskar Lind")
    note.get_by_label("Verdict").select_option("mixed")
    note.get_by_label("Address of source 1").fill("https://a.example/")
    note.get_by_role("button", name="Add another source").click()
    expect(note.get_by_label("Address of source 2")).to_be_visible()
    expect(note.get_by_label("Verdict")).to_have_value("mixed")
    note.get_by_label("Address of source 2").fill("b.example/minutes")
    note.get_by_role("button", name="Save", exact=True).click()
    expect(note.locator(".verdict")).to_have_text("Partly true")
    expect(note.locator(".finding-sources a")).to_have_count(2)


def test_a_note_is_written_on_a_quotation_from_its_card(signed_in: SignedIn) -> None:
    article = makers.article()
    visitor = signed_in(makers.reader("ana"))
    visitor.go(article.get_absolute_url())
    visitor.page.locator(".quote", has_text="We built the wall").first.click()
    visitor.page.get_by_role("link", name="Note on this quotation").click()
    field = visitor.bar.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    field.fill("In 1998, that is.")
    visitor.bar.get_by_role("button", name="Save").click()
    expect(visitor.page.locator("#notes .prose")).to_have_text("In 1998, that is.")
    made = Annotation.objects.get()
    assert made.quote and made.quote.text == made.exact


def test_a_filter_leaves_marking_as_it_is_and_stays_in_the_address(signed_in: SignedIn) -> None:
    article, ana = well_read()
    visitor = signed_in(ana)
    visitor.go(article.get_absolute_url())
    page, notes = visitor.page, visitor.page.locator("#notes .note")
    page.locator(".notes-filter summary").click()
    page.locator("#notes-filter").get_by_label("Tag").select_option("harbour")
    expect(notes).to_have_count(2)
    expect(page.locator("#article-body mark.hl-pink")).to_have_count(0)
    assert "tag=harbour" in page.url
    page.get_by_label("Only mine").check()
    expect(notes).to_have_count(1)
    visitor.drag_over("The vote is in May")
    visitor.bar.get_by_role("button", name="Mark in green").click()
    expect(notes).to_have_count(2)
    expect(visitor.marks("The vote is in May")).to_have_count(1)
    page.locator("#article-body").focus()
    page.keyboard.press("m")
    assert visitor.selected().startswith("The harbour")
    page.reload()
    expect(notes).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    expect(notes).to_have_count(7)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_what_an_annotator_sees_when_the_article_was_edited_at_its_source(
    signed_in: SignedIn, width: int, theme: str
) -> None:
    article, ana = makers.article(), makers.reader("ana")
    mark(article, ana, SENTENCE, color="pink", note="So he said in May.")
    mark(article, ana, "The vote is in May.", color="green", note="Remember.")
    mark(article, ana, "We built the wall", color="blue")
    visitor = signed_in(ana, width=width)
    visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page = visitor.page
    makers.edited(article, WORDS.replace(SENTENCE, OTHER).replace("\n\nThe vote is in May.", ""))
    visitor.go("/")
    expect(page.locator(".masthead .count")).to_have_text("2")
    page.locator(".menu summary").click()
    page.get_by_role("link", name="2 passages changed").click()
    items = page.locator(".look")
    expect(items).to_have_count(2)
    expect(items.first.locator("del, ins").first).to_be_visible()
    assert not visitor.scrolls_sideways()
    visitor.picture(f"notes-changed-{width}-{theme}")

    items.first.get_by_role("button", name="Accept the new words").click()
    expect(items.first.get_by_role("status")).to_contain_text("Accepted")
    items.first.get_by_role("button", name="Undo").click()
    expect(items.first.get_by_role("status")).to_contain_text("Undone")

    items.nth(1).get_by_role("link", name="Mark other words").click()
    expect(page.get_by_text("Select the words your note should stand at now.")).to_be_visible()
    visitor.drag_over("Nobody laughed")
    visitor.picture(f"note-moving-{width}-{theme}")
    visitor.bar.get_by_role("button", name="Put the note here").click()
    expect(page.locator("mark.hl-green")).to_have_text("Nobody laughed")
    expect(page.locator(".masthead .count")).to_have_count(0)

    note = page.locator("#notes .note", has_text="So he said")
    note.get_by_role("link", name="What changed").click()
    expect(note.locator(".word-change ins").first).to_be_visible()
    note.scroll_into_view_if_needed()
    visitor.picture(f"note-changed-{width}-{theme}")
    note.get_by_role("button", name="Keep the old version").click()
    expect(note).to_contain_text("Kept at the version it was marked on.")
    expect(page.locator("mark.hl-pink")).to_have_count(0)
    note.get_by_role("button", name="Undo").click()
    expect(page.locator("mark.hl-pink.hl-changed").first).to_be_visible()
    assert not visitor.scrolls_sideways()


def test_a_deleted_reply_goes_without_leaving_the_page(signed_in: SignedIn) -> None:
    article, ana = well_read()
    visitor = signed_in(ana)
    visitor.go(article.get_absolute_url())
    visitor.page.once("dialog", lambda dialog: dialog.accept())
    visitor.page.get_by_role("button", name="Delete reply").click()
    expect(visitor.page.locator(".answer")).to_have_count(1)
    assert Reply.objects.count() == 1


ARRANGE = """async ([boxes, gap]) => {
  const { arrange } = await import(document.querySelector("script[src*='js/reading']").src
    .replace("reading", "columns"));
  return arrange(boxes, gap); }"""


@pytest.mark.parametrize(
    ("boxes", "tops"),
    [
        ([(0, 50), (100, 50)], [0, 100]),
        ([(100, 50), (100, 50)], [70, 130]),
        ([(10, 50), (10, 50)], [0, 60]),
        ([(100, 50), (100, 50, 1000)], [40, 100]),
        ([(300, 50), (100, 50), (90, 50)], [103, 163, 223]),
        ([], []),
    ],
)
def test_notes_are_laid_out_as_near_to_their_words_as_they_can(
    visit: Visit, boxes: list[tuple[int, ...]], tops: list[float]
) -> None:
    visitor = visit()
    visitor.go(makers.article().get_absolute_url())
    told = [dict(zip(("wanted", "height", "weight"), box, strict=False)) for box in boxes]
    laid = visitor.page.evaluate(ARRANGE, [told, 10])
    assert [round(top) for top in laid] == tops
