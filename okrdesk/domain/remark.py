"""Words on work: a superior acknowledges, comments, returns, asks; the officer answers."""

from collections.abc import Mapping
from enum import StrEnum

from okrdesk.domain.permissions import Right


class RemarkKind(StrEnum):
    """What a word does: `ask` asks for an explanation by a day, `answer` gives it."""

    ACKNOWLEDGE = "acknowledge"
    COMMENT = "comment"
    RETURN = "return"
    ASK = "ask"
    ANSWER = "answer"


RIGHT_TO_SAY: Mapping[RemarkKind, Right] = {
    RemarkKind.ACKNOWLEDGE: Right.REVIEW_CHECK_INS,
    RemarkKind.COMMENT: Right.READ_OBJECTIVES,
    RemarkKind.RETURN: Right.REVIEW_CHECK_INS,
    RemarkKind.ASK: Right.REVIEW_CHECK_INS,
    RemarkKind.ANSWER: Right.CHECK_IN,
}
"""The right over the work that each word takes."""
