"""Grades: suggested from progress, averaged by weight, read into an outcome."""

from decimal import Decimal
from fractions import Fraction

import pytest

from okrdesk.domain.closing import (
    Outcome,
    check_grade,
    mean_grade,
    suggest_grade,
    suggest_outcome,
)
from okrdesk.domain.objective import Commitment
from okrdesk.errors import Code, Refused


@pytest.mark.parametrize(
    ("progress", "grade"),
    [
        (None, "0.0"),
        (0.0, "0.0"),
        (0.64, "0.6"),
        (0.65, "0.7"),
        (Fraction(1, 3), "0.3"),
        (1.0, "1.0"),
    ],
)
def test_a_grade_is_suggested_with_one_decimal(progress: float | None, grade: str) -> None:
    if isinstance(progress, Fraction):
        progress = float(progress)
    assert str(suggest_grade(progress)) == grade


def test_an_objective_has_the_weighted_mean_of_its_key_results() -> None:
    parts = [(Decimal("1.0"), Decimal(60)), (Decimal("0.5"), Decimal(40))]
    assert mean_grade(parts) == Decimal("0.80")
    assert mean_grade([*parts, (Decimal(0), Decimal(0))]) == Decimal("0.80")
    assert mean_grade([(Decimal(1), None), (Decimal("0.5"), None)]) == Decimal("0.75")
    assert mean_grade([]) is None


@pytest.mark.parametrize(
    ("grade", "commitment", "outcome"),
    [
        ("1", Commitment.COMMITTED, Outcome.REACHED),
        ("0.9", Commitment.COMMITTED, Outcome.NOT_REACHED),
        ("0.6", Commitment.ASPIRATIONAL, Outcome.REACHED),
        ("0.5", Commitment.ASPIRATIONAL, Outcome.NOT_REACHED),
    ],
)
def test_what_was_promised_wants_all_and_what_was_dared_most(
    grade: str, commitment: Commitment, outcome: Outcome
) -> None:
    assert suggest_outcome(Decimal(grade), commitment) is outcome


@pytest.mark.parametrize("grade", ["-0.1", "1.1", "0.55", "NaN", "1e9"])
def test_a_grade_has_one_decimal_between_nought_and_one(grade: str) -> None:
    with pytest.raises(Refused) as refused:
        check_grade(Decimal(grade))
    assert refused.value.code is Code.GRADE_RANGE
