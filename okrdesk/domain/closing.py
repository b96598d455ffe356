"""How objectives end: a grade of what was reached, an outcome, a reason."""

from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of an objective: đạt, không đạt, giữ lại, sửa, bỏ."""

    REACHED = "reached"
    NOT_REACHED = "not-reached"
    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"
