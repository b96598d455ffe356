"""The period report (B2): how far the work of a person or unit has come, what was reached, what
was not and why.

Nothing is typed for it: the words are those of the check-ins, blockers, confirmed causes and
explanations of the period, in place of the reports that used to be written at its end.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.queries.excuses import excuses_of
from okrdesk.db.queries.in_force import key_results_named
from okrdesk.db.queries.key_results import check_ins_under
from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.remarks import RemarkRow, remarks_on
from okrdesk.db.queries.view import View
from okrdesk.db.rows import cycle_of
from okrdesk.domain.check_in import CheckIn, Prompt
from okrdesk.domain.excuse import Excuse
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Cycle, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.remark import RemarkKind
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.lists import (
    Filter,
    KeyResultRow,
    ObjectiveRow,
    Sort,
    find_key_results_under,
    find_objective_ids,
    find_objective_rows,
)
from okrdesk.services.paper_ground import Ground, ground_of, percent
from okrdesk.services.papers import Bearer, Paper, Span
from okrdesk.services.registration import find_registrant
from okrdesk.services.unit_papers import unit_bearer

_WHOLE: Mapping[str, Any] = {"places": 0}
_RED = frozenset({Health.BEHIND, Health.AT_RISK, Health.OVERDUE})


class Said(StrEnum):
    """Where a line of the report comes from."""

    COMMENT = "comment"
    RESULT = "result"
    DELAY = "delay"
    DIFFICULTY = "difficulty"
    WAY_OUT = "way-out"
    BLOCKER = "blocker"
    CAUSE = "cause"
    EXPLANATION = "explanation"


@dataclass(frozen=True)
class SaidLine:
    """A line drawn from the record: its source and its text."""

    source: Said
    text: str


@dataclass(frozen=True)
class ReportRow:
    """An objective (`measure` is None) or a key result of it; shares in percent."""

    title: str
    owner: str
    health: Health
    measure: Measure | None = None
    measure_unit: str = ""
    value: Decimal | None = None
    progress: Decimal | None = field(default=None, metadata=_WHOLE)
    expected: Decimal | None = field(default=None, metadata=_WHOLE)


@dataclass(frozen=True)
class Told:
    """A key result with what was said of it."""

    title: str
    owner: str
    health: Health
    lines: tuple[SaidLine, ...]
    progress: Decimal | None = field(default=None, metadata=_WHOLE)


@dataclass(frozen=True)
class HealthCount:
    """How many key results bear a mark."""

    health: Health
    count: int


@dataclass(frozen=True, kw_only=True)
class PeriodPaper(Paper):
    """The report of a cycle; `okr` is the mean progress of the objectives, `expected` what the
    plan has by the day of the report, both in percent.
    """

    rows: tuple[ReportRow, ...]
    counts: tuple[HealthCount, ...]
    reached: tuple[Told, ...]
    unreached: tuple[Told, ...]
    objectives: int
    key_results: int
    expected: Decimal | None = field(default=None, metadata=_WHOLE)


def find_period_paper(desk: Desk, cycle_id: str, owner: Owner) -> PeriodPaper:
    """Return the report of a person's or a unit's work (with all below) in a cycle.

    Raises Refused: NOT_FOUND, NO_AUTHORITY.
    """
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [owner])
        cycle = cycle_of(fetch(connection, schema.cycle, desk.agency_id, cycle_id))
        ground = ground_of(desk, connection)
        within = (
            units_below(connection, desk.agency_id, frozenset([owner.unit_id]))
            if owner.unit_id
            else None
        )
        unit_id, last = owner.unit_id, cycle.end_on
        bearer = unit_bearer(desk, connection, unit_id, last) if unit_id else None
    people = frozenset([owner.person_id]) if owner.person_id else None
    wanted = Filter(cycle_id=cycle_id, unit_ids=within, person_ids=people)
    objectives = find_objective_rows(desk, find_objective_ids(desk, wanted, Sort("title")))
    under = _under(desk, objectives, owner.person_id)
    with desk.view() as view:
        ids = [row.id for rows in under.values() for row in rows]
        told = Record(view, ids, (cycle.start_on, cycle.end_on))
    return _paper(_Sheet(desk, cycle, owner, bearer, ground), objectives, under, told)


@dataclass(frozen=True)
class _Sheet:
    desk: Desk
    cycle: Cycle
    owner: Owner
    bearer: Bearer | None
    ground: Ground

    def head(self) -> dict[str, Any]:
        """Return what every paper bears."""
        cycle, ground = self.cycle, self.ground
        bearer = self.bearer or _person(self.desk, self.owner.person_id or "", cycle.end_on)
        span = Span(cycle.code, cycle.start_on, cycle.end_on, cycle.name)
        chief = (
            ground.head_of_unit(self.owner.unit_id)
            if self.owner.unit_id
            else ground.head_of(self.owner.person_id or "", None)
        )
        return {
            "agency": ground.agency,
            "period": span,
            "bearer": bearer,
            "on": ground.on,
            "head": chief,
            "compiler": ground.names.get(self.desk.person_id, ""),
        }


def _paper(
    sheet: _Sheet,
    objectives: Sequence[ObjectiveRow],
    under: Mapping[str, list[KeyResultRow]],
    told: "Record",
) -> PeriodPaper:
    rows = [row for one in objectives for row in under[one.id]]
    marks = Counter(row.health for row in rows)
    reached, unreached = told.outcome(rows, sheet.ground.on)
    shares = [one.progress for one in objectives if one.progress is not None]
    planned = [one.expected for one in objectives if one.progress is not None]
    return PeriodPaper(
        **sheet.head(),
        okr=_mean(shares),
        expected=_mean(planned),
        rows=tuple(_lines(objectives, under)),
        counts=tuple(HealthCount(one, marks[one]) for one in Health if marks[one]),
        reached=reached,
        unreached=unreached,
        objectives=len(objectives),
        key_results=len(rows),
    )


def _mean(shares: Sequence[float]) -> Decimal | None:
    return percent(sum(shares) / len(shares)) if shares else None


def _lines(
    objectives: Sequence[ObjectiveRow], under: Mapping[str, list[KeyResultRow]]
) -> Iterator[ReportRow]:
    for one in objectives:
        yield ReportRow(
            one.title,
            one.owner,
            one.health,
            progress=percent(one.progress),
            expected=percent(one.expected),
        )
        for row in under[one.id]:
            yield ReportRow(
                row.title,
                row.owner,
                row.health,
                Measure(row.kind, row.start_value, row.target_value, row.low, row.high),
                row.measure_unit,
                None if row.kind is Kind.STEPS else row.value,
                percent(row.progress),
                percent(row.expected),
            )


def _told(row: KeyResultRow, lines: Sequence[SaidLine]) -> Told:
    return Told(row.title, row.owner, row.health, tuple(lines), percent(row.progress))


def _under(
    desk: Desk, objectives: Sequence[ObjectiveRow], person_id: str | None
) -> dict[str, list[KeyResultRow]]:
    """Return key results by objective; of others' objectives, only those that a person owns."""
    found: dict[str, list[KeyResultRow]] = {one.id: [] for one in objectives}
    owned = {one.id for one in objectives if one.owner_person_id == person_id}
    for row in find_key_results_under(desk, list(found)):
        if person_id in (None, row.owner_person_id) or row.objective_id in owned:
            found[row.objective_id].append(row)
    return found


def _person(desk: Desk, person_id: str, last: date) -> Bearer:
    one = find_registrant(desk, Owner(person_id), min(last, desk.today()))
    return Bearer(one.name, one.title, one.unit, one.code)


class Record:
    """What was said of some key results within a span (first and last day), read at once."""

    def __init__(self, view: View, ids: Sequence[str], span: tuple[date, date]) -> None:
        connection, agency_id = view.connection, view.agency_id
        self._first, self._last = span
        results = key_results_named(connection, agency_id, ids)
        self._check_ins: Mapping[str, list[CheckIn]] = check_ins_under(
            connection, agency_id, results
        )
        self._words: Mapping[str, list[RemarkRow]] = remarks_on(connection, agency_id, ids)
        self._excuses: Mapping[str, tuple[Excuse, ...]] = excuses_of(connection, agency_id, ids)
        self._blockers = _blockers(view, ids)

    def outcome(
        self, rows: Sequence[KeyResultRow], on: date
    ) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
        """Return what was reached, and what was not: all of it once the span is over, else what
        falls short of the plan.
        """
        is_over = self._last < on
        reached = [row for row in rows if row.progress >= 1]
        left = [row for row in rows if row.progress < 1 and (is_over or row.health in _RED)]
        return (
            tuple(_told(row, self.good(row.id)) for row in reached),
            tuple(_told(row, self.bad(row.id)) for row in left),
        )

    def good(self, id: str) -> list[SaidLine]:
        """Return what was said of how it was reached: the last result and the last comment."""
        return [
            *self._answers(id, Prompt.RESULT),
            *self._comment(id),
        ]

    def bad(self, id: str) -> list[SaidLine]:
        """Return why it was not: what is late, what is difficult, and what was found to hold."""
        lines = [*self._answers(id, Prompt.DELAY, Prompt.DIFFICULTY, Prompt.WAY_OUT)]
        lines += [SaidLine(Said.BLOCKER, text) for text in self._blockers.get(id, ())]
        lines += [
            SaidLine(Said.CAUSE, f"{one.reason} ({one.confirmed_by})")
            for one in self._excuses.get(id, ())
            if self._is_within(one.from_on, one.until(self._last))
        ]
        lines += [
            SaidLine(Said.EXPLANATION, f"{word.text} ({word.author})")
            for word in self._words.get(id, ())
            if word.kind is RemarkKind.ANSWER
        ]
        return lines or [*self._comment(id)]

    def _is_within(self, first: date, last: date) -> bool:
        return first <= self._last and last >= self._first

    def _answers(self, id: str, *prompts: Prompt) -> Iterator[SaidLine]:
        for prompt in prompts:
            given = (one.answers.get(prompt, "").strip() for one in self._latest(id))
            if text := next(filter(None, given), ""):
                yield SaidLine(Said(prompt.value), text)

    def _comment(self, id: str) -> Iterator[SaidLine]:
        text = next((one.comment.strip() for one in self._latest(id) if one.comment.strip()), "")
        if text:
            yield SaidLine(Said.COMMENT, text)

    def _latest(self, id: str) -> Iterator[CheckIn]:
        return reversed(self._check_ins.get(id, []))


def _blockers(view: View, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the texts of blockers that are open, by key result, the oldest first."""
    table = schema.blocker
    rows = view.connection.execute(
        select(table.c.key_result_id, table.c.text)
        .where(
            table.c.agency_id == view.agency_id,
            any_of(table.c.key_result_id, "ids"),
            table.c.closed_on.is_(None),
            ~table.c.deleted,
        )
        .order_by(table.c.id),
        {"ids": list(ids)},
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.key_result_id, []).append(row.text)
    return found
