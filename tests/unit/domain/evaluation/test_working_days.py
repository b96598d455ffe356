"""Working days over weekends, Tết, holidays and swapped days, against counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.evaluation.working_days import WorkCalendar
from tests.unit.domain.evaluation.sheets import STAFF, pack

OFFICE = pack(STAFF).calendar
START = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("due", "done", "days"),
    [
        (date(2026, 3, 13), date(2026, 3, 13), 0),
        (date(2026, 3, 13), date(2026, 3, 12), 0),  # earlier is in time
        (date(2026, 3, 13), date(2026, 3, 15), 0),  # from Friday to Sunday
        (date(2026, 3, 13), date(2026, 3, 16), 1),
        (date(2026, 2, 13), date(2026, 2, 23), 1),  # over the Tết of Bính Ngọ
        (date(2026, 4, 29), date(2026, 5, 4), 1),
        (date(2026, 1, 1), date(2026, 1, 12), 7),  # Saturday the 10th is worked for Friday the 2nd
        (date(2026, 8, 21), date(2026, 9, 3), 7),  # worked on 22/8, off from 31/8 to 2/9
    ],
)
def test_days_late_are_working_days(due: date, done: date, days: int) -> None:
    assert OFFICE.days_late(due, done) == days


def test_a_swapped_saturday_is_worked_and_its_friday_is_not() -> None:
    assert OFFICE.is_working(date(2026, 1, 10))
    assert not OFFICE.is_working(date(2026, 1, 2))
    assert not OFFICE.is_working(date(2026, 1, 17))


def test_a_week_may_have_another_weekend() -> None:
    sundays = WorkCalendar(weekend=frozenset({7}))
    assert sundays.days_after(date(2026, 3, 13), date(2026, 3, 16)) == 2


DAYS = st.dates(START, date(2026, 12, 31))


@given(
    since=DAYS,
    until=DAYS,
    off=st.frozensets(DAYS, max_size=30),
    worked=st.frozensets(DAYS, max_size=30),
    weekend=st.frozensets(st.integers(1, 7), max_size=6),
)
def test_the_count_is_that_of_one_day_after_another(
    since: date, until: date, off: frozenset[date], worked: frozenset[date], weekend: frozenset[int]
) -> None:
    calendar = WorkCalendar(weekend, off, worked)
    every = [since + timedelta(step) for step in range(1, (until - since).days + 1)]
    assert calendar.days_after(since, until) == sum(map(calendar.is_working, every))


@given(start=DAYS, count=st.integers(0, 30))
def test_so_many_days_later_lie_so_many_days_between(start: date, count: int) -> None:
    later = OFFICE.add(start, count)
    assert OFFICE.days_after(start, later) == count
    assert count == 0 or OFFICE.is_working(later)
    earlier = OFFICE.back(start, count)
    between = [earlier + timedelta(step) for step in range((start - earlier).days)]
    assert sum(map(OFFICE.is_working, between)) == count
