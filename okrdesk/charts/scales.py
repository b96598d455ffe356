"""Axes as plain arithmetic: round numbers, dates at sensible distances, and words for huge figures.

Free of matplotlib, so that the ticks of a chart are exact, testable, and the same in PNG and SVG.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import ceil, floor, log10

from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _

_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50)
_FULL_FIGURES_BELOW = Decimal(10_000_000)


@dataclass(frozen=True)
class Magnitude:
    """What figures are divided by so that they stay readable, and the English word for it."""

    divisor: Decimal = Decimal(1)
    word: str = ""


_MAGNITUDES = (
    Magnitude(Decimal(10) ** 12, N_("trillion")),
    Magnitude(Decimal(10) ** 9, N_("billion")),
    Magnitude(Decimal(10) ** 6, N_("million")),
)


@dataclass(frozen=True)
class Tick:
    """A mark on the axis of dates: the day and its label of one or two lines."""

    on: date
    label: str


def magnitude_of(largest: Decimal) -> Magnitude:
    """Return what figures up to `largest` are divided by; below ten million they stay whole."""
    if abs(largest) < _FULL_FIGURES_BELOW:
        return Magnitude()
    return next(unit for unit in _MAGNITUDES if abs(largest) >= 10 * unit.divisor)


def unit_words(magnitude: Magnitude, unit: str) -> str:
    """Return "tỷ đồng" for a billion of "đồng"."""
    return " ".join(part for part in (_(magnitude.word) if magnitude.word else "", unit) if part)


def figure(value: Decimal, magnitude: Magnitude | None = None) -> str:
    """Return `value` as it stands beside a mark, 1.234.567,5: at most seven digits count."""
    divisor = (magnitude or Magnitude()).divisor
    return format_decimal(Context(prec=7 if divisor == 1 else 6).divide(value, divisor))


def about(value: Decimal, span: float) -> Decimal:
    """Return a computed value to a hundredth of `span` or finer: what a chart lets one see."""
    if not value or span <= 0:
        return value
    last = Decimal(1).scaleb(floor(log10(span)) - 2)
    return (value / last).to_integral_value(ROUND_HALF_UP) * last


def round_ticks(low: float, high: float, most: int) -> tuple[Decimal, ...]:
    """Return at most `most` round numbers within `low`–`high`, in steps of 1, 2, 2.5 or 5 × 10ⁿ."""
    span = high - low
    if span <= 0 or most < 1:
        return (Decimal(repr(low)),)
    exponent = floor(log10(span / most))
    for factor in (1, 2, 2.5, 5, 10):
        step = Decimal(repr(factor)).scaleb(exponent)
        # Exact, because a float of fifteen digits divided by a small step rounds beyond its end.
        first, last = ceil(Fraction(low) / Fraction(step)), floor(Fraction(high) / Fraction(step))
        if last - first <= most - 1:
            return tuple(step * index for index in range(first, last + 1))
    return ()


def day_ticks(start: date, end: date, most: int) -> tuple[Tick, ...]:
    """Return at most `most` days from `start` to `end`, labelled dd/MM; a new year stands below."""
    for days in _choices(start, end):
        if len(days) <= max(most, 1):
            return tuple(_labelled(days))
    return (Tick(start, f"{start:%d/%m}\n{start.year}"),)


def _choices(start: date, end: date) -> Iterator[list[date]]:
    for step in _DAY_STEPS:
        count = (end - start).days // step + 1
        yield [start + timedelta(days=step * index) for index in range(min(count, 400))]
    for months in (*_MONTH_STEPS, *(12 * years for years in _YEAR_STEPS)):
        yield list(_firsts_of_months(start, end, months))


def _firsts_of_months(start: date, end: date, step: int) -> Iterator[date]:
    month = start.year * 12 + start.month - 1
    month += start.day > 1
    month += -month % step
    while date(month // 12, month % 12 + 1, 1) <= end:
        yield date(month // 12, month % 12 + 1, 1)
        month += step


def _labelled(days: list[date]) -> Iterator[Tick]:
    shown: int | None = None
    for day in days:
        yield Tick(day, f"{day:%d/%m}" + (f"\n{day.year}" if day.year != shown else ""))
        shown = day.year
