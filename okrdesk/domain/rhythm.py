"""When a key result asks for a check-in: its calendar periods, the next due date, and the grace.

Periods follow the calendar (weeks from Monday to Sunday, months, quarters) and are cut to the dates
of the key result; a period is due on its last day. A daily rhythm counts every calendar day. A
yearly index is due at the end of its due month, and only a check-in from that month on settles it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from okrdesk.domain.dates import month_end
from okrdesk.domain.progress import Measure, is_met

_DAY = timedelta(days=1)
GRACE_DAYS = 3


class Rhythm(StrEnum):
    """How often a key result is checked in."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    IRREGULAR = "irregular"


@dataclass(frozen=True)
class PeriodSpan:
    """One period of a rhythm, both ends included; its check-in is due on `end`."""

    start: date
    end: date


def periods(
    rhythm: Rhythm, start: date, end: date, due_month: int | None = None
) -> list[PeriodSpan]:
    """Return the periods of `rhythm` within `start`..`end`, in order.

    `due_month` (1–12, default 12) is that of a yearly index. An irregular rhythm has no periods.
    """
    if rhythm is Rhythm.YEARLY:
        return _yearly(start, end, due_month or 12)
    spans: list[PeriodSpan] = []
    first = start
    while rhythm is not Rhythm.IRREGULAR and first <= end:
        last = min(_calendar_end(rhythm, first), end)
        spans.append(PeriodSpan(first, last))
        first = last + _DAY
    return spans


def next_due(  # noqa: PLR0913 - one fact of the key result each
    rhythm: Rhythm,
    start: date,
    end: date,
    last_on: date | None,
    next_on: date | None,
    due_month: int | None = None,
) -> date | None:
    """Return the day by which the next check-in is due, None when no more is expected.

    `last_on` is the effective date of the last check-in, `next_on` the date the officer set in it,
    which wins. A period that has a check-in leads to the next one; nothing is due after `end`.
    """
    if next_on is not None and (last_on is None or next_on > last_on):
        return min(next_on, end)
    if rhythm in (Rhythm.YEARLY, Rhythm.IRREGULAR):
        spans = periods(rhythm, start, end, due_month)
        open_ones = [s.end for s in spans if last_on is None or last_on < _opening(rhythm, s)]
        return open_ones[0] if open_ones else None
    if last_on is None or last_on < start:
        return min(_calendar_end(rhythm, start), end)
    settled = _calendar_end(rhythm, last_on)
    return min(_calendar_end(rhythm, settled + _DAY), end) if settled < end else None


def opens_on(rhythm: Rhythm, start: date, end: date, due_month: int | None = None) -> date | None:
    """Return the first day of a yearly index's due month; before it, it shows "not due"."""
    if rhythm is not Rhythm.YEARLY:
        return None
    spans = periods(rhythm, start, end, due_month)
    return _opening(rhythm, spans[0]) if spans else None


def overdue_from(due: date, grace_days: int = GRACE_DAYS) -> date:
    """Return the first day on which a check-in due on `due` counts as overdue (calendar days)."""
    return due + timedelta(days=grace_days + 1)


def periods_met(  # noqa: PLR0913 - one fact of the key result each
    measure: Measure,
    rhythm: Rhythm,
    start: date,
    end: date,
    values: Sequence[tuple[date, Decimal]],
    today: date,
    due_month: int | None = None,
) -> tuple[int, int]:
    """Return (met, due) periods of a keep kind so far; with `today` ≥ `end` those are all planned.

    A period counts once it has ended, or earlier when it has a value; its last value decides, and
    without a value it is not met. Values after the last period belong to it. With an irregular
    rhythm each date with a value is a period.
    """
    known = sorted((item for item in values if start <= item[0] <= today), key=lambda v: v[0])
    if rhythm is Rhythm.IRREGULAR:
        by_date = dict(known)
        return sum(is_met(measure, value) for value in by_date.values()), len(by_date)
    spans = periods(rhythm, start, end, due_month)
    starts = [span.start for span in spans]
    last = {bisect_right(starts, on) - 1: value for on, value in known}
    ended = {index for index, span in enumerate(spans) if span.end <= today}
    return sum(is_met(measure, value) for value in last.values()), len(ended | last.keys())


def _calendar_end(rhythm: Rhythm, day: date) -> date:
    if rhythm is Rhythm.DAILY:
        return day
    if rhythm is Rhythm.WEEKLY:
        return day + timedelta(days=6 - day.weekday())
    if rhythm is Rhythm.MONTHLY:
        return month_end(day.year, day.month)
    return month_end(day.year, (day.month + 2) // 3 * 3)


def _yearly(start: date, end: date, due_month: int) -> list[PeriodSpan]:
    """Return one span per due month that `start`..`end` touches, or a single one if none."""
    spans: list[PeriodSpan] = []
    first = start
    for year in range(start.year, end.year + 1):
        last = month_end(year, due_month)
        if start <= last and last.replace(day=1) <= end:
            spans.append(PeriodSpan(first, min(last, end)))
            first = last + _DAY
    return spans or [PeriodSpan(start, end)]


def _opening(rhythm: Rhythm, span: PeriodSpan) -> date:
    """Return the day from which a check-in settles `span`."""
    if rhythm is Rhythm.YEARLY:
        return max(span.start, span.end.replace(day=1))
    return span.start
