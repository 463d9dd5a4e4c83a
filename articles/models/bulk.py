"""Many rows in one statement, past the ORM's care for each value.

For the few places where thousands of rows are written at once; elsewhere ``bulk_create``
and ``bulk_update`` are what to use. Rows travel as one JSON document, which both ends read
quickly. Values have to be what JSON can hold, or times or UUIDs; defaults of rows are not
filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

Row = Mapping[str, Any]


def draw_keys(model: type[models.Model], count: int) -> list[int]:
    """Draw ``count`` new keys of ``model``, so that rows can refer to each other before they are.

    One SQL query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def insert_models(
    instances: Sequence[models.Model],
    *,
    computed: Mapping[str, str] | None = None,
    joined: str = "",
) -> None:
    """Insert new instances of one model, whose keys are drawn already. One SQL query.

    ``computed`` gives fields whose values are SQL over the columns of ``told`` and what is
    ``joined`` to it.
    """
    if not instances:
        return
    model, now = type(instances[0]), timezone.now()
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    rows = []
    for instance in instances:
        for field in fields:
            if getattr(field, "auto_now_add", False):
                setattr(instance, field.attname, now)
        row = {field.name: getattr(instance, field.attname) for field in fields}
        for name in computed or {}:
            row[name] = None
            # What the database made of it is fetched when it is asked for, and never overwritten.
            instance.__dict__.pop(_field(model, name).attname, None)
        rows.append(row)
        instance._state.adding, instance._state.db = False, connection.alias
    _insert(model, rows, computed or {}, joined)


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert ``rows``, which name the same fields, into the table of ``model``. One SQL query."""
    if rows:
        _insert(model, rows, {}, "")


def _insert(
    model: type[models.Model], rows: Sequence[Row], computed: Mapping[str, str], joined: str
) -> None:
    names, typed = _columns(model, rows[0])
    quote = connection.ops.quote_name
    values = ", ".join(
        computed.get(name) or f"told.{quote(str(_field(model, name).column))}" for name in rows[0]
    )
    _execute(
        model,
        # Only names of our own models are put in.
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT {values}"  # noqa: S608
        f" FROM json_to_recordset(%s::json) AS told({typed}) {joined}",
        rows,
    )


def update_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Set the fields that ``rows`` name on those whose key they name. One SQL query."""
    if not rows:
        return
    _names, typed = _columns(model, rows[0])
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key = model._meta.pk
    columns = [
        quote(str(field.column)) for name in rows[0] if (field := _field(model, name)) != key
    ]
    told = ", ".join(f"{column} = told.{column}" for column in columns)
    _execute(
        model,
        f"UPDATE {table} SET {told} FROM json_to_recordset(%s::json) AS told({typed})"  # noqa: S608
        f" WHERE {table}.{quote(str(key.column))} = told.{quote(str(key.column))}",
        rows,
    )


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} is no column")
    return field


def _columns(model: type[models.Model], row: Row) -> tuple[str, str]:
    """The columns of a row's fields, bare and with their types."""
    fields = [_field(model, name) for name in row]
    columns = [connection.ops.quote_name(str(field.column)) for field in fields]
    # Of a key the type that others refer to it by: its own makes it up.
    types = [
        str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
        for field in fields
    ]
    return ", ".join(columns), ", ".join(map(" ".join, zip(columns, types, strict=True)))


def _execute(model: type[models.Model], query: str, rows: Sequence[Row]) -> None:
    columns = {name: _field(model, name).column for name in rows[0]}
    told = [{columns[name]: value for name, value in row.items()} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(query, [json.dumps(told, default=_plain)])


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written in bulk")
