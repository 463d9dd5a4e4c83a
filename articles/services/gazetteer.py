"""Whom the desk knows, for finding who speaks in articles that come in.

    Person, PersonName --now and then--> latest() --once--> each process that reads articles

Analysis has no database: it works with an edition of people that its process was told, and
that is looked up anew every :data:`REFRESH` seconds at most. Known are those of whom something
is known (a gender, a description, an identifier elsewhere), whoever told it, and those who are
quoted most. A name counts that has two words or more and means one person only.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q

from articles.drawing import SURE
from articles.models import ExternalId, Person, PersonName, Quote
from articles.reading import Knowledge
from articles.services.people import name_key

#: Seconds after which those who are known are looked up again.
REFRESH = 600.0
#: People known by more than articles, and people known because they are quoted, at most.
MOST_TOLD, MOST_QUOTED = 20_000, 5_000
#: How often somebody has to be quoted, surely, to be known for that alone.
_FEWEST_QUOTES = 3

_Row = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class Edition:
    """People with their names, other names as they are looked up, and genders."""

    version: str = ""
    people: tuple[_Row, ...] = ()

    @cached_property
    def knowledge(self) -> Knowledge:
        """The same, indexed for reading within this process."""
        return Knowledge.of(self.version, self.people)


class _Shelf:
    """The edition in use, and when it was looked up by the monotonic clock."""

    edition = Edition()
    looked_up = float("-inf")


def latest() -> Edition:
    """The edition that :func:`refresh` found last; no query, and safe to call from any thread."""
    return _Shelf.edition


def refresh() -> None:
    """Look up who is known, unless that was done a moment ago. At most three SQL queries."""
    now = time.monotonic()
    if now - _Shelf.looked_up < REFRESH:
        return
    people = _known()
    version = hashlib.sha256(repr(people).encode()).hexdigest()[:16] if people else ""
    if version != _Shelf.edition.version:
        _Shelf.edition = Edition(version, people)
    _Shelf.looked_up = now


def forget() -> None:
    """Begin with nobody known; the next :func:`refresh` looks up everything."""
    _Shelf.edition, _Shelf.looked_up = Edition(), float("-inf")


def _known() -> tuple[_Row, ...]:
    told = (
        ~Q(gender="")
        | ~Q(description="")
        | ~Q(party="")
        | Exists(ExternalId.objects.filter(person=OuterRef("pk")))
    )
    quoted = (
        Quote.objects.filter(speaker__isnull=False)
        .filter(Q(confidence__gte=SURE) | ~Q(status=Quote.Status.AUTOMATIC))
        .exclude(status=Quote.Status.DISMISSED)
        .order_by()
        .values_list("speaker")
        .annotate(n=Count("pk"))
        .filter(n__gte=_FEWEST_QUOTES)
        .order_by("-n", "speaker")
        .values_list("speaker", flat=True)[:MOST_QUOTED]
    )
    known = set(
        Person.objects.filter(told, merged_into=None)
        .order_by("-pk")
        .values_list("pk", flat=True)[:MOST_TOLD]
    ) | set(quoted)
    names = PersonName.objects.filter(
        person__in=known, person__merged_into=None, also=None, key__contains=" "
    )
    found: dict[int, tuple[str, str, list[str]]] = {}
    rows = names.order_by("person", "key").values_list(
        "person", "person__name", "person__gender", "key"
    )
    for person, name, gender, key in rows:
        found.setdefault(person, (name, gender, []))[2].append(key)
    return tuple(
        (name, tuple(keys), gender)
        for name, gender, keys in found.values()
        # Whose own name is another's, too, or one word, is not told by it.
        if name_key(name) in keys
    )
