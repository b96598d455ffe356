"""Commands that show: list and show."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.reply import Reply
from okrdesk.cli.session import Session
from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.numbers import format_decimal, format_percent
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

Item = dict[str, Any]


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    found = commands.add_parser("list", help=_("list objects"))
    found.add_argument("what", choices=sorted(_LISTS))
    found.add_argument("--cycle", metavar="PERIOD")
    found.add_argument("--unit", metavar="UNIT")
    found.add_argument("--person", metavar="PERSON")
    found.add_argument("--key-result", metavar="ID")
    found.add_argument("--on", metavar="DATE", type=parse_date)
    found.add_argument("--archived", action="store_true")
    found.add_argument("--out", metavar="FILE.xlsx", type=Path, help=_("write an Excel workbook"))
    found.set_defaults(run=_list)
    show = commands.add_parser("show", help=_("show one object whole, with its history"))
    show.add_argument("id")
    show.set_defaults(run=_show)


def _list(args: argparse.Namespace, session: Session) -> Reply:
    items = session.run(lambda desk: _LISTS[args.what](desk, args))
    document: Item = {"items": items}
    if args.out:
        _write(args.out, args.what, items)
        document["file"] = args.out
    return Reply(document, [_line(item) for item in items] or [_("Nothing here yet.")])


def _line(item: Item) -> str:
    parts = [item.get("code") or str(item["id"])[:13]]
    if "progress" in item:
        progress = item["progress"]
        parts.append("–" if progress is None else format_percent(progress))
        parts.append(str(item["health"]))
    parts.append(str(item.get("title") or item.get("name") or item.get("comment") or ""))
    if item.get("due_on"):
        parts.append(format_date(item["due_on"]))
    return "  ".join(part for part in parts if part)


def _write(file: Path, what: str, items: list[Item]) -> None:
    from okrdesk.cli.sheets import write_items

    write_items(file, what, items)


def _units(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.units import find_units

    return [_plain(row) for row in find_units(desk, args.on)]


def _people(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.people import find_people

    unit_id = _resolved(desk, "unit", args.unit)
    return [_plain(row) for row in find_people(desk, unit_id, on=args.on)]


def _cycles(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.cycles import find_cycles

    return [_plain(row) for row in find_cycles(desk)]


def _measure_units(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.measure_units import find_measure_units

    return [_plain(row) for row in find_measure_units(desk, archived=args.archived)]


def _objectives(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.lists import find_objective_rows

    items = [_plain(row) for row in find_objective_rows(desk, _objective_ids(desk, args))]
    return [item | {"raw": item["progress"]} for item in items]


def _key_results(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.lists import find_key_results_under

    rows = find_key_results_under(desk, _objective_ids(desk, args), archived=args.archived)
    return [_plain(row) for row in rows]


def _objective_ids(desk: "Desk", args: argparse.Namespace) -> list[str]:
    from okrdesk.services.lists import Filter, find_objective_ids, unit_with_all_below

    unit_id = _resolved(desk, "unit", args.unit)
    person_id = _resolved(desk, "person", args.person)
    wanted = Filter(
        cycle_id=_resolved(desk, "cycle", args.cycle),
        unit_ids=unit_with_all_below(desk, unit_id) if unit_id else None,
        person_ids=frozenset([person_id]) if person_id else None,
        archived=args.archived,
    )
    return find_objective_ids(desk, wanted)


def _check_ins(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.check_ins import find_check_ins
    from okrdesk.services.lists import find_key_results_under

    if args.key_result:
        ids = [_resolved(desk, "key_result", args.key_result) or ""]
    else:
        ids = [row.id for row in find_key_results_under(desk, _objective_ids(desk, args))]
    found = [entry for id in ids for entry in find_check_ins(desk, id)]
    return [_plain(entry) | {"entered_late": entry.entered_late} for entry in found]


def _due(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.today import find_due

    return [_plain(row) for row in find_due(desk)]


_LISTS: dict[str, Callable[["Desk", argparse.Namespace], list[Item]]] = {
    "units": _units,
    "people": _people,
    "cycles": _cycles,
    "measure-units": _measure_units,
    "objectives": _objectives,
    "key-results": _key_results,
    "check-ins": _check_ins,
    "due": _due,
}


def _resolved(desk: "Desk", entity: str, text: str | None) -> str | None:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1] if text else None


def _plain(row: Any) -> Item:
    from dataclasses import fields

    return {one.name: getattr(row, one.name) for one in fields(row)}


def _show(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _whole(desk, args.id))


def _whole(desk: "Desk", text: str) -> Reply:
    from okrdesk.services.history import find_history
    from okrdesk.services.search import resolve

    entity, id = resolve(desk, None, text)
    item, why = _item(desk, entity, id)
    history = [
        {
            "at": entry.at,
            "effective": entry.effective_on or entry.at.astimezone().date(),
            "who": entry.who,
            "act": entry.act,
            "entity": entry.entity,
            "field": entry.field,
            "from": entry.before,
            "to": entry.after,
        }
        for entry in find_history(desk, id)
    ]
    lines = [f"{key}: {_shown(value)}" for key, value in item.items() if value not in (None, "")]
    return Reply({"kind": entity, "item": item, "history": history, "why": why}, [*lines, *why])


def _item(desk: "Desk", entity: str, id: str) -> tuple[Item, list[str]]:
    from okrdesk.explanation_texts import render
    from okrdesk.services.lists import find_key_result_rows, find_objective_rows
    from okrdesk.services.why import why_key_result, why_objective

    if entity == "key_result":
        why = why_key_result(desk, id)
        return _plain(find_key_result_rows(desk, [id])[0]), render(why.progress) + render(
            why.health
        )
    if entity == "objective":
        return _plain(find_objective_rows(desk, [id])[0]), render(why_objective(desk, id))
    return _single(desk, entity, id), []


def _single(desk: "Desk", entity: str, id: str) -> Item:
    from okrdesk.services.cycles import find_cycle
    from okrdesk.services.people import find_person_row
    from okrdesk.services.posts import find_post
    from okrdesk.services.units import find_unit

    readers: dict[str, Callable[[Any, str], Any]] = {
        "unit": find_unit,
        "person": find_person_row,
        "post": find_post,
        "cycle": find_cycle,
    }
    if entity in readers:
        return _plain(readers[entity](desk, id))
    allowed = ", ".join(["objective", "key_result", *readers])
    raise Refused(Code.BAD_VALUE, text=entity, allowed=allowed)


def _shown(value: Any) -> str:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return format_decimal(value)
    return format_date(value) if isinstance(value, date) else str(value)
