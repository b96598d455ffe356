from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.charts.scales import about, day_ticks, figure, magnitude_of, round_ticks, unit_words

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(DAYS, DAYS, st.integers(2, 20))
def test_days_lie_within_and_are_no_more_than_asked_for(one: date, other: date, most: int) -> None:
    start, end = sorted((one, other))
    ticks = day_ticks(start, end, most)
    assert 1 <= len(ticks) <= most
    assert all(start <= tick.on <= end for tick in ticks)


def test_a_year_is_named_once_and_again_when_it_changes() -> None:
    labels = [tick.label for tick in day_ticks(date(2026, 1, 1), date(2027, 12, 31), 4)]
    assert labels == ["01/01\n2026", "01/07", "01/01\n2027", "01/07"]


@given(
    st.floats(-1e15, 1e15, allow_subnormal=False).filter(lambda low: not 0 < abs(low) < 1e-9),
    st.floats(1e-6, 1e15, allow_nan=False),
    st.integers(2, 8),
)
def test_values_lie_within_and_are_no_more_than_asked_for(
    low: float, span: float, most: int
) -> None:
    high = low + span
    ticks = round_ticks(low, high, most)
    assert len(ticks) <= most
    assert all(low <= float(tick) <= high for tick in ticks)


def test_round_values_are_exact() -> None:
    assert round_ticks(0.0, 1.0, 4) == tuple(map(Decimal, ("0", "0.5", "1.0")))
    assert round_ticks(-50, 260, 4) == (0, 100, 200)


@pytest.mark.parametrize(
    ("largest", "words"),
    [
        ("9999999", "đồng"),
        ("10000000", "triệu đồng"),
        ("1.2e12", "tỷ đồng"),
        ("1e14", "nghìn tỷ đồng"),
    ],
)
def test_huge_figures_are_named_in_words(largest: str, words: str) -> None:
    assert unit_words(magnitude_of(Decimal(largest)), "đồng") == words


def test_figures_have_vietnamese_separators() -> None:
    assert figure(Decimal("-1234567.5")) == "-1.234.568"
    assert figure(Decimal("0.00052")) == "0,00052"
    assert figure(Decimal("1234567890123"), magnitude_of(Decimal("1.2e12"))) == "1.234,57"


def test_computed_values_lose_digits_that_no_chart_shows() -> None:
    assert about(Decimal("63.0136986"), 80.0) == Decimal("63.0")
    assert about(Decimal("1234567"), 2e6) == Decimal(1230000)
    assert about(Decimal(0), 0.0) == 0
