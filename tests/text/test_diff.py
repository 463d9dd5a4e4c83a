from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.diff import diff, diff_within


def shown(old: str, new: str) -> str:
    out = []
    for op in diff(old, new):
        gone, come = old[op.old_start : op.old_end], new[op.new_start : op.new_end]
        if op.kind == "equal":
            out.append(come)
        else:
            out.append((f"[-{gone}-]" if gone else "") + (f"[+{come}+]" if come else ""))
    return "".join(out)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Same words.", "Same words.", "Same words."),
        ("", "New.", "[+New.+]"),
        ("Old.", "", "[-Old.-]"),
        ("", "", ""),
        ("He met two aides.", "He met three aides.", "He met [-two-][+three+] aides."),
        ("He met aides.", "He met old aides.", "He met [+old +]aides."),
        ("He met old aides.", "He met aides.", "He met [-old -]aides."),
        ("One.\n\nTwo.", "One.\n\nMid.\n\nTwo.", "One.\n\n[+Mid.\n\n+]Two."),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One.\n\n[-Two.\n\n-]Three."),
        (
            "The mayor of Elm said rain was due on the coast.",
            "Officials of Elm confirmed a storm over the hills.",
            "[-The mayor of Elm said rain was due on the coast-]"
            "[+Officials of Elm confirmed a storm over the hills+].",
        ),
        ("One two.", "One  two.", "One [+ +]two."),
        (
            "He left the town.",
            "He then left the town.\n\nShe came.",
            "He [+then +]left the town.[+\n\nShe came.+]",
        ),
        (
            "He left the town.\n\nShe came.",
            "He then left the town.",
            "He [+then +]left the town.[-\n\nShe came.-]",
        ),
    ],
)
def test_changes_read_as_phrases(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


WORDS = st.lists(
    st.sampled_from(
        ["a", "the", "mayor", "said.", "Rain", "\n\n", " ", "  ", "\n", "é", "👍🏽", ","]
    ),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(WORDS, WORDS)
def test_steps_cover_both_texts_in_order(old: str, new: str) -> None:
    ops = diff(old, new)
    at, there = 0, 0
    for op in ops:
        assert (op.old_start, op.new_start) == (at, there)
        gone, come = old[op.old_start : op.old_end], new[op.new_start : op.new_end]
        assert {
            "equal": gone == come != "",
            "insert": not gone and come,
            "delete": gone and not come,
            "replace": gone and come and gone != come,
        }[op.kind]
        at, there = op.old_end, op.new_end
    assert (at, there) == (len(old), len(new))
    assert all((a.kind == "equal") != (b.kind == "equal") for a, b in pairwise(ops))


def test_two_unrelated_long_texts_take_under_a_second() -> None:
    draw = random.Random(4)
    vocabulary = [f"w{int(draw.paretovariate(0.5)) % 9000}" for _ in range(20_000)]
    texts = [
        " ".join(draw.choice(vocabulary) + (". " if n % 17 == 0 else "") for n in range(20_000))
        for _ in range(2)
    ]
    began = time.perf_counter()
    diff(*texts)
    assert time.perf_counter() - began < 1.0


def test_work_is_bounded_and_what_was_not_compared_is_told() -> None:
    kept = "The mayor spoke first."
    old = f"{kept}\n\nOne two three four.\n\n" + "Old words stand here for long. " * 40
    new = f"{kept}\n\nOne two five four.\n\n" + "Then other ones came at last, too. " * 40

    ops, complete = diff_within(old, new)
    assert (ops, complete) == (diff(old, new), True)

    ops, complete = diff_within(old, new, 1_000)
    assert not complete
    assert [op.kind for op in ops[:2]] == ["equal", "replace"]
    assert old[: ops[0].old_end].startswith(kept)
    assert (ops[-1].old_end, ops[-1].new_end) == (len(old), len(new))


@settings(deadline=None, max_examples=100)
@given(WORDS, WORDS, st.integers(0, 40))
def test_bounded_steps_cover_both_texts_too(old: str, new: str, most: int) -> None:
    ops, _ = diff_within(old, new, most)
    assert "".join(old[op.old_start : op.old_end] for op in ops) == old
    assert "".join(new[op.new_start : op.new_end] for op in ops) == new
    assert all((a.kind == "equal") != (b.kind == "equal") for a, b in pairwise(ops))


SENTENCES = st.lists(
    st.sampled_from(["He left the town.", "She came.", "It rained on the town.", "He then left."]),
    max_size=5,
)


@settings(deadline=None, max_examples=300)
@given(st.lists(SENTENCES, max_size=4), st.lists(SENTENCES, max_size=4))
def test_steps_between_paragraphs_alternate_too(old: list[list[str]], new: list[list[str]]) -> None:
    mine, theirs = ("\n\n".join(map(" ".join, side)) for side in (old, new))
    ops = diff(mine, theirs)
    assert "".join(mine[op.old_start : op.old_end] for op in ops) == mine
    assert "".join(theirs[op.new_start : op.new_end] for op in ops) == theirs
    for a, b in pairwise(ops):
        assert (a.kind == "equal") != (b.kind == "equal")
    for op in ops:
        if op.kind == "equal":
            assert mine[op.old_start : op.old_end] == theirs[op.new_start : op.new_end] != ""
