"""The whole analysis: the real article, random text, and its JSON form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.quotes import Analysis, analyse
from articles.quotes.engine import weights

_PIECES = st.sampled_from(
    [
        "said", "he", "she", "Ann Lee", "Mayor", "the mayor", "the two presidents", "and", "who",
        "according to", "called", "calling", "It rains", "told", ",", ".", "?", ":", "—", "(", ")",
        "“", "”", '"', "''", "``", "‘", "’", "'", "«", "»", " ", "\n", "\n\n", "\r\n", "U.S.",
        "Mr.", "I’ve", "\u0301", "\U0001f600", "\x00", "\ud800", "İ", "ß", "1,000", "R-Ky.",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(), st.lists(_PIECES, max_size=60).map("".join)) | st.lists(
    _PIECES, max_size=60
).map(" ".join)


def _check(text: str, found: Analysis) -> None:
    last = 0
    for quote in found.quotes:
        assert last <= quote.start < quote.end <= len(text)
        assert any(char.isalnum() for char in text[quote.start : quote.end])
        last = quote.end
        assert (quote.speaker_start is None) == (quote.speaker_end is None)
        if quote.speaker_start is not None and quote.speaker_end is not None:
            assert text[quote.speaker_start : quote.speaker_end].strip()
        assert 0.0 <= quote.confidence <= 1.0
        if quote.speaker is not None:
            assert found.people[quote.speaker].name == quote.speaker_name
    for person in found.people:
        assert person.name
        assert person.mentions
        for mention in person.mentions:
            assert text[mention.start : mention.end].strip()


@given(_TEXTS)
def test_no_text_raises_and_spans_carry_its_words(text: str) -> None:
    _check(text, analyse(text))


@given(_TEXTS)
def test_the_same_text_gives_the_same_answer(text: str) -> None:
    assert analyse(text) == analyse(text)


@pytest.mark.parametrize(
    "unit", ['"', "“", "'", '"a', '"a" ', "“a” said ", "Ann Lee, ", "“x\n\n", "he said she said "]
)
def test_long_odd_text_is_read(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    _check(text, analyse(text))


def test_json_has_the_shape_of_the_contract() -> None:
    text = "“It rains,” Ann Lee said. “It pours.\n\n“It floods,” she said."
    row = json.loads(json.dumps(analyse(text).to_json()))
    assert set(row) == {"quotes", "people"}
    first = row["quotes"][0]
    assert set(first) == {
        "start", "end", "text", "kind", "speaker", "speaker_start", "speaker_end",
        "speaker_form", "cue", "confidence", "reasons",
    }  # fmt: skip
    assert first["text"] == "“It rains,”"
    assert [quote.get("continues", False) for quote in row["quotes"]] == [False, False, True]
    assert row["people"][0]["name"] == "Ann Lee"
    assert [14, 21] not in row["people"][0]["mentions"]
    start, end = row["people"][0]["mentions"][0]
    assert text[start:end] == "Ann Lee"


def test_every_weight_is_a_number_with_a_readable_name() -> None:
    for table in weights().values():
        assert all(name.replace("_", "").isalpha() for name in table)
        assert all(isinstance(weight, int | float) for weight in table.values())


# The real article ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def body(request: pytest.FixtureRequest) -> str:
    """The article's eight paragraphs, cut out of what the scraper delivered."""
    seed: Path = request.getfixturevalue("seed_file")
    raw = seed.read_text(encoding="utf-8")
    start = raw.index("President Donald Trump and Russian President")
    return "\n\n".join(part.strip() for part in raw[start:].split("\n\n") if part.strip())


def test_the_real_article_has_its_eight_quotations(body: str) -> None:
    found = [(body[q.start : q.end][:24], q.speaker_name) for q in analyse(body).quotes]
    envoy = "Steve Witkoff"
    assert found == [
        ("“serious questions”", "Vladimir Putin"),
        ("“I expect that there wil", envoy),
        ("“President Trump is the ", envoy),
        ("“I think the two preside", envoy),
        ("“really hopeful”", envoy),
        ("“positive”", envoy),
        ("“solutions-based discuss", envoy),
        ("“I saw a constructive ef", envoy),
    ]


def test_the_real_article_has_its_four_people(body: str) -> None:
    people = {person.name: person for person in analyse(body).people}
    assert list(people) == ["Donald Trump", "Vladimir Putin", "Steve Witkoff", "Emmanuel Macron"]
    words = {
        name: [body[m.start : m.end] for m in person.mentions] for name, person in people.items()
    }
    assert "The Trump special envoy" in words["Steve Witkoff"]
    for group in ("The two leaders", "both presidents", "the two presidents"):
        assert group in words["Donald Trump"]
        assert group in words["Vladimir Putin"]
        assert group not in words["Steve Witkoff"]
        assert group not in words["Emmanuel Macron"]
