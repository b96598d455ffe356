"""How objectives end: a grade of what was reached, an outcome, a reason.

A grade (0.0–1.0) is given by people, beside the computed progress and never mixed with it: of a key
result with one decimal, of an objective as the weighted mean of those of its key results.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.numbers import format_decimal, is_plain
from okrdesk.domain.objective import Commitment
from okrdesk.domain.review import ReviewState, Standing
from okrdesk.domain.rollup import roll_up
from okrdesk.errors import Code, Refused

_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
GOOD = {Commitment.COMMITTED: Decimal(1), Commitment.ASPIRATIONAL: Decimal("0.6")}
"""The least grade that counts as good: of what was promised all, of what was dared 0.6–0.7."""


class Outcome(StrEnum):
    """What becomes of an objective: đạt, không đạt, giữ lại, sửa, bỏ."""

    REACHED = "reached"
    NOT_REACHED = "not-reached"
    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"


def is_judged(standing: Standing, outcome: Outcome | None) -> bool:
    """Say whether nothing is left to be said of the content of an objective before its cycle ends.

    What ends was active, and active is what was approved: draft → submitted → approved → active →
    closed. So what waits for a word gets one, and what was never approved is approved, or dropped.
    A change of an approved target that nobody submitted asks for nothing: the old one is in force.
    """
    if outcome is Outcome.DROPPED:
        return True
    return standing.in_force is not None and standing.state is not ReviewState.SUBMITTED


@dataclass(frozen=True)
class Closure:
    """One word on how an objective or key result ended; of several the last counts.

    An objective's word without an outcome opens it again. `at` is the clock of the entry.
    """

    id: str
    subject_id: str
    author_id: str
    grade: Decimal | None
    outcome: Outcome | None
    reason: str
    entered_at: datetime
    at: int


def last_words(closures: Iterable[Closure]) -> dict[str, Closure]:
    """Return the closure that counts of each subject."""
    return {one.subject_id: one for one in sorted(closures, key=lambda one: (one.at, one.id))}


def suggest_grade(progress: Fraction | float | None) -> Decimal:
    """Return the grade that a progress (0–1) suggests, with one decimal, rounded half up."""
    return _rounded(Fraction(str(progress or 0)), _TENTH)


def mean_grade(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Return the weighted mean of (grade, weight) with two decimals, None without parts.

    Weights count as they do in the roll-up of progress.
    """
    mean = roll_up((Fraction(grade), weight) for grade, weight in parts)
    return None if mean is None else _rounded(mean, _HUNDREDTH)


def suggest_outcome(grade: Decimal, commitment: Commitment) -> Outcome:
    """Return the outcome that a grade suggests; a person decides."""
    return Outcome.REACHED if grade >= GOOD[commitment] else Outcome.NOT_REACHED


def check_grade(grade: Decimal, places: int = 1) -> Decimal:
    """Return the grade; raise Refused(GRADE_RANGE) outside 0–1 or with more decimals."""
    fits = grade.is_finite() and 0 <= grade <= 1
    if not fits or grade != grade.quantize(Decimal(1).scaleb(-places)):
        raise Refused(Code.GRADE_RANGE, field="grade", text=_shown(grade))
    return grade


def _shown(grade: Decimal) -> str:
    return format_decimal(grade) if is_plain(grade) else str(grade)


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(step, ROUND_HALF_UP)
