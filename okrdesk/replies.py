"""What a command answers: one JSON document for programs, and lines of text for people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

Item = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """The answer of one command; `failed` makes the exit status 1 although there is an answer."""

    document: Mapping[str, Any]
    lines: Sequence[str] = ()
    failed: bool = False


def plain(row: Any) -> Item:
    """Return the fields of a frozen row by name."""
    return {one.name: getattr(row, one.name) for one in fields(row)}


def to_json(value: Any) -> Any:
    """Return `value` as JSON values: decimals as exact numbers with a point, dates as ISO text."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return to_json(plain(value))
    if isinstance(value, Mapping):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(to_json(one) for one in value)
    return value


def as_text(document: Mapping[str, Any], *, ascii: bool = False) -> str:
    """Return the document as one readable JSON text; with `ascii` it survives any encoding."""
    return json.dumps(to_json(document), ensure_ascii=ascii, indent=2)
