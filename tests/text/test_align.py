from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.align import align
from articles.text.matching import common_pairs

OLD = (
    "Mayor Anna Rook opened the new harbour bridge on Tuesday. Traders on the quay welcomed it.\n\n"
    "“It will bring visitors back,” she said. The council paid 40 million crowns.\n\n"
    "Critics call the bridge a waste. A vote on tolls is due in March, officials said."
)


def carried(new: str, passage: str, old: str = OLD) -> tuple[str, str | None]:
    start = old.index(passage)
    found = align(old, new).carry(start, start + len(passage))
    return found.state, None if found.start is None else new[found.start : found.end]


def test_an_unchanged_text_carries_everything_as_it_is() -> None:
    alignment = align(OLD, OLD)
    for start in range(0, len(OLD) - 12, 5):
        found = alignment.carry(start, start + 12)
        assert (found.state, found.start, found.end, found.score) == (
            "attached",
            start,
            start + 12,
            1.0,
        )


def test_a_moved_sentence_is_followed() -> None:
    new = "Critics call the bridge a waste.\n\n" + OLD.replace(
        "Critics call the bridge a waste. ", ""
    )
    assert carried(new, "the bridge a waste") == ("attached", "the bridge a waste")


def test_a_reworded_sentence_is_followed() -> None:
    new = OLD.replace("paid 40 million crowns", "has paid almost 42 million crowns")
    state, words = carried(new, "The council paid 40 million crowns.")
    assert words == "The council has paid almost 42 million crowns."
    assert state == "attached"


def test_a_sentence_with_little_left_is_to_be_looked_at() -> None:
    new = OLD.replace(
        "A vote on tolls is due in March, officials said.",
        "Officials said residents can vote on tolls and parking when a list is ready in March.",
    )
    state, _ = carried(new, "A vote on tolls is due in March, officials said.")
    assert state == "changed"


def test_a_deleted_sentence_is_an_orphan() -> None:
    new = OLD.replace(" Traders on the quay welcomed it.", "")
    assert carried(new, "Traders on the quay welcomed it.") == ("orphan", None)
    assert carried(new, "the quay") == ("orphan", None)


def test_a_deleted_sentence_never_moves_to_a_twin_that_stands_for_itself() -> None:
    old = "She won the vote. Rain fell. He slept. She won the vote. Snow fell."
    new = "She won the vote. Rain fell. He slept. Snow fell."
    second = old.rindex("She won")
    assert align(old, new).carry(second, second + 17).state == "orphan"
    assert align(old, new).carry(0, 17).start == 0


def test_a_split_sentence_is_followed_to_both_parts() -> None:
    new = OLD.replace(
        "opened the new harbour bridge on Tuesday.",
        "opened the new bridge. The harbour bridge ceremony was on Tuesday.",
    )
    _, words = carried(new, "Mayor Anna Rook opened the new harbour bridge on Tuesday.")
    assert words is not None
    assert words.startswith("Mayor Anna Rook opened the new")


def test_merged_sentences_are_each_found_in_the_new_one() -> None:
    new = OLD.replace("she said. The council paid", "she said, after the council paid")
    assert carried(new, "The council paid 40 million crowns.")[1] == (
        "the council paid 40 million crowns."
    )
    assert carried(new, "“It will bring visitors back,”") == (
        "attached",
        "“It will bring visitors back,”",
    )


def test_words_of_a_sentence_that_was_taken_apart_are_found_where_they_stand_alone() -> None:
    first, second, third = (
        " ".join(f"{letter}{n}" for n in range(6)) for letter in ("alpha", "beta", "gamma")
    )
    old = f"First {first} {second}. {third.capitalize()}."
    new = f"First {first} {third}. {second.capitalize()}."
    assert carried(new, first, old) == ("attached", first)
    assert carried(f"{second.capitalize()}.", first, old) == ("orphan", None)


def test_punctuation_goes_where_its_neighbours_went() -> None:
    new = "Late news.\n\n" + OLD
    assert carried(new, "“") == ("attached", "“")
    assert carried(new, ",” ") == ("attached", ",” ")


def test_punctuation_without_neighbours_is_an_orphan() -> None:
    assert align("...", "...").carry(0, 2).state == "orphan"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 4), (0, 9999)])
def test_what_is_no_passage_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        align(OLD, OLD).carry(start, end)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80), st.text(max_size=80), st.data())
def test_any_two_texts_carry_into_the_new_one(old: str, new: str, data) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = align(old, new).carry(start, end)
    assert 0 <= found.score <= 1
    if found.state == "orphan":
        assert found.start is found.end is None
    else:
        assert 0 <= found.start < found.end <= len(new)


def sentence(draw: random.Random, serial: int) -> str:
    """Ten words no other sentence has."""
    return " ".join(f"{draw.choice('bcdfgh')}{serial}x{n}" for n in range(10)).capitalize() + "."


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 14), max_size=6), st.permutations(range(15)))
def test_unique_words_are_placed_where_the_editor_put_them(seed, gone, order) -> None:
    draw = random.Random(seed)
    lines = [sentence(draw, n) for n in range(15)]
    kept = [lines[n] for n in order if n not in gone]
    new = " ".join([sentence(draw, 90), *kept, sentence(draw, 91)])
    old = " ".join(lines)
    alignment = align(old, new)
    for n, line in enumerate(lines):
        start = old.index(line)
        low = draw.randrange(len(line) - 12)
        for begin, size in ((0, len(line)), (low, 12)):
            words = line[begin : begin + size]
            found = alignment.carry(start + begin, start + begin + size)
            if n in gone:
                assert found.state == "orphan"
            else:
                assert (found.state, found.start) == ("attached", new.index(line) + begin)
                assert new[found.start : found.end] == words


def longest(old: str, new: str) -> int:
    row = [0] * (len(new) + 1)
    for mine in old:
        diagonal = 0
        for at, theirs in enumerate(new, 1):
            diagonal, row[at] = (
                row[at],
                (diagonal + 1 if mine == theirs else max(row[at], row[at - 1])),
            )
    return row[-1]


@given(st.text("abc", max_size=20), st.text("abcd", max_size=20))
def test_common_pairs_are_a_longest_common_subsequence(old: str, new: str) -> None:
    pairs = common_pairs(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == longest(old, new)


@pytest.mark.parametrize("size", [12_000, 30_000])
def test_long_sequences_are_matched_at_what_they_share_alone(size: int) -> None:
    draw = random.Random(7)
    shared = [f"s{n}" for n in range(size // 2)]
    old = shared + [draw.choice("xyz") for _ in range(size // 2)]
    new = [draw.choice("xyz") for _ in range(size // 2)] + shared
    began = time.perf_counter()
    assert len(common_pairs(old, new)) >= size // 2
    assert time.perf_counter() - began < 3.0


def test_two_unrelated_long_texts_take_about_a_second() -> None:
    draw = random.Random(3)
    vocabulary = [f"w{int(draw.paretovariate(0.5)) % 9000}" for _ in range(20_000)]
    texts = [
        " ".join(draw.choice(vocabulary) + (". A" if n % 17 == 0 else "") for n in range(20_000))
        for _ in range(2)
    ]
    began = time.perf_counter()
    align(*texts)
    assert time.perf_counter() - began < 2.0


@pytest.mark.parametrize("piece", ["a. ", "A b. ", "word ", "Same words here again. ", ". "])
def test_repetitive_texts_take_seconds_at_most(piece: str) -> None:
    began = time.perf_counter()
    align(piece * 20_000, piece * 19_000 + "end").carry(0, 1)
    assert time.perf_counter() - began < 4.0
