"""Highlights and notes: exact offsets, honest refusals, and nobody else's business."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Placement
from annotations.services import PassageNotFound, Selection, annotate, place_missing
from articles.models import Article
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def owner(client: Client) -> object:
    user = reader("owner")
    client.force_login(user)
    return user


def fields(article: Article, words: str, **more: object) -> dict[str, object]:
    assert article.current
    start = article.current.text.index(words)
    return {
        "revision": 1,
        "start": start,
        "end": start + len(words),
        "exact": words,
        "color": "yellow",
        "note": "",
        **more,
    }


def create(client: Client, article: Article, told: dict[str, object], **headers: str) -> object:
    address = reverse("annotations:create", args=[article.slug])
    return client.post(address, told, headers=headers)


def test_a_highlight_is_stored_with_its_selectors(client, owner, article) -> None:
    create(client, article, fields(article, "a costly mistake", note="*Why?*", color="pink"))
    made = Annotation.objects.get()
    assert (made.exact, made.color, made.note) == ("a costly mistake", "pink", "*Why?*")
    assert made.revision.text[made.start : made.end] == made.exact
    assert made.prefix.endswith("called the plan “")
    assert made.suffix.startswith("”. 🏛️ Nobody")


def test_offsets_are_code_points_behind_an_emoji(client, owner, article) -> None:
    create(client, article, fields(article, "Nobody laughed."))
    made = Annotation.objects.get()
    assert made.start == WORDS.index("Nobody")


def test_an_emoji_is_never_split(client, owner, article) -> None:
    start = article.current.text.index("🏛️")
    create(client, article, fields(article, "🏛️") | {"end": start + 1, "exact": "🏛"})
    assert Annotation.objects.get().exact == "🏛️"


def test_htmx_gets_only_the_touched_blocks_and_the_notes(client, owner, article) -> None:
    answer = create(client, article, fields(article, "costly mistake"), **HTMX)
    page = answer.content.decode()
    assert 'id="b2"' in page
    assert 'id="b1"' not in page
    assert 'id="notes"' in page
    assert page.count('hx-swap-oob="true"') == 2


def test_without_scripts_the_form_leads_back_to_the_passage(client, owner, article) -> None:
    answer = create(client, article, fields(article, "costly mistake"))
    made = Annotation.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"{article.get_absolute_url()}#a-{made.pk}"


def test_words_found_elsewhere_by_their_context_are_marked_there(client, owner, article) -> None:
    told = fields(article, "a costly mistake") | {"start": 3, "end": 19}
    create(client, article, told)
    made = Annotation.objects.get()
    assert made.revision.text[made.start : made.end] == "a costly mistake"


@pytest.mark.parametrize(
    "change",
    [
        {"exact": "words that are not there at all"},
        {"exact": "   "},
        {"start": -1},
        {"color": "beige"},
        {"note": "x" * 20_001},
    ],
)
def test_what_cannot_be_marked_is_refused_with_422_and_nothing_is_stored(
    client, owner, article, change
) -> None:
    answer = create(client, article, fields(article, "a costly mistake") | change, **HTMX)
    assert answer.status_code == 422
    assert not Annotation.objects.exists()


def test_without_scripts_a_refusal_keeps_the_note_and_offers_the_sentences(
    client, owner, article
) -> None:
    told = fields(article, "a costly mistake", note="my thought") | {"exact": "not there"}
    answer = create(client, article, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "my thought" in page
    assert "<html" in page


def test_a_missing_revision_is_404(client, owner, article) -> None:
    answer = create(client, article, fields(article, "a costly mistake", revision=7))
    assert answer.status_code == 404


def test_marking_needs_an_account(client, article) -> None:
    answer = create(client, article, fields(article, "a costly mistake"))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url


def test_overlapping_highlights_both_show(client, owner, article) -> None:
    create(client, article, fields(article, "called the plan “a costly"))
    create(client, article, fields(article, "a costly mistake", color="blue"))
    page = client.get(article.get_absolute_url()).content.decode()
    for made in Annotation.objects.all():
        assert page.count(f'data-annotation="{made.pk}"') >= 1
    assert page.count("hl-blue") >= 1
    assert page.count("hl-yellow") >= 1


def test_the_same_mark_twice_is_one_highlight(client, owner, article) -> None:
    for _twice in range(2):
        create(client, article, fields(article, "a costly mistake"))
    assert Annotation.objects.count() == 1


def test_a_note_is_edited_and_removed(client, owner, article) -> None:
    create(client, article, fields(article, "a costly mistake"))
    made = Annotation.objects.get()
    edit = reverse("annotations:edit", args=[made.pk])
    answer = client.post(edit, {"color": "green", "note": "**Now** a note"}, headers=HTMX)
    assert "<strong>Now</strong>" in answer.content.decode()
    made.refresh_from_db()
    assert (made.color, made.note) == ("green", "**Now** a note")
    assert client.get(edit).status_code == 200
    remove = reverse("annotations:delete", args=[made.pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("name", ["note", "edit", "delete", "share", "revoke"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_readers_annotation_does_not_exist_for_a_stranger(
    client, article, name, method
) -> None:
    theirs = annotate(
        article.current, reader(), Selection(4, 11, WORDS[4:11]), color="yellow", note="secret"
    )
    client.force_login(reader("stranger"))
    answer = getattr(client, method)(
        reverse(f"annotations:{name}", args=[theirs.pk]), {"color": "pink", "note": "mine now"}
    )
    assert answer.status_code in {404, 405}
    theirs.refresh_from_db()
    assert theirs.note == "secret"
    assert "secret" not in client.get(article.get_absolute_url()).content.decode()
    assert "secret" not in client.get(reverse("annotations:mine")).content.decode()


def test_sentences_can_be_chosen_without_scripts(client, owner, article) -> None:
    address = reverse("annotations:compose", args=[article.slug])
    page = client.get(address).content.decode()
    assert "We built the wall for this." in page
    answer = client.post(
        address, {"revision": 1, "first": 1, "last": 2, "color": "yellow", "note": ""}
    )
    made = Annotation.objects.get()
    assert answer.url == f"{article.get_absolute_url()}#a-{made.pk}"
    assert made.exact.startswith("“We are not afraid")
    assert made.exact.endswith("for this.”")


@pytest.mark.parametrize("told", [{}, {"first": 99}, {"first": 2, "last": 1}])
def test_a_senseless_choice_of_sentences_is_shown_again(client, owner, article, told) -> None:
    address = reverse("annotations:compose", args=[article.slug])
    answer = client.post(address, {"revision": 1, "color": "pink", "note": "kept", **told})
    assert answer.status_code == 422
    assert "kept" in answer.content.decode()


def revised(article: Article, text: str) -> Article:
    return makers.article(text, url=article.url)


def test_a_highlight_moves_with_its_words_when_the_article_is_edited(article) -> None:
    start = WORDS.index("a costly")
    made = annotate(
        article.current, reader(), Selection(start, start + 16, "a costly mistake"), color="pink"
    )
    edited = revised(article, "A new first paragraph stands here now.\n\n" + WORDS)
    placed = place_missing([made], edited.current)[made.pk]
    assert placed.state == Placement.State.ATTACHED
    assert edited.current.text[placed.start : placed.end] == "a costly mistake"


def test_a_highlight_whose_words_went_is_an_orphan_and_keeps_them(client, owner, article) -> None:
    start = WORDS.index("Her rival")
    end = WORDS.index("\n\nThe vote")
    made = annotate(article.current, owner, Selection(start, end, WORDS[start:end]), color="pink")
    edited = revised(article, WORDS[:start] + WORDS[end + 2 :])
    placed = place_missing([made], edited.current)[made.pk]
    assert (placed.state, placed.start) == (Placement.State.ORPHAN, None)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "a costly mistake" in page
    assert f"/revisions/1/#a-{made.pk}" in page


def test_my_notes_tell_what_became_of_the_words(client, owner, article) -> None:
    start, end = WORDS.index("Her rival"), WORDS.index("\n\nThe vote")
    annotate(article.current, owner, Selection(start, end, WORDS[start:end]), color="pink")
    revised(article, WORDS[:start] + WORDS[end + 2 :])
    page = client.get(reverse("annotations:mine"))
    assert [note.state for note in page.context["notes"]] == [Placement.State.ORPHAN]


def test_placing_twice_stores_one_row(article) -> None:
    made = annotate(article.current, reader(), Selection(4, 11, WORDS[4:11]), color="yellow")
    edited = revised(article, WORDS + "\n\nOne more line at the end.")
    for _twice in range(2):
        place_missing([made], edited.current)
    assert Placement.objects.count() == 1


def test_a_passage_of_nothing_is_refused(article) -> None:
    with pytest.raises(PassageNotFound):
        annotate(article.current, reader(), Selection(0, 0, ""), color="yellow")
