"""The papers of one person's evaluation: the sheet (F1, F8, F9), tasks (F3), complaints (F12)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from okrdesk.domain.dates import day_at
from okrdesk.domain.evaluation.outcome import BlockCode, Outcome
from okrdesk.domain.evaluation.pack import Criterion, Factor, RulePack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import TaskFacts
from okrdesk.domain.evaluation.steps import NAMES_A_SCORE, Level, StepKind
from okrdesk.domain.evaluation.weighing import Weighed, left_by, weigh
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rows import stands_of
from okrdesk.services.evaluation_sheets import EvaluationSheet, sheets_on
from okrdesk.services.paper_ground import (
    Ground,
    band_of,
    capital,
    confirmed_causes,
    ground_of,
    percent,
    span_of,
    task_id,
)
from okrdesk.services.papers import (
    Bearer,
    ComplaintPaper,
    ComponentRow,
    ConfirmedCause,
    CriterionRow,
    EvaluationPaper,
    FeedNote,
    TaskPaper,
    TaskRow,
)
from okrdesk.services.periods import fetch_period

_NOT_YET = frozenset({BlockCode.MARK_MISSING, BlockCode.GRADE_MISSING})
"""What a sheet that nobody has scored lacks anyway: it is there to be filled in by hand."""
Causes = Mapping[str, Sequence[ConfirmedCause]]


def find_evaluation_papers(
    desk: Desk, period_id: str, people: Sequence[str]
) -> list[EvaluationPaper]:
    """Return the sheets of persons in the order asked.

    Raises Refused: EVALUATION_MISSING where somebody has none, NOT_FOUND, NO_AUTHORITY.
    """
    ground, sheets, causes = _sheets_to_print(desk, period_id, people)
    return [_evaluation(sheet, ground, causes) for sheet in sheets]


def find_task_papers(desk: Desk, period_id: str, people: Sequence[str]) -> list[TaskPaper]:
    """Return the lists of work of persons; raise as `find_evaluation_papers` does."""
    ground, sheets, causes = _sheets_to_print(desk, period_id, people)
    return [TaskPaper(**_common(sheet, ground), rows=_task_rows(sheet, causes)) for sheet in sheets]


def find_complaint_papers(
    desk: Desk, period_id: str, people: Sequence[str]
) -> list[ComplaintPaper]:
    """Return complaints, with blanks where nothing is filed or answered yet; raise likewise."""
    ground, sheets, _causes = _sheets_to_print(desk, period_id, people)
    return [_complaint(sheet, ground) for sheet in sheets]


def _sheets_to_print(
    desk: Desk, period_id: str, people: Sequence[str]
) -> tuple[Ground, list[EvaluationSheet], Causes]:
    with desk.read() as connection:
        ground = ground_of(desk, connection)
        for person in people:
            ground.rights.require(Right.PRINT_FORMS, person)
        ids = {evaluation_id(period_id, person): person for person in people}
        stands = stands_of(connection, desk.agency_id, ids)
        for id, person in ids.items():
            if id not in stands:
                code = fetch_period(connection, desk.agency_id, period_id).code
                name = ground.names.get(person, person)
                raise Refused(Code.EVALUATION_MISSING, name=name, period=code)
        sheets = sheets_on(desk, connection, [stands[id] for id in ids], ground.rights)
        excused = [
            task_id(task.id)
            for sheet in sheets
            for task in sheet.facts.tasks
            if task.exempt_errors or task.exempt_delays
        ]
        return ground, sheets, confirmed_causes(connection, desk.agency_id, excused)


def _common(sheet: EvaluationSheet, ground: Ground) -> dict[str, Any]:
    pack = sheet.pack
    names = {one.id: one.name for one in pack.criteria}
    return {
        "agency": ground.agency,
        "period": span_of(sheet.period),
        "bearer": Bearer(sheet.person.name, sheet.title, sheet.unit, sheet.person.code),
        "on": ground.on,
        "head": ground.head_of(sheet.person.id, sheet.unit_id),
        "authority": approver_of(sheet),
        "okr": percent(sheet.progress.mean),
        "feeds": tuple(
            FeedNote(names.get(one.criterion, one.criterion), one.key_results, one.note)
            for one in pack.feeds
        ),
        "words": pack.form,
    }


def _evaluation(sheet: EvaluationSheet, ground: Ground, causes: Causes) -> EvaluationPaper:
    pack, scores = sheet.pack, sheet.scores
    shown = sheet.decided or scores.get(Level.SELF)
    outcome = shown.outcome if shown else score(pack, sheet.facts)
    own = scores.get(Level.SELF)
    marks = own.marks if own else None
    return EvaluationPaper(
        **_common(sheet, ground),
        level=Level.AUTHORITY if sheet.approved else shown.level if shown else None,
        criteria=tuple(_criteria(sheet)),
        general_most=pack.totals.general,
        results_most=pack.totals.results,
        most=pack.totals.most,
        formula=_formula(pack, leader=sheet.is_leader),
        components=_components(pack, outcome, leader=sheet.is_leader),
        general=outcome.general,
        result=outcome.result,
        points=outcome.points,
        total=outcome.total,
        blocked=tuple(
            one for one in outcome.blocked if shown is not None or one.code not in _NOT_YET
        ),
        causes=tuple(one for task in _tasks(sheet) for one in causes.get(task, ())),
        strengths=marks.strengths if marks else "",
        weaknesses=marks.weaknesses if marks else "",
        comment=_comment(sheet),
        bands=tuple(capital(one.name) for one in pack.bands),
        own_band=band_of(pack, own.band if own else None),
        band=band_of(pack, sheet.approved.band if sheet.approved else None),
    )


def approver_of(sheet: EvaluationSheet) -> str:
    """Return who approved an evaluation; the score approved may be the head's own."""
    if sheet.approved is None:
        return ""
    return next(step.who for step in reversed(sheet.steps) if step.kind is StepKind.APPROVE)


def _comment(sheet: EvaluationSheet) -> str:
    """Return what the authority says, else the head: in the score, or with the decision."""
    scores = [sheet.scores.get(level) for level in (Level.AUTHORITY, Level.HEAD)]
    said = [one.marks.comment for one in scores if one]
    said += [step.comment for step in reversed(sheet.steps) if step.kind in NAMES_A_SCORE]
    return next((text for text in said if text), "")


def _tasks(sheet: EvaluationSheet) -> dict[str, None]:
    """Return the tasks of a sheet, each once, in their order."""
    return dict.fromkeys(task_id(task.id) for task in sheet.facts.tasks)


def _criteria(sheet: EvaluationSheet) -> list[CriterionRow]:
    views = (sheet.scores.get(Level.SELF), sheet.approved or sheet.scores.get(Level.AUTHORITY))
    own, given = (view.marks.marks if view else {} for view in views)
    return [
        CriterionRow(
            row.number, row.name, row.points, _mark(row, own), _mark(row, given), bool(row.parts)
        )
        for root in (*sheet.pack.criteria, *sheet.pack.bonus_criteria)
        for row in _rows(root)
    ]


def _rows(row: Criterion) -> list[Criterion]:
    return [row, *(each for part in row.parts for each in _rows(part))]


def _mark(row: Criterion, marks: Mapping[str, Decimal]) -> Decimal | None:
    """Return the mark of a row: as given, else the sum of its parts' where all have one."""
    if row.id in marks or not row.parts:
        return marks.get(row.id)
    parts = [_mark(part, marks) for part in row.parts]
    given = [part for part in parts if part is not None]
    return sum(given, Decimal(0)) if len(given) == len(parts) else None


def _formula(pack: RulePack, *, leader: bool) -> str:
    """Return how the results come from the components: "(a + b + c) / 3"."""
    weights = pack.formula_of(leader)
    symbols = [pack.component(id).symbol for id in weights]
    if len(set(weights.values())) == 1:
        return f"({' + '.join(symbols)}) / {len(symbols)}"
    each = zip(weights.values(), symbols, strict=True)
    parts = [f"{format_decimal(weight)} × {symbol}" for weight, symbol in each]
    return f"({' + '.join(parts)}) / {format_decimal(sum(weights.values()))}"


def _components(pack: RulePack, outcome: Outcome, *, leader: bool) -> tuple[ComponentRow, ...]:
    rows = (pack.component(id) for id in pack.formula_of(leader))
    return tuple(ComponentRow(one.symbol, one.name, outcome.components.get(one.id)) for one in rows)


def _task_rows(sheet: EvaluationSheet, causes: Causes) -> tuple[TaskRow, ...]:
    weighed = {one.task.id: one for one in weigh(sheet.pack, sheet.facts.tasks)[0]}
    return tuple(
        _task_row(sheet.pack, task, weighed.get(task.id), causes) for task in sheet.facts.tasks
    )


def _task_row(pack: RulePack, task: TaskFacts, weighed: Weighed | None, causes: Causes) -> TaskRow:
    by_ladder = any(Factor.LATE in one.factors for one in pack.components)
    in_time = Factor.LATE if by_ladder else Factor.DELAY
    earned = weighed.earned if weighed else None
    return TaskRow(
        name=task.name,
        quantity=task.quantity,
        done=task.done,
        coefficient=weighed.coefficient if weighed else task.coefficient,
        converted=earned,
        quality=None if earned is None else earned * left_by(pack.tasks, Factor.CONTENT, task),
        timeliness=None if earned is None else earned * left_by(pack.tasks, in_time, task),
        content_errors=task.content_errors,
        delays=task.delays,
        causes=tuple(causes.get(task.id, ())),
        settled=task.settled,
    )


def _complaint(sheet: EvaluationSheet, ground: Ground) -> ComplaintPaper:
    filed = sheet.complaint
    outcome = sheet.approved.outcome if sheet.approved else None
    answered_at = filed.answered_at if filed else None
    return ComplaintPaper(
        **_common(sheet, ground),
        total=outcome.total if outcome else None,
        band=band_of(sheet.pack, sheet.approved.band if sheet.approved else None),
        complaint=filed.text if filed else "",
        answer=(filed.answer or "") if filed else "",
        filed_on=day_at(filed.filed_at) if filed else None,
        answered_on=day_at(answered_at) if answered_at else None,
    )
