"""Rows of the tables turned into the domain's frozen objects, and back into column values."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping

from okrdesk.domain.check_in import CheckIn, Prompt
from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health
from okrdesk.domain.objective import (
    Commitment,
    Cycle,
    CycleKind,
    CycleState,
    KeyResult,
    Objective,
    Owner,
    Phase,
    RollUp,
)
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.rhythm import Rhythm

Row = RowMapping


def cycle_of(row: Row) -> Cycle:
    """Return the cycle that a row of `cycle` holds."""
    return Cycle(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        kind=CycleKind(row["kind"]),
        start_on=row["start_on"],
        end_on=row["end_on"],
        state=CycleState(row["state"]),
        parent_id=row["parent_id"],
    )


def objective_of(row: Row) -> Objective:
    """Return the objective that a row of `objective` holds."""
    return Objective(
        id=row["id"],
        cycle_id=row["cycle_id"],
        title=row["title"],
        owner=Owner(row["owner_person_id"], row["owner_unit_id"]),
        start_on=row["start_on"],
        end_on=row["end_on"],
        description=row["description"],
        weight=row["weight"],
        commitment=Commitment(row["commitment"]),
        roll_up=RollUp(row["roll_up"]),
        tags=tuple(row["tags"]),
        archived=row["archived"],
        axis=Axis(row["axis"]) if row["axis"] else None,
        directive_item_id=row["directive_item_id"],
        copied_from_id=row["copied_from_id"],
    )


def objective_values(objective: Objective) -> dict[str, Any]:
    """Return the column values of an objective, without its id."""
    return {
        "cycle_id": objective.cycle_id,
        "title": objective.title,
        "description": objective.description,
        "owner_person_id": objective.owner.person_id,
        "owner_unit_id": objective.owner.unit_id,
        "start_on": objective.start_on,
        "end_on": objective.end_on,
        "weight": objective.weight,
        "commitment": objective.commitment.value,
        "roll_up": objective.roll_up.value,
        "tags": sorted(set(objective.tags)),
        "archived": objective.archived,
        "axis": objective.axis.value if objective.axis else None,
        "directive_item_id": objective.directive_item_id,
        "copied_from_id": objective.copied_from_id,
    }


def measure_of(row: Row) -> Measure:
    """Return how the key result of a row is measured."""
    return Measure(
        kind=Kind(row["kind"]),
        start=row["start_value"],
        target=row["target_value"],
        low=row["low"],
        high=row["high"],
        steps=tuple(
            Step(step["id"], step["title"], Decimal(step["weight"])) for step in row["steps"] or ()
        ),
    )


def key_result_of(row: Row) -> KeyResult:
    """Return the key result that a row of `key_result` holds."""
    return KeyResult(
        id=row["id"],
        objective_id=row["objective_id"],
        title=row["title"],
        measure=measure_of(row),
        owner=Owner(row["owner_person_id"], row["owner_unit_id"]),
        start_on=row["start_on"],
        end_on=row["end_on"],
        measure_unit=row["measure_unit"],
        weight=row["weight"],
        commitment=Commitment(row["commitment"]),
        rhythm=Rhythm(row["rhythm"]),
        due_month=row["due_month"],
        phases=tuple(
            Phase(date.fromisoformat(phase["on"]), Decimal(phase["value"]))
            for phase in row["phases"] or ()
        ),
        ordinal=row["ordinal"],
        archived=row["archived"],
        directive_item_id=row["directive_item_id"],
        indicator_id=row["indicator_id"],
        copied_from_id=row["copied_from_id"],
    )


def key_result_values(key_result: KeyResult) -> dict[str, Any]:
    """Return the column values of a key result, without its id."""
    measure = key_result.measure
    return {
        "objective_id": key_result.objective_id,
        "title": key_result.title,
        "kind": measure.kind.value,
        "start_value": measure.start,
        "target_value": measure.target,
        "low": measure.low,
        "high": measure.high,
        "steps": [
            {"id": step.id, "title": step.title, "weight": format(step.weight, "f")}
            for step in measure.steps
        ]
        or None,
        "phases": [
            {"on": phase.on.isoformat(), "value": format(phase.value, "f")}
            for phase in key_result.phases
        ]
        or None,
        "measure_unit": key_result.measure_unit,
        "owner_person_id": key_result.owner.person_id,
        "owner_unit_id": key_result.owner.unit_id,
        "start_on": key_result.start_on,
        "end_on": key_result.end_on,
        "weight": key_result.weight,
        "commitment": key_result.commitment.value,
        "rhythm": key_result.rhythm.value,
        "due_month": key_result.due_month,
        "ordinal": key_result.ordinal,
        "archived": key_result.archived,
        "directive_item_id": key_result.directive_item_id,
        "indicator_id": key_result.indicator_id,
        "copied_from_id": key_result.copied_from_id,
    }


def check_in_of(row: Row) -> CheckIn:
    """Return the check-in that a row of `check_in` holds."""
    return CheckIn(
        id=row["id"],
        key_result_id=row["key_result_id"],
        author_id=row["author_id"],
        effective_on=row["effective_on"],
        entered_at=row["entered_at"],
        value=row["value"],
        confidence=row["confidence"],
        comment=row["comment"],
        answers={Prompt(key): text for key, text in (row["answers"] or {}).items()},
        steps_done=frozenset(row["steps_done"] or ()),
        next_on=row["next_on"],
        computed_colour=Health(row["computed_colour"]) if row["computed_colour"] else None,
        chosen_colour=Health(row["chosen_colour"]) if row["chosen_colour"] else None,
        colour_reason=row["colour_reason"],
        corrects_id=row["corrects_id"],
    )
