"""The months and quarters that the list of tasks is narrowed to."""

import calendar
from dataclasses import dataclass
from datetime import date

from okrdesk.domain.dates import ROMAN
from okrdesk.i18n import _


@dataclass(frozen=True)
class Span:
    """A month or quarter: its first and last day, both included; `id` is "2026-11" or "2026-Q4"."""

    id: str
    name: str
    from_on: date
    to_on: date


def month(year: int, number: int) -> Span:
    """Return a month."""
    last = calendar.monthrange(year, number)[1]
    name = _("Month {month}/{year}").format(month=number, year=year)
    return Span(f"{year}-{number:02}", name, date(year, number, 1), date(year, number, last))


def quarter(year: int, number: int) -> Span:
    """Return a quarter."""
    first, last = month(year, 3 * number - 2), month(year, 3 * number)
    name = _("Quarter {quarter}/{year}").format(quarter=ROMAN[number - 1], year=year)
    return Span(f"{year}-Q{number}", name, first.from_on, last.to_on)


def spans_around(today: date) -> tuple[Span, ...]:
    """Return the next month, this one and the eleven before, then five quarters."""
    months = [_months_away(today, -away) for away in range(-1, 12)]
    quarters = []
    year, number = today.year, (today.month + 2) // 3
    for _count in range(5):
        quarters.append(quarter(year, number))
        year, number = (year - 1, 4) if number == 1 else (year, number - 1)
    return (*months, *quarters)


def span_of(today: date) -> Span:
    """Return the month of a day."""
    return month(today.year, today.month)


def _months_away(today: date, away: int) -> Span:
    place = today.year * 12 + today.month - 1 + away
    return month(place // 12, place % 12 + 1)
