"""Putting away and removing for good: archive, restore-item, remove, and what is archived."""

import argparse
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.domain.dates import day_at, format_date
from okrdesk.field_names import entity_name
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.archived import Wanted
    from okrdesk.services.desk import Desk, Done


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    away = commands.add_parser("archive", help=_("put an object away"))
    away.add_argument("id")
    away.set_defaults(run=_archive)
    back = commands.add_parser("restore-item", help=_("bring back an object that was put away"))
    back.add_argument("id")
    back.set_defaults(run=_restore_item)
    gone = commands.add_parser("remove", help=_("remove for good what was put away; --apply does"))
    gone.add_argument("id")
    gone.add_argument("--reason", default="", metavar="TEXT")
    gone.add_argument("--apply", action="store_true", help=_("carry it out; else only tell"))
    gone.set_defaults(run=_remove)


def changed(done: "Done[Any]", id: str | None = None) -> Reply:
    """Return the answer to a change: the object's id, and all that it touched."""
    value = getattr(done.value, "id", done.value)
    touched = [{"entity": entity, "id": one} for entity, one in sorted(done.touched)]
    named = value or id or next((one["id"] for one in touched), "")
    return Reply({"id": named, "changed": touched}, [str(named) or _("Nothing has changed yet.")])


def _archive(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.archive import archive
    from okrdesk.services.search import resolve

    return changed(session.run(lambda desk: archive(desk, *resolve(desk, None, args.id))))


def _restore_item(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.archive import restore
    from okrdesk.services.search import resolve

    return changed(session.run(lambda desk: restore(desk, *resolve(desk, None, args.id))))


def _remove(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.removal import find_leaving, remove_for_good
    from okrdesk.services.search import resolve

    def call(desk: "Desk") -> Reply:
        entity, id = resolve(desk, None, args.id)
        leaving = find_leaving(desk, entity, id)
        if args.apply:
            remove_for_good(desk, entity, id, args.reason)
        parts = [f"  {entity_name(name)}: {count}" for name, count in leaving.parts.items()]
        document = {"entity": entity, "id": id, "applied": args.apply, **plain(leaving)}
        return Reply(document, [f"{entity_name(entity)}: {leaving.title}", *parts])

    return session.run(call)


def _archived(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.archived import find_archived

    return [
        plain(row) | {"archived_at": row.at} for row in find_archived(desk, _wanted(desk, args))
    ]


def _removed(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.removal import find_removed

    return [plain(row) | {"removed_at": row.at} for row in find_removed(desk, _wanted(desk, args))]


def _wanted(desk: "Desk", args: argparse.Namespace) -> "Wanted":
    from okrdesk.services.archived import Wanted
    from okrdesk.services.search import resolve

    person = resolve(desk, "person", args.person)[1] if args.person else None
    kind = args.kind.replace("-", "_") if args.kind else None
    return Wanted(kind, person, args.since, args.until)


def line(item: Item) -> str:
    """Return what is archived, or was removed, in one line: id, kind, name, day, by whom, why."""
    at = item["at"]
    day = format_date(day_at(at)) if at else ""
    parts = [item["id"], entity_name(item["entity"]), item["title"], day, item["person"]]
    return "  ".join(filter(None, [*parts, item.get("reason")]))


LISTS = {"archived": _archived, "removed": _removed}
