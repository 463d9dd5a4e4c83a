"""Pages on which people are looked after: who may, what they show, what they do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import ExternalId, Mention, Person, PersonChange, PersonName, Quote
from articles.people_alike import alike
from articles.services.merging import merge
from articles.services.people_changes import tell_apart
from readers.models import User
from tests import makers
from tests.makers import reader

pytestmark = pytest.mark.django_db


def curator() -> User:
    user = reader("curator")
    user.user_permissions.add(Permission.objects.get(codename="curate_person"))
    return user


@pytest.fixture
def curating(client: Client) -> Client:
    client.force_login(curator())
    return client


def said(name: str, words: str, role: str = "the mayor") -> None:
    makers.article(f"{name}, {role}, met them.\n\n“{words},” {name} said on Monday.")


def kenmares() -> tuple[Person, Person]:
    said("Robert Kenmare", "We will build the wall again")
    said("Bobby Kenmare", "We will not wait for the ministry", "the senator")
    return Person.objects.get(name="Robert Kenmare"), Person.objects.get(name="Bobby Kenmare")


def address(name: str, person: Person | None = None) -> str:
    return reverse(f"articles:{name}", args=[person.slug] if person else [])


ONES = ("person-edit", "person-merge", "person-split")
ALL = ("alike", "people-changes")


@pytest.mark.parametrize("name", [*ONES, *ALL, "people-undo"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["", "reader", "curator", "staff"])
def test_only_curators_and_staff_look_after_people(
    client: Client, who: str, method: str, name: str
) -> None:
    robert, bobby = kenmares()
    change = tell_apart(robert, bobby, by=None)
    if who:
        client.force_login(curator() if who == "curator" else reader(who, is_staff=who == "staff"))
    told = {
        "person-edit": {"name": "Bob", "aliases": ""},
        "person-merge": {"with": bobby.slug, "keep": robert.slug},
        "person-split": {"name": "Zoe", "who": "new", "role": "mayor"},
        "alike": {"kept": robert.slug, "gone": bobby.slug, "what": "merge"},
        "people-undo": {"change": str(change.pk)},
        "people-changes": {},
    }[name]
    one = robert if name in ONES else None
    answer = getattr(client, method)(address(name, one), told if method == "post" else {})
    allowed = {("get", "people-undo"): 405, ("post", "people-changes"): 405}
    done = 302 if method == "post" else 200
    expected = {"": 302, "reader": 403}.get(who, allowed.get((method, name), done))
    assert answer.status_code == expected
    if not who:
        assert answer["Location"].startswith(reverse("account_login"))
    if who in {"", "reader"}:
        robert.refresh_from_db()
        change.refresh_from_db()
        assert (robert.name, robert.roles, change.undone) == ("Robert Kenmare", ["mayor"], None)
        assert Person.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("who", ["", "reader", "curator"])
def test_ways_to_look_after_people_are_shown_to_those_who_may(client: Client, who: str) -> None:
    robert, _bobby = kenmares()
    if who:
        client.force_login(curator() if who == "curator" else reader(who))
    page = client.get(robert.get_absolute_url()).content.decode()
    assert (address("person-merge", robert) in page) is (who == "curator")
    people = client.get("/people/").content.decode()
    assert (address("alike") in people) is (who == "curator")


def test_two_are_shown_side_by_side_before_they_are_merged(curating: Client) -> None:
    robert, bobby = kenmares()
    found = curating.get(address("person-merge", bobby)).content.decode()
    assert f"?with={robert.slug}" in found
    page = curating.get(address("person-merge", bobby) + f"?with={robert.slug}").content.decode()
    for words in ("build the wall again", "wait for the ministry", "mayor", "senator"):
        assert words in page
    assert page.count("1 quotation") == 2
    assert "Look twice" not in page
    assert Person.objects.filter(merged_into=None).count() == 2
    answer = curating.post(
        address("person-merge", bobby), {"with": robert.slug, "keep": robert.slug}, follow=True
    )
    assert answer.redirect_chain == [(robert.get_absolute_url(), 302)]
    assert "Bobby Kenmare was merged into Robert Kenmare." in answer.content.decode()
    bobby.refresh_from_db()
    assert bobby.merged_into == robert


def test_the_other_one_can_be_kept(curating: Client) -> None:
    robert, bobby = kenmares()
    curating.post(address("person-merge", bobby), {"with": robert.slug, "keep": bobby.slug})
    robert.refresh_from_db()
    assert robert.merged_into == bobby


def test_what_speaks_against_a_merge_is_said(curating: Client) -> None:
    robert, bobby = kenmares()
    [mention] = Mention.objects.filter(person=robert)[:1]
    Mention.objects.create(person=bobby, revision=mention.revision, start=0, end=3, form="name")
    for one, gender, country, value in ((robert, "m", "US", "Q1"), (bobby, "f", "EE", "Q2")):
        one.gender, one.country = gender, country
        one.save()
        ExternalId.objects.create(person=one, scheme="wikidata", value=value)
    tell_apart(robert, bobby, by=None)
    page = curating.get(address("person-merge", bobby) + f"?with={robert.slug}").content.decode()
    for words in (
        "Somebody said that they are not the same.",
        "Articles that name both: 1.",
        "One is called “he” and the other “she”.",
        "Their countries are not the same.",
        "They are known elsewhere as two people.",
    ):
        assert words in page


@pytest.mark.parametrize("with_whom", ["itself", "nobody", "nul"])
def test_a_merge_with_nobody_else_is_answered_kindly(curating: Client, with_whom: str) -> None:
    robert, _bobby = kenmares()
    slug = {"itself": robert.slug, "nobody": "nobody-here", "nul": "a\0b"}[with_whom]
    status = 302 if with_whom == "itself" else 404
    for answer in (
        curating.get(address("person-merge", robert), {"with": slug}),
        curating.post(address("person-merge", robert), {"with": slug, "keep": slug}),
    ):
        assert answer.status_code == status
    assert Person.objects.filter(merged_into=None).count() == 2


def test_a_merge_is_taken_back_from_the_persons_page_and_from_the_log(curating: Client) -> None:
    robert, bobby = kenmares()
    for back in (robert, None):
        change = merge(bobby, robert, by=None)
        where = back.get_absolute_url() if back else address("people-changes")
        page = curating.get(where).content.decode()
        assert f'name="change" value="{change.pk}"' in page
        told = {"change": change.pk, "person": back.slug if back else ""}
        answer = curating.post(address("people-undo"), told, follow=True)
        assert answer.redirect_chain == [(where, 302)]
        assert "Taken back" in answer.content.decode()
        bobby.refresh_from_db()
        assert bobby.merged_into is None
    log = curating.get(address("people-changes")).content.decode()
    assert log.count("taken back by curator") == 2
    assert "Take back" not in log


def test_what_stands_in_the_way_of_taking_back_is_named(curating: Client) -> None:
    robert, bobby = kenmares()
    ann = Person.objects.create(name="Ann Kenmare")
    first = merge(bobby, robert, by=None)
    merge(robert, ann, by=None)
    answer = curating.post(address("people-undo"), {"change": first.pk}, follow=True)
    page = answer.content.decode()
    assert "Robert Kenmare has been merged into Ann Kenmare since. Take that back first." in page


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 40, "²"])
def test_a_change_that_is_none_is_not_found(curating: Client, key: str) -> None:
    assert curating.post(address("people-undo"), {"change": key}).status_code == 404


def test_single_quotations_and_roles_are_split_off_to_a_new_person(curating: Client) -> None:
    robert, _bobby = kenmares()
    said("Robert Kenmare", "We will win on Sunday", "the coach")
    quote = Quote.objects.get(text__contains="Sunday")
    page = curating.get(address("person-split", robert)).content.decode()
    assert f'value="{quote.uuid}"' in page
    assert 'name="role" value="coach"' in page
    answer = curating.post(
        address("person-split", robert),
        {"quote": [str(quote.uuid), "no uuid"], "role": "coach", "name": " Robert  Kenmare "},
    )
    other = Person.objects.exclude(pk=robert.pk).get(name="Robert Kenmare")
    assert answer["Location"] == other.get_absolute_url()
    assert other.quotes.get() == quote
    assert other.roles == ["coach"]


def test_a_split_asks_which_of_those_the_desk_knows_is_meant(curating: Client) -> None:
    robert, bobby = kenmares()
    article = Quote.objects.get(speaker=robert).revision.article
    told = {"article": article.slug, "name": "Kenmare"}
    answer = curating.post(address("person-split", robert), told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'value="{article.slug}"[^>]* checked', page)
    assert f'name="who" value="{bobby.slug}"' in page
    assert robert.slug not in re.findall(r'name="who" value="([^"]+)"', page)
    assert not PersonChange.objects.exists()
    curating.post(address("person-split", robert), {**told, "who": bobby.slug})
    assert set(Quote.objects.values_list("speaker", flat=True)) == {bobby.pk}
    curating.post(address("people-undo"), {"change": PersonChange.objects.get().pk})
    curating.post(address("person-split", robert), {**told, "who": "new"})
    assert Person.objects.filter(name="Kenmare").exists()


@pytest.mark.parametrize(
    "told", [{}, {"name": "Bob"}, {"name": ""}, {"name": "a\0b"}, {"name": "Bob", "article": "\0"}]
)
def test_a_split_that_tells_too_little_is_shown_again(
    curating: Client, told: dict[str, str]
) -> None:
    robert, _bobby = kenmares()
    answer = curating.post(address("person-split", robert), told)
    assert answer.status_code == 422
    assert Person.objects.count() == 2


def described(**told: str) -> dict[str, str]:
    usual = {
        "name": "Robert Kenmare",
        "description": "Mayor of Nordhaven",
        "gender": "m",
        "party": "Harbour Union",
        "country": "EE",
        "aliases": "Rob Kenmare\r\n\r\n  R.  Kenmare \r\nBob",
    }
    return {**usual, **told}


def test_what_is_known_can_be_changed_and_names_articles_mean(curating: Client) -> None:
    robert, _bobby = kenmares()
    answer = curating.post(address("person-edit", robert), described())
    assert answer["Location"] == robert.get_absolute_url()
    robert.refresh_from_db()
    assert robert.aliases == ["Rob Kenmare", "R. Kenmare", "Bob"]
    assert (robert.gender, robert.party, robert.country) == ("m", "Harbour Union", "EE")
    said("Rob Kenmare", "They call me that, too")
    assert Quote.objects.get(text__contains="call me").speaker == robert
    # "Bob" alone may be anybody.
    assert not PersonName.objects.filter(key="bob").exists()
    page = curating.get(address("person-edit", robert)).content.decode()
    assert "Rob Kenmare\nR. Kenmare\nBob</textarea>" in page


def test_an_alias_that_is_left_out_no_longer_means_the_person(curating: Client) -> None:
    robert, _bobby = kenmares()
    curating.post(address("person-edit", robert), described())
    curating.post(address("person-edit", robert), described(aliases=""))
    assert set(robert.names.values_list("key", flat=True)) == {"robert kenmare"}


def test_who_is_given_another_name_is_found_by_the_old_one_still(curating: Client) -> None:
    robert, _bobby = kenmares()
    curating.post(address("person-edit", robert), described(name="Rob J. Kenmare", aliases=""))
    robert.refresh_from_db()
    assert (robert.name, robert.aliases) == ("Rob J. Kenmare", ["Robert Kenmare"])
    said("Robert Kenmare", "It is still me")
    assert Quote.objects.get(text__contains="still me").speaker == robert


def test_a_name_of_somebody_else_is_refused_and_an_alias_is_pointed_out(curating: Client) -> None:
    robert, bobby = kenmares()
    answer = curating.post(address("person-edit", robert), described(name="Bobby Kenmare"))
    assert answer.status_code == 422
    assert f"?with={bobby.slug}" in answer.content.decode()
    robert.refresh_from_db()
    assert robert.name == "Robert Kenmare"
    answer = curating.post(
        address("person-edit", robert), described(aliases="Bobby Kenmare"), follow=True
    )
    assert "One of these names is another person’s, too: Bobby Kenmare." in (
        answer.content.decode()
    )
    assert PersonName.objects.get(key="bobby kenmare").person == bobby


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("country", "Estonia"),
        ("gender", "x"),
        ("aliases", "\n".join(f"Name {n}" for n in range(41))),
        ("aliases", "x" * 201),
        ("description", "a\0b"),
    ],
)
def test_what_cannot_be_stored_is_shown_again(curating: Client, field: str, value: str) -> None:
    robert, _bobby = kenmares()
    answer = curating.post(address("person-edit", robert), described(**{field: value}))
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    robert.refresh_from_db()
    assert robert.party == ""


def test_articles_push_no_alias_out_that_a_curator_told(curating: Client) -> None:
    robert, _bobby = kenmares()
    told = [f"Robert {letter}. Kenmare" for letter in "ABCDEFGHIJKLMNOP"]
    curating.post(address("person-edit", robert), described(aliases="\n".join(told)))
    makers.article("Robert Kenmare met them.\n\n“It rains,” Rob Kenmare said. “So be it.”")
    robert.refresh_from_db()
    assert robert.aliases == told


def named(*names: str) -> list[Person]:
    people = []
    for name in names:
        person = Person.objects.create(name=name)
        PersonName.objects.create(person=person, key=name.casefold())
        people.append(person)
    return people


def pairs() -> set[frozenset[str]]:
    found, _count = alike(50)
    return {frozenset({pair.kept.name, pair.gone.name}) for pair in found}


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Robert Kenmare", "Bobby Kenmare"), True),
        (("Robert Kenmare", "R. Kenmare"), True),
        (("Robert Kenmare", "Robert J. Kenmare"), True),
        (("Robert Kenmare", "Kenmare"), True),
        (("Xi Jinping", "Xi"), True),
        (("Maria Lind", "Anna Maria Lind"), True),
        (("Robert Kenmare", "Ann Kenmare"), False),
        (("Robert Kenmare", "Robert Quill"), False),
        (("Robert J. Kenmare", "Robert W. Kenmare"), False),
        (("Robert Kenmare", "Robert Kenmare Jr."), False),
        (("Robert Kenmare", "Ann Robertson"), False),
    ],
)
def test_people_whose_names_fit_are_proposed(names: tuple[str, str], same: bool) -> None:
    named(*names)
    assert pairs() == ({frozenset(names)} if same else set())


def test_the_fuller_name_is_proposed_to_be_kept() -> None:
    named("R. Kenmare", "Bobby Quill", "Robert Kenmare", "Robert Quill")
    found, count = alike(50)
    assert count == 2
    assert {pair.kept.name for pair in found} == {"Robert Kenmare", "Robert Quill"}


def test_a_surname_that_many_share_proposes_nobody() -> None:
    named("Lee", "Ann Lee", "Tom Lee", "Mia Lee", "Rosa Lee")
    assert pairs() == set()


def test_those_known_to_be_two_are_not_proposed(curating: Client) -> None:
    one, other, third = named("Robert Kenmare", "Bobby Kenmare", "R. Kenmare")
    told = {"kept": one.slug, "gone": other.slug, "what": "distinct"}
    assert curating.post(address("alike"), told)["Location"] == address("alike")
    assert frozenset({one.name, other.name}) not in pairs()
    merge(other, third, by=None)
    # Whoever Bobby is now, Robert is not.
    assert pairs() == set()


def test_other_genders_and_identifiers_elsewhere_tell_people_apart() -> None:
    one, other, third = named("Jo Kenmare", "J. Kenmare", "Jo B. Kenmare")
    Person.objects.filter(pk=one.pk).update(gender="f")
    Person.objects.filter(pk=other.pk).update(gender="m")
    for person, value in ((one, "Q1"), (third, "Q2")):
        ExternalId.objects.create(person=person, scheme="wikidata", value=value)
    assert pairs() == {frozenset({other.name, third.name})}


def test_two_are_merged_with_one_click_from_the_list(curating: Client) -> None:
    robert, bobby = kenmares()
    page = curating.get(address("alike")).content.decode()
    assert "Merge into Robert Kenmare" in page
    told = {"kept": robert.slug, "gone": bobby.slug, "what": "merge"}
    curating.post(address("alike"), told)
    bobby.refresh_from_db()
    assert bobby.merged_into == robert
    again = curating.post(address("alike"), told, follow=True).content.decode()
    assert "They are one already" in again


@pytest.mark.parametrize("name", ["alike", "people-changes"])
def test_lists_for_curators_cost_the_same_with_ten_and_twenty_rows(
    curating: Client, name: str
) -> None:
    counts = []
    for half in range(2):
        for at in range(10):
            one, other = named(f"Robert Name{half}{at}x", f"Bobby Name{half}{at}x")
            tell_apart(*named(f"Ann Ann{half}{at}x", f"Eva Eva{half}{at}x"), by=None)
            assert one and other
        with CaptureQueriesContext(connection) as queries:
            assert curating.get(address(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("name", ["person-merge", "person-split"])
def test_pages_of_one_person_cost_the_same_with_ten_and_twenty_articles(
    curating: Client, name: str
) -> None:
    counts = []
    for _half in range(2):
        for _at in range(10):
            said("Ann Lee", "We will win on Sunday")
            said("Tom Lee", "We will lose on Sunday")
        asked = ""
        if name == "person-merge":
            asked = "?with=" + Person.objects.get(name="Tom Lee").slug
        where = address(name, Person.objects.get(name="Ann Lee")) + asked
        with CaptureQueriesContext(connection) as queries:
            assert curating.get(where).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26
