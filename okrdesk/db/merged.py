"""Rows that a merge decided, written to and read from the journalled tables as wire values.

Beside the journal the one way into these tables: on the server what arriving changes made of a row,
on a PC what the server says of it. Their change records come with them and are stored by the caller
in the same transaction. All of it is in bulk, one statement for rows that change alike.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Select, Table, bindparam, delete, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows, update_rows
from okrdesk.db.types import as_wire

Key = tuple[str, str]
_KEPT = ("agency_id", "id", "stamps")


class MergedRow(NamedTuple):
    """A row's wire values by column and its stamps; `columns` are those that changed, None: new."""

    entity: str
    id: str
    values: Mapping[str, Any]
    stamps: Mapping[str, int]
    columns: frozenset[str] | None = None


def read_rows(connection: Connection, agency_id: str, keys: Collection[Key]) -> Iterator[MergedRow]:
    """Yield those of the rows that exist, tombstones too; empty columns are left out."""
    for entity, ids in _by_entity(keys).items():
        table = schema.JOURNALLED[entity]
        names = _names(table)
        found = connection.execute(_selection(table), {"agency_id": agency_id, "ids": ids})
        for row in found.all():
            id, stamps, *found_values = row
            values = {
                name: value
                for name, value in zip(names, found_values, strict=True)
                if value is not None
            }
            yield MergedRow(entity, id, values, stamps)


def write_rows(connection: Connection, agency_id: str, rows: Iterable[MergedRow]) -> None:
    """Insert the new rows and update the changed columns of the others.

    Tables come in the order of their references, so that a row finds what it hangs on.
    """
    with _writing(connection):
        for table, new, changed in _sorted(rows):
            if new:
                whole = [_complete(table, agency_id, row) for row in new]
                insert_rows(connection, _whole(table), whole)
            for columns, alike in _by_columns(table, changed).items():
                values = [
                    (*map(row.values.get, columns), row.stamps, agency_id, row.id) for row in alike
                ]
                update_rows(connection, table, (*columns, "stamps"), values)


def replace_rows(connection: Connection, agency_id: str, rows: Iterable[MergedRow]) -> None:
    """Write whole rows, whether they were there or not.

    The connection must not enforce references: a row may come before what it hangs on.
    """
    with _writing(connection):
        for table, whole, _changed in _sorted(row._replace(columns=None) for row in rows):
            values = [_complete(table, agency_id, row) for row in whole]
            insert_rows(connection, _in_place(table), values)


def remove_rows(connection: Connection, agency_id: str, keys: Collection[Key]) -> None:
    """Take rows off this machine altogether, because they are none of its business any more."""
    with _writing(connection):
        for entity, ids in _by_entity(keys).items():
            names = {"agency_id": agency_id, "ids": ids}
            connection.execute(_deletion(schema.JOURNALLED[entity]), names)


@contextmanager
def _writing(connection: Connection) -> Iterator[None]:
    # Asked for once: after a failure of the disk the connection has none to give.
    notes = connection.info
    notes["journal_is_writing"] = True
    try:
        yield
    finally:
        notes.pop("journal_is_writing", None)


def _sorted(
    rows: Iterable[MergedRow],
) -> Iterator[tuple[Table, list[MergedRow], list[MergedRow]]]:
    """Yield each table with its new and its changed rows."""
    by_entity: defaultdict[str, tuple[list[MergedRow], list[MergedRow]]] = defaultdict(
        lambda: ([], [])
    )
    for row in rows:
        by_entity[row.entity][row.columns is not None].append(row)
    for name, table in schema.JOURNALLED.items():
        if name in by_entity:
            yield table, *by_entity[name]


def _complete(table: Table, agency_id: str, row: MergedRow) -> tuple[Any, ...]:
    """Return a value for every column: what the row lacks has its default, or nothing."""
    value = row.values.get
    own = [value(name, default) for name, default in _defaults(table)]
    return (agency_id, row.id, row.stamps, *own)


@cache
def _whole(table: Table) -> Into:
    # The same clash may be found twice; whatever else is there already is an error.
    replaced = () if table is schema.conflict else None
    return Into(table, (*_KEPT, *_names(table)), replaced)


@cache
def _in_place(table: Table) -> Into:
    return Into(table, (*_KEPT, *_names(table)), ("stamps", *_names(table)))


@cache
def _defaults(table: Table) -> tuple[tuple[str, Any], ...]:
    return tuple((name, getattr(table.c[name].default, "arg", None)) for name in _names(table))


@cache
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name not in _KEPT)


@cache
def _selection(table: Table) -> Select[Any]:
    columns = [table.c.id, table.c.stamps, *(as_wire(table.c[name]) for name in _names(table))]
    return select(*columns).where(
        table.c.agency_id == bindparam("agency_id"), any_of(table.c.id, "ids")
    )


@cache
def _deletion(table: Table) -> Delete:
    return delete(table).where(
        table.c.agency_id == bindparam("agency_id"), any_of(table.c.id, "ids")
    )


def _by_entity(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entity, id in keys:
        found[entity].append(id)
    return found


def _by_columns(table: Table, rows: Iterable[MergedRow]) -> dict[tuple[str, ...], list[MergedRow]]:
    """Return rows by those of their changed columns that this program knows."""
    found: defaultdict[tuple[str, ...], list[MergedRow]] = defaultdict(list)
    for row in rows:
        found[tuple(sorted(set(row.columns or ()) & set(table.c.keys())))].append(row)
    return found
