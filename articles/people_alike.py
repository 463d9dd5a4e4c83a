"""People who may be one and the same: whose names differ no more than one person's do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from articles.models import ExternalId, Mention, Person, PersonChange, PersonName, Quote
from articles.people_queries import counted
from articles.quotes.given_names import SHORT_FORMS
from articles.quotes.people import name_parts, same_given

#: Names looked at, those of the people met last; and pairs whose people are counted.
MOST_NAMES, MOST_PAIRS = 20_000, 600
#: People of one surname compared with each other, and words of a name that are looked at.
_MOST_OF_SURNAME, _MOST_WORDS = 60, 6
#: A name that is part of more people's names than that tells nothing.
_MOST_HOLDERS = 3
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Alike:
    """Two people who may be the same: the one to keep, the other, and why."""

    kept: Person
    gone: Person
    why: str


@dataclass(frozen=True, slots=True)
class _Name:
    person: int
    key: str
    parts: tuple[str, ...]


_Pairs = dict[tuple[int, int], tuple[_Name, _Name, str]]


def alike(most: int) -> tuple[list[Alike], int]:
    """Pairs of people who may be the same, those quoted most first, and how many there are.

    Nobody is paired with whom a curator said they are not, whose gender or identifier
    elsewhere is known to be another, or whom they share too common a name with. Eight SQL
    queries, over at most :data:`MOST_NAMES` names.
    """
    names = [
        _Name(person, key, tuple(name_parts(key)))
        for person, key in PersonName.objects.filter(person__merged_into=None)
        .order_by("-person", "pk")
        .values_list("person", "key")[:MOST_NAMES]
    ]
    pairs: _Pairs = {}
    for one, other, why in (*_of_one_surname(names), *_contained(names)):
        if len(pairs) >= MOST_PAIRS:
            break
        key = (min(one.person, other.person), max(one.person, other.person))
        if one.person != other.person and key not in pairs:
            pairs[key] = one, other, why
    for key in _apart(pairs):
        del pairs[key]
    quoted = _times_quoted({person for pair in pairs for person in pair})
    ranked = sorted(
        pairs.items(),
        key=lambda item: (-sum(quoted.get(person, 0) for person in item[0]), item[0]),
    )
    return _as_people([item[1] for item in ranked[:most]], quoted), len(pairs)


def _of_one_surname(names: Iterable[_Name]) -> Iterator[tuple[_Name, _Name, str]]:
    """People of one surname whose given names can be one person's."""
    by_surname: dict[str, list[_Name]] = {}
    for name in names:
        group = by_surname.setdefault(name.parts[-1], [])
        if len(name.parts) > 1 and len(group) < _MOST_OF_SURNAME:
            group.append(name)
    for group in by_surname.values():
        for one, other in combinations(group, 2):
            if _fit(one, other):
                yield one, other, _why(one, other)


def _fit(one: _Name, other: _Name) -> bool:
    if _suffixes(one) != _suffixes(other) or not same_given(one.parts[0], other.parts[0]):
        return False
    middle, others = one.parts[1:-1], other.parts[1:-1]
    return not (middle and others) or any(
        same_given(word, found) for word in middle for found in others
    )


def _suffixes(name: _Name) -> frozenset[str]:
    return _SUFFIXES.intersection(name.key.split())


def _why(one: _Name, other: _Name) -> str:
    first, second = sorted((one.parts[0].rstrip("."), other.parts[0].rstrip(".")), key=len)
    if len(first) == 1 and len(second) > 1:
        return _("One surname, and an initial that fits")
    if first != second:
        return _("One surname, and a short form of the same given name")
    return _("The same given name and surname")


def _contained(names: Iterable[_Name]) -> Iterator[tuple[_Name, _Name, str]]:
    """People of whose names one is part of the other, word for word."""
    by_key = {name.key: name for name in names}
    holders: dict[str, list[_Name]] = {}
    for name in by_key.values():
        words = name.key.split()[:_MOST_WORDS]
        for start, end in combinations(range(len(words) + 1), 2):
            part = " ".join(words[start:end])
            found = by_key.get(part)
            if found and found.person != name.person:
                holders.setdefault(part, []).append(name)
    for part, found_in in holders.items():
        if len({name.person for name in found_in}) <= _MOST_HOLDERS:
            for name in found_in:
                if _suffixes(name) == _suffixes(by_key[part]):
                    yield by_key[part], name, _("One name is part of the other")


def _apart(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of ``pairs`` who are known not to be the same. Three SQL queries."""
    pairs = set(pairs)
    people = {person for pair in pairs for person in pair}
    apart = {
        (min(pair), max(pair))
        for pair in _told_apart()
    }  # fmt: skip
    genders = dict(
        Person.objects.filter(pk__in=people).exclude(gender="").values_list("pk", "gender")
    )
    ids: dict[int, dict[str, set[str]]] = {}
    for person, scheme, value in ExternalId.objects.filter(person__in=people).values_list(
        "person", "scheme", "value"
    ):
        ids.setdefault(person, {}).setdefault(scheme, set()).add(value)
    for one, other in pairs:
        if {genders.get(one), genders.get(other)} == {"m", "f"} or any(
            values.isdisjoint(ids.get(other, {}).get(scheme, values))
            for scheme, values in ids.get(one, {}).items()
        ):
            apart.add((one, other))
    return apart & pairs


def _told_apart() -> Iterator[tuple[int, int]]:
    """Pairs a curator said are not the same, wherever the two were merged since."""
    pairs = PersonChange.objects.filter(kind=PersonChange.Kind.DISTINCT, undone=None)
    rows = pairs.values_list("person", "other", "person__merged_into", "other__merged_into")
    for one, other, one_into, other_into in rows:
        yield one_into or one, other_into or other


def _times_quoted(people: set[int]) -> dict[int, int]:
    """How often each is quoted, or named: by the words of articles in every version."""
    counts: dict[int, int] = {}
    for model, field in ((Quote, "speaker"), (Mention, "person")):
        rows = (
            model._default_manager.filter(Q(**{f"{field}__in": people}))
            .order_by()
            .values_list(field)
            .annotate(n=Count("pk"))
        )
        for person, count in rows:
            counts[person] = counts.get(person, 0) + count
    return counts


def _as_people(pairs: list[tuple[_Name, _Name, str]], quoted: dict[int, int]) -> list[Alike]:
    keys = {name.person for one, other, _why in pairs for name in (one, other)}
    people = {person.pk: person for person in counted(keys)}
    found = []
    for one, other, why in pairs:
        kept, gone = sorted((one, other), key=lambda name: _fullness(name, quoted), reverse=True)
        if kept.person in people and gone.person in people:
            found.append(Alike(people[kept.person], people[gone.person], why))
    return found


def _fullness(name: _Name, quoted: dict[int, int]) -> tuple[int, bool, int]:
    """How good a name is to be kept: words in full, no short form, quoted often."""
    full = sum(len(part.rstrip(".")) > 1 for part in name.parts)
    return full, name.parts[0] not in SHORT_FORMS, quoted.get(name.person, 0)
