"""Deciding who said what: each step, its log, taking it back, and two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Correction, Person, PersonName, Quote
from articles.people_queries import outlets_quoting, people_list, quotes_of
from articles.queries import most_quoted, with_speakers
from articles.search import find_quotes
from articles.services import corrections
from articles.services.corrections import NothingToUndo, Outdated, Overtaken
from tests import makers
from tests.deciding import corrector, quote_in
from tests.makers import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return makers.article()


def told(quote: Quote) -> tuple[str, str | None]:
    fresh = Quote.objects.select_related("speaker").get(pk=quote.pk)
    return fresh.status, fresh.speaker.name if fresh.speaker else None


def test_a_confirmed_quotation_keeps_its_speaker_and_is_logged(article: Article) -> None:
    quote, user = quote_in(article, "costly"), corrector()
    corrections.confirm(quote.uuid, user)
    assert told(quote) == ("confirmed", "Oskar Lind")
    step = Correction.objects.get()
    assert (step.quote, step.by, step.before_status) == (quote, user, "automatic")
    assert step.before_speaker == step.after_speaker == quote.speaker
    assert step.after_status == "confirmed"


def test_another_person_of_the_article_can_be_the_speaker(article: Article) -> None:
    quote, tamm = quote_in(article, "costly"), Person.objects.get(name="Ilse Tamm")
    corrections.assign(quote.uuid, corrector(), tamm)
    assert told(quote) == ("corrected", "Ilse Tamm")
    assert Correction.objects.get().before_speaker.name == "Oskar Lind"  # type: ignore[union-attr]


def test_naming_whom_the_program_had_found_confirms_it(article: Article) -> None:
    quote = quote_in(article, "costly")
    corrections.assign(quote.uuid, corrector(), quote.speaker)
    assert told(quote) == ("confirmed", "Oskar Lind")


def test_nobody_who_is_named_can_be_the_answer(article: Article) -> None:
    quote = quote_in(article, "costly")
    corrections.assign(quote.uuid, corrector(), None)
    assert told(quote) == ("corrected", None)


@pytest.mark.parametrize("name", ["Ilse Tamm", "  ilse   TAMM", "Tamm"])
def test_a_name_the_desk_knows_means_whoever_has_it(article: Article, name: str) -> None:
    quote, before = quote_in(article, "costly"), Person.objects.count()
    corrections.assign_name(quote.uuid, corrector(), name)
    assert told(quote) == ("corrected", "Ilse Tamm")
    assert Person.objects.count() == before


def test_a_name_nobody_has_makes_a_person(article: Article) -> None:
    quote = quote_in(article, "costly")
    corrections.assign_name(quote.uuid, corrector(), "Ada Okoro")
    assert told(quote) == ("corrected", "Ada Okoro")
    assert PersonName.objects.get(key="ada okoro").person.name == "Ada Okoro"


def test_a_merged_person_means_the_one_kept(article: Article) -> None:
    quote, kept = quote_in(article, "costly"), Person.objects.get(name="Ilse Tamm")
    merged = Person.objects.create(name="I. Tamm", merged_into=kept)
    PersonName.objects.create(person=merged, key="i. tamm")
    corrections.assign(quote.uuid, corrector(), merged)
    assert told(quote) == ("corrected", "Ilse Tamm")
    corrections.undo(quote.uuid, corrector())
    corrections.assign_name(quote.uuid, corrector(), "I. Tamm")
    assert told(quote) == ("corrected", "Ilse Tamm")


def test_what_is_no_quotation_can_be_brought_back_as_it_was(article: Article) -> None:
    quote, user = quote_in(article, "costly"), corrector()
    corrections.assign_name(quote.uuid, user, "Ada Okoro")
    corrections.dismiss(quote.uuid, user)
    assert told(quote) == ("dismissed", "Ada Okoro")
    corrections.restore(quote.uuid, user)
    assert told(quote) == ("corrected", "Ada Okoro")
    assert Correction.objects.count() == 3
    corrections.restore(quote.uuid, user)
    assert Correction.objects.count() == 3


def test_steps_are_undone_one_by_one_and_the_log_says_by_whom(article: Article) -> None:
    quote, user, other = quote_in(article, "costly"), corrector(), corrector()
    corrections.assign_name(quote.uuid, user, "Ada Okoro")
    corrections.dismiss(quote.uuid, user)
    corrections.undo(quote.uuid, other)
    assert told(quote) == ("corrected", "Ada Okoro")
    corrections.undo(quote.uuid, other)
    assert told(quote) == ("automatic", "Oskar Lind")
    assert {step.undone_by for step in Correction.objects.all()} == {other}
    with pytest.raises(NothingToUndo):
        corrections.undo(quote.uuid, other)
    corrections.confirm(quote.uuid, user)
    corrections.undo(quote.uuid, user)
    assert told(quote) == ("automatic", "Oskar Lind")


def test_the_same_decision_twice_is_one_step(article: Article) -> None:
    quote, user = quote_in(article, "costly"), corrector()
    seen = quote.state
    for _time in range(2):
        corrections.confirm(quote.uuid, user, seen=seen)
        corrections.confirm(quote.uuid, corrector(), seen=seen)
    assert Correction.objects.get().by == user


def test_who_decides_second_is_told_and_changes_nothing(article: Article) -> None:
    quote = quote_in(article, "costly")
    seen = quote.state
    corrections.assign_name(quote.uuid, corrector("first"), "Ada Okoro", seen=seen)
    for late in (corrections.confirm, corrections.dismiss, corrections.undo):
        with pytest.raises(Overtaken) as refused:
            late(quote.uuid, corrector(), seen=seen)
        assert refused.value.quote.speaker.name == "Ada Okoro"  # type: ignore[union-attr]
    assert told(quote) == ("corrected", "Ada Okoro")
    assert Correction.objects.count() == 1


def test_a_quotation_of_an_older_version_is_not_decided_any_more(article: Article) -> None:
    quote = quote_in(article, "costly")
    makers.edited(article, WORDS + "\n\nMore words.")
    for step in (corrections.confirm, corrections.dismiss, corrections.undo):
        with pytest.raises(Outdated):
            step(quote.uuid, corrector())
    assert told(quote) == ("automatic", "Oskar Lind")


RUN = (
    "Mayor Ilse Tamm spoke of the wall. “It will hold for a hundred years,” Tamm said."
    " “It is our own.\n\n"
    "“And we are not done. There is the quay.\n\n“And then there is the harbour,” she added.\n\n"
    "“We shall see about that,” said Senator Oskar Lind."
)


def test_who_said_it_holds_for_all_paragraphs_and_is_undone_for_all() -> None:
    article, user = makers.article(RUN), corrector()
    run = list(Quote.objects.filter(revision=article.current).order_by("start"))
    assert [quote.continues for quote in run] == [False, False, True, True, False]
    corrections.assign_name(run[2].uuid, user, "Ada Okoro")
    names = [told(quote)[1] for quote in run]
    assert names == ["Ilse Tamm", "Ada Okoro", "Ada Okoro", "Ada Okoro", "Oskar Lind"]
    corrections.dismiss(run[3].uuid, user)
    corrections.assign_name(run[1].uuid, user, "Bo Lund")
    names = [told(quote)[1] for quote in run]
    assert names == ["Ilse Tamm", "Bo Lund", "Bo Lund", "Ada Okoro", "Oskar Lind"]
    assert [told(quote)[0] for quote in run][2:4] == ["corrected", "dismissed"]
    corrections.undo(run[2].uuid, user)
    assert [told(quote)[1] for quote in run][1:4] == ["Ada Okoro"] * 3
    # What was dismissed since has a later step of its own, and stays.
    corrections.undo(run[1].uuid, user)
    assert [told(quote) for quote in run][1:4] == [
        ("automatic", "Ilse Tamm"), ("automatic", "Ilse Tamm"), ("dismissed", "Ada Okoro"),
    ]  # fmt: skip


def test_each_step_costs_a_fixed_number_of_queries(article: Article) -> None:
    quote, user = quote_in(article, "costly"), corrector()
    tamm = Person.objects.get(name="Ilse Tamm")
    costs = []
    for step in (
        lambda: corrections.confirm(quote.uuid, user),
        lambda: corrections.assign(quote.uuid, user, tamm),
        lambda: corrections.dismiss(quote.uuid, user),
        lambda: corrections.undo(quote.uuid, user),
    ):
        with CaptureQueriesContext(connection) as queries:
            step()
        costs.append(len(queries) - 2)  # the test's own savepoint
    assert max(costs) <= 12


def test_what_is_no_quotation_is_left_out_of_pages_and_searches(article: Article) -> None:
    quote = quote_in(article, "costly")
    lind = Person.objects.get(name="Oskar Lind")
    assert [one.pk for one in quotes_of(lind)] == [quote.pk]
    corrections.dismiss(quote.uuid, corrector())
    assert not quotes_of(lind).exists()
    assert outlets_quoting(lind) == []
    assert not find_quotes("costly").exists()
    assert people_list().get(pk=lind.pk).quote_count is None  # type: ignore[attr-defined]
    assert lind not in with_speakers([Article.objects.get()])[0].speakers  # type: ignore[attr-defined]
    assert lind not in most_quoted()


def test_what_a_reader_decided_counts_however_unsure_the_program_was(article: Article) -> None:
    quote = quote_in(article, "afraid of the tide")
    Quote.objects.filter(speaker=quote.speaker).update(confidence=0.1)
    assert quote.speaker not in most_quoted()
    corrections.confirm(quote.uuid, corrector())
    assert quote.speaker in most_quoted()
    assert quote.speaker in with_speakers([Article.objects.get()])[0].speakers  # type: ignore[attr-defined]


def at_once(*steps: Callable[[], object]) -> list[Exception]:
    """Take every step in a thread of its own, all let go together; returns what they raised."""
    gate, problems = threading.Barrier(len(steps)), []

    def run(step: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            step()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return problems


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_counts_and_the_other_is_told() -> None:
    article, one, two = makers.article(), corrector(), corrector()
    quote = quote_in(article, "costly")
    seen = quote.state
    [problem] = at_once(
        lambda: corrections.assign_name(quote.uuid, one, "Ada Okoro", seen=seen),
        lambda: corrections.dismiss(quote.uuid, two, seen=seen),
    )
    assert isinstance(problem, Overtaken)
    step = Correction.objects.get()
    assert told(quote)[0] == step.after_status
    assert problem.quote.status == step.after_status


@pytest.mark.django_db(transaction=True)
def test_a_step_is_undone_once_by_two_at_once() -> None:
    article, user = makers.article(), corrector()
    quote = quote_in(article, "costly")
    corrections.confirm(quote.uuid, user)
    corrections.dismiss(quote.uuid, user)
    seen = quote_in(article, "costly").state
    [problem] = at_once(*[lambda: corrections.undo(quote.uuid, user, seen=seen)] * 2)
    assert isinstance(problem, Overtaken)
    assert told(quote) == ("confirmed", "Oskar Lind")


@pytest.mark.django_db(transaction=True)
def test_a_decision_made_while_a_version_is_stored_is_carried_over_or_refused() -> None:
    for _time in range(5):
        article, user = makers.article(), corrector()
        quote = quote_in(article, "costly")

        def store(address: str | None = article.url) -> None:
            makers.article(WORDS + "\n\nMore words.", url=address)

        problems = at_once(store, partial(corrections.confirm, quote.uuid, user))
        now = quote_in(article, "costly")
        assert now.revision.number == 2
        if problems:
            assert [type(problem) for problem in problems] == [Outdated]
            assert now.status == "automatic"
        else:
            assert now.status == "confirmed"
