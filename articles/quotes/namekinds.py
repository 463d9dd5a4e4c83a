"""What kind of name a capitalised run is: a person's, an organisation's, a place's."""

from __future__ import annotations

from articles.quotes.given_names import GIVEN
from articles.quotes.lexicon import DAYS, DESCRIPTORS, MONTHS, ORGANISATION, PLACES
from articles.quotes.roles import TITLES
from articles.quotes.wordlist import word_set

#: What follows a name in a family.
SUFFIXES = word_set("jr. jr sr. sr ii iii iv")
_PLACE_STARTS = word_set(
    "san santa los las fort mount port lake cape new north south east west puerto hong sri costa "
    "el st. des"
)
#: Surnames that stand first in full names ("Xi Jinping", "Kim Jong Un").
FAMILY_FIRST = word_set(
    "xi kim park moon lee wang li zhang chen liu yang hu wen deng zhou nguyen tran pham yoon "
    "zhao huang wu suu ban tsai hua jiang zhu xu lam"
)
#: Those of them that are words of places and organisations, too.
_ALSO_PLACES = word_set("park moon lee ban lam wen")
# Surnames that are also words of organisations and places.
_SURNAME_TOO = word_set(
    """
    green hill white black brown king wall price park lake church bush day forest hall stone
    west north east rice cotton bell love grant heights fields rivers woods banks sun guard
    bible grand hills reed wood young long strong rich burns case cross power powers rose brooks
    marsh page post christmas sunday friday lord castro warren lincoln washington jackson dallas
    houston austin london paris israel jordan france england ireland berlin holland cleveland
    pierce maher gray silver gold berry bloomberg fox cook moore carter ford forest bishop pope
    judge marshall sanders stein dean chase justice sharp
    """
)
_ORGANISATION_INSIDE = ORGANISATION - {"i."}


def kind_of_name(lower: list[str], words: list[str], start: int, core: int, end: int) -> str:
    """The kind of the run ``start:end`` whose name proper starts at ``core``.

    ``person``, ``org``, ``place``, ``office``, ``caps`` (all capitals), ``single`` (one word),
    ``maybe`` (two or more) or ``other``.
    """
    first, last = lower[core], lower[end - 1]
    length = end - core
    titled = core > start and lower[core - 1] in TITLES
    if length == 1:
        return _single_kind(words[core], first, titled=titled)
    if _all_capitals(words[core:end]):
        return "caps"
    given = first in GIVEN
    if _family_first(lower[core:end]):
        return "person"
    surname_too = last in _SURNAME_TOO
    inner = set(lower[core : end - 1])
    if last in TITLES and last not in _SURNAME_TOO and not given:
        return "office"
    if first in MONTHS or first in DAYS:
        return "other"
    if inner & _ORGANISATION_INSIDE and not (given and length <= 3 and first not in PLACES):
        return "org"
    if last in ORGANISATION and not (given and surname_too and length <= 3) and not titled:
        return "org"
    if last in PLACES and not (given and length == 2) and not titled:
        return "place"
    if first in _PLACE_STARTS and length == 2 and not titled:
        return "place"
    if (last in DESCRIPTORS or last in DAYS or last in MONTHS) and not surname_too:
        return "other"
    if length > 5 or "of" in lower[core:end]:
        return "org"
    if given or titled or last in SUFFIXES:
        return "person"
    if any(len(word) == 2 and word[1] == "." for word in words[core : end - 1]):
        return "person"
    return "maybe"


def _family_first(words: list[str]) -> bool:
    """Whether a full name opens with its surname ("Kim Jong Un", "Park Min-ji")."""
    if not 1 < len(words) < 4 or words[0] not in FAMILY_FIRST:
        return False
    if "-" in words[-1] and len(words) == 2:
        return True
    return words[0] not in _ALSO_PLACES and _ORGANISATION_INSIDE.isdisjoint(words)


def _all_capitals(words: list[str]) -> bool:
    return all(word.isupper() or len(word.strip(".")) < 2 for word in words)


def _single_kind(word: str, lower: str, *, titled: bool) -> str:
    if lower in DAYS or lower in MONTHS or (lower in DESCRIPTORS and lower not in _SURNAME_TOO):
        return "other"
    if lower in TITLES and lower not in GIVEN and lower not in _SURNAME_TOO:
        return "office"
    if word.isupper() and len(word) > 1:
        return "caps"
    if lower in PLACES and not (titled and lower in _SURNAME_TOO):
        return "place" if lower not in _SURNAME_TOO else "single"
    if lower in ORGANISATION and lower not in _SURNAME_TOO:
        return "org"
    if not word.isalpha() and (not word[0].isalpha() or any(char.isdigit() for char in word)):
        return "other"
    return "single"
