"""What comes out of a sheet: the printed figures, the band, and what still blocks them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class BlockCode(StrEnum):
    """Why there is no score yet."""

    NO_DATA = "no-data"
    COEFFICIENT_MISSING = "coefficient-missing"
    COEFFICIENT_LOW = "coefficient-low"
    COEFFICIENT_HIGH = "coefficient-high"
    POINTS_ABOVE_CAP = "points-above-cap"
    DIFFICULTY_UNKNOWN = "difficulty-unknown"
    AXIS_UNKNOWN = "axis-unknown"
    MARK_MISSING = "mark-missing"
    MARK_OUT_OF_RANGE = "mark-out-of-range"
    MARK_STEP = "mark-step"
    MARKED_TWICE = "marked-twice"
    GRADE_MISSING = "grade-missing"
    GRADE_NOT_ALLOWED = "grade-not-allowed"
    ABSENT_TOO_LONG = "absent-too-long"
    NEW_IN_POST = "new-in-post"
    NO_FORMULA = "no-formula"
    PERIOD_MISSING = "period-missing"


@dataclass(frozen=True)
class Block:
    """One thing that blocks: `subject` is the id of the task, criterion or component, if any."""

    code: BlockCode
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    subject: str = ""


@dataclass(frozen=True)
class Unmet:
    """A condition of a band that the points reach, found wanting; in percent."""

    band: str
    measure: str
    least: Decimal
    found: Decimal


@dataclass(frozen=True)
class Outcome:
    """The score of a sheet, each figure as printed; None where something blocks it.

    `components` and `result` are percentages, `general`, `points`, `bonus` and `total` points,
    `band` the id of a band. `unmet` says which conditions kept a better band away, `knocked_out`
    which facts took every other band away, `held_by_unit` that the unit's own rating did.
    """

    components: Mapping[str, Decimal] = field(hash=False)
    result: Decimal | None
    general: Decimal | None
    points: Decimal | None
    bonus: Decimal
    total: Decimal | None
    band: str | None
    blocked: tuple[Block, ...] = ()
    knocked_out: tuple[str, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    held_by_unit: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether there is a total and a band."""
        return self.total is not None
