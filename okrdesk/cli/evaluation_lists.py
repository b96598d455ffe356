"""Evaluations, periods and rule packs as `list` shows them, and periods as `add` and `set` do."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values as v
from okrdesk.cli.entities import Entity, Given, needed
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.replies import Item, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done

_DUES = ("self_due_on", "review_due_on", "approve_due_on")


def line(item: Item) -> str:
    """Return what a person looks for in a list of periods or of evaluations."""
    if "approved" in item:
        counts = f"{item['approved']}/{item['total']}"
        return "  ".join((item["code"], item["name"], name_of(item["state"]), counts))
    total = "–" if item["total"] is None else format_decimal(item["total"], 2)
    named = (item["period"], item["code"], item["name"], item["unit"])
    return "  ".join(filter(None, (*named, name_of(item["state"]), total, item["band"] or "")))


def pack_line(item: Item) -> str:
    """Return what tells the versions of a rule pack apart in a list."""
    days = f"{item['from_on']} – {item['to_on'] or '…'}"
    state = _("published") if item["published"] else _("draft")
    return "  ".join((item["code"], item["version"], days, state, item["name"]))


def _evaluations(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return the evaluations of the period --cycle, or of all periods that are open."""
    from okrdesk.services.evaluation_tables import unit_table
    from okrdesk.services.periods import find_period, find_periods
    from okrdesk.services.search import resolve

    unit_id = resolve(desk, "unit", args.unit)[1] if args.unit else None
    person_id = resolve(desk, "person", args.person)[1] if args.person else None
    if args.cycle:
        periods = [find_period(desk, args.cycle)]
    else:
        periods = [row.period for row in find_periods(desk) if not row.period.is_closed]
    found = []
    for period in periods:
        table = unit_table(desk, period.id, unit_id)
        for row in table.rows:
            if person_id in (None, row.person_id):
                band = table.bands.get(row.band or "")
                more = {
                    "title": row.name,
                    "post": row.title,
                    "period": period.code,
                    "band": band.name if band else None,
                }
                found.append(plain(row) | more | {"band_id": row.band, "score": row.total})
    return found


def _periods(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.periods import find_periods

    found = []
    for row in find_periods(desk):
        period = row.period
        if args.on is None or period.start_on <= args.on <= period.end_on:
            counts = {"total": row.total, "approved": row.approved}
            item = plain(period) | plain(period.dues) | counts
            del item["dues"]
            found.append(item)
    return found


def _rule_packs(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.rule_packs import find_packs

    return [
        plain(row)
        for row in find_packs(desk, archived=args.archived)
        if row.archived == args.archived and (args.on is None or _holds(row, args.on))
    ]


def _holds(row: Any, day: date) -> bool:
    return bool(row.published and row.from_on <= day and (row.to_on is None or day <= row.to_on))


LISTS: "dict[str, Callable[[Desk, argparse.Namespace], list[Item]]]" = {
    "evaluations": _evaluations,
    "periods": _periods,
    "rule-packs": _rule_packs,
}


def _add_period(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.periods import open_period, propose_period

    needed(given, "code")
    proposed = propose_period(desk, given["code"])
    return open_period(desk, given["code"], _dues(proposed.dues, given))


def _set_period(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.periods import edit_period, find_period

    return edit_period(desk, id, _dues(find_period(desk, id).dues, given))


def _dues(dues: Any, given: Given) -> Any:
    return replace(dues, **{name: given[name] for name in _DUES if name in given})


def _add_evaluation(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.evaluations import prepare

    needed(given, "period")
    return prepare(desk, given["period"], given.get("person"))


def _set_evaluation(desk: "Desk", id: str, given: Given) -> "Done[str]":
    """Note leave and remark, or the scores that a transfer brings along."""
    from okrdesk.services.evaluation_sheets import sheet_of
    from okrdesk.services.evaluations import Presence, bring_along, record_presence

    if "brought" in given:
        return bring_along(desk, id, given["brought"])
    sheet = sheet_of(desk, id)
    days = given.get("days", sheet.facts.days)
    presence = Presence(days, given.get("days_present", sheet.facts.days_present))
    return record_presence(desk, id, presence, given.get("note", sheet.note))


def _period(desk: "Desk", given: str) -> str:
    from okrdesk.services.periods import find_period

    return find_period(desk, given).id


def _brought(_desk: "Desk", given: str) -> Any:
    """Return the scores written as “2026-03:88.5;2026-04:90”."""
    from okrdesk.services.evaluations import Brought

    found = []
    for part in filter(None, (one.strip() for one in given.split(";"))):
        period, _colon, points = part.rpartition(":")
        found.append(Brought(period.strip(), v.decimal(points.strip())))
    return found


EVALUATION_ENTITIES: Mapping[str, Entity] = {
    "evaluation": Entity(
        {
            "period": _period,
            "person": v.named("person"),
            "days": v.integer,
            "days_present": v.integer,
            "note": v.text,
            "brought": _brought,
        },
        _add_evaluation,
        _set_evaluation,
    ),
    "period": Entity({"code": v.text, **dict.fromkeys(_DUES, v.day)}, _add_period, _set_period),
}
