"""Directives and their items from a shell: as `add`, `set`, `list` and `show` know them."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values as v
from okrdesk.cli.entities import Entity, Given, needed, renamed
from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Axis, Directive, DirectiveItem, DirectiveKind, kind_of_number
from okrdesk.domain.numbers import format_percent
from okrdesk.names import name_of
from okrdesk.replies import Item, plain

if TYPE_CHECKING:
    from okrdesk.services.check_ins import EvidenceFile
    from okrdesk.services.coverage import DirectiveRow, ItemRow
    from okrdesk.services.desk import Desk, Done

_LONGEST_LINE = 100


def _add_directive(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.directives import add_directive

    needed(given, "code", "issued_on")
    file = given.pop("file", None)
    usual: Given = {"kind": kind_of_number(given["code"]), "title": ""}
    done = add_directive(desk, Directive(id="", **(usual | given)))
    return _with_file(desk, done, file)


def _set_directive(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.directives import edit_directive, find_directive

    file = given.pop("file", None)
    return _with_file(desk, edit_directive(desk, replace(find_directive(desk, id), **given)), file)


def _with_file(desk: "Desk", done: "Done[str]", file: "EvidenceFile | None") -> "Done[str]":
    """Attach the file that was named, once the directive is written."""
    from okrdesk.services.desk import Done
    from okrdesk.services.directives import attach_directive_file

    if file is None:
        return done
    attached = attach_directive_file(desk, done.value, file)
    return Done(done.value, done.touched | attached.touched)


def _item_values(given: Given) -> Given:
    return renamed(given, lead="lead_unit_id", support="support_unit_ids")


def _add_item(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.directives import save_directive_item

    needed(given, "directive", "title")
    values = renamed(_item_values(given), directive="directive_id")
    return save_directive_item(desk, DirectiveItem(id="", **values))


def _set_item(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.directives import find_directive_item, save_directive_item

    given.pop("directive", None)
    return save_directive_item(desk, replace(find_directive_item(desk, id), **_item_values(given)))


ENTITIES: Mapping[str, Entity] = {
    "directive": Entity(
        {
            "code": v.text,
            "kind": v.one_of(DirectiveKind),
            "title": v.text,
            "issuer": v.text,
            "issued_on": v.day,
            "file": v.file,
        },
        _add_directive,
        _set_directive,
    ),
    "directive_item": Entity(
        {
            "directive": v.named("directive"),
            "title": v.text,
            "article": v.text,
            "lead": v.named("unit"),
            "support": v.several("unit"),
            "due_on": v.day,
            "target": v.text,
            "axis": v.optional(v.one_of(Axis)),
            "ordinal": v.integer,
        },
        _add_item,
        _set_item,
    ),
}


def _directives(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.coverage import find_coverage
    from okrdesk.services.directives import find_directives

    if args.archived:
        return [plain(one) for one in find_directives(desk, archived=True)]
    unit_id = v.named("unit")(desk, args.unit or "")
    return [directive_item(row) for row in find_coverage(desk, unit_id=unit_id).directives]


def _items(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.coverage import find_coverage

    directive_id = v.named("directive")(desk, args.directive or "")
    unit_id = v.named("unit")(desk, args.unit or "")
    rows = find_coverage(desk, directive_id, unit_id).items
    return [coverage_item(row) for row in rows if args.coverage in (None, row.state.value)]


def directive_item(row: "DirectiveRow") -> Item:
    """Return a directive as JSON holds it: with its items by state and its progress."""
    counts = {"items": row.items, "overdue": row.overdue, "files": row.files}
    return plain(row.directive) | counts | {"progress": row.progress, "states": dict(row.states)}


def coverage_item(row: "ItemRow") -> Item:
    """Return an item as JSON holds it: what it says, and what stands behind it."""
    found = plain(row.item) | plain(row)
    del found["item"]
    return found


def told(item: Item) -> list[str]:
    """Return lines on an item of a directive: who leads and supports it, and how it stands."""
    from okrdesk.field_names import field_name

    said = (
        ("lead_unit_id", item["lead"]),
        ("support_unit_ids", "; ".join(item["supports"])),
        ("state", name_of(item["state"])),
    )
    return [f"{field_name('directive_item', name)}: {text}" for name, text in said if text]


def line(item: Item) -> str:
    """Return what a person looks for in a list of directives or of their items."""
    if "states" in item:
        parts = [item["code"], format_date(item["issued_on"]), _percent(item["progress"])]
        counts = ", ".join(f"{name_of(state)} {n}" for state, n in sorted(item["states"].items()))
        return "  ".join(filter(None, [*parts, item["title"], f"({counts})" if counts else ""]))
    due = format_date(item["due_on"]) if item["due_on"] else ""
    title = item["title"][:_LONGEST_LINE]
    state, share = name_of(item["state"]), _percent(item["progress"])
    parts = [item["directive"], item["article"], state, share, title, item["lead"], due]
    return "  ".join(filter(None, parts))


def _percent(progress: float | None) -> str:
    return "–" if progress is None else format_percent(progress)


LISTS: dict[str, Callable[["Desk", argparse.Namespace], list[Item]]] = {
    "directives": _directives,
    "directive-items": _items,
}


def _directive(desk: "Desk", id: str) -> Item:
    from okrdesk.services.coverage import find_coverage
    from okrdesk.services.directives import find_directive_files

    found = find_coverage(desk, id)
    return directive_item(found.directives[0]) | {
        "under": [coverage_item(row) for row in found.items],
        "files": find_directive_files(desk, id),
    }


def _item(desk: "Desk", id: str) -> Item:
    from okrdesk.services.coverage import find_item_detail

    found = find_item_detail(desk, id)
    behind: dict[str, Any] = {
        "objectives": found.objectives,
        "key_results": found.key_results,
        "tasks": found.tasks,
    }
    rows = [
        {"entity": entity, "id": row.id, "title": row.title}
        for entity, rows in behind.items()
        for row in rows
    ]
    return coverage_item(found.row) | {"under": rows}


READERS: dict[str, Callable[["Desk", str], Item]] = {
    "directive": _directive,
    "directive_item": _item,
}
