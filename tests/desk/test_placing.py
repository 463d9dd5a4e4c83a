"""What became of marked words: told to their author, decided, carried on and undone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Placement
from annotations.services import NotPlaced, Selection, annotate, place_missing, replacing
from articles.models import Article
from readers.models import User
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SENTENCE = "Her rival, Senator Oskar Lind, called the plan “a costly mistake”."
OTHER = (
    "Her rival Lind, after a long night in the council, no longer called the plan "
    "“a costly mistake”."
)
EDITED = WORDS.replace(SENTENCE, OTHER)
GONE = WORDS.replace(f"{SENTENCE} ", "")


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def owner(client: Client) -> User:
    user = reader("owner")
    client.force_login(user)
    return user


@pytest.fixture
def marked(article: Article, owner: User) -> Annotation:
    return mark(article, owner, SENTENCE)


def mark(article: Article, author: User, words: str, **more: str) -> Annotation:
    assert article.current
    start = article.current.text.index(words)
    selection = Selection(start, start + len(words), words)
    told = {"color": "pink", "note": "so he said", **more}
    return annotate(article.current, author, selection, **told)  # type: ignore[arg-type]


def decide(client: Client, made: Annotation, step: str, number: int, **headers: str) -> object:
    address = reverse("annotations:place", args=[made.pk])
    return client.post(address, {"do": step, "revision": number}, headers=headers)


def place(made: Annotation) -> Placement:
    return Placement.objects.select_related("revision").get(
        annotation=made, revision=Article.objects.get(pk=made.article_id).current
    )


def page(client: Client, article: Article, query: str = "") -> str:
    return client.get(article.get_absolute_url() + query).content.decode()


def test_the_example_is_one_of_words_that_changed_and_one_of_words_that_went(marked) -> None:
    makers.edited(marked.article, EDITED)
    assert place_missing([marked], marked.article.current)[marked.pk].state == "changed"
    makers.edited(marked.article, GONE)
    assert place_missing([marked], marked.article.current)[marked.pk].state == "orphan"


def test_the_author_is_told_once_and_the_list_stays_until_it_is_decided(
    client, owner, marked
) -> None:
    assert "passage changed" not in client.get("/").content.decode()
    makers.edited(marked.article, EDITED)
    assert "1 passage changed" in client.get("/").content.decode()
    listed = client.get(reverse("annotations:look-at")).content.decode()
    assert "words changed" in listed and "<del>" in listed and "<ins>" in listed
    assert "passage changed" not in client.get("/").content.decode()
    assert "words changed" in client.get(reverse("annotations:look-at")).content.decode()
    decide(client, marked, "accept", 2)
    assert "Nothing to look at." in client.get(reverse("annotations:look-at")).content.decode()


def test_nobody_is_told_of_words_that_only_moved(client, owner, marked) -> None:
    makers.edited(marked.article, "A new beginning of the story.\n\n" + WORDS)
    assert "passage changed" not in client.get("/").content.decode()
    assert "Nothing to look at." in client.get(reverse("annotations:look-at")).content.decode()


def test_only_their_author_is_told(client, marked) -> None:
    makers.edited(marked.article, GONE)
    client.force_login(reader("stranger"))
    assert "passage changed" not in client.get("/").content.decode()
    assert "so he said" not in client.get(reverse("annotations:look-at")).content.decode()


def test_placing_for_the_list_is_bounded(client, owner) -> None:
    from annotations.services import place_waiting

    for _story in range(4):
        story = makers.article()
        mark(story, owner, SENTENCE)
        makers.edited(story, GONE)
    place_waiting(owner, articles=3)
    assert Placement.objects.count() == 3
    client.get("/")
    assert Placement.objects.count() == 4


def test_what_changed_shows_the_words_and_leads_to_the_whole_comparison(client, marked) -> None:
    makers.edited(marked.article, EDITED)
    address = reverse("annotations:changed", args=[marked.pk])
    for headers in ({}, HTMX):
        seen = client.get(address, headers=headers).content.decode()
        assert "<del>" in seen and "<ins>" in seen
        assert "changes/?from=1&amp;to=2" in seen
        assert "#history" in seen
    client.logout()
    assert client.get(address).status_code == 404


def test_an_accepted_place_is_the_place_from_then_on(client, marked) -> None:
    makers.edited(marked.article, EDITED)
    decide(client, marked, "accept", 2)
    seen = page(client, marked.article)
    assert "hl-changed" not in seen and "were accepted" in seen
    makers.edited(marked.article, "The tide is high tonight.\n\n" + EDITED)
    page(client, marked.article)
    found = place(marked)
    assert (found.state, found.decision) == ("attached", "accepted")
    assert found.revision.text[found.start : found.end] == OTHER
    makers.edited(marked.article, GONE)
    page(client, marked.article)
    assert (place(marked).state, place(marked).decision) == ("orphan", "")


def test_a_kept_note_stays_at_the_old_version_and_nobody_asks_again(client, owner, marked) -> None:
    makers.edited(marked.article, EDITED)
    decide(client, marked, "keep", 2)
    seen = page(client, marked.article)
    assert f'id="a-{marked.pk}"' not in seen
    assert "Kept at the version it was marked on." in seen
    assert f"/revisions/1/#a-{marked.pk}" in seen
    makers.edited(marked.article, EDITED + "\n\nOne more line.")
    assert "passage changed" not in client.get("/").content.decode()
    assert f'id="a-{marked.pk}"' not in page(client, marked.article)


def test_a_note_is_put_at_other_words_by_hand_and_follows_them(client, marked) -> None:
    makers.edited(marked.article, GONE)
    assert "Select the words your note should stand at now." in page(
        client, marked.article, f"?move={marked.pk}"
    )
    start = GONE.index("Nobody laughed")
    told = {"revision": 2, "start": start, "end": start + 14, "exact": "Nobody laughed"}
    address = reverse("annotations:move", args=[marked.pk])
    answer = client.post(address, told, headers=HTMX)
    assert answer["HX-Redirect"] == marked.get_absolute_url()
    assert place(marked).decision == "marked"
    makers.edited(marked.article, "First, the tide.\n\n" + GONE)
    seen = page(client, marked.article)
    found = place(marked)
    assert found.revision.text[found.start : found.end] == "Nobody laughed"
    assert "put here by hand" in seen


def test_a_note_is_put_at_other_sentences_without_scripts(client, marked) -> None:
    makers.edited(marked.article, GONE)
    address = reverse("annotations:move", args=[marked.pk])
    assert "Nobody laughed." in client.get(address).content.decode()
    assert client.post(address, {"revision": 2}).status_code == 422
    answer = client.post(address, {"revision": 2, "first": 3})
    assert answer.url == marked.get_absolute_url()
    found = place(marked)
    assert found.decision == "marked"
    assert found.revision.text[found.start : found.end] == "🏛️ Nobody laughed."


def test_words_that_are_not_there_move_nothing(client, marked) -> None:
    makers.edited(marked.article, GONE)
    page(client, marked.article)
    told = {"revision": 2, "start": 0, "end": 9, "exact": "not there"}
    address = reverse("annotations:move", args=[marked.pk])
    assert client.post(address, told, headers=HTMX).status_code == 422
    assert place(marked).state == "orphan"


@pytest.mark.parametrize("step", ["accept", "keep", "move"])
def test_every_step_can_be_undone(client, marked, step) -> None:
    makers.edited(marked.article, EDITED)
    page(client, marked.article)
    before = place(marked)
    if step == "move":
        start = EDITED.index("Nobody laughed")
        replacing.move(marked, 2, Selection(start, start + 14, "Nobody laughed"))
    else:
        decide(client, marked, step, 2)
    makers.edited(marked.article, EDITED + "\n\nOne more line.")
    page(client, marked.article)
    assert place(marked).decision
    decide(client, marked, "undo", 3)
    after = place(marked)
    assert (after.state, after.start, after.end, after.decision) == (
        before.state,
        before.start,
        before.end,
        "",
    )


def test_a_decision_about_a_version_that_is_gone_changes_nothing(client, marked) -> None:
    makers.edited(marked.article, EDITED)
    page(client, marked.article)
    makers.edited(marked.article, GONE)
    decide(client, marked, "accept", 2)
    assert "changed again meanwhile" in page(client, marked.article)
    assert not Placement.objects.exclude(decision="").exists()


def test_where_nothing_was_found_nothing_can_be_accepted(client, marked) -> None:
    makers.edited(marked.article, GONE)
    with pytest.raises(NotPlaced):
        replacing.accept(marked, 2)
    assert decide(client, marked, "dance", 2).status_code == 404


def test_a_note_on_the_current_version_has_nothing_to_decide(client, marked) -> None:
    with pytest.raises(NotPlaced):
        replacing.keep(marked, 1)
    assert client.get(f"{marked.article.get_absolute_url()}?move={marked.pk}").status_code == 404
    for odd in ("nonsense", "%00", str(reader().pk)):
        address = f"{marked.article.get_absolute_url()}?move={odd}"
        assert client.get(address).status_code == 404


def test_htmx_gets_the_blocks_of_the_old_place_and_the_new(client, marked) -> None:
    makers.edited(marked.article, EDITED)
    seen = decide(client, marked, "keep", 2, **HTMX).content.decode()
    assert 'id="b2"' in seen and 'id="notes"' in seen and 'id="b0"' not in seen
    told = {"do": "undo", "revision": 2, "at": "list"}
    address = reverse("annotations:place", args=[marked.pk])
    seen = client.post(address, told, headers=HTMX).content.decode()
    assert f'id="look-{marked.pk}"' in seen and "Undone." in seen


def test_others_see_what_became_of_the_words_but_decide_nothing(client, marked) -> None:
    Annotation.objects.update(visibility="public")
    makers.edited(marked.article, EDITED)
    client.force_login(reader("stranger"))
    seen = page(client, marked.article)
    assert "The words here changed" in seen
    assert reverse("annotations:place", args=[marked.pk]) not in seen
    assert Placement.objects.get().noticed is None
    assert client.get(reverse("annotations:changed", args=[marked.pk])).status_code == 200
