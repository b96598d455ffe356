"""The way of an evaluation: submit, return, propose, approve, reopen, one by one or many at once.

Each act may bring the score along that it decides on (`Marks`), in the same transaction; without,
it decides on the last score of its level, else on that of the level before, which it takes over as
its own. A decision names the score, so it holds whichever arrives first at the server.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.steps import STEPS, Level, StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.errors import Code, Refused
from okrdesk.evaluation_texts import block_text
from okrdesk.names import name_of
from okrdesk.services.checks import within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.evaluation_cases import Case, open_cases
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_rows import Stand, stands_of
from okrdesk.services.frozen_scores import thaw_outcome
from okrdesk.services.scores import Marks, marks_of, outcome_of, write_score

COMMENT_LIMIT = 4_000
_ACTS = {
    StepKind.SUBMIT: Act.SUBMIT_EVALUATION,
    StepKind.RETURN: Act.RETURN_EVALUATION,
    StepKind.PROPOSE: Act.PROPOSE_EVALUATION,
    StepKind.APPROVE: Act.APPROVE_EVALUATION,
    StepKind.REOPEN: Act.REOPEN_EVALUATION,
}
_LEVELS = {
    StepKind.SUBMIT: Level.SELF,
    StepKind.PROPOSE: Level.HEAD,
    StepKind.APPROVE: Level.AUTHORITY,
}
_BEFORE = {
    Level.SELF: (Level.SELF,),
    Level.HEAD: (Level.HEAD, Level.SELF),
    Level.AUTHORITY: (Level.AUTHORITY, Level.HEAD, Level.SELF),
}


@dataclass(frozen=True)
class Decided:
    """Where an evaluation stands after a decision, with the score that counts by now, if any."""

    evaluation_id: str
    state: EvaluationState
    outcome: Outcome | None
    band: str | None


@dataclass(frozen=True)
class Word:
    """What is decided, with the reason or remark that goes with it."""

    kind: StepKind
    comment: str = ""
    marks: Marks | None = None


def submit(desk: Desk, id: str, comment: str = "", marks: Marks | None = None) -> Done[Decided]:
    """Hand the own evaluation to the head; `marks` is the score to give with it.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, PERIOD_CLOSED, EVALUATION_STATE, SCORE_MISSING,
    EVALUATION_BLOCKED, TOO_LONG, and what `save_score` raises.
    """
    return _one(desk, id, Word(StepKind.SUBMIT, comment, marks))


def return_(desk: Desk, id: str, comment: str) -> Done[Decided]:
    """Give an evaluation back with the reason: to the officer, or what was proposed to the head.

    Raises as `submit` does, and REASON_NEEDED.
    """
    return _one(desk, id, Word(StepKind.RETURN, comment))


def propose(desk: Desk, id: str, comment: str = "", marks: Marks | None = None) -> Done[Decided]:
    """Propose the head's score and band to the authority; raise as `submit` does."""
    return _one(desk, id, Word(StepKind.PROPOSE, comment, marks))


def approve(desk: Desk, id: str, comment: str = "", marks: Marks | None = None) -> Done[Decided]:
    """Approve an evaluation; raise as `submit` does."""
    return _one(desk, id, Word(StepKind.APPROVE, comment, marks))


def reopen(desk: Desk, id: str, comment: str) -> Done[Decided]:
    """Unlock an approved evaluation with the reason; raise as `return_` does."""
    return _one(desk, id, Word(StepKind.REOPEN, comment))


def accept_many(desk: Desk, ids: Sequence[str]) -> Done[tuple[Decided, ...]]:
    """Propose what was submitted, approve what was proposed, each as it is: all or none, at once.

    Raises as `submit` does, naming the first that does not go.
    """
    with desk.write(_act_of_accepting(desk, ids)) as work:
        cases, rights = open_cases(desk, work.connection, list(ids))
        for case in cases:
            _decide(desk, work, (case, rights), Word(_accepting(case, rights)))
        stands = stands_of(work.connection, desk.agency_id, ids)
    decided = tuple(_decided(stands[id]) for id in ids)
    return Done(decided, frozenset(work.touched | {("evaluation", id) for id in ids}))


def _act_of_accepting(desk: Desk, ids: Sequence[str]) -> Act:
    """Return what accepting these is called in the history: to propose, where it is only that."""
    with desk.read() as connection:
        cases, rights = open_cases(desk, connection, list(ids))
        kinds = {_accepting(case, rights) for case in cases}
    return _ACTS[StepKind.PROPOSE if kinds == {StepKind.PROPOSE} else StepKind.APPROVE]


def _one(desk: Desk, id: str, word: Word) -> Done[Decided]:
    needs_reason = word.kind in (StepKind.RETURN, StepKind.REOPEN)
    if needs_reason and not word.comment.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")
    with desk.write(_ACTS[word.kind]) as work:
        cases, rights = open_cases(desk, work.connection, [id])
        _decide(desk, work, (cases[0], rights), word)
        decided = _decided(stands_of(work.connection, desk.agency_id, [id])[id])
    return Done(decided, frozenset(work.touched | {("evaluation", id)}))


def _accepting(case: Case, rights: Rights) -> StepKind:
    """Return what accepting means to the person at the desk: to propose, or to approve."""
    owner = case.stand.row.owner_person_id
    may_approve = rights.may(STEPS["evaluation"][StepKind.APPROVE], owner)
    is_proposed = case.situation.state is EvaluationState.PROPOSED
    heads = rights.direct_heads(owner, case.stand.row.unit_id)
    is_last_head = rights.actor.person_id in heads or not heads
    return StepKind.APPROVE if may_approve and (is_proposed or is_last_head) else StepKind.PROPOSE


def _decide(desk: Desk, work: Work, opened: tuple[Case, Rights], word: Word) -> None:
    case, rights = opened
    rights.require(STEPS["evaluation"][word.kind], case.stand.row.owner_person_id)
    _require_step(case, word.kind)
    score_id = _score_for(desk, work, opened, word)
    write_step(work, case.id, word.kind, comment=word.comment, score_id=score_id)


def write_step(work: Work, evaluation_id: str, kind: StepKind, *, comment: str, **more: Any) -> str:
    """Write a decision on an evaluation inside an act that has asked for the right."""
    return work.add(
        schema.step,
        evaluation_id=evaluation_id,
        author_id=work.author.person_id,
        kind=kind.value,
        comment=within(comment.strip(), COMMENT_LIMIT, "comment"),
        entered_at=work.author.now,
        **more,
    )


def _require_step(case: Case, kind: StepKind) -> None:
    if kind in case.next_steps:
        return
    if case.period.is_closed and not case.situation.is_unlocked:
        raise Refused(Code.PERIOD_CLOSED, period=case.period.code)
    state = name_of(case.situation.state)
    raise Refused(Code.EVALUATION_STATE, name=case.person.name, state=state)


def _score_for(desk: Desk, work: Work, opened: tuple[Case, Rights], word: Word) -> str | None:
    """Return the id of the score that is decided on, written now where it has to be."""
    case, _rights = opened
    level = _LEVELS.get(word.kind)
    if level is None:
        return None
    if word.marks is not None:
        id, outcome = write_score(desk, work, opened, level, word.marks)
        _require_complete(case, outcome)
        return id
    row = _last_of(case, level)
    if row is None:
        raise Refused(Code.SCORE_MISSING, name=case.person.name)
    is_enough = Level(row.level) is level or (
        level is Level.AUTHORITY and row.id == case.situation.proposed
    )
    if is_enough and not _is_above_unit(case, row):
        _require_complete(case, thaw_outcome(row.outcome))
        return str(row.id)
    marks = _taken_over(row)
    if _is_above_unit(case, row):
        marks = replace(marks, band=None)
    id, outcome = write_score(desk, work, opened, level, marks)
    _require_complete(case, outcome)
    return id


def _is_above_unit(case: Case, row: Any) -> bool:
    """Say whether a score came before its head's unit was rated, and is better than the unit."""
    outcome = outcome_of(case, marks_of(row._mapping))
    return outcome.held_by_unit and row.band != outcome.band


def _last_of(case: Case, level: Level) -> Any | None:
    """Return the last score of the level or of one before, but none older than what is before it.

    A head who scored before the officer submitted anew has not scored that yet.
    """
    found = [row for each in _BEFORE[level] if (row := case.stand.score_of(each)) is not None]
    return max(found, key=lambda row: (row.stamps.get("*", 0), row.id), default=None)


def _taken_over(row: Any) -> Marks:
    """Return the marks of the level before as one's own, without its remark."""
    marks = marks_of(row._mapping)
    return Marks(marks.marks, marks.leadership, marks.knock_outs, band=marks.band)


def _require_complete(case: Case, outcome: Outcome) -> None:
    if outcome.is_complete:
        return
    blocks = outcome.blocked
    reason = block_text(blocks[0]) if blocks else ""
    raise Refused(Code.EVALUATION_BLOCKED, name=case.person.name, why=reason, count=len(blocks))


def _decided(stand: Stand) -> Decided:
    row = stand.decided if stand.decided is not None else stand.score_of(Level.SELF)
    if row is None:
        return Decided(stand.row.id, stand.situation.state, None, None)
    return Decided(stand.row.id, stand.situation.state, thaw_outcome(row.outcome), row.band)
