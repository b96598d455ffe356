"""Facts as a Vietnamese office writes them on paper: decimal comma, dd/MM/yyyy, words of the form.

Papers are in Vietnamese whatever the window's language is; the words come from the template.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from okrdesk.domain.dates import ROMAN, PeriodKind, format_date, parse_period
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.progress import Kind, Measure

Words = Mapping[str, str]


def worded(value: Any, words: Words, places: int | None = None) -> Any:
    """Return a fact as JSON-like text: a dataclass as its fields, a missing value as "".

    A number takes all its decimals, or the `places` that its field asks for. Booleans stay.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, StrEnum):
        return words.get(value.value, value.value)
    if isinstance(value, Decimal | int):
        return format_decimal(value, places)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Measure):
        return target_text(value, words)
    if is_dataclass(value):
        return {
            one.name: worded(getattr(value, one.name), words, one.metadata.get("places"))
            for one in fields(value)
        }
    if isinstance(value, tuple | list):
        return [worded(one, words, places) for one in value]
    return value


def period_text(code: str, words: Words) -> str:
    """Return a period's name in Vietnamese: "Tháng 10 năm 2026", "Quý IV năm 2026", "Năm 2026"."""
    period = parse_period(code)
    number = period.start.month
    if period.kind is PeriodKind.QUARTER:
        return words["quarter"].format(number=ROMAN[number // 3], year=period.start.year)
    return words[period.kind.value].format(number=number, year=period.start.year)


def target_text(measure: Measure, words: Words) -> str:
    """Return what has to be reached: "98", "≥ 4", "2 – 5", "Có", "5 bước"; empty where unknown."""
    low, high = worded(measure.floor, words), worded(measure.ceiling, words)
    match measure.kind:
        case Kind.KEEP_AT_LEAST:
            return words["at_least"].format(target=low) if low else ""
        case Kind.KEEP_AT_MOST:
            return words["at_most"].format(target=high) if high else ""
        case Kind.KEEP_BETWEEN:
            return words["between"].format(low=low, high=high) if low or high else ""
        case Kind.YES_NO:
            return words["yes"]
        case Kind.STEPS:
            return words["steps"].format(count=len(measure.steps))
        case _:
            return str(worded(measure.target, words))


def start_text(measure: Measure, words: Words) -> str:
    """Return where a moving number starts; a dash for kinds that have no start."""
    return str(worded(measure.origin, words)) if measure.kind.moves else words["no_start"]
