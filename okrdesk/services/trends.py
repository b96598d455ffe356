"""How the progress of an objective or a unit went over time, counted from its check-ins."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_results_under
from okrdesk.db.queries.key_results import check_ins_under
from okrdesk.db.queries.tree import (
    Filter,
    ObjectiveRow,
    Sort,
    objective_ids,
    objective_rows,
)
from okrdesk.db.rows import key_result_of, objective_of
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.health import Health, expected
from okrdesk.domain.objective import KeyResult, Objective
from okrdesk.domain.reached import reached_on
from okrdesk.domain.rollup import roll_up
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk


@dataclass(frozen=True)
class Part:
    """One line of a trend's table: a key result or objective as it stands today (0–1)."""

    title: str
    progress: float | None
    expected: float
    health: Health


@dataclass(frozen=True)
class Trend:
    """Progress (0–1) by day from the first check-in on, what is expected, and the parts now."""

    title: str
    start_on: date
    end_on: date
    points: tuple[tuple[date, float], ...]
    expected_today: float
    parts: tuple[Part, ...]


def objective_trend(desk: Desk, objective_id: str) -> Trend:
    """Return the trend of one objective from its own key results."""
    with desk.view() as view:
        objectives = _objectives(view.connection, desk.agency_id, [objective_id])
        if not objectives:
            raise Refused(Code.NOT_FOUND, text=objective_id)
        known = {objective_id: _key_results(view.connection, desk.agency_id, [objective_id])}
        parts = _parts(key_results_under(view, [objective_id]))
    return _trend(objectives[0].title, objectives, known, view.today, parts)


def unit_trend(desk: Desk, title: str, unit_ids: frozenset[str] | None, cycle_id: str) -> Trend:
    """Return the trend of all objectives of the units and their people in a cycle; None for all."""
    with desk.view() as view:
        connection = view.connection
        ids = objective_ids(view, Filter(cycle_id=cycle_id, unit_ids=unit_ids), Sort())
        objectives = _objectives(connection, desk.agency_id, ids)
        by_objective: dict[str, list[tuple[KeyResult, list[CheckIn]]]] = defaultdict(list)
        for key_result, entries in _key_results(connection, desk.agency_id, ids):
            by_objective[key_result.objective_id].append((key_result, entries))
        parts = _parts(objective_rows(view, ids))
    if not objectives:
        raise Refused(Code.NOTHING_TO_DRAW)
    return _trend(title, objectives, by_objective, desk.today(), parts)


Known = Sequence[tuple[KeyResult, list[CheckIn]]]


def _trend(
    title: str,
    objectives: Sequence[Objective],
    known: dict[str, list[tuple[KeyResult, list[CheckIn]]]],
    today: date,
    parts: tuple[Part, ...],
) -> Trend:
    start = min(one.start_on for one in objectives)
    end = max(one.end_on for one in objectives)
    days = {
        entry.effective_on
        for group in known.values()
        for _key_result, entries in group
        for entry in entries
    }
    days |= {min(today, end)} if start <= today else set()
    points = tuple((day, _rolled(objectives, known, day)) for day in sorted(days))
    now = float(expected(start, end, today))
    return Trend(title, start, end, points, now, parts)


def _rolled(
    objectives: Sequence[Objective],
    known: dict[str, list[tuple[KeyResult, list[CheckIn]]]],
    day: date,
) -> float:
    rolled = roll_up(
        (_progress_on(known[one.id], day), one.weight) for one in objectives if known.get(one.id)
    )
    return float(rolled or 0)


def _progress_on(known: Known, day: date) -> float:
    parts = []
    for key_result, entries in known:
        until = [entry for entry in in_force(entries) if entry.effective_on <= day]
        reached = reached_on(key_result, until, day).progress
        parts.append((reached.value, key_result.weight))
    return float(roll_up(parts) or 0)


def _parts(rows: Sequence[KeyResultRow] | Sequence[ObjectiveRow]) -> tuple[Part, ...]:
    return tuple(Part(row.title, row.progress, row.expected, row.health) for row in rows)


def _objectives(connection: Connection, agency_id: str, ids: Sequence[str]) -> list[Objective]:
    table = schema.objective
    rows = connection.execute(
        select(table).where(table.c.agency_id == agency_id, table.c.id.in_(ids), ~table.c.deleted)
    ).mappings()
    return [objective_of(row) for row in rows]


def _key_results(
    connection: Connection, agency_id: str, objective_ids: Sequence[str]
) -> list[tuple[KeyResult, list[CheckIn]]]:
    table = schema.key_result
    rows = connection.execute(
        select(table)
        .where(
            table.c.agency_id == agency_id,
            table.c.objective_id.in_(objective_ids),
            ~table.c.archived,
            ~table.c.deleted,
        )
        .order_by(table.c.ordinal, table.c.id)
    ).mappings()
    found = [key_result_of(row) for row in rows]
    entries = check_ins_under(connection, agency_id, [one.id for one in found])
    return [(one, entries[one.id]) for one in found]
