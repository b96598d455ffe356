"""What `list` tells of sync and approval: conflicts, changes, and what waits for a word."""

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import day_begin
from okrdesk.replies import Item, plain

if TYPE_CHECKING:
    from okrdesk.services.conflicts import ConflictRow, Side
    from okrdesk.services.desk import Desk
    from okrdesk.services.outbox import ChangeRow, HandledRow
    from okrdesk.services.unsent_files import UnsentFile

Lister = Callable[["Desk", argparse.Namespace], list[Item]]


def change_item(row: "ChangeRow") -> Item:
    """Return one change, or one act with its parts, as a program reads it."""
    item: Item = {
        "id": row.id,
        "group": row.group,
        "what": row.what,
        "title": row.object.title,
        "object": {"entity": row.object.entity, "id": row.object.id, "title": row.object.title},
        "at": row.at.astimezone(UTC),
        "who": row.who,
        "op": row.op,
        "fields": {field.name: field.wire for field in row.fields},
        "fate": row.fate,
        "reason": row.reason,
        "why": row.why,
        "advice": row.advice,
    }
    if len(row.parts) > 1:
        item["parts"] = [change_item(part) for part in row.parts]
    return item


def declined_items(desk: "Desk") -> list[Item]:
    """Return the attached files that the server would not have, as a program reads them."""
    from okrdesk.services.unsent_files import find_declined_files

    return [file_item(row) for row in find_declined_files(desk)]


def file_item(row: "UnsentFile") -> Item:
    """Return an attached file that is on this PC alone, as a program reads it."""
    return {
        "id": row.sha256,
        "what": row.what,
        "title": row.object.title,
        "object": {"entity": row.object.entity, "id": row.object.id, "title": row.object.title},
        "at": row.at.astimezone(UTC),
        "file": row.name,
        "size": row.size,
        "reason": row.reason,
        "why": row.why,
        "advice": row.advice,
    }


def conflict_item(row: "ConflictRow") -> Item:
    """Return a conflict as a program reads it: both values with author and time."""
    return {
        "id": row.id,
        "title": row.object.title,
        "object": {"entity": row.object.entity, "id": row.object.id, "title": row.object.title},
        "field": row.field,
        "what": row.label,
        "why": f"{row.mine.value} ≠ {row.theirs.value}",
        "mine": _side(row.mine),
        "theirs": _side(row.theirs),
        "kept": "mine" if row.mine is row.kept else "theirs",
        "chosen": row.chosen,
        "chosen_by": row.chosen_by or None,
        "chosen_at": row.chosen_at,
    }


def line(item: Item) -> str:
    """Return a change or conflict in one line: its id, what was done to what, and why not."""
    parts = [item["id"], item["what"], item["title"], item.get("why") or ""]
    return "  ".join(part for part in parts if part)


def _side(side: "Side") -> Item:
    return {"value": side.wire, "text": side.value, "who": side.who, "at": side.at}


def _conflicts(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.conflicts import find_conflicts

    return [conflict_item(row) for row in find_conflicts(desk, decided=args.archived)]


def _waiting(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.outbox import find_waiting

    return _changes(find_waiting(desk, limit=100_000))


def _refused(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.outbox import find_refused

    return _changes(find_refused(desk)) + declined_items(desk)


def _pending(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.outbox import find_parked

    return _changes(find_parked(desk))


def _arrived(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.outbox import find_arrived

    since = day_begin(args.on) if args.on else None
    return _changes(find_arrived(desk, since))


def _handovers(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.outbox import find_handovers

    return [change_item(row.change) | {"answer": row.answer} for row in find_handovers(desk)]


def _handled(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.outbox import find_handled
    from okrdesk.services.unsent_files import find_handled_files

    found = [change_item(row.change) | _how(row) for row in find_handled(desk)]
    found += [file_item(row.change) | _how(row) for row in find_handled_files(desk)]
    return sorted(found, key=lambda item: item["handled_at"], reverse=True)


def _how(row: "HandledRow[Any]") -> Item:
    return {"how": row.how, "handled_at": row.at.astimezone(UTC)}


def _inbox(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.review_inbox import find_inbox

    return [plain(row) for row in find_inbox(desk)]


def _changes(rows: "Iterable[ChangeRow]") -> list[Item]:
    return [change_item(row) for row in rows]


LISTS: dict[str, Lister] = {
    "conflicts": _conflicts,
    "waiting": _waiting,
    "refused": _refused,
    "pending": _pending,
    "arrived": _arrived,
    "handovers": _handovers,
    "handled": _handled,
    "inbox": _inbox,
}
