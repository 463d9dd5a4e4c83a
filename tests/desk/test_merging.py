"""Two people made one, and one made two: what goes where, what later articles do, taking back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import serializers
from django.db import connections
from django.db.models import ManyToOneRel

from annotations.models import FactCheck
from annotations.services import Selection, annotate
from articles.drawing import SURE, is_sure
from articles.models import (
    Article,
    Correction,
    ExternalId,
    Mention,
    Office,
    Person,
    PersonChange,
    PersonName,
    Quote,
)
from articles.services import said as said_service
from articles.services.merging import HELD, CannotChange, held, merge
from articles.services.namesakes import Meant
from articles.services.people import name_key, people_for
from articles.services.people_changes import take_back, tell_apart
from articles.services.splitting import Chosen, split
from tests import makers

pytestmark = pytest.mark.django_db


def said(name: str, words: str, *, role: str = "the mayor", **told: str) -> Article:
    """An article in which somebody is named in full and quoted."""
    return makers.article(f"{name}, {role}, met them.\n\n“{words},” {name} said on Monday.", **told)


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def speakers(article: Article) -> list[str]:
    quotes = Quote.objects.filter(revision__article=article).order_by("start")
    return [quote.speaker.name if quote.speaker else "" for quote in quotes]


def state() -> dict[str, list[Any]]:
    """Everything the desk knows of people, but the log, without keys that are made anew."""
    rows: dict[str, list[Any]] = {}
    for model in (Person, PersonName, ExternalId, Office, Mention, Quote):
        told = serializers.serialize("python", model._default_manager.all())
        for row in told:
            if model in (Mention, Office):
                row["pk"] = 0
            for field in ("aliases", "roles", "also"):
                if field in row["fields"]:
                    row["fields"][field] = sorted(row["fields"][field])
        rows[model.__name__] = sorted(map(str, told))
    return rows


def two() -> tuple[Person, Person]:
    """Robert and Bobby Kenmare, with everything that people can have."""
    said("Robert Kenmare", "We will build the wall again")
    said("Bobby Kenmare", "We will not wait for the ministry", role="the senator")
    robert, bobby = person("Robert Kenmare"), person("Bobby Kenmare")
    for one, value in ((robert, "Q1"), (bobby, "Q2")):
        ExternalId.objects.create(person=one, scheme="wikidata", value=value)
        for start in (date(2011, 1, 1), date(2012, 1, 1)):
            Office.objects.create(
                *(), person=one, title="Mayor" if start.year == 2011 else value, start=start
            )
    bobby.aliases, bobby.gender, bobby.party = ["B. Kenmare"], "m", "Harbour Union"
    bobby.save()
    Person.objects.create(name="Rob Kenmare", merged_into=bobby)
    # "the two Kenmares": the same words mean both.
    [shared] = Mention.objects.filter(person=robert)[:1]
    Mention.objects.create(
        person=bobby, revision=shared.revision, start=shared.start, end=shared.end, form="group"
    )
    return robert, bobby


def test_everything_of_one_is_the_others_after_a_merge() -> None:
    robert, bobby = two()
    mentions = Mention.objects.count()
    merge(bobby, robert, by=None)
    for _name, model, field in HELD:
        if model is not Person:
            assert set(model._default_manager.values_list(field, flat=True)) == {robert.pk}, model
    robert.refresh_from_db()
    assert Mention.objects.count() == mentions - 1
    assert robert.aliases == ["Bobby Kenmare", "B. Kenmare"]
    assert set(robert.roles) == {"mayor", "senator"}
    assert (robert.gender, robert.party) == ("m", "Harbour Union")
    assert [office.title for office in robert.offices.all()] == ["Q1", "Q2", "Mayor"]
    assert set(Person.objects.exclude(pk=robert.pk).values_list("merged_into", flat=True)) == {
        robert.pk
    }


def test_every_kind_of_row_that_refers_to_a_person_is_handed_over() -> None:
    handed = {(model, field) for _name, model, field in held()}
    # Those that tell what was done stay as they were, and names of others are treated apart.
    stays = {(PersonChange, "person"), (PersonChange, "other")}
    stays |= {(Correction, "before_speaker"), (Correction, "after_speaker")}
    refers = {
        (relation.related_model, relation.field.name)
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel)
        and relation.related_model is not PersonName.also.through
    }
    assert refers - stays == handed
    assert (FactCheck, "claimant") in handed


def test_who_made_a_claim_that_was_checked_is_handed_over_and_back() -> None:
    robert, bobby = two()
    revision = Mention.objects.filter(person=bobby)[0].revision
    note = annotate(revision, makers.reader(), Selection(0, 5, revision.text[:5]), color="pink")
    check = FactCheck.objects.create(
        annotation=note, claim="It holds", claimant=bobby, rating="false"
    )
    change = merge(bobby, robert, by=None)
    check.refresh_from_db()
    assert check.claimant == robert
    take_back(change.pk, by=None)
    check.refresh_from_db()
    assert check.claimant == bobby


def test_taking_a_merge_back_restores_all_there_was() -> None:
    robert, bobby = two()
    before = state()
    change = merge(bobby, robert, by=None)
    assert state() != before
    take_back(change.pk, by=None)
    assert state() == before


def test_later_articles_that_name_the_merged_one_go_to_the_one_kept() -> None:
    robert, bobby = two()
    merge(bobby, robert, by=None)
    assert speakers(said("Bobby Kenmare", "We are still here")) == ["Robert Kenmare"]
    assert Person.objects.filter(merged_into=None).count() == 1


def test_chains_of_merges_are_flat_and_are_taken_back_from_their_end() -> None:
    for name in ("Ann Lee", "Annie Lee", "Anna Lee"):
        said(name, f"I am called {name} by some")
    before = state()
    first = merge(person("Annie Lee"), person("Ann Lee"), by=None)
    middle = state()
    second = merge(person("Ann Lee"), person("Anna Lee"), by=None)
    assert person("Annie Lee").merged_into == person("Anna Lee")
    with pytest.raises(CannotChange) as refused:
        take_back(first.pk, by=None)
    assert refused.value.blocking == second
    take_back(second.pk, by=None)
    assert state() == middle
    take_back(first.pk, by=None)
    assert state() == before


def test_merges_into_one_are_taken_back_in_any_order() -> None:
    robert, bobby = two()
    said("Rory Kenmare", "We will see about that")
    rory = person("Rory Kenmare")
    rory.aliases = ["B. Kenmare"]
    rory.save()
    # All three are meant by the same words.
    [shared] = Mention.objects.filter(person=bobby, form="group")
    Mention.objects.create(
        person=rory, revision=shared.revision, start=shared.start, end=shared.end, form="group"
    )
    [lone] = Mention.objects.filter(person=bobby).exclude(form="group")[:1]
    Mention.objects.create(
        person=rory, revision=lone.revision, start=lone.start, end=lone.end, form="group"
    )
    before = state()
    alone = merge(rory, robert, by=None)
    only_rory = state()
    take_back(alone.pk, by=None)
    first, second = merge(bobby, robert, by=None), merge(rory, robert, by=None)
    take_back(first.pk, by=None)
    assert state() == only_rory
    take_back(second.pk, by=None)
    assert state() == before


@pytest.mark.parametrize("case", ["itself", "twice", "cycle", "merged", "into merged"])
def test_what_cannot_be_merged_is_refused_kindly_and_changes_nothing(case: str) -> None:
    robert, bobby = two()
    other = Person.objects.create(name="Ann Lee")
    if case != "itself":
        merge(bobby, robert, by=None)
    before = state()
    pair = {
        "itself": (robert, robert),
        "twice": (bobby, robert),
        "cycle": (robert, bobby),
        "merged": (bobby, other),
        "into merged": (other, bobby),
    }[case]
    with pytest.raises(CannotChange, match=r"\w"):
        merge(*pair, by=None)
    assert state() == before


def test_nothing_is_taken_back_twice() -> None:
    robert, bobby = two()
    change = merge(bobby, robert, by=None)
    take_back(change.pk, by=None)
    before = state()
    with pytest.raises(CannotChange):
        take_back(change.pk, by=None)
    assert state() == before
    # And a second merge is another change.
    assert merge(bobby, robert, by=None).pk != change.pk


def test_what_was_decided_meanwhile_stays_when_a_merge_is_taken_back() -> None:
    robert, bobby = two()
    change = merge(bobby, robert, by=None)
    ann = Person.objects.create(name="Ann Lee")
    [corrected] = Quote.objects.filter(text__contains="wait for the ministry")
    Quote.objects.filter(pk=corrected.pk).update(speaker=ann, status="corrected")
    Person.objects.filter(pk=robert.pk).update(party="None any more")
    new = said("Bobby Kenmare", "We are still here")
    take_back(change.pk, by=None)
    corrected.refresh_from_db()
    robert.refresh_from_db()
    assert corrected.speaker == ann
    assert robert.party == "None any more"
    assert speakers(new) == ["Robert Kenmare"]
    assert speakers(said("Bobby Kenmare", "And here I am again")) == ["Bobby Kenmare"]


def namesakes() -> tuple[Person, Person, Article, Article]:
    """One Ann Lee who is two: a mayor, and a coach split off from her."""
    mayor = said("Ann Lee", "The budget will be late", url="https://courier.example/1")
    coach = said("Ann Lee", "We will win on Sunday", role="the coach", url="https://goal.example/1")
    one = person("Ann Lee")
    chosen = Chosen(articles=frozenset([coach.pk]), roles=("coach",))
    change = split(one, chosen, "Ann Lee", by=None)
    return one, change.other, mayor, coach


def test_a_split_hands_over_whole_articles_with_every_version() -> None:
    article = said("Ann Lee", "We will win on Sunday")
    kept = said("Ann Lee", "The budget will be late")
    makers.edited(article, article.current.text + "\n\n“We will rest,” Lee said.")  # type: ignore[union-attr]
    one = person("Ann Lee")
    other = split(one, Chosen(articles=frozenset([article.pk])), "Ann B. Lee", by=None).other
    assert other.name == "Ann B. Lee"
    assert set(Quote.objects.filter(revision__article=article).values_list("speaker", flat=True)) \
        == {other.pk}  # fmt: skip
    assert not Mention.objects.filter(revision__article=article, person=one).exists()
    assert speakers(kept) == ["Ann Lee"]


def test_a_split_hands_over_single_quotations_in_every_version_and_who_says_them() -> None:
    article = makers.article(
        "Ann Lee is mayor.\n\n“We will win on Sunday,” Ann Lee said.\n\n"
        "“The budget will be late,” said Ann Lee."
    )
    makers.edited(article, article.current.text + "\n\nIt rained.")  # type: ignore[union-attr]
    one = person("Ann Lee")
    [quote] = Quote.objects.filter(revision=article.current, text__contains="Sunday")
    other = split(one, Chosen(quotes=frozenset([quote.uuid])), "Ann Lee", by=None).other
    moved = Quote.objects.filter(speaker=other)
    assert set(moved.values_list("revision__number", "text")) == {(1, quote.text), (2, quote.text)}
    assert Mention.objects.filter(person=other).count() == 2
    assert Quote.objects.filter(speaker=one, revision=article.current).count() == 1


def test_a_split_can_go_to_somebody_known_and_takes_aliases_along() -> None:
    said("Ann Lee", "The budget will be late")
    said("Anna Lee", "We will win on Sunday")
    said("Anja Leeds", "Nobody asked me")
    one, other = person("Ann Lee"), person("Anja Leeds")
    merge(person("Anna Lee"), one, by=None)
    before = state()
    one.refresh_from_db()
    change = split(one, Chosen(aliases=("Anna Lee",)), other, by=None)
    assert (person("Ann Lee").aliases, person("Anja Leeds").aliases) == ([], ["Anna Lee"])
    assert speakers(said("Anna Lee", "It rains again here")) == ["Anja Leeds"]
    Article.objects.filter(current__text__contains="rains again").delete()
    take_back(change.pk, by=None)
    assert state() == before


def test_taking_a_split_back_restores_all_but_leaves_an_address_that_leads_back() -> None:
    said("Ann Lee", "The budget will be late")
    article = said("Ann Lee", "We will win on Sunday")
    before = state()
    one = person("Ann Lee")
    change = split(one, Chosen(articles=frozenset([article.pk])), "Ann Lee", by=None)
    assert state() != before
    take_back(change.pk, by=None)
    after = state()
    [left] = set(after["Person"]) - set(before["Person"])
    assert f"'merged_into': {one.pk}" in left
    after["Person"].remove(left)
    assert after == before


def test_what_came_in_for_one_split_off_comes_back_with_them() -> None:
    one, coach, _mayor, _article = namesakes()
    new = said("Ann Lee", "We will train on Friday", role="the coach")
    assert Quote.objects.get(revision__article=new).speaker == coach
    take_back(PersonChange.objects.get().pk, by=None)
    assert Quote.objects.get(revision__article=new).speaker == one


@pytest.mark.parametrize(
    ("chosen", "into"),
    [(Chosen(), "Ann B. Lee"), (Chosen(aliases=("Nobody",)), "Ann B. Lee")],
)
def test_a_split_of_nothing_is_refused_and_makes_nobody(chosen: Chosen, into: str) -> None:
    said("Ann Lee", "The budget will be late")
    with pytest.raises(CannotChange):
        split(person("Ann Lee"), chosen, into, by=None)
    assert Person.objects.count() == 1


def test_a_split_to_oneself_is_refused() -> None:
    article = said("Ann Lee", "The budget will be late")
    one = person("Ann Lee")
    with pytest.raises(CannotChange):
        split(one, Chosen(articles=frozenset([article.pk])), one, by=None)


def test_a_merge_is_not_taken_back_before_what_was_split_off_since() -> None:
    robert, bobby = two()
    merged = merge(bobby, robert, by=None)
    article = Quote.objects.get(text__contains="ministry").revision.article_id
    parted = split(robert, Chosen(articles=frozenset([article])), "Barry Kenmare", by=None)
    with pytest.raises(CannotChange) as refused:
        take_back(merged.pk, by=None)
    assert refused.value.blocking == parted


def test_a_role_tells_namesakes_apart() -> None:
    one, coach, _mayor, _article = namesakes()
    by_role = said("Ann Lee", "We will train on Friday", role="the coach")
    quote = Quote.objects.get(revision__article=by_role)
    assert quote.speaker == coach
    assert is_sure(quote)
    other = said("Ann Lee", "The levy will be paid")
    assert Quote.objects.get(revision__article=other).speaker == one


def test_an_earlier_version_of_the_article_tells_namesakes_apart() -> None:
    _one, coach, _mayor, article = namesakes()
    makers.edited(article, "Ann Lee met them.\n\n“We lost, and we will win,” Ann Lee said.")
    article.refresh_from_db()
    quote = Quote.objects.get(revision=article.current)
    assert quote.speaker == coach
    assert is_sure(quote)


def test_namesakes_are_never_credited_with_certainty_where_nothing_tells_them_apart() -> None:
    one, coach, _mayor, _article = namesakes()
    unknown = makers.article(
        "Ann Lee met them.\n\n“It rains again,” Ann Lee said.", url="https://post.example/1"
    )
    quote = Quote.objects.get(revision__article=unknown)
    assert quote.speaker == one
    assert quote.confidence < SURE
    assert not is_sure(quote)
    # Nor does it become certain when the article is read again.
    makers.edited(unknown, "Ann Lee met them.\n\n“It rained again,” Ann Lee said.")
    assert not is_sure(Quote.objects.get(text__contains="rained"))
    known = makers.article(
        "Ann Lee met them.\n\n“We train at noon,” Ann Lee said.", url="https://goal.example/2"
    )
    quote = Quote.objects.get(revision__article=known)
    assert quote.speaker == coach
    assert not is_sure(quote)


def test_nothing_is_learned_of_namesakes_in_doubt() -> None:
    one, coach, *_articles = namesakes()
    makers.article(
        "Ann Lee, the astronaut, met them.\n\n“It rains,” Ann Lee said.", url="https://p.example/1"
    )
    for somebody in (one, coach):
        somebody.refresh_from_db()
        assert "astronaut" not in somebody.roles


def test_a_surname_alone_means_nobody_in_particular_where_two_bear_it() -> None:
    namesakes()
    article = makers.article("Mayor Lee met them.\n\n“It rains again,” Lee said.")
    assert set(speakers(article)) <= {"Lee", ""}


def test_namesakes_can_be_merged_again_and_that_be_taken_back() -> None:
    one, coach, *_articles = namesakes()
    before = state()
    change = merge(coach, one, by=None)
    assert not PersonName.also.through.objects.exists()
    assert is_sure(Quote.objects.get(revision__article=said("Ann Lee", "All in one again")))
    Article.objects.filter(current__text__contains="All in one").delete()
    take_back(change.pk, by=None)
    assert state() == before
    change = merge(one, coach, by=None)
    assert PersonName.objects.get(key="ann lee").person == coach
    assert not PersonName.also.through.objects.exists()
    take_back(change.pk, by=None)
    assert state() == before


def test_two_who_are_not_the_same_are_remembered_once() -> None:
    one, other = Person.objects.create(name="Ann Lee"), Person.objects.create(name="A. Lee")
    change = tell_apart(other, one, by=None)
    assert (change.person, change.other) == (one, other)
    assert tell_apart(one, other, by=None) == change
    take_back(change.pk, by=None)
    assert tell_apart(one, other, by=None) != change


def side_by_side(*works: Callable[[], object]) -> list[object]:
    """Do things in threads with connections of their own; returns what came of each."""
    results: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(at: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            results[at] = work()
        except Exception as problem:
            results[at] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


@pytest.mark.django_db(transaction=True)
def test_merging_each_into_the_other_at_once_merges_one_and_refuses_one() -> None:
    robert, bobby = two()
    results = side_by_side(
        lambda: merge(robert, bobby, by=None), lambda: merge(bobby, robert, by=None)
    )
    assert sorted(type(result).__name__ for result in results) == ["CannotChange", "PersonChange"]
    assert Person.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_articles_stored_while_people_are_merged_leave_nothing_with_who_is_gone() -> None:
    robert, bobby = two()
    works: list[Callable[[], object]] = [lambda: merge(bobby, robert, by=None)]
    works += [
        lambda at=at: said("Bobby Kenmare", f"This is number {at} of them") for at in range(4)
    ]
    results = side_by_side(*works)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert not Quote.objects.exclude(speaker=robert).exclude(speaker=None).exists()
    assert not Mention.objects.exclude(person=robert).exists()
    assert PersonName.objects.get(key=name_key("Bobby Kenmare")).person == robert


@pytest.mark.django_db(transaction=True)
def test_a_merge_waits_for_articles_whose_people_are_looked_up_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    robert, bobby = two()
    looked_up, merged = threading.Event(), threading.Event()

    def look_up_early(*told: Any) -> list[list[Meant]]:
        meant = people_for(*told)
        looked_up.set()
        # Comes to its end only where the merge did not wait.
        merged.wait(0.5)
        return meant

    def merge_meanwhile() -> None:
        assert looked_up.wait(10)
        merge(bobby, robert, by=None)
        merged.set()

    monkeypatch.setattr(said_service, "people_for", look_up_early)
    # Nothing new is learned of him, so that no lock on his row keeps the merge waiting.
    store = lambda: said("Bobby Kenmare", "Stored meanwhile", role="the senator")  # noqa: E731
    results = side_by_side(store, merge_meanwhile)
    assert not [result for result in results if isinstance(result, Exception)]
    assert Quote.objects.get(text__contains="Stored meanwhile").speaker == robert
