"""Collections: filling, ordering, showing, and two readers who edit one at a time."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations import collection_services, share_services
from annotations.models import Annotation, Collection, Group, Membership
from articles.models import Article
from readers.models import User
from tests import makers
from tests.desk.test_share_links import mark
from tests.makers import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return reader("owner", first_name="Olga", last_name="Owner")


@pytest.fixture
def mate() -> User:
    return reader("mate")


@pytest.fixture
def stranger() -> User:
    return reader("stranger")


@pytest.fixture
def group(owner: User, mate: User) -> Group:
    made = Group.objects.create(name="The desk")
    Membership.objects.create(group=made, user=owner, role="owner")
    Membership.objects.create(group=made, user=mate, role="member")
    return made


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def collection(owner: User, article: Article) -> Collection:
    """Two passages of the owner's with text above the first."""
    made = collection_services.create(owner, title="The wall", introduction="What was *said*.")
    first = mark(article, owner, "a costly mistake", "Lind’s words")
    second = mark(article, owner, "The vote is in May.")
    collection_services.collect(made, [first], text="It began so.")
    collection_services.collect(made, [second])
    made.refresh_from_db()
    return made


def edit_url(collection: Collection) -> str:
    return reverse("annotations:collection-edit", args=[collection.slug])


def form_of(client: Client, collection: Collection) -> dict[str, Any]:
    """What the edit form would send as it was shown."""
    return sent(client.get(edit_url(collection)).content.decode())


def sent(page: str) -> dict[str, Any]:
    """What the edit form on a page would send, by the HTML itself."""
    form = page[page.index('id="edit-form"') : page.index("</form>", page.index('id="edit-form"'))]
    told: dict[str, Any] = {"item": [], "known": []}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        if name in told and isinstance(told[name], list):
            told[name].append(value)
        else:
            told[name] = value
    told["title"] = re.search(r'name="title" value="([^"]*)"', form)[1]  # type: ignore[index]
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        told[name] = text.lstrip("\r\n")
    return told


def texts(collection: Collection) -> list[tuple[str, str]]:
    return [
        (item.text, item.annotation.exact if item.annotation else "")
        for item in collection.items.select_related("annotation")
    ]


@pytest.fixture
def editor(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


# --- One reader ---------------------------------------------------------------------------


def test_a_note_is_put_into_a_new_collection_from_its_menu(client, owner, article) -> None:
    annotation = mark(article, owner, "a costly mistake")
    client.force_login(owner)
    address = reverse("annotations:collect", args=[annotation.pk])
    assert address in client.get(article.get_absolute_url()).content.decode()
    nameless = client.post(address, {"collection": "", "title": "", "text": ""})
    assert nameless.status_code == 422 and not Collection.objects.exists()
    client.post(address, {"collection": "", "title": "The wall", "text": "At first:"})
    made = Collection.objects.get()
    assert (made.owner, made.visibility) == (owner, "private")
    assert texts(made) == [("At first:", "a costly mistake")]


def test_the_same_passage_is_put_in_once(editor, collection) -> None:
    annotation = Annotation.objects.get(exact="a costly mistake")
    answer = editor.post(
        reverse("annotations:collect", args=[annotation.pk]),
        {"collection": str(collection.pk)},
        follow=True,
    )
    assert "in the collection already" in answer.content.decode()
    assert collection.items.count() == 2


def test_several_notes_are_chosen_from_ones_own(editor, collection, article, owner) -> None:
    new = [mark(article, owner, words) for words in ("Nobody laughed.", "Mayor Ilse Tamm")]
    address = reverse("annotations:collection-add", args=[collection.slug])
    page = editor.get(address).content.decode()
    assert "Nobody laughed." in page and "a costly mistake" not in page
    editor.post(address, {"note": [str(one.pk) for one in new] + ["nonsense"]})
    assert [words for _text, words in texts(collection)][2:] == [
        "Nobody laughed.",
        "Mayor Ilse Tamm",
    ]


def test_texts_are_changed_and_kept_as_typed(editor, collection) -> None:
    form = form_of(editor, collection)
    first = form["item"][0]
    answer = editor.post(
        edit_url(collection),
        form | {"title": "The *wall*", f"text-{first}": "One\r\n\r\n  two <b>", "do": "save"},
    )
    assert answer.status_code == 302
    collection.refresh_from_db()
    assert collection.title == "The *wall*"
    assert texts(collection)[0][0] == "One\n\n  two <b>"


@pytest.mark.parametrize(
    ("act", "at", "order"),
    [("down", 0, [1, 0]), ("up", 1, [1, 0]), ("up", 0, [0, 1]), ("remove", 0, [1])],
)
def test_buttons_move_and_remove_without_scripts(editor, collection, act, at, order) -> None:
    before = texts(collection)
    form = form_of(editor, collection)
    answer = editor.post(edit_url(collection), form | {"do": f"{act}:{form['item'][at]}"})
    assert answer.status_code == 302 and edit_url(collection) in answer["Location"]
    assert texts(collection) == [before[n] for n in order]
    assert [item.position for item in collection.items.all()] == list(range(1, len(order) + 1))


def test_a_move_keeps_what_was_typed_meanwhile(editor, collection) -> None:
    form = form_of(editor, collection)
    first = form["item"][0]
    editor.post(edit_url(collection), form | {f"text-{first}": "typed", "do": f"down:{first}"})
    assert texts(collection)[1][0] == "typed"


def test_text_is_put_between_and_left_out_again_when_empty(editor, collection) -> None:
    editor.post(edit_url(collection), form_of(editor, collection) | {"do": "text"})
    assert texts(collection)[2] == ("", "")
    form = form_of(editor, collection)
    editor.post(edit_url(collection), form | {f"text-{form['item'][2]}": "The end.", "do": "save"})
    assert texts(collection)[2] == ("The end.", "")
    form = form_of(editor, collection)
    editor.post(edit_url(collection), form | {f"text-{form['item'][2]}": " ", "do": "save"})
    assert len(texts(collection)) == 2


def test_a_title_is_asked_for_and_the_rest_is_not_lost(editor, collection) -> None:
    form = form_of(editor, collection)
    answer = editor.post(
        edit_url(collection), form | {"title": " ", f"text-{form['item'][0]}": "Typed words"}
    )
    assert answer.status_code == 422
    assert "Typed words" in answer.content.decode()
    assert texts(collection)[0][0] == "It began so."


def test_a_deleted_passage_leaves_its_text(client, collection, editor) -> None:
    Annotation.objects.get(exact="a costly mistake").delete()
    page = client.get(collection.get_absolute_url()).content.decode()
    assert "It began so." in page and "costly" not in page


def test_the_page_reads_as_a_dossier(editor, collection, article) -> None:
    page = editor.get(collection.get_absolute_url()).content.decode()
    assert "What was <em>said</em>." in page
    assert page.index("It began so.") < page.index("a costly mistake") < page.index("The vote")
    # The rest of the sentence stands around the words.
    assert re.search(r'dossier-around">Her rival, [^<]*called the plan “</span><mark', page)
    assert "Lind’s words" in page and article.headline in page and "version 1" in page
    assert "#:~:text=a%20costly%20mistake" in page
    text = editor.get(f"{collection.get_absolute_url()}?format=markdown").content.decode()
    assert text.startswith("# The wall\n\nWhat was *said*.\n\nIt began so.\n\n> a costly mistake")


def test_many_passages_cost_no_more_queries(
    editor, collection, article, owner, django_assert_max_num_queries
) -> None:
    for n in range(12):
        other = makers.article(makers.WORDS.replace("Monday", f"day {n}"))
        collection_services.collect(collection, [mark(other, owner, "Nobody laughed.")])
    with django_assert_max_num_queries(14):
        editor.get(collection.get_absolute_url())


def test_deleting_asks_first_and_leaves_the_notes(editor, collection) -> None:
    address = reverse("annotations:collection-delete", args=[collection.slug])
    assert "Delete this collection?" in editor.get(address).content.decode()
    assert Collection.objects.exists()
    editor.post(address)
    assert not Collection.objects.exists()
    assert Annotation.objects.count() == 2


# --- Who may see it -----------------------------------------------------------------------


def see(user: User | None, collection: Collection) -> int:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(collection.get_absolute_url()).status_code


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("private", [200, 404, 404, 404]),
        ("link", [200, 404, 404, 404]),
        ("group", [200, 200, 404, 404]),
        ("public", [200, 200, 200, 200]),
    ],
)
def test_each_visibility_opens_to_whom_it_says(
    collection, owner, mate, stranger, group, visibility, expected
) -> None:
    for_group = group if visibility == "group" else None
    collection_services.show_to(collection, visibility, for_group, owner)
    assert [see(one, collection) for one in (owner, mate, stranger, None)] == expected


def test_members_change_a_groups_collection_and_readers_of_it_do_not(
    collection, owner, mate, stranger, group
) -> None:
    Membership.objects.create(group=group, user=stranger, role="reader")
    collection_services.show_to(collection, "group", group, owner)
    for user, status in [(owner, 200), (mate, 200), (stranger, 404)]:
        client = Client()
        client.force_login(user)
        assert client.get(edit_url(collection)).status_code == status
    assert see(stranger, collection) == 200


def test_only_the_owner_shows_shares_and_deletes(collection, owner, mate, group) -> None:
    collection_services.show_to(collection, "group", group, owner)
    client = Client()
    client.force_login(mate)
    for name in ("who", "share", "delete"):
        address = reverse(f"annotations:collection-{name}", args=[collection.slug])
        assert client.post(address, {"visibility": "public"}).status_code == 404
    collection.refresh_from_db()
    assert collection.visibility == "group" and not collection.shares.exists()


def test_the_form_says_who_and_wants_a_group_for_a_group(editor, collection, group) -> None:
    address = reverse("annotations:collection-who", args=[collection.slug])
    answer = editor.post(address, {"visibility": "group", "group": ""}, follow=True)
    assert "Choose the group" in answer.content.decode()
    editor.post(address, {"visibility": "group", "group": str(group.pk)})
    collection.refresh_from_db()
    assert (collection.visibility, collection.group) == ("group", group)
    # A group left in the form counts only where it is for a group.
    editor.post(address, {"visibility": "public", "group": str(group.pk)})
    collection.refresh_from_db()
    assert (collection.visibility, collection.group) == ("public", None)


def test_a_group_one_is_not_in_cannot_be_chosen(editor, collection, stranger) -> None:
    other = Group.objects.create(name="Others")
    Membership.objects.create(group=other, user=stranger, role="owner")
    address = reverse("annotations:collection-who", args=[collection.slug])
    editor.post(address, {"visibility": "group", "group": str(other.pk)})
    collection.refresh_from_db()
    assert collection.visibility == "private"


def test_a_link_opens_a_private_collection_until_it_is_revoked(editor, collection) -> None:
    editor.post(reverse("annotations:collection-share", args=[collection.slug]))
    collection.refresh_from_db()
    assert collection.visibility == "link"
    share = collection.shares.get()
    page = Client().get(share.get_absolute_url()).content.decode()
    assert "It began so." in page and "Lind’s words" in page
    share_services.close(share)
    collection.refresh_from_db()
    assert collection.visibility == "private"
    assert Client().get(share.get_absolute_url()).status_code == 410


def test_sharing_again_after_expiry_makes_another_link(collection, owner) -> None:
    old = share_services.share_collection(collection, owner)
    assert share_services.share_collection(collection, owner) == old
    share_services.set_expiry(old, timezone.now())
    new = share_services.share_collection(collection, owner)
    assert new.token != old.token
    collection.refresh_from_db()
    assert collection.visibility == "link"
    assert Client().get(new.get_absolute_url()).status_code == 200
    assert Client().get(old.get_absolute_url()).status_code == 410


def test_making_it_private_closes_its_link(editor, collection, owner) -> None:
    share = share_services.share_collection(collection, owner)
    address = reverse("annotations:collection-who", args=[collection.slug])
    editor.post(address, {"visibility": "private"})
    assert Client().get(share.get_absolute_url()).status_code == 410


def test_others_notes_show_in_it_only_to_those_who_may_see_them(
    collection, article, owner, mate, group
) -> None:
    theirs = mark(
        article, mate, "Nobody laughed.", "for the group", visibility="group", group=group
    )
    collection_services.collect(collection, [theirs])
    collection_services.show_to(collection, "public", None, owner)
    client = Client()
    page = client.get(collection.get_absolute_url()).content.decode()
    assert "for the group" not in page and "A passage that is not shown to you." in page
    share = share_services.share_collection(collection, owner)
    client.force_login(owner)
    assert "for the group" in client.get(collection.get_absolute_url()).content.decode()
    # A link shows the same to everybody, whoever opens it.
    assert "for the group" not in client.get(share.get_absolute_url()).content.decode()


def test_what_became_private_or_hidden_leaves_the_collection(collection, article, owner, mate):
    theirs = mark(article, mate, "Nobody laughed.", "of theirs", visibility="public")
    collection_services.collect(collection, [theirs])
    collection_services.show_to(collection, "public", None, owner)
    assert "of theirs" in Client().get(collection.get_absolute_url()).content.decode()
    Annotation.objects.filter(pk=theirs.pk).update(visibility="private")
    Annotation.objects.filter(exact="a costly mistake").update(hidden=timezone.now())
    page = Client().get(collection.get_absolute_url()).content.decode()
    assert "of theirs" not in page and "Lind’s words" not in page


def test_a_private_note_of_another_cannot_be_put_in(editor, collection, article, mate) -> None:
    theirs = mark(article, mate, "Nobody laughed.", "private of theirs")
    assert (
        editor.post(
            reverse("annotations:collect", args=[theirs.pk]), {"collection": str(collection.pk)}
        ).status_code
        == 404
    )
    form = form_of(editor, collection)
    form["item"].append("new-1")
    editor.post(edit_url(collection), form | {"passage-new-1": str(theirs.pk), "text-new-1": "x"})
    address = reverse("annotations:collection-add", args=[collection.slug])
    editor.post(address, {"note": [str(theirs.pk)]})
    assert theirs.pk not in collection.items.values_list("annotation", flat=True)


def test_the_list_has_ones_own_and_those_one_may_open(collection, owner, mate, stranger) -> None:
    collection_services.create(stranger, title="Strangers’ private")
    open_one = collection_services.create(stranger, title="Strangers’ public")
    collection_services.show_to(open_one, "public", None, stranger)
    client = Client()
    client.force_login(owner)
    page = client.get(reverse("annotations:collections")).content.decode()
    assert "The wall" in page and "Strangers’ public" in page and "private</a>" not in page
    assert "2 passages" in page and "from 1 article" in page


# --- Two readers --------------------------------------------------------------------------


@pytest.fixture
def two(collection, owner, mate, group) -> tuple[Client, Client]:
    collection_services.show_to(collection, "group", group, owner)
    mine, theirs = Client(), Client()
    mine.force_login(owner)
    theirs.force_login(mate)
    return mine, theirs


def test_edits_of_different_texts_are_joined(two, collection) -> None:
    mine, theirs = two
    form, other = form_of(mine, collection), form_of(theirs, collection)
    first, second = form["item"]
    theirs.post(edit_url(collection), other | {f"text-{second}": "Theirs", "title": "New title"})
    answer = mine.post(edit_url(collection), form | {f"text-{first}": "Mine"}, follow=True)
    assert "Both edits are in" in answer.content.decode()
    collection.refresh_from_db()
    assert [text for text, _words in texts(collection)] == ["Mine", "Theirs"]
    assert collection.title == "New title"


def test_a_text_both_changed_is_put_before_the_second_with_a_comparison(two, collection) -> None:
    mine, theirs = two
    form, other = form_of(mine, collection), form_of(theirs, collection)
    first = form["item"][0]
    theirs.post(edit_url(collection), other | {f"text-{first}": "It began much later."})
    answer = mine.post(
        edit_url(collection),
        form | {f"text-{first}": "It began in May.", f"text-{form['item'][1]}": "Also mine"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing is saved yet, and nothing is lost" in page
    assert re.search(r"<del>.*later.*</del>", page) and "It began much later." in page
    assert texts(collection)[0][0] == "It began much later."
    # The form that is shown has my words and saves them, seen as theirs are now.
    again = sent(page)
    assert again[f"text-{first}"] == "It began in May."
    assert mine.post(edit_url(collection), again).status_code == 302
    assert [text for text, _words in texts(collection)] == ["It began in May.", "Also mine"]


def test_a_passage_added_meanwhile_is_kept(two, collection, article, mate) -> None:
    mine, theirs = two
    form = form_of(mine, collection)
    added = mark(article, mate, "Nobody laughed.", visibility="public")
    theirs.post(
        reverse("annotations:collect", args=[added.pk]),
        {"collection": str(collection.pk), "text": "And then:"},
    )
    mine.post(edit_url(collection), form | {"do": f"down:{form['item'][0]}"})
    found = [words for _text, words in texts(collection)]
    assert found == ["The vote is in May.", "Nobody laughed.", "a costly mistake"]


def test_what_one_removed_and_the_other_changed_stays(two, collection) -> None:
    mine, theirs = two
    form, other = form_of(mine, collection), form_of(theirs, collection)
    first = form["item"][0]
    theirs.post(edit_url(collection), other | {f"text-{first}": "Changed by them"})
    mine.post(edit_url(collection), form | {"do": f"remove:{first}"})
    assert ("Changed by them", "a costly mistake") in texts(collection)


def test_what_one_changed_and_the_other_removed_stays(two, collection) -> None:
    mine, theirs = two
    form, other = form_of(mine, collection), form_of(theirs, collection)
    first = form["item"][0]
    theirs.post(edit_url(collection), other | {"do": f"remove:{first}"})
    assert len(texts(collection)) == 1
    mine.post(edit_url(collection), form | {f"text-{first}": "Changed by me"})
    assert ("Changed by me", "a costly mistake") in texts(collection)


def test_an_edit_sent_twice_changes_nothing_the_second_time(editor, collection) -> None:
    form = form_of(editor, collection)
    form |= {f"text-{form['item'][0]}": "Mine"}
    editor.post(edit_url(collection), form)
    once = texts(collection)
    assert editor.post(edit_url(collection), form).status_code == 302
    assert texts(collection) == once
