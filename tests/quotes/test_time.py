"""Time the analysis takes on text made to repeat what its searches follow.

The bounds are for a slow machine under load: the texts take a small part of them. Before
every search was made once per place, a few hundred characters of "said, " took minutes.
"""

from __future__ import annotations

import time
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.quotes import analyse

_PIECES = (
    "said, ",
    "told, ",
    "said and ",
    "says by ",
    "he said ",
    "who said ",
    ", the mayor, ",
    "saying ",
    "was called ",
    "to say ",
)
_SECONDS = 2.0
_LONG = 10_000


def _repeat(piece: str, length: int) -> str:
    repeated = (piece * (length // len(piece) + 1))[:length]
    return f"The mayor said, {repeated}, “We go,” said Ilse Tamm."


#: Names that differ in three letters, so that each is somebody else's.
_LETTERS = [
    f"{a}{b}{c}" for a in "ABCDEFGHIJKLMNOP" for b in ascii_lowercase for c in ascii_lowercase
]


def _many(pattern: str, length: int) -> str:
    return "".join(pattern.replace("*", letters) for letters in _LETTERS)[:length]


def _seconds(text: str) -> float:
    """Processor seconds, the least of three: a collection of garbage may fall into one."""
    taken = []
    for _run in range(3):
        start = time.process_time()
        analyse(text)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("piece", _PIECES)
def test_ten_thousand_characters_of_one_piece_are_soon_read(piece: str) -> None:
    assert _seconds(_repeat(piece, _LONG)) < _SECONDS


@pytest.mark.parametrize("piece", _PIECES)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    short = min(_seconds(_repeat(piece, _LONG)) for _ in range(2))
    # Quadratic work would be near 16 times; the constant is for the clock's own steps.
    assert _seconds(_repeat(piece, 4 * _LONG)) < 8 * short + 0.2


@pytest.mark.parametrize("pattern", ["Mr. *x Lee, ", "Mary *x said. "])
def test_many_people_of_one_name_take_no_longer_each(pattern: str) -> None:
    short = min(_seconds(_many(pattern, _LONG)) for _ in range(2))
    assert _seconds(_many(pattern, 4 * _LONG)) < 8 * short + 0.1


@pytest.mark.parametrize("piece", ["U.S. ", "Ann ", "ANN LEE ", "President ", "Lee of "])
def test_a_run_of_capitals_without_end_is_soon_read(piece: str) -> None:
    assert _seconds(piece * (4 * _LONG // len(piece))) < _SECONDS


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=40))
def test_no_mix_of_the_pieces_takes_long(pieces: list[str]) -> None:
    assert _seconds(_repeat("".join(pieces), _LONG)) < _SECONDS


def test_the_quotation_after_sixty_verbs_still_has_its_speaker() -> None:
    analysis = analyse("The mayor said, " + "said, " * 60 + "“We go,” said Ilse Tamm.")
    (quote,) = analysis.quotes
    assert quote.speaker is not None
    assert analysis.people[quote.speaker].name == "Ilse Tamm"
