"""Expected progress, computed colour and the mark that is shown."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.health import Health, Limits, colour, expected, planned_value, shown
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.rhythm import overdue_from

START, END = date(2026, 10, 1), date(2027, 1, 9)  # 100 days apart
UP = Measure(Kind.INCREASE, Decimal(0), Decimal(50))
DOWN = Measure(Kind.DECREASE, Decimal(100), Decimal(20))
LIMITS = Limits()
COLOURS = [Health.ON_TRACK, Health.AT_RISK, Health.BEHIND]
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def after(days: int) -> date:
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "share"), [(-5, 0), (0, 0), (25, 25), (99, 99), (100, 100), (300, 100)]
)
def test_expectation_rises_evenly_and_freezes_at_the_end(day: int, share: int) -> None:
    assert expected(START, END, after(day)) == Fraction(share, 100)


def test_a_single_day_is_expected_whole_on_that_day() -> None:
    assert expected(START, START, START) == 1
    assert expected(START, START, after(-1)) == 0


@pytest.mark.parametrize(("day", "share"), [(0, 0), (25, 10), (50, 20), (75, 60), (100, 100)])
def test_phases_bend_the_expectation(day: int, share: int) -> None:
    phases = [(after(50), Decimal(10))]
    assert expected(START, END, after(day), phases, UP) == Fraction(share, 100)


def test_phases_of_a_decrease_fall() -> None:
    phases = [(after(50), Decimal(90))]
    assert expected(START, END, after(50), phases, DOWN) == Fraction(1, 8)
    assert planned_value(START, END, after(75), phases, DOWN) == 55


def test_phases_of_other_kinds_are_percent() -> None:
    phases = [(after(50), Decimal(80))]
    assert expected(START, END, after(50), phases, Measure(Kind.YES_NO)) == Fraction(4, 5)
    assert expected(START, END, after(75), phases) == Fraction(9, 10)


def test_a_phase_on_the_last_day_replaces_the_target_and_stays() -> None:
    phases = [(END, Decimal(40)), (after(50), Decimal(20))]
    assert expected(START, END, after(75), phases, UP) == Fraction(3, 5)
    assert expected(START, END, after(500), phases, UP) == Fraction(4, 5)


@given(st.lists(st.tuples(DAYS, st.decimals(-1000, 1000, places=2))), DAYS)
def test_expectation_stays_between_nothing_and_all(
    phases: list[tuple[date, Decimal]], today: date
) -> None:
    assert 0 <= expected(START, END, today, phases, DOWN) <= 1


@pytest.mark.parametrize(
    ("percent_expected", "percent_done", "mark"),
    [
        ("50", "50", Health.ON_TRACK),
        ("50", "90", Health.ON_TRACK),
        ("50", "40", Health.ON_TRACK),
        ("50", "39.999999", Health.AT_RISK),
        ("50", "25", Health.AT_RISK),
        ("50", "24.999999", Health.BEHIND),
        ("0", "0", Health.ON_TRACK),
    ],
)
def test_colour_follows_the_points_behind(
    percent_expected: str, percent_done: str, mark: Health
) -> None:
    share, done = Fraction(percent_expected) / 100, Fraction(percent_done) / 100
    assert colour(share, done, LIMITS) is mark


def test_colour_limits_are_settings() -> None:
    strict = Limits(on_track=0, at_risk=5)
    assert colour(Fraction(1, 2), Fraction(1, 2), strict) is Health.ON_TRACK
    assert colour(Fraction(1, 2), Fraction(45, 100), strict) is Health.AT_RISK
    assert colour(Fraction(1, 2), Fraction(44, 100), strict) is Health.BEHIND


def mark(**facts: object) -> Health:
    """Return the shown mark of an open key result due on the start date, some facts changed."""
    usual = {"closed": False, "due": START, "not_before": None, "last_colour": None}
    return shown(**{**usual, "today": START, "limits": LIMITS, **facts})  # type: ignore[arg-type]


def test_the_first_rule_that_holds_is_shown() -> None:
    late = overdue_from(START)
    assert mark(closed=True, today=late) is Health.CLOSED
    assert mark(last_colour=Health.ON_TRACK, today=late) is Health.OVERDUE
    assert mark(last_colour=Health.BEHIND, not_before=END) is Health.BEHIND
    assert mark(not_before=END, due=END) is Health.NOT_DUE
    assert mark(not_before=START) is Health.NOT_STARTED
    assert mark() is Health.NOT_STARTED
    assert mark(due=None, today=END) is Health.NOT_STARTED


def test_the_last_day_of_grace_is_not_overdue() -> None:
    assert mark(today=after(3)) is Health.NOT_STARTED
    assert mark(today=after(4)) is Health.OVERDUE
    assert mark(today=after(4), limits=Limits(grace_days=7)) is Health.NOT_STARTED


@given(DAYS, DAYS, st.sampled_from(COLOURS), st.integers(0, 30))
def test_overdue_is_never_green(due: date, today: date, last: Health, grace: int) -> None:
    seen = mark(due=due, today=today, last_colour=last, limits=Limits(grace_days=grace))
    assert (seen is Health.OVERDUE) == (today > due + timedelta(days=grace))
