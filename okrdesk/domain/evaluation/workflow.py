"""Where an evaluation stands, from its scores and the decisions on it, and what may be done next.

Scores and decisions are written once and come together from several PCs: the state is worked out
from all of them in the order of their clocks, so it is the same whichever arrived first. A decision
names the score it is about. What somebody scores or submits after an approval is kept and shown as
newer; only reopening, with a reason, takes an approval back (NĐ 335/2025: the officer scores, the
direct head reviews, the competent authority decides).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from okrdesk.domain.evaluation.steps import OF_CLOSED, Level, StepKind


class EvaluationState(StrEnum):
    """Where an evaluation stands between the officer, the direct head and the authority."""

    PREPARED = "prepared"
    SELF = "self"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Given:
    """A score that was given; `at` orders it (a packed clock), `band` is what was proposed."""

    id: str
    level: Level
    author_id: str
    at: int
    band: str | None = None


@dataclass(frozen=True)
class Decision:
    """A decision on an evaluation; `score_id` is the score it is about, where it is about one."""

    id: str
    kind: StepKind
    author_id: str
    at: int
    score_id: str | None = None
    comment: str = ""


@dataclass(frozen=True)
class Situation:
    """Where an evaluation stands.

    `latest` is the last score of each level; `submitted`, `proposed` and `approved` are the ids of
    the scores that were decided on and still count. `is_newer` says that something was scored after
    what is approved; `is_unlocked` that it was reopened and not approved since. `returned` is a
    return that nobody answered yet; `complaint` the last one, `answer` what was said to it.
    """

    state: EvaluationState = EvaluationState.PREPARED
    latest: Mapping[Level, Given] = field(default_factory=dict, hash=False)
    submitted: str | None = None
    proposed: str | None = None
    approved: str | None = None
    is_newer: bool = False
    is_unlocked: bool = False
    returned: Decision | None = None
    complaint: Decision | None = None
    answer: Decision | None = None

    @property
    def turn(self) -> Level | None:
        """Whose turn it is; nobody's once it is approved."""
        return _TURNS[self.state]

    @property
    def has_open_complaint(self) -> bool:
        """Whether a complaint waits for its answer."""
        return self.complaint is not None and self.answer is None

    @property
    def decided(self) -> str | None:
        """The id of the score that counts by now: approved, else proposed, else submitted."""
        return self.approved or self.proposed or self.submitted


_S = EvaluationState
_TURNS: Mapping[EvaluationState, Level | None] = {
    _S.PREPARED: Level.SELF,
    _S.SELF: Level.SELF,
    _S.RETURNED: Level.SELF,
    _S.SUBMITTED: Level.HEAD,
    _S.PROPOSED: Level.AUTHORITY,
    _S.REOPENED: Level.HEAD,
    _S.APPROVED: None,
}
_JUDGED = frozenset({StepKind.RETURN, StepKind.PROPOSE, StepKind.APPROVE})
_NEXT: Mapping[EvaluationState, frozenset[StepKind]] = {
    _S.PREPARED: frozenset({StepKind.SUBMIT}),
    _S.SELF: frozenset({StepKind.SUBMIT}),
    _S.RETURNED: frozenset({StepKind.SUBMIT}),
    _S.SUBMITTED: _JUDGED,
    _S.PROPOSED: _JUDGED,
    _S.REOPENED: _JUDGED | {StepKind.SUBMIT},
    _S.APPROVED: frozenset({StepKind.REOPEN}),
}
_SCORES: Mapping[EvaluationState, frozenset[Level]] = {
    _S.PREPARED: frozenset({Level.SELF}),
    _S.SELF: frozenset({Level.SELF}),
    _S.RETURNED: frozenset({Level.SELF}),
    _S.SUBMITTED: frozenset({Level.HEAD, Level.AUTHORITY}),
    _S.PROPOSED: frozenset({Level.HEAD, Level.AUTHORITY}),
    _S.REOPENED: frozenset(Level),
    _S.APPROVED: frozenset(),
}


def situation_of(scores: Iterable[Given], decisions: Iterable[Decision]) -> Situation:
    """Return where an evaluation stands after `scores` and `decisions`, in whatever order."""
    given = sorted(scores, key=lambda one: (one.at, one.id))
    latest = {score.level: score for score in given}
    course = _Course()
    for decision in sorted(decisions, key=lambda one: (one.at, one.id)):
        course.take(decision)
    state = course.state
    if state is _S.PREPARED and Level.SELF in latest:
        state = _S.SELF
    return Situation(
        state=state,
        latest=latest,
        submitted=course.submitted,
        proposed=course.proposed,
        approved=course.approved,
        is_newer=_is_newer(given, course),
        is_unlocked=course.is_unlocked,
        returned=course.returned,
        complaint=course.complaint,
        answer=course.answer,
    )


def next_steps(
    situation: Situation, *, is_closed: bool = False, is_overdue: bool = False
) -> frozenset[StepKind]:
    """Return the decisions that the situation leaves open, whoever may take them.

    In a closed period (`is_closed`) only what `OF_CLOSED` names, until it is reopened. Where the
    officer's day is over (`is_overdue`) and nothing was submitted, the head goes on alone.
    """
    steps = set(_NEXT[situation.state])
    if is_overdue and situation.turn is Level.SELF:
        steps |= {StepKind.PROPOSE, StepKind.APPROVE}
    if situation.state is _S.APPROVED and situation.complaint is None:
        steps.add(StepKind.COMPLAIN)
    if situation.has_open_complaint:
        steps.add(StepKind.ANSWER)
    if is_closed and not situation.is_unlocked:
        steps &= OF_CLOSED
    return frozenset(steps)


def next_scores(
    situation: Situation, *, is_closed: bool = False, is_overdue: bool = False
) -> frozenset[Level]:
    """Return the levels that may score now, whoever may; see `next_steps`."""
    if is_closed and not situation.is_unlocked:
        return frozenset()
    levels = _SCORES[situation.state]
    if is_overdue and situation.turn is Level.SELF:
        return frozenset(Level)
    return levels


@dataclass
class _Course:
    """The decisions so far, taken one after another."""

    state: EvaluationState = _S.PREPARED
    submitted: str | None = None
    proposed: str | None = None
    approved: str | None = None
    is_unlocked: bool = False
    returned: Decision | None = None
    complaint: Decision | None = None
    answer: Decision | None = None

    def take(self, decision: Decision) -> None:
        """Go on to where `decision` leads; what comes after an approval waits for a reopening."""
        if decision.kind is StepKind.COMPLAIN:
            self.complaint, self.answer = decision, None
        elif decision.kind is StepKind.ANSWER:
            self.answer = decision
        elif decision.kind is StepKind.REOPEN:
            self._reopen()
        elif self.state is not _S.APPROVED:
            self._go_on(decision)

    def _reopen(self) -> None:
        if self.state is _S.APPROVED:
            self.state, self.approved, self.is_unlocked = _S.REOPENED, None, True

    def _go_on(self, decision: Decision) -> None:
        if decision.kind is StepKind.RETURN:
            self._return(decision)
            return
        self.returned = None
        if decision.kind is StepKind.SUBMIT:
            self.state, self.submitted, self.proposed = _S.SUBMITTED, decision.score_id, None
        elif decision.kind is StepKind.PROPOSE:
            self.state, self.proposed = _S.PROPOSED, decision.score_id
        elif decision.kind is StepKind.APPROVE:
            self.state, self.approved = _S.APPROVED, decision.score_id
            self.is_unlocked = False

    def _return(self, decision: Decision) -> None:
        """Give back one step: what was proposed to the head, all else to the officer."""
        self.returned = decision
        self.state = _S.SUBMITTED if self.state is _S.PROPOSED else _S.RETURNED
        self.proposed = None


def _is_newer(given: list[Given], course: _Course) -> bool:
    """Say whether the officer or the head scored anew after the score that is approved."""
    approved = next((one for one in given if one.id == course.approved), None)
    if approved is None:
        return False
    return any(one.at > approved.at for one in given if one.level is not Level.AUTHORITY)
