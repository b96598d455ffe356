"""Ids by the hundred in one parameter, on SQLite and PostgreSQL.

An ordinary IN makes another statement for each number of ids, which is built, parsed and planned
anew. Here the list is one text: JSON for SQLite, an array for PostgreSQL.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Dialect, Text, Uuid, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from okrdesk.db.engine import POSTGRESQL

CHUNK = 400
"""How many ids one statement takes: SQLite's plans and PostgreSQL's parser stay quick."""


def in_chunks(ids: Collection[str], size: int = CHUNK) -> Iterator[list[str]]:
    """Yield `ids` in order, at most `size` at a time."""
    ordered = sorted(ids)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


def any_of(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that `column` is among the list bound as `name`: ids, or texts."""
    kind = _Ids() if isinstance(column.type, Uuid) else _Texts()
    values: BindParameter[Any] = bindparam(name, type_=kind)
    # As an operator, not as a function, it stays a condition that an index serves.
    return column.op("", is_comparison=True)(_Among(values))


class _Among(FunctionElement[Any]):
    """What follows a column to say that it has one of the values of a list parameter."""

    inherit_cache = True


class _Texts(TypeDecorator[list[str]]):
    """A list of texts as one parameter."""

    impl = Text
    cache_ok = True
    array = "TEXT[]"

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str:
        """Write the list as one text."""
        values = list(value or ())
        if dialect.name != POSTGRESQL:
            return json.dumps(values)
        escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in values)
        return "{" + ",".join(f'"{one}"' for one in escaped) + "}"


class _Ids(TypeDecorator[list[str]]):
    """A list of ids as one parameter."""

    impl = Text
    cache_ok = True
    array = "UUID[]"

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str:
        """Write the list as one text; SQLite keeps ids without hyphens."""
        text = ",".join(value or ())
        if dialect.name == POSTGRESQL:
            return "{" + text + "}"
        return '["' + text.replace("-", "").replace(",", '","') + '"]'


@compiles(_Among, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    values = compiler.process(element.clauses, **options)
    return f"IN (SELECT value FROM json_each({values}))"  # noqa: S608  # a parameter


@compiles(_Among, POSTGRESQL)
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    values = compiler.process(element.clauses, **options)
    kind = next(iter(element.clauses)).type.array
    # The subquery reads the text once, not for every row that a plan looks at.
    return f"= ANY((SELECT CAST({values} AS {kind}))::{kind})"
