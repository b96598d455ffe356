"""The words of evaluation that decide something: who scores, what is decided, which right it asks.

One table for every service and for the server, as `okrdesk.domain.permissions` is for the rights.
"""

from collections.abc import Mapping
from enum import StrEnum

from okrdesk.domain.permissions import Right


class PeriodState(StrEnum):
    """Whether a period still takes scores."""

    OPEN = "open"
    CLOSED = "closed"


class Level(StrEnum):
    """Who gives a score: the officer, the direct head, the competent authority."""

    SELF = "self"
    HEAD = "head"
    AUTHORITY = "authority"


class StepKind(StrEnum):
    """A decision on a task, on a cause, or on an evaluation."""

    ACCEPT = "accept"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    DECLINE = "decline"
    SUBMIT = "submit"
    RETURN = "return"
    PROPOSE = "propose"
    APPROVE = "approve"
    REOPEN = "reopen"
    COMPLAIN = "complain"
    ANSWER = "answer"


RIGHT_TO_SCORE: Mapping[Level, Right] = {
    Level.SELF: Right.EVALUATE_SELF,
    Level.HEAD: Right.REVIEW_EVALUATIONS,
    Level.AUTHORITY: Right.APPROVE_EVALUATIONS,
}

STEPS: Mapping[str, Mapping[StepKind, Right]] = {
    "task": {
        StepKind.ACCEPT: Right.ASSIGN_TASKS,
        StepKind.RETURN: Right.ASSIGN_TASKS,
        StepKind.CANCEL: Right.ASSIGN_TASKS,
    },
    "cause": {
        StepKind.CONFIRM: Right.CONFIRM_CAUSES,
        StepKind.DECLINE: Right.CONFIRM_CAUSES,
    },
    "evaluation": {
        StepKind.SUBMIT: Right.EVALUATE_SELF,
        StepKind.RETURN: Right.REVIEW_EVALUATIONS,
        StepKind.PROPOSE: Right.REVIEW_EVALUATIONS,
        StepKind.APPROVE: Right.APPROVE_EVALUATIONS,
        StepKind.REOPEN: Right.REOPEN_EVALUATIONS,
        StepKind.COMPLAIN: Right.EVALUATE_SELF,
        StepKind.ANSWER: Right.APPROVE_EVALUATIONS,
    },
}
"""What may be decided on each kind of object, and the right over its owner that it takes."""

NAMES_A_SCORE = frozenset({StepKind.SUBMIT, StepKind.PROPOSE, StepKind.APPROVE})
"""The steps that decide on a score, which they name."""
OF_CLOSED = frozenset({StepKind.COMPLAIN, StepKind.ANSWER, StepKind.REOPEN})
"""What is still possible when the period is closed."""
