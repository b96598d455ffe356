"""Dates and named periods."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.dates import (
    PeriodKind,
    day_at,
    day_begin,
    format_date,
    format_moment,
    parse_date,
    parse_period,
)
from okrdesk.errors import Code, Refused


@pytest.mark.parametrize(
    "typed",
    ["05/10/2026", "5/10/2026", "5-10-2026", "05.10.2026", "2026-10-05", " 5 / 10 / 2026 "],
)
def test_dates_are_read_day_first_or_iso(typed: str) -> None:
    assert parse_date(typed) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "typed",
    ["", "31/02/2026", "10/13/2026", "5/10/26", "5/10-2026", "2026-1-5", "05/10/0226", "mai"],
)
def test_what_is_not_a_date_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_date(typed)
    assert refused.value.code is Code.BAD_DATE


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_shown_date_reads_back(day: date) -> None:
    assert parse_date(format_date(day)) == day == parse_date(day.isoformat())


def test_a_moment_is_shown_as_in_the_office_whatever_time_the_machine_keeps(
    another_zone: str,
) -> None:
    assert format_moment(datetime(2026, 11, 20, 18, 5, 59, tzinfo=UTC)) == "21/11/2026 01:05"


def test_a_day_is_that_of_the_office_whatever_time_the_machine_keeps(another_zone: str) -> None:
    midnight = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert day_at(midnight) == date(2026, 11, 21)
    assert day_at(midnight - timedelta(seconds=1)) == date(2026, 11, 20)
    assert day_begin(date(2026, 11, 21)) == midnight


@pytest.mark.parametrize(
    ("typed", "kind", "start", "end"),
    [
        ("2026", PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", PeriodKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-q1", PeriodKind.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        ("2028-02", PeriodKind.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_periods_have_their_calendar_days(
    typed: str, kind: PeriodKind, start: date, end: date
) -> None:
    period = parse_period(typed)
    assert (period.kind, period.start, period.end) == (kind, start, end)
    assert period.code == typed.upper()


@pytest.mark.parametrize("typed", ["", "2026-Q5", "2026-13", "2026-00", "2026-1", "26", "0026"])
def test_what_is_not_a_period_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(typed)
    assert refused.value.code is Code.BAD_PERIOD
