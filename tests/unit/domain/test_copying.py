"""A day of one cycle has its place in another."""

from datetime import date

import pytest

from okrdesk.domain.copying import moved

OLD = (date(2026, 10, 1), date(2026, 12, 31))
NEW = (date(2027, 1, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 11, 15), date(2027, 2, 14)),
        (date(2026, 9, 1), date(2027, 1, 1)),
        (date(2027, 9, 1), date(2027, 3, 31)),
    ],
)
def test_a_day_keeps_its_place(day: date, there: date) -> None:
    assert moved(day, OLD, NEW) == there


def test_a_cycle_of_one_day_takes_everything_to_the_start() -> None:
    assert moved(date(2026, 1, 1), (date(2026, 1, 1),) * 2, NEW) == NEW[0]
