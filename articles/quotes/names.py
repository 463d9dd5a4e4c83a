"""Capitalised names in a text, told apart as people, organisations and places.

Names only; what speaks for their being people is :mod:`articles.quotes.evidence`, who is
who :mod:`articles.quotes.people`. Linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.quotes.cues import CUES
from articles.quotes.given_names import GIVEN
from articles.quotes.lexicon import (
    CONJUNCTIONS,
    DAYS,
    DESCRIPTORS,
    DETERMINERS,
    ORGANISATION,
    PLACES,
    PREPOSITIONS,
    STARTERS,
    SUBORDINATORS,
)
from articles.quotes.namekinds import SUFFIXES, kind_of_name
from articles.quotes.roles import HARD_TITLES, TITLES, role_head
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

#: Small words inside names, and at the head of some surnames.
PARTICLES = word_set("de la los las van von bin al el der den du da dos del ibn ter ten y di le")
_OPENERS = word_set(". ! ? : ; “ \" '' `` ‘ ” ( [ — – -- - • * » « … ... ― > |")
_TITLE_OF = word_set(
    "secretary president minister chancellor speaker director governor mayor "
    "king queen prince duke archbishop bishop head chief leader"
)
_ORG_OF = word_set(
    """
    university department ministry bank house court board bureau church college institute office
    council state district association league society federation chamber knights daughters sons
    academy museum bill declaration secretary attorney union
    """
)


_TAKES_OF = _TITLE_OF | _ORG_OF
_ORG_OF_ONLY = _ORG_OF - _TITLE_OF
#: Letters after a name that are no part of it.
_HONOURS = word_set("SC QC KC MP TD MEP MSP MLA MS MD PhD OBE CBE MBE RN JP")
#: Tokens a capitalised run has at most; a longer one is cut, which bounds the work per run.
_LONGEST_RUN = 60
#: Tokens of the longest headline.
_LONGEST_HEADLINE = 40
#: Words a headline may leave small.
_SMALL_WORDS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS


#: Small articles that surnames begin with ("al-Rashid").
_ARTICLES = ("al-", "el-")


@dataclass(slots=True)
class Name:
    """A capitalised name. Token indices; the name proper is ``first:last``."""

    first: int
    last: int
    phrase: int
    """Where the phrase round the name begins: titles, descriptors, role nouns."""
    kind: str
    """``person``, ``org``, ``place``, ``single`` (one word) or ``maybe`` (two or more)."""
    text: str
    titles: tuple[str, ...]
    headline: bool
    evidence: float = 0.0
    person: int | None = None


def is_capital(word: str) -> bool:
    """Whether a word begins as names do: "Ruiz", "al-Rashid"."""
    return word[0].isupper() or (word[:3] in _ARTICLES and word[3:4].isupper())


def headline_blocks(tokens: Tokens) -> list[bool]:
    """For each block, whether it is set like a headline: most longer words capitalised."""
    return [
        last - first <= _LONGEST_HEADLINE and _is_headline(tokens, first, last)
        for first, last in tokens.block_tokens
    ]


def _is_headline(tokens: Tokens, first: int, last: int) -> bool:
    """Whether at most one in twelve of four or more longer words is small."""
    telling = small = 0
    for at in range(first, last):
        word = tokens.words[at]
        if len(word) > 2 and word[0].isalpha() and tokens.lower[at] not in _SMALL_WORDS:
            telling += 1
            if word[0].islower():
                small += 1
                if small > _LONGEST_HEADLINE // 12:
                    return False
    return telling >= 4 and small <= telling // 12


def starts_sentence(tokens: Tokens, index: int, block_start: int) -> bool:
    """Whether the token follows a block's start, a sentence's end or an opening mark."""
    return index <= block_start or tokens.words[index - 1] in _OPENERS


def find_names(tokens: Tokens, headlines: list[bool]) -> list[Name]:
    """Every capitalised run of the text that may be a name, in order."""
    words = tokens.words
    common = set(words)
    particled: set[int] = set()
    if any(article in tokens.text for article in _ARTICLES):
        particled = {at for at, word in enumerate(words) if is_capital(word)}
    names: list[Name] = []
    for block, (first, last) in enumerate(tokens.block_tokens):
        end = first
        for capital in [
            at for at in range(first, last) if words[at][0].isupper() or at in particled
        ]:
            if capital < end:
                continue
            end = _run_end(tokens, capital, last)
            start = _without_starter(tokens, capital, end, first, common)
            if start < end:
                name = _name(tokens, start, end, headline=headlines[block])
                if name is not None:
                    _extend_phrase(tokens, name, first)
                    names.append(name)
    return names


def _run_end(tokens: Tokens, index: int, last: int) -> int:
    """Where the capitalised run from ``index`` ends, over particles, nicknames and suffixes."""
    words, lower = tokens.words, tokens.lower
    last = min(last, index + _LONGEST_RUN)
    end = index + 1
    while end < last:
        word = words[end]
        following = words[end + 1] if end + 1 < last else ""
        if is_capital(word) and not _compound(word):
            end += 1
        elif (lower[end] in PARTICLES and _capital_after(tokens, end + 1, last)) or (
            word == "of"
            and (following[:1].isupper() or following == "the")
            and lower[end - 1] in _TAKES_OF
        ):
            end += 1
            if following == "the":
                if end + 1 < last and words[end + 1][0].isupper():
                    end += 1
                else:
                    return end - 1
        elif word == "," and following.lower() in SUFFIXES:
            return end + 2
        elif word in '“"‘(' and _nickname_end(tokens, end, last):
            end = _nickname_end(tokens, end, last)
        else:
            break
    return end


def _compound(word: str) -> bool:
    """Whether a capitalised word is an adjective made with a hyphen ("Lund-based")."""
    tail = word.rpartition("-")[2]
    return (
        tail != word
        and tail[:1].islower()
        and tail.endswith(("ed", "ing", "led", "born", "era", "style", "run"))
    )


def _capital_after(tokens: Tokens, index: int, last: int) -> bool:
    """Whether a capital comes next, or after one more particle ("de la Cruz")."""
    if index + 1 < last and tokens.lower[index] in PARTICLES:
        index += 1
    return index < last and tokens.words[index][0].isupper()


def _nickname_end(tokens: Tokens, mark: int, last: int) -> int:
    """One past the closing mark of a nickname inside a name (John “Jack” Smith), or 0."""
    words = tokens.words
    for close in (mark + 2, mark + 3):
        if close + 1 < last and words[close] in '”"’)' and words[mark + 1][0].isupper():
            follows = words[close + 1]
            if (
                follows[0].isupper()
                and len(follows) > 2
                and (tokens.lower[mark - 1] in GIVEN or tokens.words[mark - 1][1:] == ".")
                and follows.lower() not in STARTERS
            ):
                return close + 1
    return 0


def _without_starter(
    tokens: Tokens, start: int, end: int, block_start: int, common: set[str]
) -> int:
    """Skip leading words that are capitalised only because a sentence starts there.

    ``common`` are all the text's words: one it also writes small is no name by itself.
    """
    lower = tokens.lower
    while start < end:
        word = lower[start]
        initial = starts_sentence(tokens, start, block_start)
        named = word in GIVEN and start + 1 < end and lower[start + 1] not in STARTERS
        if (
            word in STARTERS
            and not (named and word not in {"will", "may"})
            and (initial or word in {"the", "a", "an", "i", "i'm", "i've", "i'll"})
            and word not in TITLES
        ) or (
            initial
            and ((word in common and word[0].islower()) or word in CUES)
            and not named
            and word not in PARTICLES
            and not _titled(lower, start, end)
        ):
            start += 1
            block_start = start  # what follows a stripped word may be stripped too
            if lower[start - 1] not in STARTERS:
                break
            continue
        break
    return start


def _titled(lower: list[str], start: int, end: int) -> bool:
    return lower[start] in TITLES and start + 1 < end


def _name(tokens: Tokens, start: int, end: int, *, headline: bool) -> Name | None:
    """Read one run: what part of it is the name, and of what kind."""
    lower, words = tokens.lower, tokens.words
    core: int = start
    titles: tuple[str, ...] = ()
    if end - start > 1:
        core = _core_start(tokens, start, end)
        titles = tuple(word for word in lower[start:core] if word in TITLES)
    while end - core > 1 and len(words[end - 1]) == 1:
        end -= 1
    while end - core > 2 and words[end - 1] in _HONOURS:
        end -= 1
    if core >= end or (lower[core] in STARTERS and lower[core] not in GIVEN):
        return None
    length = end - core
    kind = kind_of_name(lower, words, start, core, end)
    text = tokens.text[tokens.starts[core] : tokens.ends[end - 1]]
    name = Name(core, end, start, kind, text, titles, headline)
    if titles and kind in {"single", "maybe", "person"}:
        hard = any(title in HARD_TITLES for title in titles)
        name.evidence += 3.0 if hard else 1.0
        if length > 1 or hard:
            name.kind = "person"
    return name


def _core_start(tokens: Tokens, start: int, end: int) -> int:
    """Index of the name proper: past titles, descriptors, offices and places before it."""
    core, lower = start, tokens.lower
    for index in range(start, end - 1):
        word = lower[index]
        given = word in GIVEN and index >= core and (word not in TITLES or end - index > 2)
        if given and not any(later in TITLES for later in lower[index + 1 : end]):
            # "Christian Wells", "Georgia Lowe": a given name ends the search.
            break
        if (
            word in TITLES
            or word in DESCRIPTORS
            or (index == start and word in DAYS)
            or (tokens.words[index].isupper() and 1 < len(word) < 5 and lower[index + 1] in GIVEN)
            or (word == "of" and lower[index - 1] not in _ORG_OF_ONLY)
            or ((word in ORGANISATION or word in PLACES) and _person_after(lower, index + 1, end))
        ):
            core = index + 1
    if core > start and lower[core - 1] == "of" and lower[core] not in GIVEN:
        # "Secretary of Agriculture [Ann Lee]"
        core = next((at for at in range(core + 1, end - 1) if lower[at] in GIVEN), core)
    return core


def _person_after(lower: list[str], index: int, end: int) -> bool:
    """Whether a title or a given name comes later in the run."""
    return any(
        lower[at] in TITLES or (lower[at] in GIVEN and at < end - 1) for at in range(index, end)
    )


def _extend_phrase(tokens: Tokens, name: Name, block_start: int) -> None:
    """Take in the role nouns and determiner before a name ("longtime aide Ann Lee")."""
    lower, index = tokens.lower, name.phrase
    roles: list[str] = []
    while index > block_start and len(roles) < 4 and role_head(lower[index - 1]):
        index -= 1
        roles.append(lower[index])
    if roles:
        while index > block_start and lower[index - 1] in _MODIFIERS:
            index -= 1
        if index > block_start and lower[index - 1] in {"the", "a", "an", "his", "her", "their"}:
            index -= 1
        if name.kind in {"maybe", "person"}:
            name.kind, name.evidence = "person", name.evidence + 2.0
        elif name.kind == "single":
            name.evidence += 0.5
    name.phrase = index
    if index == name.first and index > block_start and lower[index - 1] == "the":
        name.phrase = index - 1


_MODIFIERS = word_set(
    """
    special senior former longtime veteran top chief deputy campaign presidential state
    vice-presidential vice political police local retired national communications press running
    united policy security foreign economic financial health research criminal civil legal
    executive managing assistant associate acting interim then-state fellow current late
    communist republican democratic conservative liberal progressive u.s. british white house
    prime foreign interior transport environment culture trade justice education labour labor
    housing agriculture energy home
    real estate reality television tv radio talk show news film movie stage defense defence
    party county city district federal congressional gubernatorial mayoral house senate minority
    majority opposition one-time onetime self-styled would-be first second-term
    """
)
