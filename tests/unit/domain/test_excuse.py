"""In the period of a confirmed cause nothing is overdue; after it, what was due is asked for."""

from datetime import date

import pytest

from okrdesk.domain.excuse import Excuse, deferred, holding, holds_until

END = date(2026, 12, 31)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


STORM = Excuse(day("11-10"), day("11-20"))
OPEN = Excuse(day("11-10"), None)


@pytest.mark.parametrize(
    ("due", "today", "asked"),
    [
        ("11-12", "11-09", "11-12"),  # it has not begun
        ("11-12", "11-15", "11-20"),
        ("11-12", "11-25", "11-20"),  # from its end on the days count
        ("11-01", "11-15", "11-20"),  # overdue before: not in the period
        ("11-01", "11-25", "11-01"),  # and again after it
        ("11-27", "11-15", "11-27"),  # due after it: as it was
    ],
)
def test_when_a_check_in_is_asked_for(due: str, today: str, asked: str) -> None:
    assert deferred(day(due), [STORM], day(today), END) == day(asked)


def test_without_an_end_it_lasts_as_the_key_result_does() -> None:
    assert deferred(day("11-12"), [OPEN], day("11-30"), END) == END
    assert deferred(None, [OPEN], day("11-30"), END) is None


def test_one_cause_after_the_other_is_one_time() -> None:
    second = Excuse(day("11-18"), day("12-05"))
    assert deferred(day("11-12"), [second, STORM], day("11-19"), END) == day("12-05")
    assert holding([STORM, second], day("11-19"), END) == second


@pytest.mark.parametrize(
    ("today", "turn"), [("11-01", "11-09"), ("11-09", "11-09"), ("11-10", "11-20"), ("11-21", None)]
)
def test_what_is_counted_holds_until_the_next_turn(today: str, turn: str | None) -> None:
    assert holds_until([STORM], day(today), END) == (day(turn) if turn else None)
