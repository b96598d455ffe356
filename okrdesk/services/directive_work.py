"""Work made from an item of a directive in one step: what it says is filled in beforehand.

Each function returns a draft with an empty id for the ordinary services to write, so that a window
shows it first and a shell adds to it; nothing is written here.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.directive_rows import item_of
from okrdesk.db.queries.coverage import work_behind
from okrdesk.db.queries.cycles import running_cycle
from okrdesk.db.queries.tree import objective_rows
from okrdesk.db.rows import cycle_of, objective_of
from okrdesk.domain.directive import DirectiveItem, figure_in
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.tasks import Source, Task
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.lists import Filter, Sort, listed_ids

_LONGEST_TITLE = 500


def objective_from(desk: Desk, item_id: str, cycle_id: str | None = None) -> Objective:
    """Return an objective for an item: its title, lead unit, axis, and its deadline in the cycle.

    Without a cycle it is the one that runs today. Who may not write for the lead unit owns it.
    Raises Refused: NOT_FOUND, and MISSING_FIELD where no cycle runs.
    """
    with desk.read() as connection:
        item = _item(desk, connection, item_id)
        if cycle_id:
            cycle = cycle_of(fetch(connection, schema.cycle, desk.agency_id, cycle_id))
        else:
            running = running_cycle(connection, desk.agency_id, desk.today())
            if running is None:
                raise Refused(Code.MISSING_FIELD, field="cycle", label="Cycle")
            cycle = running
        owner = Owner(unit_id=item.lead_unit_id) if item.lead_unit_id else None
        if owner is None or not desk.may(connection, Right.EDIT_OBJECTIVES, [owner]):
            owner = Owner(person_id=desk.person_id)
    return Objective(
        id="",
        cycle_id=cycle.id,
        title=item.title[:_LONGEST_TITLE],
        owner=owner,
        start_on=cycle.start_on,
        end_on=_within(item.due_on, cycle.start_on, cycle.end_on),
        description=item.target,
        axis=item.axis,
        directive_item_id=item.id,
    )


def key_result_from(desk: Desk, item_id: str, objective_id: str) -> KeyResult:
    """Return a key result of an objective for an item: its title, target as a figure, deadline.

    Raises Refused: NOT_FOUND.
    """
    with desk.read() as connection:
        item = _item(desk, connection, item_id)
        row = fetch(connection, schema.objective, desk.agency_id, objective_id)
        objective = objective_of(row)
    figure, unit = figure_in(item.target) or (Decimal(100), "%")
    return KeyResult(
        id="",
        objective_id=objective.id,
        title=item.title[:_LONGEST_TITLE],
        measure=Measure(Kind.INCREASE, Decimal(0), figure or Decimal(100)),
        owner=objective.owner,
        start_on=objective.start_on,
        end_on=_within(item.due_on, objective.start_on, objective.end_on),
        measure_unit=unit,
        directive_item_id=item.id,
    )


@dataclass(frozen=True)
class ObjectiveChoice:
    """An objective to choose; it `serves` the item, or `is_free` and serves none."""

    id: str
    title: str
    owner: str
    serves: bool
    is_free: bool


def objectives_for(desk: Desk, item_id: str, cycle_id: str | None = None) -> list[ObjectiveChoice]:
    """Return the objectives of a cycle that may be changed here, those that serve the item first.

    Without a cycle it is the one that runs today. Raises Refused(NOT_FOUND).
    """
    with desk.view() as view:
        _item(desk, view.connection, item_id)
        running = running_cycle(view.connection, desk.agency_id, desk.today())
        wanted = Filter(cycle_id=cycle_id or (running.id if running else None))
        rows = objective_rows(view, listed_ids(view, wanted, Sort()))
        owners = {Owner(row.owner_person_id, row.owner_unit_id) for row in rows}
        mine = {one for one in owners if desk.may(view.connection, Right.EDIT_OBJECTIVES, [one])}
        taken = _serving(desk, view.connection)
        behind = work_behind(view.connection, desk.agency_id, [item_id]).get(item_id, [])
    serving = {one.id for one in behind if one.entity == "objective"}
    found = [
        ObjectiveChoice(row.id, row.title, row.owner, row.id in serving, row.id not in taken)
        for row in rows
        if Owner(row.owner_person_id, row.owner_unit_id) in mine
    ]
    return sorted(found, key=lambda one: not one.serves)


def task_from(desk: Desk, item_id: str, owner_person_id: str | None = None) -> Task:
    """Return a task for an item, of one product, due on its day, on its axis; by default one's own.

    Raises Refused: NOT_FOUND.
    """
    with desk.read() as connection:
        item = _item(desk, connection, item_id)
    today = desk.today()
    return Task(
        id="",
        owner_person_id=owner_person_id or desk.person_id,
        title=item.title[:_LONGEST_TITLE],
        quantity=Decimal(1),
        start_on=min(today, item.due_on or today),
        due_on=item.due_on,
        source=Source.DIRECTIVE,
        axis=item.axis,
        note=item.target,
        directive_item_id=item.id,
    )


def _serving(desk: Desk, connection: Connection) -> frozenset[str]:
    """Return the objectives that serve some item."""
    table = schema.objective
    return frozenset(
        connection.scalars(
            select(table.c.id).where(
                table.c.agency_id == desk.agency_id,
                table.c.directive_item_id.is_not(None),
                ~table.c.deleted,
            )
        )
    )


def _item(desk: Desk, connection: Connection, id: str) -> DirectiveItem:
    desk.require(connection, Right.READ_OBJECTIVES)
    item = item_of(fetch(connection, schema.directive_item, desk.agency_id, id))
    if item.archived:
        raise Refused(Code.ARCHIVED, title=item.title)
    return replace(item, title=" ".join(item.title.split()))


def _within(day: date | None, start: date, end: date) -> date:
    return end if day is None else min(max(day, start), end)
