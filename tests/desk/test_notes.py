"""Notes: kinds, tags, who sees them, replies, history, and two who change one at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotations import services
from annotations.models import Annotation, Edit, Group, Membership, Reply
from annotations.services import Overtaken, Selection, annotate
from annotations.tags import BadTags, normalised, parse_tags
from articles.models import Article, Quote, Saying
from readers.models import User
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PUBLIC = Annotation.Visibility.PUBLIC


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def owner(client: Client) -> User:
    user = reader("owner")
    client.force_login(user)
    return user


def noted(article: Article, author: User, words: str = "a costly mistake", **more) -> Annotation:
    assert article.current
    start = article.current.text.index(words)
    told = {"color": "yellow", "note": "as it was", **more}
    return annotate(article.current, author, Selection(start, start + len(words), words), **told)


def page(client: Client, article: Article, query: str = "") -> str:
    return client.get(article.get_absolute_url() + query).content.decode()


def group_of(*members: User, role: str = "member", **fields: object) -> Group:
    group = Group.objects.create(name="Class 7", **fields)
    for member in members:
        Membership.objects.create(group=group, user=member, role=role)
    return group


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", []),
        (" , ,", []),
        ("Tide,  sea   wall ", ["Tide", "sea wall"]),
        ("Tide, tide, TIDE", ["Tide"]),
        ("Straße, STRASSE", ["Straße"]),
        ("cafe\u0301, caf\u00e9", ["caf\u00e9"]),
        ("a\u202eb, \u200b", ["ab"]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_tags_are_stored_as_typed_but_for_space_and_double_ones(typed, stored) -> None:
    assert parse_tags(typed) == stored


@pytest.mark.parametrize("tags", [["x" * 51], [f"tag {n}" for n in range(21)]])
def test_too_many_or_too_long_tags_are_refused(tags) -> None:
    with pytest.raises(BadTags):
        normalised(tags)


def test_a_note_is_made_with_kind_tags_and_audience(client, owner, article) -> None:
    start = WORDS.index("a costly")
    told = {
        "revision": 1,
        "start": start,
        "end": start + 16,
        "exact": "a costly mistake",
        "color": "blue",
        "note": "Why?",
        "kind": "question",
        "tags": "Budget, sea  wall, budget",
        "audience": "public",
    }
    client.post(reverse("annotations:create", args=[article.slug]), told)
    made = Annotation.objects.get()
    assert (made.kind, made.tags, made.visibility) == ("question", ["Budget", "sea wall"], PUBLIC)
    client.logout()
    seen = page(client, article)
    assert "Why?" in seen and "Question" in seen and "sea wall" in seen


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "rumour"},
        {"tags": ",".join(f"t{n}" for n in range(21))},
        {"tags": "x" * 60},
        {"audience": "everybody else"},
        {"audience": "group:somebody-elses"},
    ],
)
def test_what_makes_no_sense_is_refused_and_what_was_written_stays(
    client, owner, article, told
) -> None:
    made = noted(article, owner)
    address = reverse("annotations:edit", args=[made.pk])
    answer = client.post(address, {"color": "pink", "note": "my new words", "version": 1, **told})
    assert answer.status_code == 422
    assert "my new words" in answer.content.decode()
    made.refresh_from_db()
    assert (made.note, made.version) == ("as it was", 1)


def test_markup_in_notes_tags_and_replies_is_shown_as_text(client, owner, article) -> None:
    evil = "<img src=x onerror=alert(1)>"
    made = noted(article, owner, note=evil, tags=[evil[:40]], visibility=PUBLIC)
    services.reply(made, owner, f"{evil} [x](javascript:alert(2))")
    for address in (
        article.get_absolute_url(),
        reverse("annotations:mine"),
        reverse("annotations:edit", args=[made.pk]),
        reverse("annotations:reply", args=[made.pk]),
    ):
        seen = client.get(address).content.decode()
        assert "<img src=x" not in seen and 'href="javascript' not in seen, address


def test_a_preview_is_drawn_as_the_note_will_be(client, owner, article) -> None:
    answer = client.post(reverse("annotations:preview"), {"note": "**now** <script>"})
    assert "<strong>now</strong>" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    made = noted(article, owner)
    told = {"color": "pink", "note": "**draft**", "version": 1, "preview": "1"}
    answer = client.post(reverse("annotations:edit", args=[made.pk]), told)
    assert answer.status_code == 200
    assert "<strong>draft</strong>" in answer.content.decode()
    made.refresh_from_db()
    assert made.note == "as it was"


def test_a_change_keeps_what_stood_before(client, owner, article) -> None:
    made = noted(article, owner, tags=["tide"])
    address = reverse("annotations:edit", args=[made.pk])
    told = {"color": "green", "kind": "question", "note": "as it is", "tags": "", "version": 1}
    client.post(address, told)
    made.refresh_from_db()
    assert (made.version, made.tags) == (2, [])
    before = Edit.objects.get()
    assert (before.version, before.note, before.tags) == (1, "as it was", ["tide"])
    seen = client.get(reverse("annotations:history", args=[made.pk])).content.decode()
    assert "<del>" in seen and "<ins>" in seen and "kind: question" in seen


def test_saving_without_a_change_makes_no_version(client, owner, article) -> None:
    made = noted(article, owner, note="two\nlines")
    told = {"color": "yellow", "note": "two\r\nlines", "version": 1}
    client.post(reverse("annotations:edit", args=[made.pk]), told)
    made.refresh_from_db()
    assert made.version == 1
    assert not Edit.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_second_of_two_changes_is_shown_both_and_loses_nothing(
    client, owner, article, headers
) -> None:
    made = noted(article, owner, tags=["tide"])
    address = reverse("annotations:edit", args=[made.pk])
    client.post(address, {"color": "green", "note": "their words", "version": 1})
    told = {"color": "pink", "note": "my other words", "tags": "mine", "version": 1}
    answer = client.post(address, told, headers=headers)
    seen = answer.content.decode()
    assert answer.status_code == 409
    for words in ("their", "my other words", "as it was", 'value="mine"'):
        assert words in seen, words
    made.refresh_from_db()
    assert made.note == "their words"
    assert 'name="version" value="2"' in seen
    client.post(address, told | {"version": 2})
    made.refresh_from_db()
    assert (made.note, made.version) == ("my other words", 3)
    assert [edit.note for edit in Edit.objects.all()] == ["as it was", "their words"]


def test_a_change_to_a_version_that_is_gone_is_refused_by_the_service(article) -> None:
    made = noted(article, reader())
    services.change(made, color="pink", note="one", seen=1)
    with pytest.raises(Overtaken) as refused:
        services.change(made, color="pink", note="two", seen=1)
    assert refused.value.base and refused.value.base.note == "as it was"
    assert refused.value.stored.note == "one"


def test_a_note_on_the_whole_article_needs_words_and_stands_first(client, owner, article) -> None:
    address = reverse("annotations:on-page", args=[article.slug])
    assert client.get(address).status_code == 200
    told = {"revision": 1, "color": "yellow", "note": "  "}
    assert client.post(address, told).status_code == 422
    noted(article, owner)
    answer = client.post(address, told | {"note": "A fair account."})
    made = Annotation.objects.get(start=None)
    assert answer.status_code == 302 and made.exact == ""
    seen = page(client, article)
    assert seen.index("A fair account.") < seen.index("as it was")
    edit = reverse("annotations:edit", args=[made.pk])
    assert client.post(edit, {"color": "pink", "note": ""}).status_code == 422


def test_a_note_on_a_quotation_shows_wherever_the_same_words_were_said(
    client, owner, article
) -> None:
    other = makers.article(WORDS.replace("Nobody laughed", "Some laughed"), headline="Another")
    quotes = [
        Quote.objects.get(revision=one.current, text__contains="costly") for one in (article, other)
    ]
    address = reverse("annotations:on-quote", args=[quotes[0].uuid])
    assert "costly mistake" in client.get(address).content.decode()
    client.post(address, {"color": "pink", "note": "He said so twice."})
    made = Annotation.objects.get()
    assert (made.quote, made.exact) == (quotes[0], quotes[0].text)
    assert "He said so twice." not in page(client, other)
    saying = Saying.objects.create(text=quotes[0].text)
    Quote.objects.filter(pk__in=[quote.pk for quote in quotes]).update(saying=saying)
    seen = page(client, other)
    assert "He said so twice." in seen
    assert article.headline in seen
    assert f'id="a-{made.pk}"' in seen
    client.force_login(reader("stranger"))
    assert "He said so twice." not in page(client, other)


def test_a_passage_is_of_a_quotation_only_if_it_stands_in_it(client, owner, article) -> None:
    quote = Quote.objects.get(revision=article.current, text__contains="costly")
    address = reverse("annotations:create", args=[article.slug])
    for words, of in (("a costly", quote), ("The vote", None)):
        start = WORDS.index(words)
        told = {"revision": 1, "start": start, "end": start + 8, "exact": words}
        client.post(address, told | {"color": "pink", "quote": str(quote.uuid)})
        assert Annotation.objects.get(exact=words).quote == of


def test_groups_are_offered_to_those_who_may_write_in_them(client, owner, article) -> None:
    group = group_of(owner)
    others = Group.objects.create(name="Class 8")
    Membership.objects.create(group=others, user=owner, role="reader")
    made = noted(article, owner)
    address = reverse("annotations:edit", args=[made.pk])
    seen = client.get(address).content.decode()
    assert "Group: Class 7" in seen and "Class 8" not in seen
    told = {"color": "pink", "note": "for us", "version": 1}
    client.post(address, told | {"audience": f"group:{group.slug}"})
    made.refresh_from_db()
    assert (made.visibility, made.group) == ("group", group)
    assert client.post(address, told | {"audience": f"group:{others.slug}"}).status_code == 422
    friend = reader("friend")
    client.force_login(friend)
    assert "for us" not in page(client, article)
    Membership.objects.create(group=group, user=friend)
    assert "for us" in page(client, article)


def test_replies_are_made_changed_and_removed(client, article) -> None:
    made = noted(article, reader("author"), visibility=PUBLIC)
    client.force_login(reader("ana"))
    address = reverse("annotations:reply", args=[made.pk])
    assert client.post(address, {"note": " "}).status_code == 422
    for _twice in range(2):
        answer = client.post(address, {"note": "I *doubt* it."})
    assert answer.url == f"{article.get_absolute_url()}#note-{made.pk}"
    reply = Reply.objects.get()
    assert "<em>doubt</em>" in page(client, article)
    edit = reverse("annotations:reply-edit", args=[reply.pk])
    client.post(edit, {"note": "I doubt it much.", "version": 1})
    answer = client.post(edit, {"note": "lost?", "version": 1})
    assert answer.status_code == 409
    assert "lost?" in answer.content.decode() and "much" in answer.content.decode()
    reply.refresh_from_db()
    assert (reply.note, reply.version) == ("I doubt it much.", 2)
    assert client.post(reverse("annotations:reply-delete", args=[reply.pk])).status_code == 302
    assert not Reply.objects.exists()


def test_htmx_gets_the_note_with_its_replies(client, article) -> None:
    made = noted(article, reader("author"), visibility=PUBLIC)
    client.force_login(reader("ana"))
    address = reverse("annotations:reply", args=[made.pk])
    assert 'name="note"' in client.get(address, headers=HTMX).content.decode()
    seen = client.post(address, {"note": "Hear, hear"}, headers=HTMX).content.decode()
    assert "Hear, hear" in seen and "<html" not in seen


def test_what_is_not_seen_cannot_be_answered_and_replies_are_their_authors(client, article) -> None:
    author = reader("author")
    secret = noted(article, author)
    public = noted(article, author, "Nobody laughed", visibility=PUBLIC)
    reply = services.reply(public, author, "mine")
    client.force_login(reader("stranger"))
    address = reverse("annotations:reply", args=[secret.pk])
    assert client.post(address, {"note": "hello"}).status_code == 404
    for name in ("reply-edit", "reply-delete"):
        answer = client.post(reverse(f"annotations:{name}", args=[reply.pk]), {"note": "x"})
        assert answer.status_code == 404
    for name in ("edit", "delete", "history", "place", "move", "note"):
        address = reverse(f"annotations:{name}", args=[public.pk])
        assert client.post(address, {"note": "x"}).status_code in {404, 405}, name
        assert client.get(address).status_code in {404, 405}, name
    assert list(Reply.objects.values_list("note", flat=True)) == ["mine"]


def test_who_may_only_read_in_a_group_does_not_answer(client, article) -> None:
    author, watcher = reader("author"), reader("watcher")
    group = group_of(author)
    Membership.objects.create(group=group, user=watcher, role="reader")
    made = noted(article, author, visibility="group", group=group)
    client.force_login(watcher)
    address = reverse("annotations:reply", args=[made.pk])
    assert "as it was" in page(client, article)
    assert address not in page(client, article)
    assert client.post(address, {"note": "hello"}).status_code == 403


def test_others_notes_show_their_author_and_cannot_be_changed(client, article) -> None:
    made = noted(article, reader("ilse"), visibility=PUBLIC)
    seen = page(client, article)
    assert "ilse" in seen and "as it was" in seen
    assert reverse("annotations:edit", args=[made.pk]) not in seen
    Annotation.objects.update(hidden=made.created)
    assert "as it was" not in page(client, article)


FILTERS = [
    ("", {"mine too", "hers", "his"}),
    ("?by=ilse", {"hers"}),
    ("?tag=TIDE", {"hers", "mine too"}),
    ("?color=blue", {"his"}),
    ("?kind=question", {"his"}),
    ("?whose=mine", {"mine too"}),
    ("?tag=tide&by=ilse", {"hers"}),
    ("?by=nobody", set()),
    ("?color=beige&kind=%00&tag=" + "x" * 900, set()),
]


@pytest.mark.parametrize(("query", "left"), FILTERS)
def test_notes_are_filtered_by_person_tag_colour_kind_and_whose(
    client, owner, article, query, left
) -> None:
    noted(article, owner, "Mayor Ilse Tamm", note="mine too", tags=["Tide"])
    noted(article, reader("ilse"), "the wall", note="hers", tags=["tide"], visibility=PUBLIC)
    more = {"color": "blue", "kind": "question", "visibility": PUBLIC}
    noted(article, reader("oskar"), "Nobody laughed", note="his", **more)
    answer = client.get(article.get_absolute_url() + query)
    assert {note.annotation.note for note in answer.context["notes"]} == left
    assert answer.content.decode().count('class="hl ') >= len(left)
    for hidden in {"mine too", "hers", "his"} - left:
        assert f">{hidden}<" not in answer.content.decode()


def test_what_is_done_on_a_filtered_page_keeps_the_filter(client, owner, article) -> None:
    made = noted(article, owner, "Mayor Ilse Tamm", note="kept in view", color="blue")
    noted(article, owner, "Nobody laughed", note="filtered out")
    headers = {
        **HTMX,
        "HX-Current-URL": f"http://testserver{article.get_absolute_url()}?color=blue",
    }
    told = {"color": "pink", "note": "now pink", "version": 1}
    seen = client.post(
        reverse("annotations:edit", args=[made.pk]), told, headers=headers
    ).content.decode()
    assert "now pink" in seen
    assert "filtered out" not in seen


def test_replies_and_others_notes_cost_no_queries_each(client, owner, article) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    group = group_of(owner)
    for start in (0, 40):
        for offset in range(start, start + 4):
            author = reader(f"author{offset}")
            words = WORDS[offset : offset + 20].strip()
            kind = {"kind": "fact-check", "visibility": PUBLIC}
            if offset % 2:
                kind = {"visibility": "group", "group": group}
            made = noted(article, author, words, **kind)
            services.reply(made, author, f"reply {offset}")
            finding = services.Finding("claim", "true", sources=[("https://a.example/", "")])
            services.change(made, color="pink", note="x", finding=finding)
        with CaptureQueriesContext(connection) as queries:
            assert page(client, article).count('<article class="note') == start // 10 + 4
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
