"""The kinds of lines in an explanation of a score, and the explanation itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Figure(StrEnum):
    """The figures of a score beside its components."""

    RESULT = "result"
    GENERAL = "general"
    POINTS = "points"
    BONUS = "bonus"
    TOTAL = "total"
    BAND = "band"


class Reason(StrEnum):
    """One kind of line; the values it takes stand in braces in its text."""

    RULE = "rule"
    RULE_ARTICLE = "rule-article"
    CERTAINTY = "certainty"
    BLOCKED = "blocked"
    # A component of the tasks
    DONE_FORMULA = "done-formula"
    LESSENED_FORMULA = "lessened-formula"
    WEIGHT_FORMULA = "weight-formula"
    WEIGHT_BY_POINTS = "weight-by-points"
    CONTENT_STEP = "content-step"
    DELAY_STEP = "delay-step"
    LADDER_RUNG = "ladder-rung"
    LADDER_LAST = "ladder-last"
    TASK = "task"
    TASK_SHARED = "task-shared"
    LESSENED_CONTENT = "lessened-content"
    LESSENED_DELAY = "lessened-delay"
    LESSENED_LATE = "lessened-late"
    ERRORS_EXEMPT = "errors-exempt"
    DELAYS_EXEMPT = "delays-exempt"
    ROLLED_OVER = "rolled-over"
    CANCELLED = "cancelled"
    SUMS = "sums"
    CAPPED = "capped"
    AXIS = "axis"
    AXIS_EMPTY = "axis-empty"
    NO_TASKS = "no-tasks"
    GRADE = "grade"
    GRADES = "grades"
    # The rest
    MEAN_FORMULA = "mean-formula"
    WEIGHTED_FORMULA = "weighted-formula"
    MEAN_PART = "mean-part"
    WEIGHTED_PART = "weighted-part"
    RESULT = "result"
    GROUP = "group"
    MARK = "mark"
    MARK_OPEN = "mark-open"
    TICKED = "ticked"
    NOT_TICKED = "not-ticked"
    GENERAL_SUM = "general-sum"
    POINTS = "points"
    EXCEEDING_FORMULA = "exceeding-formula"
    EXCEEDING_TASK = "exceeding-task"
    BONUS = "bonus"
    TOTAL = "total"
    TOTAL_WITH_BONUS = "total-with-bonus"
    TOTAL_CAPPED = "total-capped"
    ROUNDED_PRINTED = "rounded-printed"
    ROUNDED_COMPONENTS = "rounded-components"
    ROUNDED_RESULT = "rounded-result"
    ROUNDED_POINTS = "rounded-points"
    BAND_TOP = "band-top"
    BAND_RANGE = "band-range"
    UNMET = "unmet"
    KNOCKED_OUT = "knocked-out"
    HELD_BY_UNIT = "held-by-unit"
    BAND = "band"


@dataclass(frozen=True)
class Line:
    """One line: Decimals and ints are numbers, Fractions ratios of 1, the rest words."""

    reason: Reason
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Explanation:
    """The answer to “Vì sao?” for one figure, line by line."""

    figure: str
    lines: tuple[Line, ...]
