"""The history of an object as the shell tells it, narrowed by person and days."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import day_at, format_moment, parse_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.field_names import field_name, setting_name, setting_text, value_text
from okrdesk.i18n import _
from okrdesk.replies import Item, plain, to_json

if TYPE_CHECKING:
    from okrdesk.domain.office import OfficeSettings
    from okrdesk.services.desk import Desk
    from okrdesk.services.history import HistoryEntry

_FOR_PROGRAMS = frozenset({"inputs", "outcome", "entered_at"})
_WHOSE = frozenset(
    ("owner_person_id", "owner_unit_id", "lead_unit_id", "parent_id", "cycle_id", "indicator_id",
     "directive_item_id")
)  # fmt: skip
"""Fields that hold the id of what a person knows by its name."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command narrow the history that it tells."""
    parser.add_argument("--by", metavar="PERSON", help=_("only what this person changed"))
    parser.add_argument(
        "--since", metavar="DATE", type=parse_date, help=_("only changes of this day or later")
    )
    parser.add_argument(
        "--until", metavar="DATE", type=parse_date, help=_("only changes of this day or before")
    )


def history_of(desk: "Desk", id: str, args: argparse.Namespace) -> "list[HistoryEntry]":
    """Return what happened to an object, the newest first, as the options narrow it."""
    from okrdesk.services.history import find_history

    return _narrowed(desk, find_history(desk, id), args)


def office_item(desk: "Desk", args: argparse.Namespace) -> tuple[Item, list[str]]:
    """Return what the office has set, with its history, as a document and as lines."""
    from okrdesk.services.history import find_history
    from okrdesk.services.office import find_office_settings, find_setting_ids

    entries = [entry for id in find_setting_ids(desk) for entry in find_history(desk, id)]
    keys = {entry.eid: str(entry.after) for entry in entries if entry.field == "key"}
    values = [entry for entry in entries if entry.field == "value"]
    values.sort(key=lambda entry: entry.at, reverse=True)
    values = _narrowed(desk, values, args)
    stands = find_office_settings(desk)
    document = {
        "kind": "office",
        "item": plain(stands),
        "history": [entry_item(one) | {"setting": keys[one.eid]} for one in values],
    }
    changes = [_setting_told(one, keys[one.eid]) for one in values]
    return document, [*_settings_told(stands), *([""] if changes else []), *changes]


def _settings_told(one: "OfficeSettings") -> list[str]:
    """Return a line for each setting in force that says anything."""
    stands = {
        "on_track_points": one.limits.on_track,
        "at_risk_points": one.limits.at_risk,
        "grace_days": one.limits.grace_days,
        "late_days": one.late_days,
        "approval_levels": one.approval_levels,
        "prompts": [prompt.value for prompt in one.prompts],
        "holidays": sorted(day.isoformat() for day in one.holidays),
        "worked_days": sorted(day.isoformat() for day in one.worked_days),
        "terms": dict(one.terms),
    }
    told = {key: setting_text(key, value) for key, value in stands.items()}
    return [f"{setting_name(key)}: {text}" for key, text in told.items() if text]


def entry_item(entry: "HistoryEntry") -> Item:
    """Return one change of a field as JSON holds it."""
    return {
        "at": entry.at,
        "effective": entry.effective_on or day_at(entry.at),
        "who": entry.who,
        "act": entry.act,
        "entity": entry.entity,
        "field": entry.field,
        "from": entry.before,
        "to": entry.after,
    }


def field_text(entity: str, name: str, value: Any) -> str:
    """Return a field of an object in words; numbers exactly, with a decimal comma."""
    is_number = isinstance(value, Decimal)
    return format_decimal(value) if is_number else value_text(entity, name, to_json(value))


def told(desk: "Desk", entries: "Sequence[HistoryEntry]") -> list[str]:
    """Return a line for each change that tells a person anything: when, who, what, from and to."""
    from okrdesk.services.history import find_names, ids_in

    telling = [entry for entry in entries if _tells(entry)]
    names = find_names(desk, ids_in(telling))
    return [_told(entry, names) for entry in telling]


def _narrowed(
    desk: "Desk", entries: "Iterable[HistoryEntry]", args: argparse.Namespace
) -> "list[HistoryEntry]":
    from okrdesk.services.search import resolve

    actor = resolve(desk, "person", args.by)[1] if args.by else None
    return [
        entry
        for entry in entries
        if actor in (None, entry.actor)
        and (args.since is None or day_at(entry.at) >= args.since)
        and (args.until is None or day_at(entry.at) <= args.until)
    ]


def _tells(entry: "HistoryEntry") -> bool:
    """Say whether a change tells a person anything: whose it is and where it lies, but no other
    ids, no frozen facts, nothing empty.
    """
    has_words = not entry.field.endswith("_id") or entry.field in _WHOSE
    has_words &= entry.field not in _FOR_PROGRAMS
    return has_words and bool(entry.before or entry.after)


def _told(entry: "HistoryEntry", names: Mapping[str, str]) -> str:
    before, after = (
        value_text(entry.entity, entry.field, value, names) for value in (entry.before, entry.after)
    )
    return _line(entry, field_name(entry.entity, entry.field), before, after)


def _setting_told(entry: "HistoryEntry", key: str) -> str:
    before, after = (setting_text(key, value) for value in (entry.before, entry.after))
    return _line(entry, setting_name(key), before, after)


def _line(entry: Any, name: str, before: str, after: str) -> str:
    change = f"{before} → {after}" if before else after
    return f"{format_moment(entry.at)}  {entry.who}  {name}: {change}"
