"""Passages carried over edits that a program made, so that the true places are known."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.align import align

# Letters of several scripts, marks that join and pairs beyond the first plane: offsets count
# code points whatever is written.
LETTERS = st.text(st.sampled_from("abcdefgéßñджαπ中文🏛😀"), min_size=2, max_size=7)


Word = tuple[int, int, int]


@dataclass(frozen=True)
class Edited:
    """A text before and after edits, and where its words went.

    ``kept`` are words that are still there: old place, new place, length. ``whole`` are
    those of sentences in which nothing changed.
    """

    old: str
    new: str
    kept: list[Word]
    whole: list[Word]


@st.composite
def edited(draw: st.DrawFn) -> Edited:
    """Words of which no two are alike, with some taken out or put in, and sentences moved."""
    sentences = draw(st.lists(st.lists(LETTERS, min_size=6, max_size=14), min_size=3, max_size=7))
    rows = [
        [f"{word}{at}w{number}" for number, word in enumerate(sentence)]
        for at, sentence in enumerate(sentences)
    ]
    order = draw(st.permutations(range(len(rows)))) if draw(st.booleans()) else range(len(rows))
    gone = draw(st.sets(st.sampled_from([word for row in rows for word in row]), max_size=9))
    changed, whole = [], set()
    for at in order:
        row = [word for word in rows[at] if word not in gone]
        if draw(st.booleans()):
            place = draw(st.integers(0, len(row)))
            row[place:place] = [f"news{at}x{n}" for n in range(draw(st.integers(1, 4)))]
        if row == rows[at]:
            whole |= set(row)
        changed.append(row)
    old, places = laid_out(rows)
    new, new_places = laid_out([row for row in changed if row])
    kept = {
        word: (place, new_places[word], len(word))
        for word, place in places.items()
        if word in new_places
    }
    return Edited(old, new, list(kept.values()), [kept[word] for word in whole])


def laid_out(rows: list[list[str]]) -> tuple[str, dict[str, int]]:
    """The rows as sentences, a blank line after every other one, and where each word is."""
    text, places = "", {}
    for number, row in enumerate(rows):
        text += "S "
        for word in row:
            places[word] = len(text)
            text += f"{word} "
        text = text[:-1] + (".\n\n" if number % 2 else ". ")
    return text.rstrip(), places


@settings(deadline=None, max_examples=150)
@given(edited(), st.data())
def test_every_word_of_a_sentence_that_only_moved_is_placed_to_the_letter(story, data) -> None:
    if not story.whole:
        return
    old, new, size = data.draw(st.sampled_from(sorted(story.whole)))
    found = align(story.old, story.new).carry(old, old + size)
    assert (found.state, found.start, found.end) == ("attached", new, new + size)


@settings(deadline=None, max_examples=300)
@given(edited(), st.data())
def test_words_that_survive_together_are_placed_where_the_editor_left_them(story, data) -> None:
    kept = sorted(story.kept)
    if len(kept) < 3:
        return
    first = data.draw(st.integers(0, len(kept) - 3))
    last = data.draw(st.integers(first + 2, min(len(kept) - 1, first + 12)))
    low, high = kept[first][0], kept[last][0] + kept[last][2]
    shift = kept[first][1] - low
    if story.new[low + shift : high + shift] != story.old[low:high]:
        return
    found = align(story.old, story.new).carry(low, high)
    assert (found.state, found.start, found.end) == ("attached", low + shift, high + shift)


@settings(deadline=None, max_examples=300)
@given(edited(), st.data())
def test_a_passage_is_placed_at_words_of_its_own_or_nowhere(story, data) -> None:
    low = data.draw(st.integers(0, len(story.old) - 1))
    high = data.draw(st.integers(low + 1, min(len(story.old), low + 80)))
    words = [one for one in story.kept if one[0] < high and low < one[0] + one[2]]
    if "S" in story.old[low:high] or not any(map(str.isalnum, story.old[low:high])):
        return
    found = align(story.old, story.new).carry(low, high)
    if found.start is None or found.end is None:
        assert found.state == "orphan"
    else:
        assert any(found.start < new + size and new < found.end for _old, new, size in words)
