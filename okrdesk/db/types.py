"""Column types that keep exact numbers, instants and documents alike on SQLite and PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, ColumnElement, Date, String, Text, Uuid, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AS_ON_THE_WIRE = frozenset({str, int, bool, type(None), dict, list})
_read_document = msgspec.json.Decoder().decode


class Id(Uuid[str]):
    """A UUID that is canonical text in Python, and 32 digits where the database has no such type.

    A sync reads them by the hundred thousand: they get their hyphens without being parsed.
    """

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], str | None] | None:
        """Return what reads one back."""
        if not dialect.supports_native_uuid:
            return _hyphenated
        # SQLAlchemy does not say what this returns.
        whole: Any = super()
        found: Callable[[str | None], str | None] | None = whole.result_processor(dialect, coltype)
        return found


@lru_cache(16_384)
def _hyphenated(text: str | None) -> str | None:
    """Return an id as text; the statements of a sync read the same ids again and again."""
    if text is None:
        return None
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Exact(TypeDecorator[Decimal]):
    """A Decimal kept as its digits, so that no value passes through binary floating point."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write the digits without an exponent."""
        return None if value is None else format(value, "f")

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], Decimal | None]:
        """Return what reads the digits back, by the hundred thousand in a score of an agency."""
        return _decimal


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


class Instant(TypeDecorator[datetime]):
    """An aware moment kept as Unix milliseconds, which sort and compare alike everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write milliseconds since 1970."""
        return None if value is None else (value - _EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read an aware moment in UTC."""
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


class Document(TypeDecorator[Any]):
    """A small JSON document kept as compact text in its own letters, readable in a dispute."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write compact JSON."""
        return None if value is None else dump(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        """Return what reads the document back."""
        return _document


def _document(text: str | None) -> Any:
    return None if text is None else _read_document(text)


def dump(value: Any) -> str:
    """Return compact JSON that keeps Vietnamese letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class _Day(TypeEngine[str]):
    """A date as its ISO text, which is how SQLite keeps it."""

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[date | None], str | None] | None:
        """Return what reads one where the database has a type for it."""
        return _iso if dialect.supports_native_uuid else None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def as_wire(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column to select whose values come as `to_wire` would make them."""
    kind = column.type
    if isinstance(kind, Exact):
        return type_coerce(column, String)
    if isinstance(kind, Instant):
        return type_coerce(column, BigInteger)
    return type_coerce(column, _Day()) if isinstance(kind, Date) else column


def to_wire(value: Any) -> Any:
    """Return a column's Python value as the JSON value that change records carry."""
    if type(value) in _AS_ON_THE_WIRE:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(milliseconds=1)
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_wire(kind: TypeEngine[Any], value: Any) -> Any:
    """Return a change record's JSON value as the Python value of a column of type `kind`."""
    if value is None:
        return None
    if isinstance(kind, Exact):
        return Decimal(value)
    if isinstance(kind, Instant):
        return _EPOCH + timedelta(milliseconds=value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return value
