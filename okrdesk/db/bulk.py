"""Many rows in one statement, and ids by the hundred in one parameter, on SQLite and PostgreSQL.

The text of a statement is the same however many rows or ids there are, so it is built, parsed and
planned once. PostgreSQL gets one array per column (`unnest`), SQLite the rows one after the other
in one call. Values are wire values (`db.types.to_wire`), which both databases take as they are but
for documents and ids; so nothing is turned into Python's dates and decimals on the way.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Table,
    Text,
    Uuid,
    bindparam,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from okrdesk.db.engine import POSTGRESQL
from okrdesk.db.types import Document, dump

Wire = Sequence[Any]
_CHUNK = 2000


def insert_rows(connection: Connection, into: "Into", rows: Sequence[Wire]) -> None:
    """Insert rows, each with the wire values of `into.columns`, or do what `into` says of a clash.

    Raises RuntimeError for a journalled table outside journal and merge: that is a bug.
    """
    _check(connection, into.table)
    is_postgresql = connection.dialect.name == POSTGRESQL
    _execute(connection, into.table, into.columns, rows, _insertion(into, is_postgresql))


def update_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Wire]
) -> None:
    """Set `columns` of rows found by the table's key, whose columns come last in each row."""
    _check(connection, table)
    is_postgresql = connection.dialect.name == POSTGRESQL
    keys = tuple(column.name for column in table.primary_key)
    statement = _update(table, columns, is_postgresql)
    _execute(connection, table, (*columns, *keys), rows, statement)


@dataclass(frozen=True)
class Into:
    """Where rows go; where the key is there already, `replaced` columns are set.

    None for `replaced` says that a key that is there is an error, () that it is left as it is.
    """

    table: Table
    columns: tuple[str, ...]
    replaced: tuple[str, ...] | None = None


class _IsAny(FunctionElement[bool]):
    """That a column has one of the values of a list parameter."""

    inherit_cache = True
    type = Boolean()


def any_of(column: Column[Any] | ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that `column` is among the list bound as `name`: ids, or texts."""
    kind = _IdList() if isinstance(column.type, Uuid) else _TextList()
    values: BindParameter[Any] = bindparam(name, type_=kind)
    return _IsAny(column, values)


class _TextList(TypeDecorator[list[str]]):
    """A list of texts as one parameter."""

    impl = Text
    cache_ok = True
    array = "TEXT[]"

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Take an array on PostgreSQL and JSON on SQLite."""
        is_array = dialect.name == POSTGRESQL
        return dialect.type_descriptor(postgresql.ARRAY(Text) if is_array else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        """Write the list."""
        values = list(value or ())
        return values if dialect.name == POSTGRESQL else json.dumps(self.stored(values))

    @staticmethod
    def stored(values: list[str]) -> list[str]:
        """Return the values as SQLite keeps them."""
        return values


class _IdList(_TextList):
    """A list of ids as one parameter."""

    cache_ok = True
    array = "UUID[]"

    @staticmethod
    def stored(values: list[str]) -> list[str]:
        """Return the ids as SQLite keeps them."""
        return [value.replace("-", "") for value in values]


@compiles(_IsAny, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # names of columns


@compiles(_IsAny, POSTGRESQL)
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    kind = list(element.clauses)[1].type.array
    return f"{column} = ANY(CAST({values} AS {kind}))"


def _check(connection: Connection, table: Table) -> None:
    if "journal" in table.info and not connection.info.get("journal_is_writing"):
        raise RuntimeError(f"{table} may only be written through the journal")


def _execute(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[Wire],
    statement: str,
) -> None:
    is_postgresql = connection.dialect.name == POSTGRESQL
    writers = _writers(table, columns, is_postgresql)
    for start in range(0, len(rows), _CHUNK):
        by_column = [
            list(values) if write is None else [None if v is None else write(v) for v in values]
            for write, values in zip(
                writers, zip(*rows[start : start + _CHUNK], strict=True), strict=True
            )
        ]
        if is_postgresql:
            connection.exec_driver_sql(statement, tuple(by_column))
        else:
            connection.exec_driver_sql(statement, list(zip(*by_column, strict=True)))


@cache
def _writers(
    table: Table, columns: tuple[str, ...], is_postgresql: bool
) -> tuple[Callable[[Any], Any] | None, ...]:
    """Return what makes the database's value of a wire value of each column; None: it is that."""

    def writer(kind: Any) -> Callable[[Any], Any] | None:
        if isinstance(kind, Document):
            return dump
        if isinstance(kind, Uuid) and not is_postgresql:
            return _hex
        return None

    return tuple(writer(table.c[name].type) for name in columns)


def _hex(id: str) -> str:
    return id.replace("-", "")


@cache
def _insertion(into: Into, is_postgresql: bool) -> str:
    table, columns = into.table, into.columns
    keys = ", ".join(column.name for column in table.primary_key)
    names = ", ".join(f'"{name}"' for name in columns)
    if is_postgresql:
        source = f"SELECT * FROM {_unnest(table, columns)}"  # noqa: S608  # names of columns
    else:
        source = f"VALUES ({', '.join('?' * len(columns))})"
    statement = f"INSERT INTO {table.name} ({names}) {source}"  # names of columns
    if into.replaced is None:
        return statement
    settings = ", ".join(f'"{name}" = excluded."{name}"' for name in into.replaced)
    what = f"UPDATE SET {settings}" if settings else "NOTHING"
    return f"{statement} ON CONFLICT ({keys}) DO {what}"


@cache
def _update(table: Table, columns: tuple[str, ...], is_postgresql: bool) -> str:
    keys = tuple(column.name for column in table.primary_key)
    if not is_postgresql:
        settings = ", ".join(f'"{name}" = ?' for name in columns)
        found = " AND ".join(f'"{key}" = ?' for key in keys)
        return f"UPDATE {table.name} SET {settings} WHERE {found}"  # noqa: S608  # names of columns
    settings = ", ".join(f'"{name}" = new."{name}"' for name in columns)
    found = " AND ".join(f'old."{key}" = new."{key}"' for key in keys)
    names = ", ".join(f'"{name}"' for name in (*columns, *keys))
    source = f"{_unnest(table, (*columns, *keys))} AS new ({names})"
    return f"UPDATE {table.name} AS old SET {settings} FROM {source} WHERE {found}"  # noqa: S608


def _unnest(table: Table, columns: tuple[str, ...]) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    kinds = (table.c[name].type.compile(dialect) for name in columns)
    arrays = (f"CAST(%s AS {kind.split('(')[0]}[])" for kind in kinds)
    return f"unnest({', '.join(arrays)})"
