"""Complaints (kiến nghị) about an approved result: filed in time, answered by who decided.

How many working days there are to file and to answer is local: the rule pack says it, or nobody;
which days are worked, the pack and the office.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from okrdesk.domain.act import Act
from okrdesk.domain.dates import day_at, format_date
from okrdesk.domain.evaluation.steps import STEPS, StepKind
from okrdesk.errors import Code, Refused
from okrdesk.names import name_of
from okrdesk.services.desk import Desk, Done
from okrdesk.services.evaluation_cases import Case, open_case
from okrdesk.services.evaluation_steps import write_step


@dataclass(frozen=True)
class Complaint:
    """What was complained of and when, by when it is to be answered, and what was answered."""

    text: str
    filed_at: datetime
    answer_due_on: date | None
    answer: str | None = None
    answered_by: str = ""
    answered_at: datetime | None = None


def complain(desk: Desk, id: str, text: str) -> Done[str]:
    """File a complaint about the own approved evaluation; return the id of the step.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, EVALUATION_STATE, COMPLAINT_LATE, REASON_NEEDED,
    TOO_LONG.
    """
    return _say(desk, id, StepKind.COMPLAIN, text)


def answer(desk: Desk, id: str, text: str) -> Done[str]:
    """Answer a complaint; raise as `complain` does. A result is changed by reopening it."""
    return _say(desk, id, StepKind.ANSWER, text)


def filing_ends(case: Case) -> date | None:
    """Return the last day on which a complaint may be filed; None where nobody has settled it."""
    days = case.pack.complaints.file_days
    approved = _last(case, StepKind.APPROVE)
    if days is None or approved is None:
        return None
    return case.calendar.add(day_at(approved.entered_at), days)


def complaint_of(case: Case) -> Complaint | None:
    """Return the last complaint about an evaluation, with its answer if there is one."""
    filed, answered = case.situation.complaint, case.situation.answer
    if filed is None:
        return None
    rows = {row.id: row for row in case.stand.steps}
    row = rows[filed.id]
    complaint = Complaint(row.comment, row.entered_at, row.due_on)
    if answered is None:
        return complaint
    reply = rows[answered.id]
    return Complaint(
        row.comment, row.entered_at, row.due_on, reply.comment, reply.who or "", reply.entered_at
    )


def _say(desk: Desk, id: str, kind: StepKind, text: str) -> Done[str]:
    if not text.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")
    act = Act.COMPLAIN if kind is StepKind.COMPLAIN else Act.ANSWER_COMPLAINT
    with desk.write(act) as work:
        case, rights = open_case(desk, work.connection, id)
        rights.require(STEPS["evaluation"][kind], case.stand.row.owner_person_id)
        if kind not in case.next_steps:
            state = name_of(case.situation.state)
            raise Refused(Code.EVALUATION_STATE, name=case.person.name, state=state)
        due_on = _answer_due(case) if kind is StepKind.COMPLAIN else None
        step_id = write_step(work, id, kind, comment=text, due_on=due_on)
    return Done(step_id, frozenset(work.touched | {("evaluation", id)}))


def _answer_due(case: Case) -> date | None:
    """Return the day to answer by; raise Refused(COMPLAINT_LATE) after the last day to file."""
    last = filing_ends(case)
    if last is not None and last < case.today:
        raise Refused(Code.COMPLAINT_LATE, date=format_date(last))
    days = case.pack.complaints.answer_days
    return None if days is None else case.calendar.add(case.today, days)


def _last(case: Case, kind: StepKind) -> Any | None:
    found = [row for row in case.stand.steps if row.kind == kind.value]
    return found[-1] if found else None
