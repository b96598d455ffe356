"""Reminders come at the hour of a working day, each thing once a day; nothing is hidden."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.reminders import SNOOZE, Reminded, is_time, to_tell

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "works", "told"),
    [
        (NINE, True, True),
        (NINE - timedelta(minutes=1), True, False),
        (NINE + timedelta(hours=8), True, True),
        (NINE, False, False),
    ],
)
def test_the_hour_comes_on_working_days(now: datetime, works: bool, told: bool) -> None:
    assert is_time(now, 9, Reminded(), is_working_day=works) is told


def test_each_thing_is_told_once_a_day() -> None:
    reminded = Reminded().told(MONDAY, ["a"])
    assert to_tell(["a", "b"], MONDAY, reminded) == ["b"]
    reminded = reminded.told(MONDAY, ["b"])
    assert to_tell(["a", "b"], MONDAY, reminded) == []
    assert to_tell(["a", "b"], MONDAY + timedelta(1), reminded) == ["a", "b"]


def test_what_is_put_off_comes_again_an_hour_later() -> None:
    reminded = Reminded().told(MONDAY, ["a", "b"]).snoozed(NINE, ["b"])
    soon, later = NINE + SNOOZE - timedelta(minutes=1), NINE + SNOOZE
    assert not is_time(soon, 9, reminded, is_working_day=True)
    assert is_time(later, 9, reminded, is_working_day=True)
    assert to_tell(["a", "b"], MONDAY, reminded) == ["b"]


def test_telling_ends_the_putting_off() -> None:
    reminded = Reminded().snoozed(NINE, []).told(MONDAY, ["a"])
    assert is_time(NINE, 9, reminded, is_working_day=True)


@given(st.dates(), st.frozensets(st.uuids().map(str)), st.none() | st.datetimes())
def test_what_is_kept_is_read_again(day: date, ids: frozenset[str], until: datetime | None) -> None:
    reminded = Reminded(day, ids, until)
    assert Reminded.read(reminded.to_json()) == reminded


@pytest.mark.parametrize("kept", [None, {}, {"day": "?", "ids": [], "until": ""}, {"day": 1}, "x"])
def test_what_cannot_be_read_is_nothing(kept: object) -> None:
    assert Reminded.read(kept) == Reminded()
