"""Where an item of a directive stands, and how far it has come."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.coverage import (
    MOVING_DAYS,
    CoverageState,
    Part,
    deadline_of,
    is_overdue,
    progress_of,
    progress_of_items,
    state_of,
)

TODAY = date(2026, 11, 16)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
PARTS = st.lists(
    st.builds(Part, st.fractions(0, 1, max_denominator=20), st.none() | DAYS, st.none() | DAYS),
    max_size=6,
)
HALF, ALL, NONE = Fraction(1, 2), Fraction(1), Fraction(0)


def test_each_state_has_its_case() -> None:
    end = date(2026, 12, 31)
    recent, long_ago = TODAY - timedelta(days=MOVING_DAYS), date(2026, 10, 1)
    for due_on, parts, state in (
        (None, [], CoverageState.UNCOVERED),
        (date(2026, 1, 1), [], CoverageState.UNCOVERED),
        (date(2026, 1, 1), [Part(ALL, end)], CoverageState.DONE),
        (date(2026, 11, 15), [Part(HALF, end, TODAY), Part(ALL)], CoverageState.LATE),
        (TODAY, [Part(HALF, end, recent)], CoverageState.MOVING),
        (None, [Part(HALF, date(2026, 9, 30), TODAY)], CoverageState.LATE),
        (None, [Part(HALF, date(2026, 9, 30), TODAY), Part(NONE, None)], CoverageState.MOVING),
        (None, [Part(HALF, end, recent - timedelta(days=1))], CoverageState.STILL),
        (end, [Part(HALF, end, long_ago), Part(NONE, end)], CoverageState.STILL),
    ):
        assert state_of(due_on, parts, TODAY) is state, (due_on, parts)


def test_the_own_deadline_comes_before_that_of_the_parts() -> None:
    later = Part(NONE, date(2026, 12, 31))
    assert deadline_of(date(2026, 6, 30), [later]) == date(2026, 6, 30)
    assert deadline_of(None, [later, Part(NONE, date(2027, 1, 31))]) == date(2027, 1, 31)
    assert deadline_of(None, [later, Part(NONE)]) is None
    assert deadline_of(None, []) is None


def test_what_has_nothing_behind_it_may_be_overdue_too() -> None:
    assert is_overdue(date(2026, 11, 15), [], TODAY)
    assert not is_overdue(None, [], TODAY)


@given(st.none() | DAYS, PARTS)
def test_states_shut_each_other_out_and_say_what_they_mean(
    due_on: date | None, parts: list[Part]
) -> None:
    state = state_of(due_on, parts, TODAY)
    assert (state is CoverageState.UNCOVERED) == (not parts)
    is_whole = bool(parts) and progress_of(parts) == 1
    assert (state is CoverageState.DONE) == is_whole
    assert (state is CoverageState.LATE) == (bool(parts) and is_overdue(due_on, parts, TODAY))
    if state is CoverageState.STILL:
        fresh = TODAY - timedelta(days=MOVING_DAYS)
        assert all(part.moved_on is None or part.moved_on < fresh for part in parts)


@given(st.tuples(DAYS, DAYS), PARTS)
def test_a_later_deadline_never_makes_an_item_late(
    days: tuple[date, date], parts: list[Part]
) -> None:
    due_on, later = sorted(days)
    before = state_of(due_on, parts, TODAY)
    if before is not CoverageState.LATE:
        assert state_of(later, parts, TODAY) is before


@given(PARTS)
def test_progress_lies_between_that_of_the_parts(parts: list[Part]) -> None:
    progress = progress_of(parts)
    if not parts:
        assert progress == 0
        return
    shares = [part.progress for part in parts]
    assert min(shares) <= progress <= max(shares)


@given(st.lists(st.fractions(0, 1, max_denominator=50), min_size=1, max_size=8))
def test_an_item_with_nothing_behind_it_holds_its_directive_back(items: list[Fraction]) -> None:
    whole = progress_of_items(items)
    assert whole is not None
    assert progress_of_items([*items, NONE]) == whole * len(items) / (len(items) + 1)
    assert progress_of_items([]) is None
