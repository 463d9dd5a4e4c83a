"""People and the posts they hold, as Popolo JSON tells of them (popoloproject.com/specs).

Persons, memberships, organizations, posts and areas stand in one object and refer to each
other by ``id``; memberships may stand within their person, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.pipeline.person_records import (
    LONGEST_DESCRIPTION,
    BadRow,
    Found,
    OfficeRecord,
    PersonRecord,
    Unusable,
    day,
    gender,
    identifiers,
    other_names,
    person_name,
    read_rows,
    rows_of,
    table,
    text,
    tidy_offices,
)

SOURCE = "popolo"
#: Most memberships, organizations, posts and areas looked at.
_MOST = 1_000_000


def is_popolo(told: Any) -> bool:
    """Whether a parsed file is Popolo with people in it."""
    return isinstance(told, dict) and isinstance(told.get("persons"), list)


def read_popolo(told: dict[str, Any]) -> Found:
    """Read the people; a bad row is told, and the rest is read."""
    file = _File(told)
    persons = ((f"Person {at}", row) for at, row in enumerate(told["persons"], 1))
    return read_rows(persons, file.read)


class _File:
    """What people refer to, by id."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._organisations = _by_id(told.get("organizations"))
        self._posts = _by_id(told.get("posts"))
        self._areas = _by_id(told.get("areas"))
        self._memberships: dict[str, list[dict[str, Any]]] = {}
        for membership in map(table, rows_of(told.get("memberships"), _MOST)):
            self._memberships.setdefault(_key(membership.get("person_id")), []).append(membership)

    def read(self, row: str, told: Any) -> Iterator[PersonRecord | BadRow]:
        """Read one person."""
        if not isinstance(told, dict):
            raise Unusable("It is no person.")
        parts = " ".join(
            filter(None, (text(told.get("given_name")), text(told.get("family_name"))))
        )
        name = person_name(text(told.get("name")) or parts)
        row = f"{row} ({name})"
        own = _key(told.get("id"))
        memberships = [
            *(self._memberships.get(own, []) if own else []),
            *map(table, rows_of(told.get("memberships"))),
        ]
        offices, bad = tidy_offices(row, self._offices(memberships))
        others = [table(other).get("name") for other in rows_of(told.get("other_names"))]
        summary = text(told.get("summary"), LONGEST_DESCRIPTION)
        yield PersonRecord(
            row=row,
            name=name,
            aliases=other_names(name, [*others, parts if " " in parts else ""]),
            description=summary,
            gender=gender(told.get("gender")),
            party=self._party(memberships),
            ids=identifiers(
                (text(table(each).get("scheme")).casefold(), table(each).get("identifier"))
                for each in rows_of(told.get("identifiers"))
            ),
            offices=tuple(offices),
        )
        yield from bad

    def _offices(self, memberships: list[dict[str, Any]]) -> Iterator[OfficeRecord]:
        for membership in memberships:
            post = self._known(self._posts, membership, "post")
            body = self._known(self._organisations, membership, "organization") or self._known(
                self._organisations, post, "organization"
            )
            if _is_party(body):
                continue
            title = (
                text(post.get("label"))
                or text(post.get("role"))
                or text(membership.get("role"))
                or text(membership.get("label"))
            )
            organisation = text(body.get("name"))
            if title or organisation:
                area = self._known(self._areas, membership, "area") or self._known(
                    self._areas, post, "area"
                )
                yield OfficeRecord(
                    title or "Member",
                    organisation,
                    text(area.get("name")),
                    day(membership.get("start_date")),
                    day(membership.get("end_date"), last=True),
                )

    def _party(self, memberships: list[dict[str, Any]]) -> str:
        """The party of the latest membership that tells of one."""
        latest = sorted(memberships, key=lambda each: text(each.get("start_date")), reverse=True)
        for membership in latest:
            behalf = self._known(self._organisations, membership, "on_behalf_of")
            body = self._known(self._organisations, membership, "organization")
            for party in (behalf, body if _is_party(body) else {}):
                if found := text(party.get("name")):
                    return found
        return ""

    @staticmethod
    def _known(rows: dict[str, dict[str, Any]], told: dict[str, Any], name: str) -> dict[str, Any]:
        """What ``told`` refers to by id, or holds itself."""
        return table(told.get(name)) or rows.get(_key(told.get(f"{name}_id")), {})


def _is_party(body: dict[str, Any]) -> bool:
    return text(body.get("classification")).casefold() in {"party", "political party"}


def _by_id(told: Any) -> dict[str, dict[str, Any]]:
    rows = {}
    for row in map(table, rows_of(told, _MOST)):
        if key := _key(row.get("id")):
            rows[key] = row
    return rows


def _key(told: Any) -> str:
    """An id, which some files write as a number."""
    return str(told) if isinstance(told, int) and abs(told) < 10**18 else text(told)
