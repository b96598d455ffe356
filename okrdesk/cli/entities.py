"""The objects that `add` and `set` know: their fields, and the service that writes each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values as v
from okrdesk.domain.directive import Axis
from okrdesk.domain.objective import (
    Commitment,
    Cycle,
    CycleKind,
    CycleState,
    KeyResult,
    LinkKind,
    Objective,
    Owner,
    RollUp,
)
from okrdesk.domain.organisation import Person, PersonKind, Post, Role, Unit
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done

Given = dict[str, Any]


@dataclass(frozen=True)
class Entity:
    """One kind of object: its fields on the command line, and how it is added and changed."""

    fields: Mapping[str, v.Reader]
    add: "Callable[[Desk, Given], Done[Any]]"
    change: "Callable[[Desk, str, Given], Done[Any]] | None" = None


def needed(given: Given, *names: str) -> None:
    """Raise Refused(MISSING_FIELD) where one of the fields `names` is not given."""
    for name in names:
        if given.get(name) in (None, ""):
            raise Refused(Code.MISSING_FIELD, field=name, label=f"--{name.replace('_', '-')}")


def _add_unit(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.units import add_unit

    needed(given, "code", "name")
    return add_unit(desk, Unit(id="", **renamed(given, parent="parent_id")))


def _set_unit(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.units import edit_unit, find_unit

    return edit_unit(desk, replace(find_unit(desk, id), **renamed(given, parent="parent_id")))


def _add_person(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.people import add_person

    needed(given, "code", "name")
    return add_person(desk, Person(**{"id": "", "kind": PersonKind.CIVIL_SERVANT, **given}))


def _set_person(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.people import edit_person, find_person

    return edit_person(desk, replace(find_person(desk, id), **given))


def _post_values(given: Given) -> Given:
    return renamed(
        given, person="person_id", unit="unit_id", leader="is_leader", deputy="is_deputy"
    )


def _add_post(desk: "Desk", given: Given) -> "Done[Any]":
    from okrdesk.services.posts import add_post

    needed(given, "person", "unit")
    return add_post(desk, Post(**{"id": "", "title": "", **_post_values(given)}))


def _set_post(desk: "Desk", id: str, given: Given) -> "Done[Any]":
    from okrdesk.services.posts import edit_post, find_post

    return edit_post(desk, replace(find_post(desk, id), **_post_values(given)))


def _add_role(desk: "Desk", given: Given) -> "Done[None]":
    from okrdesk.services.roles import grant_role

    needed(given, "person", "role")
    return grant_role(desk, given["person"], given["role"])


def _add_cycle(desk: "Desk", given: Given) -> "Done[str]":
    """Add a cycle; asked by its code alone, one that exists is the answer."""
    from okrdesk.services.cycles import add_cycle, find_cycles, propose_cycle
    from okrdesk.services.desk import Done

    needed(given, "code")
    known = next((row for row in find_cycles(desk) if row.code == given["code"]), None)
    if known is not None and given.keys() == {"code"}:
        return Done(known.id, frozenset())
    proposed = propose_cycle(desk, given["code"])
    return add_cycle(desk, replace(proposed, **renamed(given, parent="parent_id")))


def _set_cycle(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.cycles import edit_cycle, find_cycle, set_cycle_state

    state = given.pop("state", None)
    if state is not None:
        return set_cycle_state(desk, id, state)
    cycle: Cycle = replace(find_cycle(desk, id), **renamed(given, parent="parent_id"))
    return edit_cycle(desk, cycle)


def _add_objective(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.cycles import current_cycle, find_cycle
    from okrdesk.services.objectives import add_objective

    if given.get("directive_item"):
        return _add_objective_of_item(desk, given)
    needed(given, "title")
    cycle = find_cycle(desk, given["cycle"]) if given.get("cycle") else current_cycle(desk)
    if cycle is None:
        raise Refused(Code.MISSING_FIELD, field="cycle", label="--cycle")
    base: Given = {
        "start_on": cycle.start_on,
        "end_on": cycle.end_on,
        "owner": Owner(person_id=desk.person_id),
    }
    fields = base | {
        key: value for key, value in given.items() if key not in ("cycle", "directive_item")
    }
    return add_objective(desk, Objective(id="", cycle_id=cycle.id, **fields))


def _add_objective_of_item(desk: "Desk", given: Given) -> "Done[str]":
    """Add an objective for an item of a directive, which says what is not given."""
    from okrdesk.services.directive_work import objective_from
    from okrdesk.services.objectives import add_objective

    draft = objective_from(desk, given.pop("directive_item"), given.pop("cycle", None))
    return add_objective(desk, replace(draft, **given))


def _set_objective(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.objectives import edit_objective, find_objective

    values = renamed(given, cycle="cycle_id", directive_item="directive_item_id")
    return edit_objective(desk, replace(find_objective(desk, id), **values))


def _part_values(given: Given) -> Given:
    return renamed(
        given,
        unit="measure_unit",
        indicator="indicator_id",
        directive_item="directive_item_id",
    )


_MEASURE = ("kind", "start", "target", "low", "high", "steps")


def _add_key_result(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.key_results import add_key_result
    from okrdesk.services.objectives import find_objective

    needed(given, "objective")
    given.pop("reason", None)  # a new key result has no approved target
    if given.get("directive_item"):
        return _add_key_result_of_item(desk, given)
    needed(given, "title")
    objective = find_objective(desk, given.pop("objective"))
    measure = Measure(**{"kind": Kind.INCREASE, **_taken(given, _MEASURE)})
    base: Given = {
        "owner": objective.owner,
        "start_on": objective.start_on,
        "end_on": objective.end_on,
    }
    fields = base | _part_values(given)
    return add_key_result(
        desk, KeyResult(id="", objective_id=objective.id, measure=measure, **fields)
    )


def _add_key_result_of_item(desk: "Desk", given: Given) -> "Done[str]":
    """Add a key result for an item of a directive, which says what is not given."""
    from okrdesk.services.directive_work import key_result_from
    from okrdesk.services.key_results import add_key_result

    draft = key_result_from(desk, given.pop("directive_item"), given.pop("objective"))
    said = _taken(given, _MEASURE)
    measure = Measure(**said) if "kind" in said else replace(draft.measure, **said)
    return add_key_result(desk, replace(draft, measure=measure, **_part_values(given)))


def _set_key_result(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.key_results import edit_key_result, find_key_result

    before = find_key_result(desk, id)
    measure = replace(before.measure, **_taken(given, _MEASURE))
    given.pop("objective", None)
    reason = given.pop("reason", "")
    values = _part_values(given)
    return edit_key_result(desk, replace(before, measure=measure, **values), reason)


def _add_measure_unit(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.measure_units import add_measure_unit

    needed(given, "name")
    return add_measure_unit(desk, given["name"])


def _set_measure_unit(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.measure_units import rename_measure_unit

    needed(given, "name")
    return rename_measure_unit(desk, id, given["name"])


def _add_action(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.key_results import ActionItem, save_action_item

    needed(given, "key_result", "title")
    values = renamed(given, key_result="key_result_id", owner="owner_person_id")
    return save_action_item(desk, ActionItem(id="", **values))


def _add_link(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.objectives import Alignment, link_objective

    needed(given, "child", "parent")
    kind = given.get("kind", LinkKind.CONTRIBUTES)
    alignment = Alignment(kind, given.get("weight"), given.get("key_result"))
    return link_objective(desk, given["child"], given["parent"], alignment)


def renamed(given: Given, **names: str) -> Given:
    """Return the fields with the names that the services have for them."""
    return {names.get(key, key): value for key, value in given.items()}


def _taken(given: Given, names: tuple[str, ...]) -> Given:
    return {name: given.pop(name) for name in names if name in given}


_SPAN: Mapping[str, v.Reader] = {"start_on": v.day, "end_on": v.day}
_TERM: Mapping[str, v.Reader] = {"from_on": v.day, "to_on": v.day}

ENTITIES: Mapping[str, Entity] = {
    "unit": Entity(
        {"code": v.text, "name": v.text, "parent": v.named("unit"), "ordinal": v.integer, **_TERM},
        _add_unit,
        _set_unit,
    ),
    "person": Entity(
        {
            "code": v.text,
            "name": v.text,
            "kind": v.one_of(PersonKind),
            "born_on": v.day,
            "personal_number": v.text,
        },
        _add_person,
        _set_person,
    ),
    "post": Entity(
        {
            "person": v.named("person"),
            "unit": v.named("unit"),
            "title": v.text,
            "leader": v.flag,
            "deputy": v.flag,
            "share": v.integer,
            **_TERM,
        },
        _add_post,
        _set_post,
    ),
    "role": Entity({"person": v.named("person"), "role": v.one_of(Role)}, _add_role),
    "cycle": Entity(
        {
            "code": v.text,
            "name": v.text,
            "kind": v.one_of(CycleKind),
            "parent": v.named("cycle"),
            "state": v.one_of(CycleState),
            **_SPAN,
        },
        _add_cycle,
        _set_cycle,
    ),
    "objective": Entity(
        {
            "title": v.text,
            "cycle": v.named("cycle"),
            "description": v.text,
            "owner": v.owner,
            "weight": v.number,
            "commitment": v.one_of(Commitment),
            "roll_up": v.one_of(RollUp),
            "axis": v.optional(v.one_of(Axis)),
            "directive_item": v.named("directive_item"),
            **_SPAN,
        },
        _add_objective,
        _set_objective,
    ),
    "key_result": Entity(
        {
            "objective": v.named("objective"),
            "title": v.text,
            "kind": v.one_of(Kind),
            "start": v.number,
            "target": v.number,
            "low": v.number,
            "high": v.number,
            "steps": v.steps,
            "phases": v.phases,
            "unit": v.text,
            "owner": v.owner,
            "weight": v.number,
            "commitment": v.one_of(Commitment),
            "rhythm": v.one_of(Rhythm),
            "due_month": v.integer,
            "indicator": v.named("indicator"),
            "directive_item": v.named("directive_item"),
            "reason": v.text,
            **_SPAN,
        },
        _add_key_result,
        _set_key_result,
    ),
    "measure_unit": Entity({"name": v.text}, _add_measure_unit, _set_measure_unit),
    "action_item": Entity(
        {
            "key_result": v.named("key_result"),
            "title": v.text,
            "owner": v.named("person"),
            "due_on": v.day,
        },
        _add_action,
    ),
    "link": Entity(
        {
            "child": v.named("objective"),
            "parent": v.named("objective"),
            "key_result": v.named("key_result"),
            "kind": v.one_of(LinkKind),
            "weight": v.number,
        },
        _add_link,
    ),
}
