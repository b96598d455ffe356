"""Periods of a rhythm, due dates, grace, and periods in which a limit was kept."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.rhythm import (
    PeriodSpan,
    Rhythm,
    next_due,
    opens_on,
    overdue_from,
    periods,
    periods_met,
)

START, END = date(2026, 10, 1), date(2026, 12, 31)  # a quarter that begins on a Thursday
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CALENDAR = [r for r in Rhythm if r is not Rhythm.IRREGULAR]
AT_LEAST_4 = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def span(start: tuple[int, int], end: tuple[int, int]) -> PeriodSpan:
    return PeriodSpan(date(2026, *start), date(2026, *end))


def test_weeks_run_from_monday_to_sunday_within_the_dates() -> None:
    weeks = periods(Rhythm.WEEKLY, START, END)
    assert weeks[:2] == [span((10, 1), (10, 4)), span((10, 5), (10, 11))]
    assert weeks[-1] == span((12, 28), (12, 31))
    assert len(weeks) == 14


def test_months_and_quarters_follow_the_calendar() -> None:
    middle = (date(2026, 2, 10), date(2026, 7, 5))
    assert [p.end for p in periods(Rhythm.MONTHLY, *middle)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
        date(2026, 6, 30),
        date(2026, 7, 5),
    ]
    assert periods(Rhythm.QUARTERLY, *middle) == [
        span((2, 10), (3, 31)),
        span((4, 1), (6, 30)),
        span((7, 1), (7, 5)),
    ]


def test_every_day_is_a_period_of_a_daily_rhythm() -> None:
    assert len(periods(Rhythm.DAILY, START, END)) == 92


@pytest.mark.parametrize(
    ("due_month", "ends"),
    [
        (10, [date(2026, 10, 31), date(2027, 10, 31)]),
        (None, [date(2026, 12, 31), date(2027, 12, 15)]),
        (2, [date(2027, 2, 28)]),
    ],
)
def test_a_yearly_index_is_due_at_the_end_of_its_month(
    due_month: int | None, ends: list[date]
) -> None:
    spans = periods(Rhythm.YEARLY, date(2026, 3, 1), date(2027, 12, 15), due_month)
    assert [s.end for s in spans] == ends


def test_a_yearly_index_outside_its_month_is_due_at_the_end() -> None:
    assert periods(Rhythm.YEARLY, START, END, 3) == [PeriodSpan(START, END)]


def test_an_irregular_rhythm_asks_only_for_the_date_the_officer_set() -> None:
    assert periods(Rhythm.IRREGULAR, START, END) == []
    assert next_due(Rhythm.IRREGULAR, START, END, None, None) is None
    on = date(2026, 11, 20)
    assert next_due(Rhythm.IRREGULAR, START, END, START, on) == on


@given(st.sampled_from(CALENDAR), DAYS, st.integers(0, 500), st.integers(1, 12))
def test_periods_of_a_calendar_rhythm_follow_each_other(
    rhythm: Rhythm, start: date, length: int, due_month: int
) -> None:
    end = start + timedelta(days=length)
    spans = periods(rhythm, start, end, due_month)
    assert spans[0].start == start
    assert spans[-1].end <= end
    assert all(s.start <= s.end for s in spans)
    assert all(b.start - a.end == timedelta(days=1) for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("last_on", "next_on", "due"),
    [
        (None, None, date(2026, 10, 4)),
        (date(2026, 10, 5), None, date(2026, 10, 18)),
        (date(2026, 10, 11), None, date(2026, 10, 18)),
        (date(2026, 12, 23), None, END),
        (date(2026, 12, 28), None, None),
        (date(2026, 10, 5), date(2026, 10, 30), date(2026, 10, 30)),
        (date(2026, 10, 5), date(2027, 1, 30), END),
        (date(2026, 10, 5), date(2026, 10, 2), date(2026, 10, 18)),
        (date(2026, 9, 25), None, date(2026, 10, 4)),
    ],
)
def test_the_next_weekly_check_in(
    last_on: date | None, next_on: date | None, due: date | None
) -> None:
    assert next_due(Rhythm.WEEKLY, START, END, last_on, next_on) == due


@pytest.mark.parametrize(
    ("last_on", "due"),
    [
        (None, date(2026, 10, 31)),
        (date(2026, 3, 5), date(2026, 10, 31)),
        (date(2026, 10, 1), None),
        (date(2026, 11, 5), None),
    ],
)
def test_a_yearly_index_is_settled_from_its_month_on(
    last_on: date | None, due: date | None
) -> None:
    assert next_due(Rhythm.YEARLY, *YEAR, last_on, None, 10) == due


def test_a_yearly_index_opens_on_the_first_of_its_month() -> None:
    assert opens_on(Rhythm.YEARLY, *YEAR, 10) == date(2026, 10, 1)
    assert opens_on(Rhythm.WEEKLY, *YEAR, 10) is None


@given(st.sampled_from(list(Rhythm)), DAYS, st.integers(0, 500), DAYS, st.none() | DAYS)
def test_nothing_is_due_after_the_end(
    rhythm: Rhythm, start: date, length: int, last_on: date, next_on: date | None
) -> None:
    end = start + timedelta(days=length)
    due = next_due(rhythm, start, end, last_on, next_on)
    assert due is None or due <= end


@given(st.sampled_from(CALENDAR[:4]), st.integers(0, 91))
def test_a_check_in_leads_to_the_period_after_its_own(rhythm: Rhythm, day: int) -> None:
    last_on = START + timedelta(days=day)
    later = [s.end for s in periods(rhythm, START, END) if s.start > last_on]
    assert next_due(rhythm, START, END, last_on, None) == (later[0] if later else None)


def test_overdue_begins_after_the_days_of_grace() -> None:
    assert overdue_from(date(2026, 10, 4)) == date(2026, 10, 8)
    assert overdue_from(date(2026, 10, 4), 0) == date(2026, 10, 5)


def weekly_values(*kept: str | None) -> list[tuple[date, Decimal]]:
    """Return one value for each week from Monday 5 October; None is a week without a value."""
    first = date(2026, 10, 5)
    return [
        (first + timedelta(days=7 * week + 2), Decimal(value))
        for week, value in enumerate(kept)
        if value is not None
    ]


def test_a_week_without_a_value_is_not_met() -> None:
    values = weekly_values(*["5"] * 6, *["3"] * 3, None, *["4"] * 3)
    monday, sunday = date(2026, 10, 5), date(2027, 1, 3)
    assert periods_met(AT_LEAST_4, Rhythm.WEEKLY, monday, sunday, values, sunday) == (9, 13)


@pytest.mark.parametrize(
    ("today", "values", "counted"),
    [
        (date(2026, 10, 10), [], (0, 0)),
        (date(2026, 10, 11), [], (0, 1)),
        (date(2026, 10, 6), [(date(2026, 10, 5), "5")], (1, 1)),
        (date(2026, 10, 8), [(date(2026, 10, 5), "5"), (date(2026, 10, 7), "3")], (0, 1)),
        (date(2026, 10, 8), [(date(2026, 10, 7), "3"), (date(2026, 10, 5), "5")], (0, 1)),
        (date(2026, 10, 8), [(date(2026, 10, 5), "3"), (date(2026, 10, 5), "5")], (1, 1)),
        (date(2026, 10, 8), [(date(2026, 10, 2), "5"), (date(2026, 10, 9), "5")], (0, 0)),
        (date(2026, 10, 13), [(date(2026, 10, 13), "5")], (1, 2)),
    ],
)
def test_ended_periods_and_a_current_one_with_a_value_count(
    today: date, values: list[tuple[date, str]], counted: tuple[int, int]
) -> None:
    typed = [(on, Decimal(value)) for on, value in values]
    monday = date(2026, 10, 5)
    assert periods_met(AT_LEAST_4, Rhythm.WEEKLY, monday, END, typed, today) == counted


def test_a_value_after_the_due_month_belongs_to_that_year() -> None:
    values = [(date(2026, 11, 5), Decimal(6))]
    assert periods_met(AT_LEAST_4, Rhythm.YEARLY, *YEAR, values, YEAR[1], 10) == (1, 1)


def test_with_an_irregular_rhythm_each_dated_value_counts() -> None:
    values = [(START, Decimal(5)), (END, Decimal(3))]
    assert periods_met(AT_LEAST_4, Rhythm.IRREGULAR, START, END, values, END) == (1, 2)
