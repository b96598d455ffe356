"""On which days a key result of the sample was checked in, by its rhythm and what happened."""

from collections.abc import Iterator
from datetime import date, timedelta

from okrdesk.domain.objective import CycleState
from okrdesk.domain.rhythm import PeriodSpan, Rhythm, opens_on, periods
from okrdesk.sample.draw import Draw
from okrdesk.sample.plan import Course

WEEKS = 12
# What is left out before today where a check-in is overdue: beyond any grace, by rhythm.
_SILENT_DAYS = {Rhythm.DAILY: 9, Rhythm.WEEKLY: 21}
_DAILY_SPAN = timedelta(days=30)


def days_of(course: Course, today: date, draw: Draw) -> list[date]:
    """Return the effective days of the check-ins of a course, up to `today`, in order."""
    if course.shape == "none" or course.cycle.state is CycleState.DRAFT:
        return []
    key_result = course.key_result
    if key_result.rhythm is Rhythm.YEARLY:
        return _yearly(course, today)
    if key_result.rhythm is Rhythm.IRREGULAR:
        step = timedelta(days=draw.whole(13, 23))
        days = [key_result.start_on + step * turn for turn in range(1, 9)]
        return [day for day in days if day <= min(today, key_result.end_on)]
    if key_result.rhythm is Rhythm.DAILY:
        return _daily(course, today, draw)
    return _periodic(course, today, draw)


def _periodic(course: Course, today: date, draw: Draw) -> list[date]:
    key_result, rhythm = course.key_result, course.key_result.rhythm
    since = today - timedelta(weeks=WEEKS) if rhythm is Rhythm.WEEKLY else key_result.start_on
    if course.cycle.state is not CycleState.RUNNING:
        since = key_result.start_on
    spans = [
        span
        for span in periods(rhythm, key_result.start_on, key_result.end_on)
        if since <= span.end and span.start <= today
    ]
    if "overdue" in course.notes:
        silent = today - timedelta(days=_SILENT_DAYS.get(rhythm, 35))
        spans = [span for span in spans if span.end < silent]
        if spans and spans[-1].end == key_result.end_on:
            spans.pop()
    elif spans and spans[-1].end >= today and not _entered_now(course, draw):
        spans.pop()
    if "gaps" in course.notes:
        spans = [span for place, span in enumerate(spans) if place not in (2, 4, 5)]
    return [_day_in(span, today, draw) for span in spans]


def _entered_now(course: Course, draw: Draw) -> bool:
    """Say whether the period that is still running has its check-in already."""
    if course.notes & {"fresh", "next-today"}:
        return True
    if "due" in course.notes:
        return False
    return draw.chance(0.6 if course.key_result.rhythm is Rhythm.WEEKLY else 0.15)


def _day_in(span: PeriodSpan, today: date, draw: Draw) -> date:
    """Return a working day towards the end of a period, never after `today`."""
    last = min(span.end, today)
    room = min((last - span.start).days, 6)
    day = last - timedelta(days=draw.whole(0, room))
    while day.weekday() > 4 and day > span.start:
        day -= timedelta(days=1)
    return day


def _daily(course: Course, today: date, draw: Draw) -> list[date]:
    key_result = course.key_result
    last = min(today if "fresh" in course.notes else today - timedelta(days=1), key_result.end_on)
    first = max(key_result.start_on, today - _DAILY_SPAN)
    return [day for day in _each_day(first, last) if day.weekday() < 5 and not draw.chance(0.06)]


def _each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _yearly(course: Course, today: date) -> list[date]:
    key_result = course.key_result
    span = key_result.start_on, key_result.end_on
    opening = opens_on(key_result.rhythm, *span, key_result.due_month)
    if opening is None or "overdue" in course.notes:
        return []
    day = opening + timedelta(days=11)
    return [day] if day <= today else []
