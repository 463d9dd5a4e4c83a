"""Changing what was written about a passage, and keeping what stood there before."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from annotations.models import Annotation, Edit, Group
from annotations.services.fact_checks import (
    NOTHING_FOUND,
    Finding,
    finding_of,
    record,
    stored_check,
)
from annotations.services.written import Names
from annotations.tags import normalised

_HISTORY = ("color", "note", "kind", "tags", "visibility", "group_id")


class Overtaken(Exception):
    """Somebody, or the same reader elsewhere, has changed it meanwhile.

    ``stored`` is how it stands now, ``base`` what the change was made to, if that is known.
    """

    def __init__(self, stored: Annotation, base: Edit | None) -> None:
        super().__init__(f"{stored.pk} is at version {stored.version}")
        self.stored, self.base = stored, base


@transaction.atomic
def change(
    annotation: Annotation,
    *,
    color: str,
    note: str,
    kind: str | None = None,
    tags: Iterable[str] | None = None,
    visibility: str | None = None,
    group: Group | None = None,
    finding: Finding | None = None,
    names: Names | None = None,
    seen: int | None = None,
) -> None:
    """Change an annotation; what is None stays as it is, ``group`` goes with ``visibility``.

    ``seen`` is the version the reader saw; raises :class:`Overtaken` when another one stands
    there by now. The state before goes into the history, if any of what that holds changed.
    At most nine SQL queries.
    """
    stored = Annotation.objects.select_for_update(of=("self",)).get(pk=annotation.pk)
    if seen is not None and stored.version != seen:
        # Names from elsewhere leave no edit behind: the next one holds the same words.
        base = stored.edits.filter(version__gte=seen).order_by("version").first()
        raise Overtaken(stored, base)
    wanted: dict[str, object] = {"color": color, "note": note}
    if kind is not None:
        wanted["kind"] = kind
    if tags is not None:
        wanted["tags"] = normalised(tags)
    if visibility is not None:
        wanted |= {"visibility": visibility, "group_id": group.pk if group else None}
    if names is not None:
        wanted |= {"canonical": names.canonical, "via": list(names.via)}
    changed = {name for name, value in wanted.items() if getattr(stored, name) != value}
    known = stored_check(stored)
    found = finding_of(known) if known else NOTHING_FOUND
    is_found_anew = finding is not None and finding != found
    if not changed and not is_found_anew:
        return
    if is_found_anew or changed & {*_HISTORY}:
        before = {name: getattr(stored, name) for name in _HISTORY}
        Edit.objects.create(
            annotation=stored, version=stored.version, finding=found.told(), **before
        )
    if finding is not None and is_found_anew:
        record(stored, finding, known)
    for one in (stored, annotation):
        for name, value in wanted.items():
            setattr(one, name, value)
    annotation.version = stored.version = stored.version + 1
    stored.save(update_fields=[*wanted, "version", "modified"])
    annotation.modified = stored.modified
