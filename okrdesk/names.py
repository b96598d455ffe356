"""The words for every value of a fixed list: kinds, rhythms, states, roles; in one place.

The names of the marks of health are with the sentences that explain them
(`okrdesk.explanation_texts`) and are offered here too.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from okrdesk.domain.check_in import BlockerKind, Prompt
from okrdesk.domain.closing import Outcome
from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.directive import Axis, DirectiveKind
from okrdesk.domain.evaluation.steps import Level, PeriodState, StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.health import Health
from okrdesk.domain.indicator import Direction, IndicatorState
from okrdesk.domain.objective import Commitment, CycleKind, CycleState, LinkKind, RollUp
from okrdesk.domain.organisation import LetterheadKind, PersonKind, Role
from okrdesk.domain.progress import Kind
from okrdesk.domain.remark import RemarkKind
from okrdesk.domain.reorganisation import SuccessionKind
from okrdesk.domain.review import ReviewKind, ReviewState
from okrdesk.domain.rhythm import Rhythm
from okrdesk.domain.tasks import (
    AttachmentKind,
    CauseKind,
    CauseState,
    FaultKind,
    Source,
    TaskState,
)
from okrdesk.explanation_texts import HEALTH_NAMES
from okrdesk.i18n import N_, _

NAMES: Mapping[type[StrEnum], Mapping[Any, str]] = {
    Kind: {
        Kind.INCREASE: N_("Increase to"),
        Kind.DECREASE: N_("Decrease to"),
        Kind.KEEP_AT_LEAST: N_("Keep at least"),
        Kind.KEEP_AT_MOST: N_("Keep at most"),
        Kind.KEEP_BETWEEN: N_("Keep between"),
        Kind.YES_NO: N_("Yes or no"),
        Kind.STEPS: N_("Weighted steps"),
        Kind.COUNT: N_("Number of products"),
    },
    Rhythm: {
        Rhythm.DAILY: N_("Every day"),
        Rhythm.WEEKLY: N_("Every week"),
        Rhythm.MONTHLY: N_("Every month"),
        Rhythm.QUARTERLY: N_("Every quarter"),
        Rhythm.YEARLY: N_("Every year"),
        Rhythm.IRREGULAR: N_("When something happens"),
    },
    Health: HEALTH_NAMES,
    DirectiveKind: {
        DirectiveKind.RESOLUTION: N_("Resolution"),
        DirectiveKind.PROGRAMME: N_("Programme"),
        DirectiveKind.PLAN: N_("Plan"),
        DirectiveKind.CONCLUSION: N_("Conclusion"),
        DirectiveKind.OTHER: N_("Other document"),
    },
    Axis: {
        Axis.ECONOMY: N_("1. Economy, society and political tasks"),
        Axis.INSTITUTIONS: N_("2. Institutions and delegation, with inspection and supervision"),
        Axis.TECHNOLOGY: N_("3. Science, technology, innovation and digital change"),
        Axis.PARTY_BUILDING: N_("4. Party building, unity, fight against corruption"),
        Axis.CULTURE: N_("5. Culture, people and social security"),
        Axis.DEFENCE: N_("6. Defence, security and foreign affairs"),
    },
    CoverageState: {
        CoverageState.UNCOVERED: N_("nothing behind it"),
        CoverageState.STILL: N_("not moving"),
        CoverageState.MOVING: N_("moving"),
        CoverageState.LATE: N_("late"),
        CoverageState.DONE: N_("carried out"),
    },
    Direction: {
        Direction.INCREASE: N_("More is better"),
        Direction.DECREASE: N_("Less is better"),
        Direction.KEEP: N_("To be kept"),
    },
    IndicatorState: {
        IndicatorState.NOT_DUE: N_("not due yet"),
        IndicatorState.EMPTY: N_("no value yet"),
        IndicatorState.STALE: N_("value overdue"),
        IndicatorState.WITHOUT_TARGET: N_("without target"),
        IndicatorState.MET: N_("target met"),
        IndicatorState.NOT_MET: N_("target not met"),
    },
    RemarkKind: {
        RemarkKind.ACKNOWLEDGE: N_("Acknowledged"),
        RemarkKind.COMMENT: N_("Comment"),
        RemarkKind.RETURN: N_("Returned"),
        RemarkKind.ASK: N_("Explanation asked for"),
        RemarkKind.ANSWER: N_("Explanation given"),
    },
    Outcome: {
        Outcome.REACHED: N_("reached"),
        Outcome.NOT_REACHED: N_("not reached"),
        Outcome.KEPT: N_("kept"),
        Outcome.CHANGED: N_("changed"),
        Outcome.DROPPED: N_("dropped"),
    },
    SuccessionKind: {
        SuccessionKind.MERGE: N_("merged into"),
        SuccessionKind.SPLIT: N_("split into"),
        SuccessionKind.REPLACE: N_("replaced by"),
    },
    CycleKind: {
        CycleKind.YEAR: N_("Year"),
        CycleKind.QUARTER: N_("Quarter"),
        CycleKind.MONTH: N_("Month"),
    },
    CycleState: {
        CycleState.DRAFT: N_("draft"),
        CycleState.SUBMITTED: N_("submitted for approval"),
        CycleState.RUNNING: N_("running"),
        CycleState.CLOSING: N_("closing"),
        CycleState.CLOSED: N_("closed"),
    },
    Commitment: {
        Commitment.COMMITTED: N_("Committed"),
        Commitment.ASPIRATIONAL: N_("Aspirational"),
    },
    RollUp: {
        RollUp.KEY_RESULTS: N_("From key results"),
        RollUp.CHILDREN: N_("From aligned objectives"),
        RollUp.BOTH: N_("From both"),
    },
    LinkKind: {
        LinkKind.CONTRIBUTES: N_("contributes"),
        LinkKind.SUPPORTS: N_("supports"),
    },
    PersonKind: {
        PersonKind.CADRE: N_("Cadre"),
        PersonKind.CIVIL_SERVANT: N_("Civil servant"),
        PersonKind.PUBLIC_EMPLOYEE: N_("Public employee"),
        PersonKind.CONTRACT: N_("Contract worker"),
    },
    Role: {
        Role.ADMINISTRATOR: N_("Administrator"),
        Role.PLANNER: N_("Planner"),
        Role.AGENCY_LEADER: N_("Leader of the agency"),
    },
    ReviewKind: {
        ReviewKind.SUBMIT: N_("submitted"),
        ReviewKind.RETURN: N_("returned"),
        ReviewKind.APPROVE: N_("approved"),
    },
    ReviewState: {
        ReviewState.DRAFT: N_("draft"),
        ReviewState.SUBMITTED: N_("submitted"),
        ReviewState.RETURNED: N_("returned"),
        ReviewState.APPROVED: N_("approved"),
        ReviewState.AMENDED: N_("being amended"),
    },
    Source: {
        Source.REGULAR: N_("Regular"),
        Source.AD_HOC: N_("Ad hoc"),
        Source.KEY_RESULT: N_("From a key result"),
        Source.DIRECTIVE: N_("From a directive"),
    },
    FaultKind: {
        FaultKind.CONTENT: N_("Content error"),
        FaultKind.DELAY: N_("Delay"),
    },
    CauseKind: {
        CauseKind.OTHER_AGENCY: N_("Waiting for another agency"),
        CauseKind.FIELD_WORK: N_("Field work"),
        CauseKind.DISASTER: N_("Natural disaster, epidemic"),
        CauseKind.CHANGED_TASK: N_("The task was changed from above"),
        CauseKind.OTHER: N_("Another objective cause"),
    },
    TaskState: {
        TaskState.REGISTERED: N_("waiting for acceptance"),
        TaskState.RETURNED: N_("given back"),
        TaskState.ACCEPTED: N_("in hand"),
        TaskState.DONE: N_("delivered"),
        TaskState.ROLLED_OVER: N_("rolled over"),
        TaskState.CANCELLED: N_("cancelled"),
    },
    CauseState: {
        CauseState.ASKED: N_("waiting for confirmation"),
        CauseState.CONFIRMED: N_("confirmed"),
        CauseState.DECLINED: N_("not confirmed"),
    },
    AttachmentKind: {
        AttachmentKind.EVIDENCE: N_("Proof"),
        AttachmentKind.SCAN: N_("Scan of the signed sheet"),
        AttachmentKind.SIGNED: N_("Digitally signed sheet"),
    },
    PeriodState: {
        PeriodState.OPEN: N_("open"),
        PeriodState.CLOSED: N_("closed"),
    },
    Level: {
        Level.SELF: N_("Own evaluation"),
        Level.HEAD: N_("Direct head"),
        Level.AUTHORITY: N_("Competent authority"),
    },
    StepKind: {
        StepKind.ACCEPT: N_("taken on"),
        StepKind.CANCEL: N_("cancelled"),
        StepKind.CONFIRM: N_("confirmed"),
        StepKind.DECLINE: N_("not confirmed"),
        StepKind.SUBMIT: N_("submitted"),
        StepKind.RETURN: N_("returned"),
        StepKind.PROPOSE: N_("proposed"),
        StepKind.APPROVE: N_("approved"),
        StepKind.REOPEN: N_("reopened"),
        StepKind.COMPLAIN: N_("complaint filed"),
        StepKind.ANSWER: N_("complaint answered"),
    },
    EvaluationState: {
        EvaluationState.PREPARED: N_("not scored yet"),
        EvaluationState.SELF: N_("scored by oneself, not submitted"),
        EvaluationState.SUBMITTED: N_("waits for the head"),
        EvaluationState.RETURNED: N_("returned"),
        EvaluationState.PROPOSED: N_("waits for approval"),
        EvaluationState.APPROVED: N_("approved"),
        EvaluationState.REOPENED: N_("reopened"),
    },
    LetterheadKind: {
        LetterheadKind.STATE: N_("State agency"),
        LetterheadKind.PARTY: N_("Party body"),
    },
    Prompt: {
        Prompt.RESULT: N_("What was achieved?"),
        Prompt.DELAY: N_("What is late?"),
        Prompt.DIFFICULTY: N_("What is difficult?"),
        Prompt.WAY_OUT: N_("How to overcome it?"),
    },
    BlockerKind: {
        BlockerKind.RESOURCES: N_("Resources"),
        BlockerKind.COORDINATION: N_("Coordination"),
        BlockerKind.UNCLEAR: N_("Something is unclear"),
        BlockerKind.OTHER_WORK: N_("Other work came first"),
        BlockerKind.OBJECTIVE_CAUSE: N_("Outside causes"),
    },
}

MISSING_NAMES: Mapping[str, str] = {
    "closed": N_("not closed"),
    "judged": N_("waits for a word on it"),
    "approved": N_("never approved"),
    "checked_in": N_("without check-in"),
    "goals": N_("without goals"),
}
"""What may be wanting of a cycle that is to be closed, by field of `services.missing.Missing`."""


def name_of(value: StrEnum) -> str:
    """Return the name of a value of one of the lists in `NAMES`, in the language in use."""
    return _(NAMES[type(value)][value])
