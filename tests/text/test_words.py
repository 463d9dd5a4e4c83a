from __future__ import annotations

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from articles.text.words import is_boundary, snap, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't stop, mother-in-law!", ["Don't", "stop", "mother-in-law"]),
        ("it’s 1,000.5 – O’Neill's", ["it’s", "1,000.5", "O’Neill's"]),
        ("'quoted' words' end-", ["quoted", "words", "end"]),
        ("cafe\u0301 e\u0301te\u0301", ["cafe\u0301", "e\u0301te\u0301"]),
        ("می\u200cخواهم رفت", ["می\u200cخواهم", "رفت"]),
        ("क्षत्रिय नमस्ते", ["क्षत्रिय", "नमस्ते"]),
        ("東京へ", ["東", "京", "へ"]),
        ("abc東", ["abc", "東"]),
        ("👍🏽 ok", ["ok"]),
        ("", []),
    ],
)
def test_words_are_found_whole(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


def test_symbols_are_tokens_of_their_own() -> None:
    text = "Yes, “no”👩\u200d🚀🇫🇷🇩🇪👍🏽!?"
    assert [text[start:end] for start, end in tokens(text)] == [
        "Yes", ",", "“", "no", "”", "👩\u200d🚀", "🇫🇷", "🇩🇪", "👍🏽", "!", "?",
    ]  # fmt: skip


CLUSTERS = [
    "e\u0301", "👩\u200d👩\u200d👧", "🇫🇷", "👍🏽", "❤\ufe0f", "각", "\u1112\u1161\u11ab", "नि",
    "क्ष", "\r\n", "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e007f", "a\u200d", "ä\u0323",
]  # fmt: skip


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_a_cluster_is_never_split(cluster: str) -> None:
    text = f"x{cluster}y"
    inside = range(2, len(text) - 1)
    assert [is_boundary(text, at) for at in inside] == [False] * len(inside)
    assert is_boundary(text, 1)
    assert is_boundary(text, len(text) - 1)
    for at in inside:
        assert snap(text, at, at) == (1, 1)
        assert snap(text, 1, at) == (1, len(text) - 1)
        assert snap(text, at, len(text)) == (1, len(text))


@given(
    st.lists(st.sampled_from([*CLUSTERS, "a", " ", "\u0301", "\u200d", "🇫", "क", "क\u094d", "👧"]))
)
def test_clusters_agree_with_the_regex_module(parts: list[str]) -> None:
    text = "".join(parts)
    theirs = {match.start() for match in regex.finditer(r"\X", text)}
    ours = {at for at in range(len(text)) if is_boundary(text, at)}
    assert ours == theirs


@given(st.text(max_size=80))
def test_tokens_cover_all_but_space_and_split_no_cluster_of_letters(text: str) -> None:
    last = 0
    for start, end in tokens(text):
        assert last <= start < end
        assert text[last:start].strip() == ""
        last = end
    assert text[last:].strip() == ""
    assert set(words(text)) <= set(tokens(text))


def test_outlying_offsets_are_brought_into_the_text() -> None:
    assert snap("abc", -5, 99) == (0, 3)
    assert snap("", 0, 0) == (0, 0)


@pytest.mark.parametrize("piece", ["a-", "\u0301", "1,", "👩\u200d", "🇫", "東", "'", "a \n"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    began = time.perf_counter()
    tokens(piece * 200_000)
    assert time.perf_counter() - began < 3.0
