"""How the progress of an objective or a unit went over time, counted from its check-ins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.in_force import key_results_in_force
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_results_under
from okrdesk.db.queries.key_results import check_ins_under
from okrdesk.db.queries.tree import (
    Filter,
    ObjectiveRow,
    Sort,
    objective_ids,
    objective_rows,
)
from okrdesk.db.queries.view import View
from okrdesk.db.rows import objective_of
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.health import Health, expected
from okrdesk.domain.objective import KeyResult, LinkKind, Objective, RollUp
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


@dataclass(frozen=True)
class _Known:
    """Objectives with all that contributes to them from below, and the check-ins in force there."""

    objectives: Mapping[str, Objective]
    key_results: Mapping[str, Sequence[tuple[KeyResult, list[CheckIn]]]]
    below: Mapping[str, Sequence[tuple[str, Decimal | None]]]

    def days(self) -> set[date]:
        """Return the days of which something was checked in."""
        groups = self.key_results.values()
        return {
            entry.effective_on for group in groups for _one, entries in group for entry in entries
        }

    def progress(self, id: str, day: date, above: frozenset[str] = frozenset()) -> Fraction | None:
        """Return the progress of an objective on `day` by its roll-up; None without parts."""
        roll = self.objectives[id].roll_up
        parts: list[tuple[Fraction, Decimal | None]] = []
        if roll is not RollUp.CHILDREN:
            for key_result, entries in self.key_results.get(id, ()):
                until = [entry for entry in entries if entry.effective_on <= day]
                reached = reached_on(key_result, until, day).progress
                parts.append((reached.value, key_result.weight))
        if roll is not RollUp.KEY_RESULTS:
            for child, weight in self.below.get(id, ()):
                if child not in above:  # a loop, which only a merge of machines can make
                    done = self.progress(child, day, above | {id})
                    parts += [(done, weight)] if done is not None else []
        return roll_up(parts)


def objective_trend(desk: Desk, objective_id: str) -> Trend:
    """Return the trend of one objective by its roll-up: key results, aligned objectives, or both.

    Raises Refused(NOT_FOUND).
    """
    with desk.view() as view:
        known = _known(view, [objective_id])
        one = known.objectives.get(objective_id)
        if one is None:
            raise Refused(Code.NOT_FOUND, text=objective_id)
        parts: tuple[Part, ...] = ()
        if one.roll_up is not RollUp.CHILDREN:
            parts += _parts(key_results_under(view, [objective_id]))
        if one.roll_up is not RollUp.KEY_RESULTS:
            below = [child for child, _weight in known.below.get(objective_id, ())]
            parts += _parts(objective_rows(view, below))
    return _trend(one.title, [one], known, view.today, parts)


def unit_trend(desk: Desk, title: str, unit_ids: frozenset[str] | None, cycle_id: str) -> Trend:
    """Return the trend of all objectives of the units and their people in a cycle; None for all.

    Raises Refused(NOTHING_TO_DRAW).
    """
    with desk.view() as view:
        ids = objective_ids(view, Filter(cycle_id=cycle_id, unit_ids=unit_ids), Sort())
        known = _known(view, ids)
        parts = _parts(objective_rows(view, ids))
    if not ids:
        raise Refused(Code.NOTHING_TO_DRAW)
    return _trend(title, [known.objectives[id] for id in ids], known, view.today, parts)


def _trend(
    title: str,
    objectives: Sequence[Objective],
    known: _Known,
    today: date,
    parts: tuple[Part, ...],
) -> Trend:
    start = min(one.start_on for one in objectives)
    end = max(one.end_on for one in objectives)
    days = known.days() | ({min(today, end)} if start <= today else set())
    points = tuple((day, _rolled(objectives, known, day)) for day in sorted(days))
    return Trend(title, start, end, points, float(expected(start, end, today)), parts)


def _rolled(objectives: Sequence[Objective], known: _Known, day: date) -> float:
    reached = [(known.progress(one.id, day), one.weight) for one in objectives]
    return float(roll_up((done, weight) for done, weight in reached if done is not None) or 0)


def _known(view: View, ids: Sequence[str]) -> _Known:
    """Return what is known of the objectives `ids` and of those that contribute to them."""
    objectives: dict[str, Objective] = {}
    below: dict[str, list[tuple[str, Decimal | None]]] = defaultdict(list)
    wave = list(ids)
    while wave:
        found = _objectives(view.connection, view.agency_id, wave)
        objectives |= {one.id: one for one in found}
        rolling = [one.id for one in found if one.roll_up is not RollUp.KEY_RESULTS]
        for parent_id, child_id, weight in _links_below(view, rolling):
            below[parent_id].append((child_id, weight))
        wave = [child for id in rolling for child, _ in below[id] if child not in objectives]
    key_results: dict[str, list[tuple[KeyResult, list[CheckIn]]]] = defaultdict(list)
    for key_result, entries in _key_results(view.connection, view.agency_id, list(objectives)):
        key_results[key_result.objective_id].append((key_result, in_force(entries)))
    return _Known(objectives, key_results, below)


def _links_below(view: View, ids: Sequence[str]) -> list[tuple[str, str, Decimal | None]]:
    """Return (parent, child, weight) of what contributes to the objectives `ids`."""
    link, child = schema.link, schema.objective
    rows = view.connection.execute(
        select(link.c.parent_id, link.c.child_id, link.c.weight)
        .join(child, named_by(child, link.c.child_id))
        .where(
            link.c.agency_id == view.agency_id,
            link.c.parent_id.in_(ids),
            link.c.kind == LinkKind.CONTRIBUTES.value,
            ~link.c.deleted,
            ~child.c.archived,
            ~child.c.deleted,
        )
        .order_by(child.c.title, child.c.id)
    )
    return [(row.parent_id, row.child_id, row.weight) for row in rows]


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
    found = key_results_in_force(connection, agency_id, rows)
    entries = check_ins_under(connection, agency_id, found)
    return [(one, entries[one.id]) for one in found]
