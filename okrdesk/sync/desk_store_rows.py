"""Between the PC's tables and what travels: changes of others, and rows in wire values."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from okrdesk.db import merged, schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.domain.fate import Fate
from okrdesk.sync.change_rows import COLUMNS, row_of
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row

_CHANGES = Into(schema.change, (*COLUMNS, "fate"), ())


def by_entity(keys: Iterable[Key]) -> dict[str, set[str]]:
    """Return ids by entity, of those entities that this program has a table for."""
    found: dict[str, set[str]] = {}
    for entity, id in keys:
        if entity in schema.JOURNALLED:
            found.setdefault(entity, set()).add(id)
    return found


def change_of(record: Record, agency_id: str, was: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the wire values of `change` for an accepted change; `was` are the values before."""
    return (*row_of(agency_id, record, was), Fate.APPLIED.value)


def read_rows(connection: Connection, agency_id: str, keys: Iterable[Key]) -> dict[Key, Row]:
    """Return the rows that are here, in wire values."""
    known = [key for key in keys if key[0] in schema.JOURNALLED]
    return {
        (row.entity, row.id): Row(dict(row.values), dict(row.stamps))
        for row in merged.read_rows(connection, agency_id, known)
    }


def read_stamps(
    connection: Connection, agency_id: str, keys: Iterable[Key]
) -> dict[Key, dict[str, int]]:
    """Return the clocks of the rows that are here."""
    found: dict[Key, dict[str, int]] = {}
    for entity, ids in by_entity(keys).items():
        names = {"agency_id": agency_id, "ids": ids}
        rows = connection.execute(_clocks(schema.JOURNALLED[entity]), names)
        found |= {(entity, id): stamps for id, stamps in rows.all()}
    return found


def write_rows(connection: Connection, agency_id: str, rows: Mapping[Key, Row]) -> None:
    """Insert rows, or put them in the place of those that are here.

    What a column holds that a row does not name is its default: nobody has set it, or the server is
    older than this program and has no such column (`okrdesk.db.migrations` says what becomes of
    that). A column that this program does not know is left to a newer one, which reads all anew.
    """
    whole = [
        merged.MergedRow(entity, id, row.values, row.stamps)
        for (entity, id), row in rows.items()
        if entity in schema.JOURNALLED
    ]
    merged.replace_rows(connection, agency_id, whole)


def keep_changes(connection: Connection, changes: Sequence[tuple[Any, ...]]) -> None:
    """Write changes of others that are not here yet (`change_of`)."""
    insert_rows(connection, _CHANGES, changes)


@cache
def _clocks(table: Table) -> Select[Any]:
    return select(table.c.id, table.c.stamps).where(
        table.c.agency_id == bindparam("agency_id"), any_of(table.c.id, "ids")
    )
