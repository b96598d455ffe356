"""Tasks and catalogues as `add` and `set` know them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from okrdesk.cli import values as v
from okrdesk.cli.entities import Entity, Given, needed, renamed
from okrdesk.domain.catalogue import Catalogue, CatalogueGroup, CatalogueItem
from okrdesk.domain.directive import Axis
from okrdesk.domain.tasks import Source, Task

if TYPE_CHECKING:
    from decimal import Decimal

    from okrdesk.services.desk import Desk, Done


def _task_values(given: Given) -> Given:
    return renamed(
        given,
        owner="owner_person_id",
        item="catalogue_item_id",
        key_result="key_result_id",
        unit="unit_id",
        directive_item="directive_item_id",
    )


def _add_task(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.tasks import add_task

    values = _task_values(given)
    if values.get("directive_item_id"):
        return _add_task_of_item(desk, values)
    needed(given, "title")
    today = desk.today()
    usual: Given = {
        "owner_person_id": desk.person_id,
        "quantity": v.decimal("1"),
        "start_on": min(today, values.get("due_on") or today),
    }
    kept = {name: value for name, value in values.items() if value is not None}
    return add_task(desk, Task(id="", **(usual | kept)))


def _add_task_of_item(desk: "Desk", values: Given) -> "Done[str]":
    """Add a task for an item of a directive, which says what is not given."""
    from okrdesk.services.directive_work import task_from
    from okrdesk.services.tasks import add_task

    draft = task_from(desk, values["directive_item_id"])
    kept = {name: value for name, value in values.items() if value is not None}
    start_on = min(draft.start_on, kept.get("due_on") or draft.start_on)
    wanted: Given = {"start_on": start_on} | kept
    return add_task(desk, replace(draft, **wanted))


def _set_task(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.tasks import edit_task, find_task

    return edit_task(desk, replace(find_task(desk, id), **_task_values(given)))


def _add_catalogue(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.catalogues import add_catalogue

    needed(given, "code", "name")
    usual: Given = {"version": str(desk.today().year), "from_on": desk.today()}
    return add_catalogue(desk, Catalogue(id="", **(usual | given)))


def _set_catalogue(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.catalogues import edit_catalogue, find_catalogue

    return edit_catalogue(desk, replace(find_catalogue(desk, id), **given))


def _add_item(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.catalogues import save_item

    needed(given, "catalogue", "title")
    return save_item(desk, CatalogueItem(id="", **renamed(given, catalogue="catalogue_id")))


def _set_item(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.catalogues import find_item, save_item

    given.pop("catalogue", None)
    return save_item(desk, replace(find_item(desk, id), **given))


def groups(_desk: "Desk", given: str) -> tuple[CatalogueGroup, ...]:
    """Return the groups written as “name:cap;name:cap”; a group without a cap is its name alone."""
    found = []
    for part in filter(None, (one.strip() for one in given.split(";"))):
        name, colon, cap = part.rpartition(":")
        limit: Decimal | None = v.decimal(cap.strip()) if colon else None
        found.append(CatalogueGroup((name if colon else part).strip(), limit))
    return tuple(found)


def _axis(_desk: "Desk", given: str) -> Axis | None:
    return v.one_of(Axis)(_desk, given) if given else None


TASK_ENTITIES: Mapping[str, Entity] = {
    "task": Entity(
        {
            "title": v.text,
            "owner": v.named("person"),
            "unit": v.named("unit"),
            "quantity": v.number,
            "coefficient": v.number,
            "axis": _axis,
            "difficulty": v.text,
            "item": v.named("catalogue_item"),
            "key_result": v.named("key_result"),
            "directive_item": v.named("directive_item"),
            "source": v.one_of(Source),
            "start_on": v.day,
            "due_on": v.day,
            "note": v.text,
        },
        _add_task,
        _set_task,
    ),
    "catalogue": Entity(
        {
            "code": v.text,
            "version": v.text,
            "name": v.text,
            "from_on": v.day,
            "to_on": v.day,
            "baseline": v.number,
            "lowest": v.number,
            "highest": v.number,
            "groups": groups,
        },
        _add_catalogue,
        _set_catalogue,
    ),
    "catalogue_item": Entity(
        {
            "catalogue": v.named("catalogue"),
            "title": v.text,
            "code": v.text,
            "position": v.text,
            "duty": v.text,
            "product": v.text,
            "group": v.text,
            "points": v.number,
            "coefficient": v.number,
            "note": v.text,
            "ordinal": v.integer,
        },
        _add_item,
        _set_item,
    ),
}
