"""What readers decided survives the next version of an article, whatever the program finds."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, Correction, Person, Quote
from articles.services import corrections
from articles.services.carrying import DOUBTFUL, Row, carry
from articles.text.align import align
from tests import makers
from tests.deciding import corrector, quote_in
from tests.makers import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return makers.article()


def state(quote: Quote) -> tuple[str, str | None]:
    return quote.status, quote.speaker.name if quote.speaker else None


def quotes_now(article: Article) -> dict[str, tuple[str, str | None]]:
    article.refresh_from_db()
    rows = Quote.objects.filter(revision=article.current).select_related("speaker")
    return {quote.text: state(quote) for quote in rows}


MOVED = "An empty barge went by.\n\n" + WORDS.replace("reopen", "open again")


def test_decisions_are_carried_to_the_next_version(article: Article) -> None:
    user = corrector()
    corrections.confirm(quote_in(article, "afraid of the tide").uuid, user)
    corrections.assign_name(quote_in(article, "built the wall").uuid, user, "Ada Okoro")
    corrections.dismiss(quote_in(article, "costly").uuid, user)
    old = {quote.text: quote.pk for quote in Quote.objects.all()}
    makers.edited(article, MOVED)
    assert quotes_now(article) == {
        "“We are not afraid of the tide,”": ("confirmed", "Ilse Tamm"),
        "“We built the wall for this.”": ("corrected", "Ada Okoro"),
        "“a costly mistake”": ("dismissed", "Oskar Lind"),
    }
    now = Quote.objects.filter(revision=article.current)
    assert {quote.text: quote.carried_from_id for quote in now} == old
    # The log goes with them, and what stands in it can be undone on the new version.
    assert {step.quote.revision_id for step in Correction.objects.all()} == {article.current_id}
    corrections.undo(quote_in(article, "costly").uuid, user)
    assert quotes_now(article)["“a costly mistake”"] == ("automatic", "Oskar Lind")


def test_nobody_named_stays_nobody_though_the_program_names_somebody(article: Article) -> None:
    corrections.assign(quote_in(article, "costly").uuid, corrector(), None)
    makers.edited(article, MOVED)
    assert quotes_now(article)["“a costly mistake”"] == ("corrected", None)


def test_what_the_program_does_not_find_any_more_is_added(article: Article) -> None:
    corrections.confirm(quote_in(article, "costly").uuid, corrector())
    plain = WORDS.replace("“a costly mistake”", "a costly mistake")
    makers.edited(article, plain)
    assert quotes_now(article)["a costly mistake"] == ("confirmed", "Oskar Lind")
    added = quote_in(article, "costly")
    assert added.revision.text[added.start : added.end] == added.text


def test_other_edges_of_the_same_words_take_the_decision_over(article: Article) -> None:
    corrections.assign_name(quote_in(article, "costly").uuid, corrector(), "Ada Okoro")
    makers.edited(article, WORDS.replace("“a costly mistake”", "“a costly mistake, no less”"))
    assert quotes_now(article)["“a costly mistake, no less”"] == ("corrected", "Ada Okoro")


def test_two_decisions_one_found_quotation_could_take_keep_their_own_edges(
    article: Article,
) -> None:
    text = "“We will pay,” Ilse Tamm said. “We will not pay,” Oskar Lind said."
    article = makers.article(text)
    user = corrector()
    for quote in Quote.objects.filter(revision=article.current):
        corrections.confirm(quote.uuid, user)
    decided = list(Quote.objects.filter(revision=article.current).select_related("speaker"))
    whole = found(0, len(text) - 1, speaker=None)
    rows = carry([whole], decided, align(text, text), 9)
    assert [(row["start"], row["end"], row["speaker"]) for row in rows] == [
        (quote.start, quote.end, quote.speaker_id) for quote in decided
    ]


def test_words_that_are_gone_take_the_decision_with_them(article: Article) -> None:
    corrections.confirm(quote_in(article, "costly").uuid, corrector())
    makers.edited(article, WORDS.replace(" called the plan “a costly mistake”", " was silent"))
    assert not any("costly" in text for text in quotes_now(article))
    assert {one[0] for one in quotes_now(article).values()} == {"automatic"}
    assert Correction.objects.get().quote.text == "“a costly mistake”"


LONG = (
    "Senator Oskar Lind spoke for an hour. “The harbour wall will cost forty million crowns,"
    " and the council has not found one of them,” he said. Mayor Ilse Tamm listened.\n\n"
    "The vote is in May, and nobody knows how it will end."
)
REWORDED = LONG.replace(
    "The harbour wall will cost forty million crowns, and the council has not found one of them",
    "The wall will cost sixty million, and who knows where the council will ever have found them",
)


def test_words_that_changed_come_up_for_checking_with_the_speaker_a_reader_gave() -> None:
    article = makers.article(LONG)
    corrections.assign_name(quote_in(article, "forty").uuid, corrector(), "Ada Okoro")
    makers.edited(article, REWORDED)
    quote = quote_in(article, "sixty")
    assert state(quote) == ("automatic", "Ada Okoro")
    assert quote.confidence == DOUBTFUL
    assert quote.carried_from is not None
    # A third version does not forget it, and once confirmed it is decided for good.
    makers.edited(article, REWORDED.replace("in May", "in June"))
    quote = quote_in(article, "sixty")
    assert (*state(quote), quote.confidence) == ("automatic", "Ada Okoro", DOUBTFUL)
    corrections.confirm(quote.uuid, corrector())
    makers.edited(article, REWORDED.replace("in May", "in July"))
    assert state(quote_in(article, "sixty")) == ("confirmed", "Ada Okoro")


def test_what_was_no_quotation_and_changed_is_asked_again_only_where_one_is_found() -> None:
    article = makers.article(LONG)
    corrections.dismiss(quote_in(article, "forty").uuid, corrector())
    makers.edited(article, REWORDED)
    quote = quote_in(article, "sixty")
    assert (*state(quote), quote.confidence) == ("automatic", "Oskar Lind", DOUBTFUL)


def test_what_is_brought_back_is_the_programs_word_again(article: Article) -> None:
    corrections.dismiss(quote_in(article, "costly").uuid, corrector())
    makers.edited(article, MOVED)
    corrections.restore(quote_in(article, "costly").uuid, corrector())
    quote = quote_in(article, "costly")
    assert (*state(quote), quote.carried_from) == ("automatic", "Oskar Lind", None)


def test_of_merged_people_the_one_kept_is_carried(article: Article) -> None:
    corrections.assign_name(quote_in(article, "costly").uuid, corrector(), "Ada Okoro")
    kept = Person.objects.create(name="Adaeze Okoro")
    Person.objects.filter(name="Ada Okoro").update(merged_into=kept)
    makers.edited(article, MOVED)
    assert quotes_now(article)["“a costly mistake”"] == ("corrected", "Adaeze Okoro")


def test_first_versions_cost_nothing_more_and_later_ones_a_fixed_number() -> None:
    def cost(text: str, url: str | None = None) -> int:
        with CaptureQueriesContext(connection) as queries:
            made = makers.article(text, url=url)
        asked = [query["sql"] for query in queries if "articles_quote" in query["sql"]]
        assert made.current
        counts.append(len(asked))
        return len(asked)

    counts: list[int] = []
    address = "https://courier.example/one"
    assert cost(WORDS, address) == 1  # they are inserted
    assert cost(MOVED, address) == 3  # with what the version before had, and what was decided
    costs = []
    article = Article.objects.get()
    for number in range(2):
        for quote in Quote.objects.filter(revision=article.current)[: 1 + 2 * number]:
            corrections.confirm(quote.uuid, corrector())
        costs.append(cost(f"{MOVED}\n\nEdition of the day: {number + 7}.", address))
        article.refresh_from_db()
    assert costs == [4, 4]


def found(start: int, end: int, speaker: int | None = 1) -> Row:
    return {
        "revision": 9, "start": start, "end": end, "text": "", "speaker": speaker,
        "confidence": 0.9, "status": "automatic", "kind": "direct",
    }  # fmt: skip


SENTENCES = [
    "“We will build it,” Ilse Tamm said.", "“It is a dream,” said Oskar Lind.",
    "The council met on Monday.", "“Nobody asked the fishermen,” Ada Okoro told reporters.",
    "Rain fell on the quay.", "“They never do,” she added.", "“Wait for May,” Lind said.",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_is_edited_no_decision_is_overwritten_and_no_place_taken_twice(seed: int) -> None:
    chance = random.Random(seed)
    old = "\n\n".join(chance.sample(SENTENCES, 6))
    kept = [one for one in old.split("\n\n") if chance.random() < 0.8]
    chance.shuffle(kept)
    kept.insert(chance.randrange(len(kept) + 1), "A dog barked at the band, and the band at it.")
    new = "\n\n".join(kept)
    decided = []
    for number, line in enumerate(old.split("\n\n")):
        if line.startswith("“") and chance.random() < 0.7:
            start = old.index(line)
            status = chance.choice(["confirmed", "corrected", "dismissed"])
            decided.append(
                Quote(
                    pk=number + 1, start=start, end=start + line.index("”") + 1, status=status,
                    confidence=0.5, speaker=chance.choice([None, Person(pk=7, name="Seven")]),
                )
            )  # fmt: skip
    rows = []
    for line in kept:
        if line.startswith("“") and chance.random() < 0.7:
            start = new.index(line) - chance.choice([0, 0, 0, 2])
            rows.append(found(max(0, start), start + chance.choice([8, len(line) // 2])))
    result = carry(rows, decided, align(old, new), 9)
    assert len({(row["start"], row["end"]) for row in result}) == len(result)
    assert all(0 <= row["start"] < row["end"] <= len(new) for row in result)
    for quote in decided:
        words = old[quote.start : quote.end]
        heirs = [row for row in result if row.get("carried_from") == quote.pk]
        if words not in new:
            continue
        assert heirs, words
        at = new.index(words)
        for row in heirs:
            assert (row["status"], row["speaker"]) == (quote.status, quote.speaker_id)
            assert row["start"] < at + len(words) and row["end"] > at
