"""Many rows in one statement, on SQLite and PostgreSQL.

The text of a statement is the same however many rows there are, so it is built, parsed and planned
once. PostgreSQL gets all rows as one JSON parameter, SQLite one after the other in one call. Values
are wire values (`db.types.to_wire`), which both databases take as they are but for documents, ids
and bytes; so nothing is turned into Python's dates and decimals on the way.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, Uuid
from sqlalchemy.dialects import postgresql

from okrdesk.db.engine import POSTGRESQL
from okrdesk.db.types import Document

Wire = Sequence[Any]
Writer = Callable[[Sequence[Any]], Sequence[Any]]
"""Makes the database's values of a column of wire values."""
_CHUNK = 2000
_encoder = msgspec.json.Encoder(order="sorted")
DRIVER = "okrdesk_driver"
"""Where `connection.info` holds psycopg's connection while it sends without waiting."""


@dataclass(frozen=True)
class Into:
    """Where rows go; where the key is there already, `replaced` columns are set.

    None for `replaced` says that a key that is there is an error, () that it is left as it is.
    """

    table: Table
    columns: tuple[str, ...]
    replaced: tuple[str, ...] | None = None


def insert_rows(connection: Connection, into: Into, rows: Sequence[Wire]) -> None:
    """Insert rows, each with the wire values of `into.columns`, or do what `into` says of a clash.

    Raises RuntimeError for a journalled table outside journal and merge: that is a bug.
    """
    _check(connection, into.table)
    is_postgresql = connection.dialect.name == POSTGRESQL
    statement = _insertion(into, is_postgresql)
    _execute(connection, statement, rows, _writers(into.table, into.columns, is_postgresql))


def update_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Wire]
) -> None:
    """Set `columns` of rows found by the table's key, whose columns come last in each row."""
    _check(connection, table)
    is_postgresql = connection.dialect.name == POSTGRESQL
    statement = _update(table, columns, is_postgresql)
    whole = (*columns, *_keys(table))
    _execute(connection, statement, rows, _writers(table, whole, is_postgresql))


def _check(connection: Connection, table: Table) -> None:
    if "journal" in table.info and not connection.info.get("journal_is_writing"):
        raise RuntimeError(f"{table} may only be written through the journal")


def _execute(
    connection: Connection, statement: str, rows: Sequence[Wire], writers: tuple[Writer | None, ...]
) -> None:
    is_postgresql = connection.dialect.name == POSTGRESQL
    for start in range(0, len(rows), _CHUNK):
        chunk = _written(rows[start : start + _CHUNK], writers)
        if is_postgresql:
            names = _places(len(writers))
            whole = msgspec.json.encode([dict(zip(names, row, strict=True)) for row in chunk])
            _run(connection, statement, whole.decode())
        else:
            connection.exec_driver_sql(statement, list(chunk))


def _run(connection: Connection, statement: str, rows: str) -> None:
    """Execute on PostgreSQL, by the bare connection where somebody gathers what it sends."""
    driver = connection.info.get(DRIVER)
    if driver is None:
        connection.exec_driver_sql(statement, (rows,))
    else:
        driver.execute(statement, (rows,))


def _written(rows: Sequence[Wire], writers: tuple[Writer | None, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield rows in the values of the database, which are made column by column."""
    columns = (
        values if write is None else write(values)
        for write, values in zip(writers, zip(*rows, strict=True), strict=True)
    )
    return zip(*columns, strict=True)


@cache
def _places(count: int) -> tuple[str, ...]:
    """Return short names, as each stands once in every row of the parameter."""
    return tuple(f"c{place}" for place in range(count))


@cache
def _writers(
    table: Table, columns: tuple[str, ...], is_postgresql: bool
) -> tuple[Writer | None, ...]:
    """Return what makes the database's values of each column; None: it takes them as they are."""

    def writer(kind: Any) -> Writer | None:
        if isinstance(kind, Document):
            return _documents
        if isinstance(kind, LargeBinary):
            return _escaped if is_postgresql else None
        return _digits if isinstance(kind, Uuid) and not is_postgresql else None

    return tuple(writer(table.c[name].type) for name in columns)


def _documents(values: Sequence[Any]) -> Sequence[str | None]:
    write = _encoder.encode
    return [None if value is None else write(value).decode() for value in values]


def _escaped(values: Sequence[bytes | None]) -> Sequence[str | None]:
    return [None if value is None else "\\x" + value.hex() for value in values]


def _digits(values: Sequence[str | None]) -> Sequence[str | None]:
    """Return ids without hyphens: all of them at once where none is missing."""
    if None in values:
        return [None if value is None else value.replace("-", "") for value in values]
    return " ".join(cast(Sequence[str], values)).replace("-", "").split(" ")


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@cache
def _insertion(into: Into, is_postgresql: bool) -> str:
    table, columns = into.table, into.columns
    names = ", ".join(f'"{name}"' for name in columns)
    if is_postgresql:
        source = f"SELECT * FROM {_rows(table, columns)}"  # noqa: S608  # names of columns
    else:
        source = f"VALUES ({', '.join('?' * len(columns))})"
    statement = f"INSERT INTO {table.name} ({names}) {source}"
    if into.replaced is None:
        return statement
    settings = ", ".join(f'"{name}" = excluded."{name}"' for name in into.replaced)
    what = f"UPDATE SET {settings}" if settings else "NOTHING"
    return f"{statement} ON CONFLICT ({', '.join(_keys(table))}) DO {what}"


@cache
def _update(table: Table, columns: tuple[str, ...], is_postgresql: bool) -> str:
    keys = _keys(table)
    if not is_postgresql:
        settings = ", ".join(f'"{name}" = ?' for name in columns)
        found = " AND ".join(f'"{key}" = ?' for key in keys)
        return f"UPDATE {table.name} SET {settings} WHERE {found}"  # noqa: S608  # names of columns
    places = dict(zip((*columns, *keys), _places(len(columns) + len(keys)), strict=True))
    settings = ", ".join(f'"{name}" = new.{places[name]}' for name in columns)
    found = " AND ".join(f'old."{key}" = new.{places[key]}' for key in keys)
    source = _rows(table, (*columns, *keys))
    return f"UPDATE {table.name} AS old SET {settings} FROM {source} WHERE {found}"  # noqa: S608


def _rows(table: Table, columns: tuple[str, ...]) -> str:
    """Return the rows of the one JSON parameter as a table named `new`."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    kinds = (table.c[name].type.compile(dialect) for name in columns)
    fields = (f"{place} {kind}" for place, kind in zip(_places(len(columns)), kinds, strict=True))
    return f"json_to_recordset(CAST(%s AS JSON)) AS new({', '.join(fields)})"
