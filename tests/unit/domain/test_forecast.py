"""The robust line through recent values and its range."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.forecast import RECENT, forecast

FIRST = date(2026, 10, 5)
END = FIRST + timedelta(days=84)


def weekly(*values: int | str) -> list[tuple[date, Decimal]]:
    return [(FIRST + timedelta(days=7 * week), Decimal(value)) for week, value in enumerate(values)]


def test_three_values_say_nothing_yet() -> None:
    assert forecast(weekly(1, 2, 3), END) is None
    assert forecast([*weekly(1, 2, 3), (FIRST, Decimal(4))], END) is None


def test_a_steady_rise_goes_on_without_any_range() -> None:
    seen = forecast(weekly(10, 17, 24, 31), END)
    assert seen is not None
    assert (seen.low, seen.value, seen.high) == (94, 94, 94)
    assert (seen.slope_per_day, seen.intercept, seen.origin, seen.count) == (1, 10, FIRST, 4)
    assert seen.on(END) == seen.value


def test_one_slip_does_not_bend_the_line() -> None:
    seen = forecast(weekly(10, 17, 24, 31, 38, 900, 52), END)
    assert seen is not None
    assert seen.value == 94
    assert seen.low <= 94 <= seen.high


def test_an_uneven_rise_has_a_range_that_widens() -> None:
    values = weekly(10, 12, 24, 26, 41, 39, 55)
    near = forecast(values, END)
    far = forecast(values, END + timedelta(days=84))
    assert near is not None
    assert far is not None
    assert near.low < near.value < near.high
    assert far.high - far.low > near.high - near.low


def test_the_last_value_of_a_date_counts() -> None:
    corrected = [(FIRST, Decimal(99)), *weekly(10, 17, 24, 31)]
    assert forecast(corrected, END) == forecast(weekly(10, 17, 24, 31), END)


def test_only_recent_values_speak() -> None:
    rising = weekly(*[500] * 8, *range(RECENT))
    seen = forecast(rising, rising[-1][0])
    assert seen is not None
    assert seen.value == RECENT - 1
    assert seen.count == RECENT


VALUES = st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=4, max_size=15)


@given(VALUES, st.integers(0, 400))
def test_the_value_lies_within_its_range(values: list[Decimal], ahead: int) -> None:
    points = weekly(*map(str, values))
    seen = forecast(points, FIRST + timedelta(days=ahead))
    assert seen is not None
    assert seen.low <= seen.value <= seen.high


@given(VALUES, st.randoms())
def test_the_order_of_values_does_not_matter(values: list[Decimal], random: object) -> None:
    points = weekly(*map(str, values))
    mixed = list(points)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert forecast(mixed, END) == forecast(points, END)


@pytest.mark.parametrize("shift", [-3, 5])
def test_moving_all_values_moves_the_forecast(shift: int) -> None:
    here = forecast(weekly(1, 4, 2, 8, 5), END)
    there = forecast(weekly(*[v + shift for v in (1, 4, 2, 8, 5)]), END)
    assert here is not None
    assert there is not None
    assert there.value - here.value == pytest.approx(shift)
