"""Who said what: finds quotations and people in news text. Pure standard library.

>>> [q.speaker_name for q in analyse("“It rains,” said Ann Lee.").quotes]
['Ann Lee']
"""

from __future__ import annotations

from collections.abc import Iterable

from articles.quotes.engine import read
from articles.quotes.model import Analysis, KnownPeople, KnownPerson, Mention, Person, Quote
from articles.quotes.people import known_people

__all__ = [
    "Analysis",
    "KnownPeople",
    "KnownPerson",
    "Mention",
    "Person",
    "Quote",
    "analyse",
    "known_people",
]


def analyse(
    text: str,
    *,
    known: Iterable[KnownPerson] | KnownPeople = (),
    exclude_names: Iterable[str] = (),
) -> Analysis:
    """Find every quotation in ``text`` and who says it, and every person it names.

    Blocks are parted by blank lines; offsets are code points into ``text`` as given.
    ``known`` people lend their full names and genders; to use many of them for many texts, index
    them once with :func:`known_people`. ``exclude_names`` (bylines, credits) are not
    taken for people of the story. Never raises on any ``str``; time is linear in its
    length.
    """
    return read(text, known, exclude_names)
