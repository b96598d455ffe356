"""Key results: written and changed under an objective, with the actions that serve them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.in_force import Approved, approved_of, key_results_in_force
from okrdesk.db.rows import key_result_of, key_result_values, objective_of
from okrdesk.db.types import to_wire
from okrdesk.domain.act import Act
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import KeyResult, Objective
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Kind, Measure, check_measure
from okrdesk.domain.review import TARGET
from okrdesk.domain.rhythm import Rhythm
from okrdesk.domain.rollup import check_weight
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import (
    clean_title,
    fetch,
    in_order,
    known_item,
    known_owner,
    open_cycle,
    owner_of,
    plain_number,
    within,
)
from okrdesk.services.desk import Desk, Done
from okrdesk.services.reviews import write_submission


@dataclass(frozen=True)
class ActionItem:
    """A piece of work that serves a key result; ticking it never moves the key result."""

    id: str
    key_result_id: str
    title: str
    owner_person_id: str | None = None
    due_on: date | None = None
    done_on: date | None = None


def add_key_result(desk: Desk, key_result: KeyResult) -> Done[str]:
    """Write a new key result under its objective; return its id.

    Without an owner it takes the objective's. Raises Refused: NO_AUTHORITY, NOT_FOUND,
    MISSING_FIELD, TOO_LONG, DATES_UPSIDE_DOWN, CYCLE_CLOSED, and what `check_measure` raises.
    """
    with desk.write(Act.ADD_KEY_RESULT) as work:
        objective = _objective(desk, work, key_result.objective_id)
        id = insert_key_result(work, objective, key_result)
    return Done(id, frozenset(work.touched))


def edit_key_result(desk: Desk, key_result: KeyResult, reason: str = "") -> Done[str]:
    """Change the key result that has the same id; only fields that differ are written.

    A change of an approved target takes a `reason`; with it the objective is submitted anew in the
    same act, and the approved target stays in force meanwhile. Raises what `add_key_result` does,
    and Refused: TARGET_REASON, ARCHIVED.
    """
    with desk.write(Act.AMEND_TARGET if reason.strip() else Act.EDIT_KEY_RESULT) as work:
        row = fetch(work.connection, schema.key_result, desk.agency_id, key_result.id)
        if row["archived"]:
            raise Refused(Code.ARCHIVED, title=row["title"])
        placed = replace(key_result, objective_id=row["objective_id"], archived=False)
        served = row["directive_item_id"]
        known_item(work.connection, desk.agency_id, placed.directive_item_id, served)
        values = checked_key_result(desk, work, placed)
        found = approved_of(work.connection, desk.agency_id, [row["objective_id"]])
        is_other = retargets(found.get(row["objective_id"]), dict(row), values)
        if is_other and not reason.strip():
            raise Refused(Code.TARGET_REASON, field="reason")
        work.change(schema.key_result, key_result.id, **values)
        if is_other:
            write_submission(desk, work, row["objective_id"], reason)
    return Done(key_result.id, frozenset(work.touched | {("objective", row["objective_id"])}))


def is_target_approved(desk: Desk, id: str) -> bool:
    """Say whether the target of a key result was approved, so that its change takes a reason."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        row = fetch(connection, schema.key_result, desk.agency_id, id)
        found = approved_of(connection, desk.agency_id, [row["objective_id"]])
    approved = found.get(row["objective_id"])
    return approved is not None and id in approved.key_results


def retargets(approved: Approved | None, row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Say whether `values` make the target of a row another than it is, and than it was approved.

    `approved` is what was approved last of its objective; both are column values.
    """
    known = approved.key_results.get(row["id"]) if approved else None
    if known is None:
        return False
    typed = {name: to_wire(values[name]) or None for name in TARGET}
    stands = {name: to_wire(row[name]) or None for name in TARGET}
    return typed != stands and typed != {name: known.get(name) for name in TARGET}


def checked_key_result(desk: Desk, work: Work, key_result: KeyResult) -> dict[str, Any]:
    """Return a key result's column values, texts tidied; raise Refused where it may not be so."""
    return _checked_values(work, _objective(desk, work, key_result.objective_id), key_result)


def insert_key_result(work: Work, objective: Objective, key_result: KeyResult) -> str:
    """Check and write a key result inside an act that already has the right to."""
    values = _checked_values(work, objective, key_result)
    known_item(work.connection, work.author.agency_id, key_result.directive_item_id, None)
    return work.add(schema.key_result, id=new_id(), **values)


def find_key_result(desk: Desk, id: str) -> KeyResult:
    """Return one key result; raise Refused(NOT_FOUND) where there is none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return key_result_of(fetch(connection, schema.key_result, desk.agency_id, id))


def find_key_result_in_force(desk: Desk, id: str) -> KeyResult:
    """Return one key result with the target that counts; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        row = fetch(connection, schema.key_result, desk.agency_id, id)
        return key_results_in_force(connection, desk.agency_id, [row])[0]


def save_action_item(desk: Desk, item: ActionItem) -> Done[str]:
    """Write an action under a key result, new where its id is empty; return its id."""
    table = schema.action_item
    values: dict[str, Any] = {
        "title": clean_title(item.title, "Action"),
        "owner_person_id": item.owner_person_id,
        "due_on": item.due_on,
        "done_on": item.done_on,
    }
    with desk.write(Act.EDIT_ACTION_ITEM if item.id else Act.ADD_ACTION_ITEM) as work:
        row = fetch(work.connection, schema.key_result, desk.agency_id, item.key_result_id)
        above = fetch(work.connection, schema.objective, desk.agency_id, row["objective_id"])
        desk.require_check_in(work.connection, owner_of(row), owner_of(above))
        id = item.id
        if id:
            known = fetch(work.connection, table, desk.agency_id, id)
            if known["key_result_id"] != item.key_result_id:
                raise Refused(Code.NOT_FOUND, text=id)
            work.change(table, id, **values)
        else:
            id = work.add(table, key_result_id=item.key_result_id, **values)
    return Done(id, frozenset(work.touched))


def find_action_items(desk: Desk, key_result_id: str) -> list[ActionItem]:
    """Return the actions of a key result: open ones first, then by due day."""
    table = schema.action_item
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = connection.execute(
            select(table)
            .where(
                table.c.agency_id == desk.agency_id,
                table.c.key_result_id == key_result_id,
                ~table.c.archived,
                ~table.c.deleted,
            )
            .order_by(table.c.done_on.is_not(None), table.c.due_on, table.c.id)
        )
        return [
            ActionItem(
                row.id, row.key_result_id, row.title, row.owner_person_id, row.due_on, row.done_on
            )
            for row in rows
        ]


def _objective(desk: Desk, work: Work, id: str) -> Objective:
    objective = objective_of(fetch(work.connection, schema.objective, desk.agency_id, id))
    desk.require(work.connection, Right.EDIT_OBJECTIVES, [objective.owner])
    open_cycle(work.connection, desk.agency_id, objective.cycle_id)
    return objective


def _checked_values(work: Work, objective: Objective, key_result: KeyResult) -> dict[str, Any]:
    owner = key_result.owner
    if not (owner.person_id or owner.unit_id):
        owner = objective.owner
    known_owner(work.connection, work.author.agency_id, owner)
    in_order(key_result.start_on, key_result.end_on)
    check_weight(key_result.weight)
    _check_numbers(key_result)
    check_measure(key_result.measure)
    if key_result.indicator_id:
        fetch(work.connection, schema.indicator, work.author.agency_id, key_result.indicator_id)
        if key_result.measure.kind is Kind.STEPS:
            raise Refused(Code.INDICATOR_KIND, field="indicator_id")
    if key_result.rhythm is not Rhythm.YEARLY:
        key_result = replace(key_result, due_month=None)
    elif key_result.due_month is not None and not 1 <= key_result.due_month <= 12:
        raise Refused(Code.BAD_VALUE, field="due_month", text=key_result.due_month, allowed="1–12")
    return key_result_values(
        replace(
            key_result,
            title=clean_title(key_result.title, "Title"),
            measure=_with_step_ids(key_result.measure),
            measure_unit=within(key_result.measure_unit.strip(), 60, "measure_unit"),
            owner=owner,
        )
    )


def _with_step_ids(measure: Measure) -> Measure:
    """Give an id to each step that has none or shares one, so that each is ticked by itself."""
    seen: set[str] = {""}
    steps = []
    for step in measure.steps:
        steps.append(replace(step, id=new_id()) if step.id in seen else step)
        seen.add(step.id)
    return replace(measure, steps=tuple(steps))


def _check_numbers(key_result: KeyResult) -> None:
    measure = key_result.measure
    for field in ("start", "target", "low", "high"):
        plain_number(getattr(measure, field), field)
    for step in measure.steps:
        plain_number(step.weight, "steps")
    for phase in key_result.phases:
        plain_number(phase.value, "phases")
