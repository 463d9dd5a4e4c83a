"""What tells two bearers of one office apart: field, place and party.

"The finance minister" is not the foreign minister, "the Ohio governor" not the Texas
governor, and "the Republican senator" no Democrat.
"""

from __future__ import annotations

from collections.abc import Iterable

from articles.quotes.lexicon import DESCRIPTORS, PLACES
from articles.quotes.wordlist import word_set

_FIELDS = word_set(
    """
    finance foreign interior home defence defense justice health education environment energy
    transport transportation trade commerce labour labor agriculture culture housing economy
    treasury prime police fire army navy naval house senate majority minority press campaign
    bank state county city district opposition business sports science water budget immigration
    security legal executive managing research marketing football baseball basketball school
    hospital railway harbour harbor port union church communications
    """
)
_SAME_FIELD = {
    "defense": "defence", "labor": "labour", "transportation": "transport", "harbor": "harbour",
    "naval": "navy", "treasury": "finance", "home": "interior",
}  # fmt: skip
_PARTIES = {
    "republican": "republican", "gop": "republican", "democratic": "democrat",
    "democrat": "democrat", "labour": "labour", "conservative": "conservative",
    "tory": "conservative", "liberal": "liberal", "green": "green", "libertarian": "libertarian",
    "r": "republican", "d": "democrat",
}  # fmt: skip
#: Descriptors that place nobody, or too widely to tell two people apart.
_WIDE = word_set(
    """
    western eastern northern southern north south european african asian latino latina hispanic
    jewish muslim christian catholic arab black white native progressive independent socialist
    communist soviet europe africa asia washington
    """
)
#: Adjectives and names of one place that do not begin alike.
_SAME_PLACE = {
    "french": "france", "british": "britain", "uk": "britain", "u.k.": "britain",
    "english": "england", "american": "america", "u.s.": "america", "us": "america",
    "usa": "america", "dutch": "netherlands", "swiss": "switzerland", "polish": "poland",
    "spanish": "spain", "irish": "ireland", "danish": "denmark", "finnish": "finland",
    "welsh": "wales", "filipino": "philippines", "burmese": "myanmar", "thai": "thailand",
    "iraqi": "iraq", "saudi": "saudi", "arabia": "saudi", "calif.": "california",
}  # fmt: skip
_ALIKE = 4


def bearer_tags(words: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The fields, places and parties among lower-case words, each with its class."""
    found = set()
    for word in words:
        if word in _FIELDS:
            found.add(("field", _SAME_FIELD.get(word, word)))
        elif word in _PARTIES:
            found.add(("party", _PARTIES[word]))
        elif (word in DESCRIPTORS or word in PLACES) and word not in _WIDE:
            found.add(("place", _SAME_PLACE.get(word, word)[:_ALIKE]))
    return frozenset(found)


def contradict(words: Iterable[str], borne: frozenset[tuple[str, str]] | None) -> bool:
    """Whether words ask for something of a class that a bearer has, but for none of it.

    ``borne`` are the tags of the bearer's office, if it has any.
    """
    if not borne:
        return False
    wanted = bearer_tags(words)
    for kind in {kind for kind, _ in wanted}:
        asked = {key for of, key in wanted if of == kind}
        had = {key for of, key in borne if of == kind}
        if had and asked.isdisjoint(had):
            return True
    return False
