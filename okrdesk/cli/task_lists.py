"""What `list` and `show` tell of tasks and catalogues."""

import argparse
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

from okrdesk.domain.dates import parse_period
from okrdesk.domain.tasks import TaskState
from okrdesk.replies import Item, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.task_lists import TaskFilter, TaskRow


def _tasks(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.task_lists import find_tasks

    return [task_item(row) for row in find_tasks(desk, wanted(desk, args))]


def wanted(desk: "Desk", args: argparse.Namespace) -> "TaskFilter":
    """Return the filter that the options of `list tasks` make; --cycle is a period of days."""
    from okrdesk.services.search import resolve
    from okrdesk.services.task_lists import TaskFilter

    def ids(entity: str, text: str | None) -> frozenset[str] | None:
        return frozenset([resolve(desk, entity, text)[1]]) if text else None

    span = parse_period(args.cycle) if args.cycle else None
    key_result = ids("key_result", args.key_result)
    return TaskFilter(
        person_ids=ids("person", args.person),
        unit_ids=ids("unit", args.unit),
        from_on=args.on or (span.start if span else None),
        to_on=args.on or (span.end if span else None),
        states=frozenset([TaskState(args.state)]) if args.state else None,
        key_result_id=next(iter(key_result)) if key_result else None,
        archived=args.archived,
    )


def task_item(row: "TaskRow") -> Item:
    """Return a task as JSON holds it: the grid's fields, and the products converted."""
    return plain(row) | {"converted": row.converted, "owners_share": row.owners_share}


def _catalogues(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.catalogues import find_catalogues

    found = find_catalogues(desk, archived=args.archived)
    return [
        plain(row.catalogue) | {"items": row.items, "is_in_force": row.is_in_force} for row in found
    ]


def _items(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.catalogues import ItemSearch, find_items

    search = ItemSearch(on=args.on, archived=args.archived, limit=100_000)
    return [
        plain(row.item) | {"catalogue": row.catalogue_code, "version": row.version}
        for row in find_items(desk, search)
    ]


LISTS: dict[str, Callable[["Desk", argparse.Namespace], list[Item]]] = {
    "tasks": _tasks,
    "catalogues": _catalogues,
    "catalogue-items": _items,
}


def _task(desk: "Desk", id: str) -> Item:
    from okrdesk.services.task_details import find_task_detail

    found = find_task_detail(desk, id)
    return task_item(found.row) | {
        one.name: getattr(found, one.name) for one in fields(found) if one.name != "row"
    }


def _catalogue(desk: "Desk", id: str) -> Item:
    from okrdesk.services.catalogues import find_catalogue

    return plain(find_catalogue(desk, id))


def _item(desk: "Desk", id: str) -> Item:
    from okrdesk.services.catalogues import find_item

    return plain(find_item(desk, id))


READERS: dict[str, Callable[["Desk", str], Item]] = {
    "task": _task,
    "catalogue": _catalogue,
    "catalogue_item": _item,
}
