"""The command that lists: objects of one kind, narrowed, as lines, as JSON or as a workbook."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli import (
    approving,
    archiving,
    closing,
    directives,
    evaluation_lists,
    indicators,
    meetings,
    sync_lists,
    task_lists,
)
from okrdesk.cli.session import Session
from okrdesk.domain.archiving import ARCHIVED
from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.numbers import format_decimal, format_percent
from okrdesk.domain.tasks import TaskState
from okrdesk.i18n import _
from okrdesk.names import MISSING_NAMES, name_of
from okrdesk.replies import Item, Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.lists import KeyResultRow


_LINES: dict[str, Callable[[Item], str]] = {
    "approved": evaluation_lists.line,
    "pack_id": evaluation_lists.line,
    "published": evaluation_lists.pack_line,
    "indicator_state": indicators.line,
    "states": directives.line,
    "is_overdue": directives.line,
    "open_conclusions": meetings.line,
    "meeting_id": meetings.line,
    "archived_at": archiving.line,
    "removed_at": archiving.line,
    "what": sync_lists.line,
    "parent_code": closing.cycle_line,
    "waits": approving.line,
}
"""By a field that only items of one kind have: how such an item reads in one line."""


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    found = commands.add_parser("list", help=_("list objects"))
    found.add_argument("what", choices=sorted(_LISTS))
    found.add_argument("--cycle", metavar="PERIOD")
    found.add_argument("--unit", metavar="UNIT")
    found.add_argument("--person", metavar="PERSON")
    found.add_argument("--key-result", metavar="ID")
    found.add_argument("--on", metavar="DATE", type=parse_date, help=_("as of this day"))
    found.add_argument("--state", choices=[one.value for one in TaskState], help=_("of tasks"))
    found.add_argument("--directive", metavar="DIRECTIVE", help=_("of its items"))
    found.add_argument("--position", default="", metavar="POSITION", help=_("of indicators"))
    covered = [one.value for one in CoverageState]
    found.add_argument("--coverage", choices=covered, help=_("of items of directives"))
    kinds = [kind.replace("_", "-") for kind in ARCHIVED]
    found.add_argument("--kind", choices=kinds, help=_("of what is archived"))
    archived_on = {"metavar": "DATE", "type": parse_date}
    found.add_argument("--since", help=_("archived on this day or later"), **archived_on)
    found.add_argument("--until", help=_("archived on this day or before"), **archived_on)
    found.add_argument("--archived", action="store_true", help=_("what was put away"))
    found.add_argument("--out", metavar="FILE.xlsx", type=Path, help=_("write an Excel workbook"))
    found.set_defaults(run=_list)


def _list(args: argparse.Namespace, session: Session) -> Reply:
    items = session.run(lambda desk: _LISTS[args.what](desk, args))
    document: Item = {"items": items}
    if args.out:
        _write(args, session, items)
        document["file"] = args.out
    return Reply(document, [_line(item) for item in items] or [_("Nothing here yet.")])


def _write(args: argparse.Namespace, session: Session, items: list[Item]) -> None:
    """Write what was listed as a workbook; tasks with the columns that the grid has."""
    if args.what == "tasks":
        from okrdesk.exchange.task_list import write_task_list
        from okrdesk.services.task_lists import find_tasks

        rows = session.run(lambda desk: find_tasks(desk, task_lists.wanted(desk, args)))
        write_task_list(args.out, rows)
    else:
        from okrdesk.cli.sheets import write_items

        write_items(args.out, args.what, items)


def _line(item: Item) -> str:
    """Return what a person looks for in a list: what names the object, its numbers, its title."""
    if item.get("missing") in MISSING_NAMES:
        return closing.line(item)
    for mark, line in _LINES.items():
        if mark in item:
            return line(item)
    parts = ["  " * item.get("depth", 0) + str(item.get("code") or item["id"])]
    if "progress" in item:
        progress = item["progress"]
        parts.append("–" if progress is None else format_percent(progress))
        parts.append(name_of(item["health"]))
    if item.get("effective_on"):
        parts += [format_date(item["effective_on"]), format_decimal(item["value"])]
    parts.append(str(item.get("title") or item.get("name") or item.get("comment") or ""))
    if item.get("due_on"):
        parts.append(format_date(item["due_on"]))
    return "  ".join(part for part in parts if part)


def _units(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.units import find_units

    return [plain(row) for row in find_units(desk, args.on)]


def _people(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.people import Wanted, find_people

    unit_id = _resolved(desk, "unit", args.unit)
    found = find_people(desk, unit_id, wanted=Wanted(archived=args.archived), on=args.on)
    return [plain(row) for row in found if row.archived == args.archived]


def _cycles(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.cycles import find_cycles

    return _running_on(args.on, [plain(row) for row in find_cycles(desk)])


def _measure_units(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.measure_units import find_measure_units

    rows = find_measure_units(desk, archived=args.archived)
    return [plain(row) for row in rows if row.archived == args.archived]


def _rights(_desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    """Return the table of rights: how far each goes for whom."""
    from okrdesk.domain.permissions import RIGHTS
    from okrdesk.right_names import right_name

    return [
        {"id": right.value, "name": right_name(right), "reaches": plain(dict(reaches))}
        for right, reaches in RIGHTS.items()
    ]


def _objectives(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.lists import find_objective_rows

    person_id = _resolved(desk, "person", args.person)
    ids = _objective_ids(desk, args, person_id, archived=args.archived)
    rows = find_objective_rows(desk, ids)
    # The filter also lets through what others own with a key result of that person below.
    items = [plain(row) for row in rows if person_id in (None, row.owner_person_id)]
    items = [item | {"raw": item["progress"]} for item in items]
    return _running_on(args.on, _citing(desk, "objective", items))


def _key_results(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    items = [plain(row) for row in _key_result_rows(desk, args)]
    return _running_on(args.on, _citing(desk, "key_result", items))


def _citing(desk: "Desk", entity: str, items: list[Item]) -> list[Item]:
    """Return the items with what cites the item of a directive that each carries out."""
    from okrdesk.services.citing import find_served

    served = find_served(desk, entity, [item["id"] for item in items])
    cited = {id: one.cited for id, one in served.items()}
    return [item | {"directive_item": cited.get(item["id"], "")} for item in items]


def _key_result_rows(desk: "Desk", args: argparse.Namespace) -> "list[KeyResultRow]":
    """Return the key results asked for; with --archived also those of archived objectives."""
    from okrdesk.services.lists import find_key_results_under

    ids = _objective_ids(desk, args, None, archived=False)
    rows = find_key_results_under(desk, ids, archived=args.archived)
    if args.archived:
        gone = _objective_ids(desk, args, None, archived=True)
        rows += find_key_results_under(desk, gone) + find_key_results_under(
            desk, gone, archived=True
        )
    person_id = _resolved(desk, "person", args.person)
    return [row for row in rows if person_id in (None, row.owner_person_id)]


def _objective_ids(
    desk: "Desk", args: argparse.Namespace, person_id: str | None, *, archived: bool
) -> list[str]:
    from okrdesk.services.lists import Filter, find_objective_ids, unit_with_all_below

    unit_id = _resolved(desk, "unit", args.unit)
    wanted = Filter(
        cycle_id=_resolved(desk, "cycle", args.cycle),
        unit_ids=unit_with_all_below(desk, unit_id) if unit_id else None,
        person_ids=frozenset([person_id]) if person_id else None,
        archived=archived,
    )
    return find_objective_ids(desk, wanted)


def _check_ins(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.check_ins import find_check_ins, find_late

    if args.key_result:
        ids = [_resolved(desk, "key_result", args.key_result) or ""]
    else:
        ids = [row.id for row in _key_result_rows(desk, args)]
    found = [entry for id in ids for entry in find_check_ins(desk, id)]
    late = find_late(desk, found)
    return [
        plain(entry) | {"entered_late": entry.entered_late, "after_cycle": entry.id in late}
        for entry in found
        if args.on in (None, entry.effective_on)
    ]


def _due(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return what is due within a week of today or of --on, of this desk's or another person."""
    from okrdesk.services.today import AHEAD_DAYS, find_due

    person_id = _resolved(desk, "person", args.person)
    ahead = (args.on - desk.today()) if args.on else timedelta()
    at = replace(desk, person_id=person_id) if person_id else desk
    return [plain(row) for row in find_due(at, AHEAD_DAYS + ahead.days)]


_LISTS: dict[str, Callable[["Desk", argparse.Namespace], list[Item]]] = {
    "units": _units,
    "people": _people,
    "cycles": _cycles,
    "measure-units": _measure_units,
    "rights": _rights,
    "objectives": _objectives,
    "key-results": _key_results,
    "check-ins": _check_ins,
    "due": _due,
    "missing": closing.missing,
    "kpis": indicators.kpis,
    **sync_lists.LISTS,
    **task_lists.LISTS,
    **directives.LISTS,
    **meetings.LISTS,
    **evaluation_lists.LISTS,
    **approving.LISTS,
    **archiving.LISTS,
}


def _running_on(day: date | None, items: Iterable[Item]) -> list[Item]:
    return [item for item in items if day is None or item["start_on"] <= day <= item["end_on"]]


def _resolved(desk: "Desk", entity: str, text: str | None) -> str | None:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1] if text else None
