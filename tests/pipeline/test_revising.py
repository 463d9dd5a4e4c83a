"""What kinds of change lie between two versions."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.revising import MOST_PAIRS, Changes, describe_changes

TEXT = (
    "The council voted 12-9 to reopen the harbour on 4 May.\n\n"
    "Ilse Tamm, the mayor, said that the plan would cost £3.5m and create 40 jobs.\n\n"
    "Oskar Lind called it a costly mistake. Two of his friends agreed."
)


def changed(*replaced: tuple[str, str], headline: str = "Harbour to reopen") -> Changes:
    new = TEXT
    for old, other in replaced:
        assert old in new
        new = new.replace(old, other)
    return describe_changes("Harbour to reopen", TEXT, headline, new)


@pytest.mark.parametrize(
    ("replaced", "pairs"),
    [
        ([("12-9", "13-8")], [("12", "13"), ("9", "8")]),
        ([("£3.5m", "£35m")], [("£3.5m", "£35m")]),
        ([("£3.5m", "$3.5m")], [("£3.5m", "$3.5m")]),
        ([("40 jobs", "14 jobs")], [("40", "14")]),
        ([("create 40 jobs", "create at least 60 new jobs")], [("40", "60")]),
        ([("Two of", "Three of")], [("Two", "Three")]),
        ([("£3.5m", "£3.5 million")], [("£3.5m", "£3.5 million")]),
        ([("4 May", "5 May"), ("40 jobs", "4 jobs")], [("4", "5"), ("40", "4")]),
        ([("a costly", "one costly")], []),
        ([("Oskar Lind", "Oskar Lund")], []),
        ([(" on 4 May", "")], []),
    ],
)
def test_numbers_that_became_others_are_paired(
    replaced: list[tuple[str, str]], pairs: list[tuple[str, str]]
) -> None:
    found = changed(*replaced)
    assert (list(found.number_pairs), found.numbers) == (pairs, len(pairs))


def test_a_number_keeps_what_it_counts() -> None:
    found = describe_changes("H", "It has 3 cats and 7 dogs.", "H", "It has 8 dogs and 5 cats.")
    assert set(found.number_pairs) == {("3", "5"), ("7", "8")}


@pytest.mark.parametrize(
    ("replaced", "added", "removed"),
    [
        ([], 0, 0),
        ([("costly mistake", "costly, old mistake")], 1, 0),
        ([("Two of his friends agreed.", "")], 0, 5),
        ([("Oskar Lind", "Oskar Lund")], 1, 1),
        ([("a costly mistake", "“a costly mistake”")], 0, 0),
        ([("\n\nOskar", "\n\nAdvertisement\n\nOskar")], 0, 0),
        ([("The council", "Updated 3 hours ago\n\nThe council")], 0, 0),
        ([(", the mayor,", " – the mayor –")], 0, 0),
    ],
)
def test_words_are_counted_and_furniture_is_not(
    replaced: list[tuple[str, str]], added: int, removed: int
) -> None:
    found = changed(*replaced)
    assert (found.added, found.removed) == (added, removed)


def test_moved_paragraphs_are_neither_added_nor_removed() -> None:
    first, second, third = TEXT.split("\n\n")
    found = describe_changes("H", TEXT, "H", "\n\n".join([third, first, second]))
    assert (found.moved, found.added, found.removed, found.only_moved) == (1, 0, 0, True)
    found = describe_changes("H", TEXT, "H", "\n\n".join([third, first, "Something else."]))
    assert (found.moved, found.added, found.removed) == (1, 2, 15)
    assert not found.only_moved


@pytest.mark.parametrize(
    ("headline", "is_changed", "pairs"),
    [
        ("Harbour to  reopen", False, []),
        ("Harbour to reopen in May", True, []),
        ("Harbour to reopen?", True, []),
    ],
)
def test_a_changed_headline_is_told(
    headline: str, is_changed: bool, pairs: list[tuple[str, str]]
) -> None:
    found = changed(headline=headline)
    assert (found.headline, list(found.number_pairs)) == (is_changed, pairs)


def test_a_number_changed_in_headline_and_text_alike_counts_once() -> None:
    found = describe_changes(
        "Repair costs 40m", "It costs 40m.", "Repair costs 46m", "It costs 46m."
    )
    assert (found.headline, found.number_pairs) == (True, (("40m", "46m"),))


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (["“We won,”"], ["‘We won’"], []),
        (["“We won”", "“Never”"], ["“Never”", "“We won”"], []),
        (["“It looked away,”"], ["“It just looked away,”"],
         [("“It looked away,”", "“It just looked away,”")]),
        (["“We won”"], [], [("“We won”", "")]),
        ([], ["“We lost”"], [("", "“We lost”")]),
        (["“Yes”", "“Yes”"], ["“Yes”"], [("“Yes”", "")]),
        (["“All is well here”"], ["“Rain fell on the town”"],
         [("“All is well here”", ""), ("", "“Rain fell on the town”")]),
        (["“”", "…"], [], []),
    ],
)  # fmt: skip
def test_quotations_that_came_went_or_were_altered_are_told(
    old: list[str], new: list[str], pairs: list[tuple[str, str]]
) -> None:
    found = describe_changes("H", "Text.", "H", "Text.", old_quotes=old, new_quotes=new)
    assert (list(found.quote_pairs), found.quotes) == (pairs, len(pairs))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", ""),
        ("", "Correction: it is 46.", "Correction: it is 46."),
        ("Correction: it is 46.", "Correction:  it is 46", ""),
        ("Correction: it is 45.", "Correction: it is 46.", "Correction: it is 46."),
        ("Correction: it is 45.", "", ""),
    ],
)
def test_a_correction_notice_is_told_when_it_comes(old: str, new: str, told: str) -> None:
    found = describe_changes("H", "T.", "H", "T.", old_correction=old, new_correction=new)
    assert (found.correction, found.to_json()["correction"]) == (told, bool(told))


def test_what_is_stored_is_small_however_much_changed() -> None:
    numbers = [f"Line {n} holds the number {n * 7} at its end." for n in range(500)]
    others = [f"Line {n} holds the number {n * 7 + 1} at its end." for n in range(500)]
    said = ["“" + "word " * 100 + f"{n}”" for n in range(300)]
    found = describe_changes("H", "\n\n".join(numbers), "H", "\n\n".join(others), new_quotes=said)
    assert found.numbers > 400
    assert len(found.number_pairs) == len(found.quote_pairs) == MOST_PAIRS
    assert len(json.dumps(found.to_json())) < 5_000


WORDS = st.lists(
    st.sampled_from(["a", "the", "12", "£3m", "said.", "“yes”", "\n\n", " ", "two", ","]),
    max_size=30,
).map(" ".join)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_nothing_changed_between_a_text_and_itself_and_counts_mirror(old: str, new: str) -> None:
    assert describe_changes("H", old, "H", old) == Changes()
    there, back = describe_changes("H", old, "H", new), describe_changes("H", new, "H", old)
    balance = there.added - there.removed
    assert balance == back.removed - back.added
    assert there.moved == back.moved


def test_long_unrelated_texts_are_described() -> None:
    draw = random.Random(3)
    vocabulary = [f"w{n}" for n in range(9_000)]
    old, new = (
        "\n\n".join(" ".join(draw.choices(vocabulary, k=80)) for _ in range(250)) for _ in range(2)
    )
    found = describe_changes("H", old, "H", new)
    assert found.added > 15_000 and found.removed > 15_000
