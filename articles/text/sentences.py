"""Sentences of a text with their offsets, for news prose.

Rules and short word lists, no model. English abbreviations are known; other scripts are
parted at their own full stops. A line break always ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSERS = "\"'”’»›)\\]}」』）】〉》"
_OPENERS = "\"'“‘«‹„(\\[{「『（【〈《¿¡*–—-"
# Western stops need space after them; the others stand between letters.
_STOP = re.compile(rf"(?P<west>[.!?…؟۔]+)[{_CLOSERS}]*(?=\s|$)|[。！？｡।॥]+[{_CLOSERS}]*|\n+")
_NEXT = re.compile(rf"\s{{0,8}}[{_OPENERS}]{{0,8}}(\w+)?")
_LAST_WORD = re.compile(r"[\w.&]*$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
# How much text before a stop is looked at to tell an abbreviation.
_REACH = 24


def _listed(spaced: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(spaced.split())


# Always followed by a name or number.
_TITLES = _listed(
    "mr mrs ms mx dr prof sen sens rep reps gov govs gen lt col sgt capt cmdr adm maj cpl pvt"
    " rev hon pres supt det insp fr msgr amb atty vs v st ste mt ft mme mlle messrs sr sra"
)
# Followed by a number, or else by the next sentence.
_BEFORE_NUMBER = _listed(
    "no nos p pp vol art sec fig ch jan feb mar apr jun jul aug sep sept oct nov dec"
)
# May end a sentence; only a word that starts one tells.
_MAYBE_END = _listed(
    "inc corp ltd co bros llc jr sr esq etc al dept univ assn ave blvd rd dem ind calif fla"
    " mass mich minn miss penn tenn tex wash wis conn colo ariz ala ark del ga ill kan ky la md"
    " mo mont neb nev okla ore vt va wyo approx est e.g i.e cf u.s u.k u.n e.u d.c ph.d"
)
_CLOCK = frozenset({"a.m", "p.m"})
_DAYS = _listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december est edt cst cdt mst mdt pst pdt gmt"
    " bst cet utc eastern central mountain pacific local"
)
_STARTERS = _listed(
    "a an the this that these those he she it they we i you his her its their our my your there"
    " here but and or so yet nor if when while where as at in on by for from of to with without"
    " after before since until during under over despite although though because however"
    " meanwhile moreover also still then now what who how why which no not some many most more"
    " all both each every another other others one two several earlier later last asked"
    " according among instead officials police"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the offsets of the sentences in ``text[start:end]``, in code points.

    Spans are in order, do not overlap, neither start nor end with white space, never
    cross a line break, and together cover all that is not white space. Linear time.
    """
    stop = len(text) if end is None else end
    found, at = [], start
    for cut in (*_cuts(text, start, stop), stop):
        while at < cut and text[at].isspace():
            at += 1
        last = cut
        while last > at and text[last - 1].isspace():
            last -= 1
        if at < last:
            found.append((at, last))
        at = max(at, cut)
    return found


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets after which a sentence ends."""
    sentence = start
    for stop in _STOP.finditer(text, start, end):
        western = stop.group("west")
        if western is None or _ends_sentence(text, sentence, stop, western, end):
            sentence = stop.end()
            yield sentence


def _ends_sentence(text: str, sentence: int, stop: re.Match[str], mark: str, end: int) -> bool:
    """Whether a Western stop ends the sentence that began at ``sentence``."""
    following = _NEXT.match(text, stop.end(), end)
    word = (following.group(1) or "") if following else ""
    if word[:1].islower():
        return False
    # Closing marks after the stop show that it ended what was said within them.
    if mark != "." or stop.end() > stop.end("west"):
        return True
    low = max(sentence, stop.start() - _REACH)
    before = _LAST_WORD.search(text, low, stop.start())
    return before is None or _ends_after(before.group().lstrip(".").lower(), before, sentence, word)


def _ends_after(last: str, before: re.Match[str], sentence: int, word: str) -> bool:
    """Whether a full stop after the word ``last`` and before ``word`` ends a sentence."""
    starts = word.lower() in _STARTERS
    if last in _TITLES:
        return False
    if last in _BEFORE_NUMBER:
        # "No." is also an answer, and "Mar." a word: only a number settles it.
        return not word[:1].isdigit()
    if last in _CLOCK:
        return word.lower() not in _DAYS
    if last in _MAYBE_END:
        return not word or starts
    if last.isdigit():
        # "1." that opens a line numbers what follows.
        return len(last) > 3 or before.string[sentence : before.start()].strip() != ""
    if _INITIALS.fullmatch(last):
        return not word or (starts and len(word) > 1 and last != "i")
    return True
