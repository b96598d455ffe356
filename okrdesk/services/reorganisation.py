"""Reorganising units by date: the report before, and the whole of it in one act.

Only an administrator does it, and from the day on that it takes effect; its report can be read
before. Undo takes it back whole until a sync has told others.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work as Journal
from okrdesk.db.queries.unit_pasts import last_changes
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.organisation import Unit
from okrdesk.domain.permissions import Right
from okrdesk.domain.reorganisation import Outcome, Plan, reorganised
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, unused_code, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.reorganisation_ground import read_ground
from okrdesk.services.reorganisation_report import (
    Facts,
    Followed,
    Report,
    Staying,
    UnitLine,
    report,
)

__all__ = ["Followed", "Report", "Staying", "UnitLine", "preview", "reorganise"]

_UNIT_COLUMN = {"task": "unit_id", "directive_item": "lead_unit_id"}


def preview(desk: Desk, plan: Plan) -> Report:
    """Return what a plan would do; it may lie in the future.

    Raises Refused: NO_AUTHORITY, CODE_TAKEN, REORGANISED_LATER, TOO_LONG, and what
    `domain.reorganisation.reorganised` raises.
    """
    with desk.read() as connection:
        desk.require(connection, Right.EDIT_ORGANISATION)
        return report(connection, desk.agency_id, _facts(desk, connection, plan))


def reorganise(desk: Desk, plan: Plan) -> Done[Report]:
    """Carry a plan out in one act; raise as `preview` does, and REORGANISED_TOO_EARLY."""
    with desk.write(Act.REORGANISE) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        facts = _facts(desk, work.connection, plan)
        if plan.on > desk.today():
            raise Refused(Code.REORGANISED_TOO_EARLY, field="on", date=format_date(plan.on))
        told = report(work.connection, desk.agency_id, facts)
        _Writing(desk, work, plan, facts.outcome).write()
    return Done(told, frozenset(work.touched))


def _facts(desk: Desk, connection: Connection, plan: Plan) -> Facts:
    ground = read_ground(desk, connection, plan)
    outcome = reorganised(plan, ground)
    for unit in outcome.added:
        unused_code(connection, schema.unit, desk.agency_id, tidy(unit.code), None)
        within(unit.code, 40, "code")
    for unit in (*outcome.added, *(after for _before, after in outcome.changed)):
        within(unit.name, 300, "name")
    known = last_changes(connection, desk.agency_id)
    for unit, _after in outcome.changed:
        until = known.get(unit.id)
        if until is not None and until > plan.last_day:
            day = format_date(until.fromordinal(until.toordinal() + 1))
            raise Refused(Code.REORGANISED_LATER, field="on", name=unit.name, date=day)
    return Facts(plan, ground, outcome)


class _Writing:
    """The rows that an outcome changes."""

    def __init__(self, desk: Desk, work: Journal, plan: Plan, outcome: Outcome) -> None:
        self._desk, self._work, self._plan, self._outcome = desk, work, plan, outcome

    def write(self) -> None:
        """Write units, posts and work, and which units became which."""
        for unit in self._outcome.added:
            self._work.add(schema.unit, id=unit.id, **_unit_values(unit))
        for before, after in self._outcome.changed:
            self._keep(before)
            name, above = tidy(after.name), after.parent_id
            self._work.change(schema.unit, before.id, name=name, parent_id=above)
        for unit in self._outcome.ended:
            self._work.change(schema.unit, unit.id, to_on=unit.to_on)
        self._write_posts()
        self._write_work()
        for before_id, after_id in self._outcome.successions:
            kind = self._outcome.kind
            self._work.add(
                schema.unit_succession,
                before_id=before_id,
                after_id=after_id,
                on=self._plan.on,
                kind=kind.value if kind else "",
            )

    def _keep(self, unit: Unit) -> None:
        """Keep what a unit was until the day before; of one day the first state counts."""
        last = last_changes(self._work.connection, self._desk.agency_id).get(unit.id)
        if last == self._plan.last_day:
            return
        self._work.add(
            schema.unit_past,
            unit_id=unit.id,
            until_on=self._plan.last_day,
            name=unit.name,
            parent_id=unit.parent_id,
        )

    def _write_posts(self) -> None:
        outcome = self._outcome
        for post in outcome.ended_posts:
            self._work.change(schema.post, post.id, to_on=self._plan.last_day)
        self._work.remove(schema.post, *(post.id for post in outcome.unbegun_posts))
        for post in outcome.begun_posts:
            self._work.add(
                schema.post,
                person_id=post.person_id,
                unit_id=post.unit_id,
                title=post.title,
                is_leader=post.is_leader,
                is_deputy=post.is_deputy,
                share=post.share,
                from_on=post.from_on,
                to_on=post.to_on,
            )

    def _write_work(self) -> None:
        values: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        shares: dict[str, str] = {}
        supports: dict[str, dict[str, str]] = defaultdict(dict)
        for one, unit in self._outcome.moved:
            if one.entity == "objective_share":
                shares[one.id] = unit
            elif one.entity == "support":
                supports[one.id][one.unit_id] = unit
            else:
                column = _UNIT_COLUMN.get(one.entity, "owner_unit_id")
                values[one.entity][one.id] = {column: unit}
        for entity, rows in values.items():
            self._work.change_many(schema.JOURNALLED[entity], rows)
        self._write_supports(supports)
        self._write_shares(shares)

    def _write_supports(self, supports: dict[str, dict[str, str]]) -> None:
        """Let successors support items of directives; who leads one does not support it too."""
        table = schema.directive_item
        for id, places in supports.items():
            row = fetch(self._work.connection, table, self._desk.agency_id, id)
            units = {places.get(unit, unit) for unit in row["support_unit_ids"]}
            self._work.change(table, id, support_unit_ids=sorted(units - {row["lead_unit_id"]}))

    def _write_shares(self, shares: dict[str, str]) -> None:
        """Let successors share objectives once, with weights together, and no owner."""
        table, agency_id = schema.objective_share, self._desk.agency_id
        connection = self._work.connection
        moved = {id: fetch(connection, table, agency_id, id)["objective_id"] for id in shares}
        for objective_id in sorted(set(moved.values())):
            owner = fetch(connection, schema.objective, agency_id, objective_id)["owner_unit_id"]
            rows = connection.execute(
                select(table.c.id, table.c.owner_unit_id, table.c.weight)
                .where(
                    table.c.agency_id == agency_id,
                    table.c.objective_id == objective_id,
                    ~table.c.deleted,
                )
                .order_by(table.c.id)
            ).all()
            held: dict[str, list[Any]] = defaultdict(list)
            for row in rows:
                held[shares.get(row.id, row.owner_unit_id)].append(row)
            for unit, same in held.items():
                kept = [] if unit == owner else same[:1]
                self._work.remove(table, *(row.id for row in same[len(kept) :]))
                for row in kept:
                    weight = _together([one.weight for one in same])
                    self._work.change(table, row.id, owner_unit_id=unit, weight=weight)


def _together(weights: list[Decimal | None]) -> Decimal | None:
    """Return the weights of units that became one, at most 100; None where one counts equally."""
    known = [weight for weight in weights if weight is not None]
    return None if len(known) < len(weights) else min(sum(known, Decimal(0)), Decimal(100))


def _unit_values(unit: Unit) -> dict[str, Any]:
    return {
        "code": tidy(unit.code),
        "name": tidy(unit.name),
        "parent_id": unit.parent_id,
        "from_on": unit.from_on,
        "to_on": unit.to_on,
        "ordinal": unit.ordinal,
    }
