"""Files of people: members of Congress, Popolo and Wikidata, all of them invented here."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ExternalId, Office, Person, PersonName, Quote
from articles.pipeline.people_file import read_people
from articles.pipeline.person_records import BadRow, NotPeople, PersonRecord
from articles.services.importing_people import PeopleReport, import_people
from tests import makers
from tests.desk.test_merging import state

CONGRESS = [
    {
        "id": {"bioguide": "K000999", "wikidata": "Q900001", "lis": "S999"},
        "name": {
            "first": "Robert",
            "middle": "Q.",
            "last": "Kenmare",
            "nickname": "Bobby",
            "suffix": "Jr.",
            "official_full": "Robert Q. Kenmare, Jr.",
        },
        "bio": {"birthday": "1961-02-03", "gender": "M"},
        "terms": [
            {
                "type": "rep",
                "start": "2003-01-07",
                "end": "2005-01-03",
                "state": "OH",
                "district": 9,
                "party": "Independent",
            },
            {
                "type": "sen",
                "start": "2005-01-03",
                "end": "2031-01-03",
                "state": "OH",
                "class": 1,
                "party": "Harbour",
            },
        ],
    },
    {
        "id": {"bioguide": "T000999"},
        "name": {"first": "Ilse", "last": "Tamm"},
        "bio": {"gender": "F"},
        "terms": [
            {
                "type": "rep",
                "start": "1999-01-03",
                "end": "2001-01-03",
                "state": "ME",
                "district": 0,
            }
        ],
    },
]
POPOLO = {
    "persons": [
        {
            "id": "p1",
            "name": "Oskar Lind",
            "given_name": "Oskar",
            "family_name": "Lind",
            "other_names": [{"name": "Oskar W. Lind"}, {"note": "no name"}],
            "gender": "male",
            "summary": "Member of the Storting",
            "identifiers": [
                {"scheme": "wikidata", "identifier": "Q900002"},
                {"scheme": "isbn", "identifier": "1"},
            ],
            "memberships": [
                {"organization_id": "council", "post_id": "mayor", "start_date": "2011"}
            ],
        }
    ],
    "organizations": [
        {"id": "house", "name": "House of the Coast", "classification": "legislature"},
        {"id": "union", "name": "Harbour Union", "classification": "party"},
        {"id": "council", "name": "Council of Nordhaven"},
    ],
    "posts": [{"id": "mayor", "label": "Mayor", "area_id": "north"}],
    "areas": [{"id": "north", "name": "Nordhaven"}, {"id": "south", "name": "Southhaven"}],
    "memberships": [
        {
            "person_id": "p1",
            "organization_id": "house",
            "on_behalf_of_id": "union",
            "role": "Member of the House",
            "area_id": "south",
            "start_date": "2019-04",
            "end_date": "2023-02",
        },
        {"person_id": "p1", "organization_id": "union", "role": "Member"},
    ],
}


def item(value: str) -> dict[str, Any]:
    return {"datavalue": {"value": {"id": value}, "type": "wikibase-entityid"}}


def moment(value: str) -> dict[str, Any]:
    return {"datavalue": {"value": {"time": value, "precision": 11}, "type": "time"}}


def label(words: str) -> dict[str, Any]:
    return {"labels": {"en": {"language": "en", "value": words}}}


ITEMS = {
    "entities": {
        "Q900003": {
            "id": "Q900003",
            **label("Ann Lee"),
            "aliases": {"en": [{"language": "en", "value": "Annie Lee"}]},
            "descriptions": {"en": {"language": "en", "value": "politician of Nordhaven"}},
            "claims": {
                "P31": [{"mainsnak": item("Q5")}],
                "P21": [{"mainsnak": item("Q6581072")}],
                "P27": [{"mainsnak": item("Q191")}],
                "P102": [
                    {"mainsnak": item("Q900011")},
                    {
                        "mainsnak": item("Q900012"),
                        "qualifiers": {"P582": [moment("+2010-01-01T00:00:00Z")]},
                    },
                ],
                "P1157": [{"mainsnak": {"datavalue": {"value": "L000999", "type": "string"}}}],
                "P39": [
                    {
                        "mainsnak": item("Q900010"),
                        "qualifiers": {
                            "P580": [moment("+2015-05-01T00:00:00Z")],
                            "P582": [moment("+2019-00-00T00:00:00Z")],
                            "P768": [item("Q900013")],
                        },
                    },
                    {"mainsnak": item("Q900099")},
                    {"mainsnak": item("Q900010"), "rank": "deprecated"},
                ],
            },
        },
        "Q900010": {
            "id": "Q900010",
            **label("mayor"),
            "claims": {"P31": [{"mainsnak": item("Q4")}]},
        },
        "Q900011": {"id": "Q900011", **label("Harbour Union")},
        "Q900012": {"id": "Q900012", **label("Old Union")},
        "Q900013": {"id": "Q900013", **label("Nordhaven")},
        "Q900098": {"id": "Q900098", "missing": ""},
    }
}


def cell(value: str, kind: str = "literal") -> dict[str, str]:
    return {"type": kind, "value": value}


def result(**values: str) -> dict[str, Any]:
    person = cell("http://www.wikidata.org/entity/Q900004", "uri")
    return {"person": person, **{name: cell(value) for name, value in values.items()}}


RESULTS = {
    "head": {"vars": ["person", "personLabel"]},
    "results": {
        "bindings": [
            result(
                personLabel="Mia Ruiz",
                personAltLabel="Maria Ruiz, Mia R. Ruiz",
                genderLabel="female",
                countryLabel="Estonia",
                country="http://www.wikidata.org/entity/Q191",
                partyLabel="Harbour Union",
                positionLabel="minister of the sea",
                start="2020-01-15T00:00:00Z",
                bioguide="R000999",
            ),
            result(
                personLabel="Mia Ruiz",
                positionLabel="member of parliament",
                districtLabel="Nordhaven",
                start="2015-01-01T00:00:00Z",
                end="2019-12-31T00:00:00Z",
            ),
            {"personLabel": cell("Nobody")},
        ]
    },
}
FILES = {
    "congress": CONGRESS,
    "popolo": POPOLO,
    "items": ITEMS,
    "results": RESULTS,
}


def raw(told: object) -> bytes:
    return json.dumps(told).encode()


def people_in(told: object) -> list[PersonRecord]:
    return [one for one in read_people(raw(told))[1] if isinstance(one, PersonRecord)]


def bad_in(told: object) -> list[str]:
    return [str(one) for one in read_people(raw(told))[1] if isinstance(one, BadRow)]


def took(told: object) -> PeopleReport:
    return import_people(raw(told))


def counts(report: PeopleReport) -> tuple[int, int, int, int, int]:
    return (
        report.added,
        report.completed,
        report.unchanged,
        len(report.ambiguous),
        len(report.refused),
    )


def test_members_of_congress_are_read() -> None:
    kenmare, tamm = people_in(CONGRESS)
    assert kenmare.name == "Robert Q. Kenmare, Jr."
    assert kenmare.aliases == (
        *("Robert Kenmare Jr.", "Robert Kenmare", "Bobby Kenmare", "Robert Q. Kenmare"),
    )
    assert (kenmare.gender, kenmare.party, kenmare.country) == ("m", "Harbour", "US")
    assert kenmare.ids == (("bioguide", "K000999"), ("wikidata", "Q900001"))
    assert [(office.title, office.area, office.start) for office in kenmare.offices] == [
        ("Senator", "OH", date(2005, 1, 3)),
        ("Representative", "OH-9", date(2003, 1, 7)),
    ]
    assert (tamm.name, tamm.gender, tamm.offices[0].area) == ("Ilse Tamm", "f", "ME")


def test_popolo_is_read_with_memberships_in_both_places() -> None:
    [lind] = people_in(POPOLO)
    assert (lind.name, lind.gender, lind.party) == ("Oskar Lind", "m", "Harbour Union")
    assert lind.aliases == ("Oskar W. Lind",)
    assert lind.ids == (("wikidata", "Q900002"),)
    assert [
        (office.title, office.organisation, office.area, office.start, office.end)
        for office in lind.offices
    ] == [
        (
            *("Member of the House", "House of the Coast", "Southhaven"),
            *(date(2019, 4, 1), date(2023, 2, 28)),
        ),
        ("Mayor", "Council of Nordhaven", "Nordhaven", date(2011, 1, 1), None),
    ]


def test_items_of_wikidata_are_read_and_lend_each_other_labels() -> None:
    [lee] = people_in(ITEMS)
    assert (lee.name, lee.aliases, lee.gender) == ("Ann Lee", ("Annie Lee",), "f")
    assert (lee.party, lee.country) == ("Harbour Union", "EE")
    assert lee.ids == (("wikidata", "Q900003"), ("bioguide", "L000999"))
    # The office without a label has no words for a reader.
    assert [(o.title, o.area, o.start, o.end) for o in lee.offices] == [
        ("mayor", "Nordhaven", date(2015, 5, 1), date(2019, 12, 31))
    ]
    assert bad_in(ITEMS) == ["Q900098: Wikidata has no such item."]


def test_results_of_a_query_are_gathered_by_person() -> None:
    [ruiz] = people_in(RESULTS)
    assert (ruiz.name, ruiz.gender, ruiz.party) == ("Mia Ruiz", "f", "Harbour Union")
    assert ruiz.country == "EE"
    assert ruiz.aliases == ("Maria Ruiz", "Mia R. Ruiz")
    assert [office.title for office in ruiz.offices] == [
        *("minister of the sea", "member of parliament"),
    ]
    assert bad_in(RESULTS) == ["Row 3: It names no item of Wikidata as “person”."]


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff\xfe",
        b"<people/>",
        b"[]",
        b"{}",
        b"null",
        b'"people"',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"[" + b"9" * 10_000 + b"]",
        b'{"persons": {}}',
        b'{"entities": []}',
        b'{"results": {"bindings": 3}}',
        b'[{"terms": []}]',
    ],
)
def test_what_is_no_file_of_people_is_refused_with_a_sentence(told: bytes) -> None:
    with pytest.raises(NotPeople, match=r"\w.*\.$"):
        list(read_people(told)[1])


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(NotPeople, match="larger than 64 MB"):
        read_people(b" " * 64_000_001)


ODD: list[object] = [
    *(None, 3, "x", [], {}, True, 1e400, "\ud800", "a\0b", "x" * 100_000),
    *([[]], [None], [{"name": None}], {"en": []}, {"name": {"name": []}}, -(10**30)),
]


def with_each_value_odd(told: Any, odd: object) -> list[Any]:
    """Copies of ``told``, in each of which one value, however deep, is another."""
    made = []
    pairs = (
        told.items()
        if isinstance(told, dict)
        else enumerate(told)
        if isinstance(told, list)
        else ()
    )
    for key, value in pairs:
        for other in (odd, *with_each_value_odd(value, odd)):
            copy = told.copy()
            copy[key] = other
            made.append(copy)
    return made


@pytest.mark.parametrize("odd", ODD, ids=[repr(odd)[:20] for odd in ODD])
@pytest.mark.parametrize("name", FILES)
def test_no_odd_value_breaks_a_file(name: str, odd: object) -> None:
    for told in with_each_value_odd(FILES[name], odd):
        try:
            found = list(read_people(raw(told))[1])
        except NotPeople:
            continue
        for one in found:
            if isinstance(one, PersonRecord):
                assert 0 < len(one.name) <= 200
                assert "\0" not in repr(one)
                repr(one).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["\ud800", "x" * 100_000, -(10**30)], ids=["half", "long", "low"])
def test_odd_values_can_be_stored(odd: object) -> None:
    for told in FILES.values():
        for copy in with_each_value_odd(told, odd)[::7]:
            try:
                import_people(raw(copy))
            except NotPeople:
                continue
    assert Person.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_taken_in_once(name: str) -> None:
    people = len(people_in(FILES[name]))
    bad = len(bad_in(FILES[name]))
    assert counts(took(FILES[name])) == (people, 0, 0, 0, bad)
    before = state()
    assert counts(took(FILES[name])) == (0, 0, people, 0, bad)
    assert state() == before


@pytest.mark.django_db
def test_what_is_imported_stands_in_the_rows() -> None:
    took(CONGRESS)
    person = Person.objects.get(name="Robert Q. Kenmare, Jr.")
    assert (person.gender, person.party, person.country) == ("m", "Harbour", "US")
    assert "Bobby Kenmare" in person.aliases
    assert set(person.external_ids.values_list("scheme", "value")) == {
        ("bioguide", "K000999"),
        ("wikidata", "Q900001"),
    }
    assert [office.source for office in person.offices.all()] == ["congress-legislators"] * 2
    article = makers.article("Bobby Kenmare met them.\n\n“It will hold,” Kenmare said.")
    assert Quote.objects.get(revision__article=article).speaker == person


@pytest.mark.django_db
def test_somebody_the_desk_knows_by_name_is_completed_and_nothing_is_overwritten() -> None:
    makers.article("Oskar Lind, the senator, met them.\n\n“It will hold,” Lind said.")
    person = Person.objects.get(name="Oskar Lind")
    person.party = "His own"
    person.save()
    assert counts(took(POPOLO)) == (0, 1, 0, 0, 0)
    person.refresh_from_db()
    assert (person.party, person.gender) == ("His own", "m")
    assert person.roles == ["senator"]
    assert person.offices.count() == 2


@pytest.mark.django_db
def test_the_end_of_an_office_is_learned_later() -> None:
    took(POPOLO)
    later = json.loads(json.dumps(POPOLO))
    later["persons"][0]["memberships"][0]["end_date"] = "2015-10-01"
    assert counts(took(later)) == (0, 1, 0, 0, 0)
    assert Office.objects.get(title="Mayor").end == date(2015, 10, 1)
    assert counts(took(POPOLO)) == (0, 0, 1, 0, 0)


@pytest.mark.django_db
def test_an_identifier_matches_whatever_the_name() -> None:
    person = Person.objects.create(name="R. K.")
    ExternalId.objects.create(person=person, scheme="wikidata", value="Q900001")
    assert counts(took(CONGRESS[:1])) == (0, 1, 0, 0, 0)
    person.refresh_from_db()
    assert "Robert Q. Kenmare, Jr." in person.aliases
    assert PersonName.objects.get(key="bobby kenmare").person == person


def legislator(name: str, bioguide: str = "", **ids: str) -> dict[str, Any]:
    first, _, last = name.partition(" ")
    return {
        "id": {**({"bioguide": bioguide} if bioguide else {}), **ids},
        "name": {"first": first, "last": last},
        "terms": [{"type": "rep", "start": "1950-01-03", "end": "1952-01-03", "state": "ME"}],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "expected", "words"),
    [
        (
            [legislator("Ann Lee", "L000001")],
            (0, 0, 0, 1, 0),
            "somebody of this name with another identifier",
        ),
        (
            [legislator("Ann Lee", wikidata="Q1"), legislator("Ann Lee", wikidata="Q2")],
            (0, 0, 0, 2, 0),
            "several people of this name, and the desk has one",
        ),
        (
            [legislator("Tom Quill", "Q000001"), legislator("Tom Quill", "Q000002")],
            (1, 0, 0, 1, 0),
            "several people of this name, and the desk has one",
        ),
        (
            [legislator("Tom Quill"), legislator("Tom Quill")],
            (0, 0, 0, 2, 0),
            "several people of this name, without identifiers",
        ),
        (
            [legislator("Tom Quill", "L000009", wikidata="Q77")],
            (0, 0, 0, 1, 0),
            "those of two people, Ann Lee and Mia Ruiz",
        ),
        ([legislator("Eva Holm")], (0, 0, 0, 1, 0), "several people on the desk have this name"),
    ],
)
def test_what_is_in_doubt_is_told_and_left_alone(
    rows: list[object], expected: tuple[int, ...], words: str
) -> None:
    for name, scheme, value in (
        ("Ann Lee", "bioguide", "L000009"),
        ("Mia Ruiz", "wikidata", "Q77"),
    ):
        person = Person.objects.create(name=name)
        PersonName.objects.create(person=person, key=name.casefold())
        ExternalId.objects.create(person=person, scheme=scheme, value=value)
    one, other = (Person.objects.create(name="Eva Holm") for _ in range(2))
    PersonName.objects.create(person=one, key="eva holm").also.add(other)
    report = took(rows)
    assert counts(report) == expected
    assert words in report.ambiguous[-1]
    before = state()
    # However often it is tried.
    assert counts(took(rows))[3] == expected[3]
    assert state() == before


@pytest.mark.django_db
def test_bad_rows_are_told_and_the_rest_goes_in() -> None:
    bad_office = legislator("Tom Quill", "Q000001")
    bad_office["terms"][0]["end"] = "1949-01-01"
    rows = [legislator("Ann Lee"), 3, {"terms": [], "name": {"first": " "}}, bad_office]
    report = took(rows)
    assert (report.added, report.refused) == (
        2,
        [
            "Row 2: It is no person.",
            "Row 3: It has no name.",
            "Row 4 (Tom Quill): “Representative” ends before it begins; left out.",
        ],
    )


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_file() -> None:
    def file(count: int, name: str) -> list[object]:
        return [legislator(f"{name}{at} Lee", f"A{at:06}") for at in range(count)]

    numbers = []
    for count, name in ((10, "Ann"), (40, "Tom")):
        Person.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            took(file(count, name))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 20


def run(path: Path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_people", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_command_tells_what_became_of_each_row(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_bytes(b"\xef\xbb\xbf" + raw([*CONGRESS, 3]))
    assert run(path) == (
        "congress-legislators: 2 added, 0 completed, 0 unchanged, 0 ambiguous, 1 refused\n",
        "refused: Row 3: It is no person.\n",
    )


@pytest.mark.django_db
def test_the_command_leaves_out_who_is_long_out_of_office(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_bytes(raw(CONGRESS))
    out, _err = run(path, "--since", "2002")
    assert out.endswith("1 added, 0 completed, 0 unchanged, 0 ambiguous, 0 refused, 1 left out\n")


@pytest.mark.django_db
@pytest.mark.parametrize("told", [None, b"no JSON"])
def test_the_command_refuses_what_it_cannot_read(tmp_path: Path, told: bytes | None) -> None:
    path = tmp_path / "people.json"
    if told is not None:
        path.write_bytes(told)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert refused.value.returncode == 2
