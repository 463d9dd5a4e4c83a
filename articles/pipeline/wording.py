"""What an article says, in a form in which only a change of words makes a difference.

Knows which lines, marks and spaces do not count; decides nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from articles.pipeline.furniture import ends_article, is_furniture, is_sentence, read_credit
from articles.pipeline.furniture import starts_related as heads_related
from articles.text.normal import clean
from articles.text.words import tokens


def listed(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())


#: What stands for a quotation mark of any shape, and for an apostrophe.
QUOTATION, APOSTROPHE = '"', "'"
_DOUBLE = frozenset('"“”„‟«»＂〝〞「」『』')
_SINGLE = frozenset("'‘’‚‛‹›`´＇")
_QUESTIONS = frozenset("?？؟⁇")
_HYPHENS = re.compile(r"[-‐‑·]")
_PAIRED = re.compile(r"''|``|´´")
# Shapes of the apostrophe that would part a word.
_IN_WORD = re.compile(r"(?<=\w)[‘‛`´ʻʼ′＇](?=\w)")
# Joiners, direction marks and variation selectors: nothing a reader sees as a word.
_UNSEEN = re.compile("[\u200c-\u200f\ufe00-\ufe0f]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_MINUS = frozenset("-−–‒")
_AFTER_NUMBER = frozenset("%‰°")

# The words that a line about times and dates is made of.
_TIME_WORDS = listed(
    "last first updated update published modified posted edited filed created revised on at by of "
    "am pm a p m an the ago just now today yesterday second seconds sec secs minute minutes min "
    "mins hour hours hr hrs day days week weeks h d w st nd rd th and local time noon midnight "
    "utc gmt bst est edt cst cdt mst mdt pst pdt cet cest et ct mt pt ist aest aedt jst "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday "
    "sunday jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june "
    "july august september october november december uhr stand aktualisiert veröffentlicht"
)
_UPDATED = re.compile(
    r"^\W*(?:(?:last|first|originally)\s+)?(?:updated?|published|modified|posted|edited|filed|"
    r"revised|aktualisiert|veröffentlicht|stand)\b",
    re.I,
)
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|\bago\b",
    re.I,
)
_COUNTER = re.compile(
    r"^\W*(?:live\W+|view |show |see |all |read )*\d[\d.,]*\s?[km]?\+?\s*"
    r"(?:comments?|shares?|views?|likes?|reactions?|replies|reposts?|retweets?|bookmarks?|"
    r"new (?:posts?|updates?|comments?)|(?:people |readers? |users? )?(?:are )?"
    r"(?:reading|watching|viewing|listening)(?: (?:this|now|live)){0,2}|followers?)\W*$|"
    r"^\W*(?:comments?|shares?|views?|likes?|reactions?)\W{1,3}\d[\d.,]*\s?[km]?\W*$|"
    r"^\W*(?:just now|(?:an?|one|\d+)\s?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hours?|hrs?|"
    r"days?) ago)\W*$",
    re.I,
)
#: A line longer than this is no furniture if it is a sentence, whatever it begins with.
_LONGEST_LABEL = 40
#: A picture's caption is no longer than this, in words.
_LONGEST_CAPTION = 60
#: A date alone counts as furniture this far from the top, in lines.
_TOP = 4
#: A headline in a list of other stories is no longer than this.
_LONGEST_LINK = 140


def wording(text: str) -> list[str]:
    """Return what counts of an article's text, in order, furniture left out.

    The items are those of :func:`counted`. Equal lists say the same.
    """
    return [word for line in said(text) for word in counted(line)]


def said(text: str) -> Iterator[str]:
    """Yield the lines of ``text`` that belong to the article, without picture credits.

    Left out are labels, advertisements, buttons, counters, times of updating, lists of
    other stories under their heading, and dates that stand alone at the top.
    """
    related, at = False, 0
    for line in clean(text).split("\n"):
        line = line.strip()
        if not line:
            continue
        at += 1
        if heads_related(line):
            related = True
            continue
        if related and len(line) <= _LONGEST_LINK and not is_sentence(line):
            continue
        related = False
        if _is_label(line) or _is_time(line, at_top=at <= _TOP):
            continue
        if kept := _without_credit(line):
            yield kept


def counted(line: str) -> list[str]:
    """Return what counts of a line: words, numbers, quotation and question marks.

    A number is one item with its sign, currency and percent sign, thousands ungrouped.
    Quotation marks of all shapes are one; hyphens part words; other marks, symbols and
    all spacing are left out. Case counts: "Polish" is not "polish". Linear time.
    """
    text = _IN_WORD.sub(APOSTROPHE, _PAIRED.sub('"', _UNSEEN.sub("", clean(line))))
    spans = tokens(text)
    quoting = _quoting(text, spans)
    found: list[str] = []
    for start, end in spans:
        piece = text[start:end]
        if piece[0].isalnum() or piece[0] == "_" or len(piece) > 1:
            _add_word(found, text, start, piece)
        elif piece in _DOUBLE or start in quoting:
            found.append(QUOTATION)
        elif piece in _SINGLE:
            found.append(APOSTROPHE)
        elif piece in _QUESTIONS:
            found.append("?")
        else:
            _add_symbol(found, text, start, piece)
    return found


def is_word(item: str) -> bool:
    """Whether an item of :func:`counted` is a word or number, and not a mark."""
    return any(character.isalnum() for character in item)


def _add_word(found: list[str], text: str, start: int, piece: str) -> None:
    """Add the words of a token, the first with the sign and currency before it."""
    first, *others = (part for part in _HYPHENS.split(piece) if part)
    if first[0].isdigit():
        first = _GROUPED.sub(lambda number: number[0].replace(",", ""), first)
        first = _before_number(text, start) + first
    found += [part.replace("’", APOSTROPHE) for part in (first, *others)]


def _before_number(text: str, start: int) -> str:
    """The currency and sign right before the number at ``start``."""
    at = start
    while at and start - at < 3 and _is_prefix(text[at - 1]):
        at -= 1
    if at and (text[at - 1].isalnum() or text[at - 1] in ".,"):
        # A dash between two numbers or words parts them; a currency still belongs.
        while at < start and text[at] in _MINUS:
            at += 1
    return "".join("-" if mark in _MINUS else mark for mark in text[at:start])


def _is_prefix(character: str) -> bool:
    return character in _MINUS or unicodedata.category(character) in ("Sc", "Sm")


def _add_symbol(found: list[str], text: str, start: int, piece: str) -> None:
    """Add a symbol that changes what a number means, or a pictograph."""
    kind = unicodedata.category(piece)
    is_currency = kind == "Sc" and not text[start + 1 : start + 2].isdigit()
    if (piece in _AFTER_NUMBER or is_currency) and found and found[-1][-1].isdigit():
        found[-1] += piece
    elif piece in _AFTER_NUMBER or is_currency or piece >= "\U0001f000":
        found.append(piece)


def _quoting(text: str, spans: list[tuple[int, int]]) -> set[int]:
    """Where single marks enclose words: each opens after space and has one that closes it.

    Only what stands around a mark is looked at, so that its shape makes no difference.
    """
    found: set[int] = set()
    opened = -1
    for start, end in spans:
        if text[start:end] not in _SINGLE:
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        goes_on = bool(after) and not after.isspace()
        if (not before or not (before.isalnum() or before in ".,!?…")) and goes_on:
            opened = start
        elif opened >= 0 and not after.isalnum():
            found |= {opened, start}
            opened = -1
    return found


def _is_label(line: str) -> bool:
    if is_sentence(line) and len(line.split()) > _LONGEST_LABEL:
        return False
    return bool(is_furniture(line) or _COUNTER.match(line) or ends_article(line))


def _is_time(line: str, *, at_top: bool) -> bool:
    """Whether a line says nothing but when it was written or updated."""
    if len(line) > 120:
        return False
    told = _UPDATED.match(line) is not None
    if not told and not (at_top and _DATED.search(line)):
        return False
    words = re.findall(r"[^\W\d_]+", line.lower())
    return all(word in _TIME_WORDS for word in words) and (
        told or any(character.isdigit() for character in line)
    )


def _without_credit(line: str) -> str:
    """The line without the picture credit it ends in; empty where it is nothing else.

    A line with a number in it is kept whole: it may be a poll's source, and is rarely a
    credit.
    """
    if len(line.split()) > _LONGEST_CAPTION:
        return line
    found = read_credit(line)
    if found is None:
        return line
    credit, caption = found
    if any(character.isdigit() for character in credit):
        return line
    if not caption and is_sentence(line) and len(line.split()) > 8:
        return line
    return caption
