"""Takes in what other bodies of knowledge tell of people.

    file -> records (articles/pipeline) -> by identifier, else by exact name -> new or completed

Somebody is matched by an identifier elsewhere, and only without one by a name that is
exactly theirs and nobody else's. What is in doubt is told and left alone; what the desk knows
already is never overwritten. The same file twice changes nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from articles.models import ExternalId, Office, Person, PersonName
from articles.models.bulk import draw_keys
from articles.models.slugs import readable_slug
from articles.pipeline.people_file import read_people
from articles.pipeline.person_records import BadRow, PersonRecord
from articles.services.people import hold_people, name_key
from articles.services.people_rows import new_words

#: People taken in with one transaction.
_TOGETHER = 500
#: Names somebody may go by after an import.
_MOST_ALIASES = 40
_FACTS = ("description", "gender", "party", "country")


@dataclass(slots=True)
class PeopleReport:
    """What became of a file's rows; counts are of people, sentences tell of the others."""

    source: str = ""
    added: int = 0
    completed: int = 0
    unchanged: int = 0
    ambiguous: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    #: Those whose last office ended before the year that was asked for.
    left_out: int = 0


def import_people(raw: bytes, *, since: int | None = None) -> PeopleReport:
    """Take in a file; raises ``NotPeople`` where it is none of the formats.

    Leaves out who held their last office before the year ``since``. About a dozen SQL queries for
    each :data:`_TOGETHER` people, in a transaction of their own.
    """
    source, found = read_people(raw)
    report = PeopleReport(source)
    records: list[PersonRecord] = []
    for one in found:
        if isinstance(one, BadRow):
            report.refused.append(str(one))
        elif since and _is_over(one, since):
            report.left_out += 1
        else:
            records.append(one)
    named = Counter(name_key(record.name) for record in records)
    rows = iter(records)
    while together := list(islice(rows, _TOGETHER)):
        _Taking(report, named).take(together)
    return report


def _is_over(record: PersonRecord, since: int) -> bool:
    ends = [office.end for office in record.offices]
    return bool(ends) and all(end is not None and end.year < since for end in ends)


class _Taking:
    """One transaction's worth of an import."""

    def __init__(self, report: PeopleReport, named: Counter[str]) -> None:
        self._report = report
        # How many records of the whole file have each name.
        self._named = named
        self._by_id: dict[tuple[str, str], Person] = {}
        self._ids: dict[int, dict[str, set[str]]] = {}
        self._by_name: dict[str, Person | None] = {}
        self._offices: dict[int, dict[tuple[object, ...], Office]] = {}
        self._keys: list[int] = []
        self._new_people: list[Person] = []
        self._new_ids: list[ExternalId] = []
        self._new_names: dict[str, PersonName] = {}
        self._new_offices: list[Office] = []
        self._ended: list[Office] = []
        self._changed: dict[int, Person] = {}

    @transaction.atomic
    def take(self, records: Sequence[PersonRecord]) -> None:
        """Match, then write what is new."""
        hold_people(alone=True)
        self._look_up(records)
        self._keys = draw_keys(Person, len(records))
        for record in records:
            self._take(record)
        Person.objects.bulk_create(self._new_people)
        Person.objects.bulk_update(
            sorted(self._changed.values(), key=lambda person: person.pk), [*_FACTS, "aliases"]
        )
        PersonName.objects.bulk_create(
            [name for _key, name in sorted(self._new_names.items())], ignore_conflicts=True
        )
        ExternalId.objects.bulk_create(self._new_ids)
        Office.objects.bulk_create(self._new_offices)
        Office.objects.bulk_update(self._ended, ["end"])

    def _look_up(self, records: Sequence[PersonRecord]) -> None:
        """Everybody the records may mean, locked, and what is known of them."""
        values = {value for record in records for _scheme, value in record.ids}
        keys = {name_key(name) for record in records for name in (record.name, *record.aliases)}
        known_ids = list(ExternalId.objects.filter(value__in=values))
        names = list(PersonName.objects.filter(key__in=keys).prefetch_related("also"))
        wanted = {row.person_id for row in known_ids} | {row.person_id for row in names}
        people = {
            person.pk: person
            for person in Person.objects.select_for_update(no_key=True)
            .filter(pk__in=wanted)
            .order_by("pk")
        }
        self._by_id = {(row.scheme, row.value): people[row.person_id] for row in known_ids}
        # None where several people have a name: it tells nothing.
        self._by_name = {
            row.key: None if row.also.all() else people[row.person_id] for row in names
        }
        for row in ExternalId.objects.filter(person__in=people):
            self._ids.setdefault(row.person_id, {}).setdefault(row.scheme, set()).add(row.value)
        for office in Office.objects.filter(person__in=people):
            self._offices.setdefault(office.person_id, {})[_key(office)] = office

    def _take(self, record: PersonRecord) -> None:
        try:
            person = self._whom(record)
        except _Ambiguous as problem:
            self._report.ambiguous.append(f"{record.row}: {problem}")
            return
        is_new = person is None
        if person is None:
            slug = readable_slug(record.name)
            person = Person(pk=self._keys.pop(), name=record.name, slug=slug)
            self._new_people.append(person)
        changed = self._complete(person, record, is_new=is_new)
        if is_new:
            self._report.added += 1
        elif changed:
            self._report.completed += 1
        else:
            self._report.unchanged += 1

    def _whom(self, record: PersonRecord) -> Person | None:
        """Whom a record means; None for somebody new. Raises :class:`_Ambiguous`."""
        by_id = {person.pk: person for pair in record.ids if (person := self._by_id.get(pair))}
        if len(by_id) > 1:
            names = " and ".join(sorted(person.name for person in by_id.values()))
            raise _Ambiguous(f"its identifiers are those of two people, {names}.")
        if by_id:
            return next(iter(by_id.values()))
        key = name_key(record.name)
        several = self._named[key] > 1
        if key not in self._by_name:
            if several and not record.ids:
                raise _Ambiguous("the file has several people of this name, without identifiers.")
            return None
        person = self._by_name[key]
        if person is None:
            raise _Ambiguous("several people on the desk have this name.")
        if several:
            raise _Ambiguous("the file has several people of this name, and the desk has one.")
        known = self._ids.get(person.pk, {})
        if any(value not in known.get(scheme, {value}) for scheme, value in record.ids):
            raise _Ambiguous("the desk has somebody of this name with another identifier.")
        return person

    def _complete(self, person: Person, record: PersonRecord, *, is_new: bool) -> bool:
        """Add what is unknown of ``person``; returns whether anything was."""
        changed = False
        for fact in _FACTS:
            if getattr(record, fact) and not getattr(person, fact):
                setattr(person, fact, getattr(record, fact))
                changed = True
        words = [record.name, *record.aliases]
        more = new_words(person.aliases, words, without=[person.name])
        if room := more[: max(_MOST_ALIASES - len(person.aliases), 0)]:
            person.aliases = [*person.aliases, *room]
            changed = True
        if changed and not is_new:
            self._changed[person.pk] = person
        changed |= self._add_names(person, [record.name, *record.aliases])
        changed |= self._add_ids(person, record.ids)
        return self._add_offices(person, record) or changed or is_new

    def _add_names(self, person: Person, names: Iterable[str]) -> bool:
        """Make names of two words and more mean ``person``, unless they are others'."""
        changed = False
        for name in names:
            key = name_key(name)
            if key not in self._by_name and (" " in key or key == name_key(person.name)):
                self._by_name[key] = person
                self._new_names[key] = PersonName(person=person, key=key)
                changed = True
        return changed

    def _add_ids(self, person: Person, ids: Iterable[tuple[str, str]]) -> bool:
        changed = False
        for scheme, value in ids:
            if (scheme, value) not in self._by_id:
                self._by_id[scheme, value] = person
                self._ids.setdefault(person.pk, {}).setdefault(scheme, set()).add(value)
                self._new_ids.append(ExternalId(person=person, scheme=scheme, value=value))
                changed = True
        return changed

    def _add_offices(self, person: Person, record: PersonRecord) -> bool:
        """Add offices that are not known, and the ends of those that are."""
        known = self._offices.setdefault(person.pk, {})
        changed = False
        for told in record.offices:
            office = Office(
                *(),
                person=person,
                title=told.title,
                organisation=told.organisation,
                area=told.area,
                start=told.start,
                end=told.end,
                source=self._report.source,
            )
            there = known.setdefault(_key(office), office)
            if there is office:
                self._new_offices.append(office)
                changed = True
            elif there.end is None and told.end and (not there.start or told.end >= there.start):
                there.end = told.end
                if there.pk:
                    self._ended.append(there)
                changed = True
        return changed


class _Ambiguous(Exception):
    """It cannot be told whom a record means."""


def _key(office: Office) -> tuple[object, ...]:
    return office.title, office.organisation, office.area, office.start
