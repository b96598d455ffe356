"""The vectors of the OKR rules, and what holds for every number."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from okrdesk.domain.progress import (
    Kind,
    Measure,
    Step,
    check_measure,
    check_value,
    is_met,
    progress,
)
from okrdesk.errors import Code, Refused

NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3
)


def moving(start: str | None, target: str, kind: Kind | None = None) -> Measure:
    """Return a measure from `start` to `target`, of the kind that their order implies."""
    first, last = None if start is None else Decimal(start), Decimal(target)
    implied = Kind.DECREASE if first is not None and last < first else Kind.INCREASE
    return Measure(kind or implied, start=first, target=last)


@pytest.mark.parametrize(
    ("start", "target", "value", "shown", "raw"),
    [
        ("0", "100", "20", 20, 20),
        ("20", "100", "0", 0, -25),
        ("0", "100", "150", 100, 150),
        ("100", "20", "80", 25, 25),
        ("100", "50", "150", 0, -100),
        ("10", "0", "7", 30, 30),
        ("-10", "10", "0", 50, 50),
        ("0", "3", "1,5".replace(",", "."), 50, 50),
    ],
)
def test_vectors_of_moving_numbers(
    start: str, target: str, value: str, shown: int, raw: int
) -> None:
    result = progress(moving(start, target), Decimal(value))
    assert (result.value, result.raw) == (Fraction(shown, 100), Fraction(raw, 100))


def test_vector_of_a_kept_level() -> None:
    measure = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
    result = progress(measure, Decimal(5), met=9, due=13)
    assert result.value == Fraction(9, 13)
    assert round(result.value * 100) == 69


def test_steps_count_the_weight_done() -> None:
    weights = {"a": "30", "b": "50", "c": "20"}
    steps = tuple(Step(key, key, Decimal(weight)) for key, weight in weights.items())
    measure = Measure(Kind.STEPS, steps=steps)
    assert progress(measure, None, steps_done=frozenset("ac")).value == Fraction(1, 2)
    assert progress(measure, None).value == 0
    assert progress(measure, None, steps_done=frozenset("abc")).value == 1
    assert progress(measure, None, steps_done=frozenset(["removed"])).value == 0


def test_a_count_starts_at_zero() -> None:
    result = progress(Measure(Kind.COUNT, target=Decimal("12.5")), Decimal(5))
    assert result.value == Fraction(2, 5)


@pytest.mark.parametrize(("value", "expected"), [("0", 0), ("1", 1)])
def test_yes_or_no_is_all_or_nothing(value: str, expected: int) -> None:
    assert progress(Measure(Kind.YES_NO), Decimal(value)).value == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_recorded_is_no_progress(kind: Kind) -> None:
    measure = Measure(kind, Decimal(0), Decimal(10), low=Decimal(1), high=Decimal(2))
    assert progress(measure, None) == progress(measure, None, met=0, due=0)
    assert progress(measure, None).value == 0
    assert progress(measure, None).raw is None


def test_a_value_before_any_period_is_due_counts_as_its_own_period() -> None:
    measure = Measure(Kind.KEEP_AT_MOST, high=Decimal(3))
    assert progress(measure, Decimal(2)).value == 1
    assert progress(measure, Decimal(4)).value == 0


@pytest.mark.parametrize(
    ("measure", "value", "met"),
    [
        (Measure(Kind.KEEP_AT_LEAST, low=Decimal(4)), "4", True),
        (Measure(Kind.KEEP_AT_LEAST, target=Decimal(4)), "3.9", False),
        (Measure(Kind.KEEP_AT_MOST, high=Decimal(4)), "4", True),
        (Measure(Kind.KEEP_AT_MOST, target=Decimal(4)), "4.1", False),
        (Measure(Kind.KEEP_BETWEEN, low=Decimal(-1), high=Decimal(1)), "-1", True),
        (Measure(Kind.KEEP_BETWEEN, low=Decimal(-1), high=Decimal(1)), "1", True),
        (Measure(Kind.KEEP_BETWEEN, low=Decimal(-1), high=Decimal(1)), "1.01", False),
        (Measure(Kind.KEEP_AT_LEAST, low=Decimal(4), high=Decimal(5)), "9", True),
    ],
)
def test_limits_themselves_are_kept(measure: Measure, value: str, met: bool) -> None:
    assert is_met(measure, Decimal(value)) is met


STEP = Step("a", "Khảo sát", Decimal(0))


@pytest.mark.parametrize(
    ("measure", "code", "field"),
    [
        (moving("5", "5"), Code.START_EQUALS_TARGET, "target"),
        (moving("0", "0", Kind.COUNT), Code.START_EQUALS_TARGET, "target"),
        (moving(None, "0"), Code.START_EQUALS_TARGET, "target"),
        (moving("5", "4", Kind.INCREASE), Code.TARGET_WRONG_SIDE, "target"),
        (moving("4", "5", Kind.DECREASE), Code.TARGET_WRONG_SIDE, "target"),
        (moving("5", "4", Kind.COUNT), Code.TARGET_WRONG_SIDE, "target"),
        (moving(None, "4", Kind.DECREASE), Code.MISSING_FIELD, "start"),
        (Measure(Kind.INCREASE, start=Decimal(1)), Code.MISSING_FIELD, "target"),
        (Measure(Kind.KEEP_AT_LEAST), Code.MISSING_FIELD, "low"),
        (Measure(Kind.KEEP_AT_MOST), Code.MISSING_FIELD, "high"),
        (Measure(Kind.KEEP_BETWEEN, low=Decimal(1)), Code.MISSING_FIELD, "high"),
        (
            Measure(Kind.KEEP_BETWEEN, low=Decimal(2), high=Decimal(1)),
            Code.LIMITS_UPSIDE_DOWN,
            "high",
        ),
        (Measure(Kind.STEPS), Code.STEPS_NEED_WEIGHT, "steps"),
        (Measure(Kind.STEPS, steps=(STEP,)), Code.STEPS_NEED_WEIGHT, "steps"),
        (
            Measure(Kind.STEPS, steps=(Step("a", "A", Decimal(2)), Step("b", "B", Decimal(-1)))),
            Code.STEPS_NEED_WEIGHT,
            "steps",
        ),
        (
            Measure(Kind.STEPS, steps=(Step("a", " ", Decimal(1)),)),
            Code.MISSING_FIELD,
            "steps",
        ),
    ],
)
def test_a_measure_that_cannot_be_computed_is_refused(
    measure: Measure, code: Code, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_measure(measure)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    "measure",
    [
        moving("-5", "5"),
        moving("5", "-5"),
        moving(None, "3"),
        Measure(Kind.YES_NO),
        Measure(Kind.KEEP_BETWEEN, low=Decimal(1), high=Decimal(1)),
        Measure(Kind.STEPS, steps=(STEP, Step("b", "Báo cáo", Decimal(1)))),
    ],
)
def test_a_measure_that_can_be_computed_is_accepted(measure: Measure) -> None:
    check_measure(measure)


def test_yes_or_no_takes_nothing_between() -> None:
    check_value(Measure(Kind.YES_NO), Decimal(1))
    check_value(moving("0", "1"), Decimal("0.5"))
    with pytest.raises(Refused) as refused:
        check_value(Measure(Kind.YES_NO), Decimal("0.5"))
    assert refused.value.code is Code.BAD_VALUE


@given(NUMBERS, NUMBERS, NUMBERS)
def test_progress_stays_between_nothing_and_all(
    start: Decimal, target: Decimal, value: Decimal
) -> None:
    assume(start != target)
    result = progress(moving(str(start), str(target)), value)
    assert 0 <= result.value <= 1


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_decrease_mirrors_an_increase(start: Decimal, target: Decimal, value: Decimal) -> None:
    assume(start != target)
    here = progress(moving(str(start), str(target)), value)
    mirrored = progress(moving(str(-start), str(-target)), -value)
    assert here == mirrored


@given(st.integers(0, 400), st.integers(0, 400))
def test_kept_periods_stay_between_nothing_and_all(met: int, missed: int) -> None:
    measure = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
    assert 0 <= progress(measure, None, met=met, due=met + missed).value <= 1
