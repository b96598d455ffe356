"""Indicators from the shell: their fields, their list, one whole, and a value recorded."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values as v
from okrdesk.cli.entities import Entity, Given, needed, renamed
from okrdesk.cli.session import Session
from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.indicators import IndicatorRow


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    record = commands.add_parser("record", help=_("record the value of an indicator"))
    record.add_argument("indicator", metavar="KPI")
    record.add_argument("value", metavar="VALUE")
    record.add_argument("--on", metavar="DATE", type=parse_date)
    record.add_argument("--note", default="", metavar="TEXT")
    record.add_argument("--corrects", metavar="ID")
    record.set_defaults(run=_record)


def kpis(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return the indicators, each by its version in force today or on --on."""
    from okrdesk.services.indicators import find_indicators

    rows = find_indicators(desk, args.position, args.on)
    return [_item(row) for row in rows if row.archived == args.archived]


def line(item: Item) -> str:
    """Return code, title, last value against target, and where it stands."""
    from okrdesk.names import name_of

    value = "–" if item["value"] is None else format_decimal(item["value"])
    target = "–" if item["target"] is None else format_decimal(item["target"])
    parts = (item["code"], item["title"], f"{value} / {target}", item["measure_unit"])
    last = format_date(item["last_on"]) if item["last_on"] else ""
    return "  ".join(filter(None, (*parts, name_of(item["indicator_state"]), last)))


def shown(desk: "Desk", id: str) -> Item:
    """Return one indicator whole, with versions, targets and values."""
    from okrdesk.services.indicators import find_indicator

    found = find_indicator(desk, id)
    return _item(found.row) | {
        "definition": found.row.indicator.definition,
        "versions": [plain(one) for one in found.versions],
        "targets": [
            plain(one) | {"period": one.period}
            for one in sorted(found.targets, key=lambda one: one.period)
        ],
        "values": [plain(one) for one in found.values],
    }


def parts(item: Item) -> list[str]:
    """Return a line for each target by its period, and each value by its day, replaced ones too."""
    targets = [f"{one['period']}: {format_decimal(one['value'])}" for one in item["targets"]]
    values = [
        f"{format_date(one['effective_on'])}  {format_decimal(one['value'])}  {one['note']}"
        for one in item["values"]
    ]
    return [f"– {line.strip()}" for line in (*targets, *values)]


def _item(row: "IndicatorRow") -> Item:
    one = row.indicator
    return {
        "id": row.id,
        "code": row.code,
        "title": row.title,
        "owner": row.owner,
        "direction": one.direction,
        "rhythm": one.rhythm,
        "measure_unit": one.measure_unit,
        "position": one.position,
        "factor": one.factor,
        "source": one.source,
        "from_on": one.from_on,
        "to_on": one.to_on,
        "target": row.target.value if row.target else None,
        "target_kind": row.target.kind if row.target else None,
        "value": row.last.value if row.last else None,
        "last_on": row.last.effective_on if row.last else None,
        "due_on": row.due_on,
        "indicator_state": row.state,
        "archived": row.archived,
    }


def _targets(_desk: "Desk", given: str) -> dict[str, Decimal | None]:
    """Return the targets written as “2026=95;2026-Q4=24”; one without a number is taken away."""
    found: dict[str, Decimal | None] = {}
    for part in filter(None, (one.strip() for one in given.split(";"))):
        period, _equals, value = part.partition("=")
        found[period.strip()] = v.decimal(value.strip()) if value.strip() else None
    return found


def _add(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.indicators import add_indicator

    needed(given, "code", "title")
    targets = given.pop("targets", {})
    usual: Given = {
        "direction": Direction.INCREASE,
        "rhythm": Rhythm.MONTHLY,
        "from_on": desk.today().replace(month=1, day=1),
        "owner": Owner(person_id=desk.person_id),
    }
    values = usual | renamed(given, unit="measure_unit")
    return add_indicator(desk, Indicator(id="", **values), targets)


def _set(desk: "Desk", id: str, given: Given) -> "Done[str]":
    """Change a version; a later first day lets a new one begin on it."""
    from okrdesk.services.indicators import (
        edit_indicator,
        find_indicator,
        set_targets,
        version_indicator,
    )

    targets = given.pop("targets", {})
    if not given:
        return set_targets(desk, id, targets)
    versions = find_indicator(desk, id).versions
    before = next(one for one in versions if one.id == id)
    wanted = replace(before, **renamed(given, unit="measure_unit"))
    is_later = wanted.from_on > before.from_on
    return (version_indicator if is_later else edit_indicator)(desk, wanted, targets)


def _record(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.indicators import ValueEntry, find_indicator, record_value
        from okrdesk.services.search import resolve

        id = resolve(desk, "indicator", args.indicator)[1]
        entry = ValueEntry(v.decimal(args.value), args.on or desk.today(), args.note, args.corrects)
        done = record_value(desk, id, entry)
        item = _item(find_indicator(desk, id).row)
        changed = [{"entity": entity, "id": one} for entity, one in sorted(done.touched)]
        document = {"id": done.value, "indicator": id, "state": item["indicator_state"]}
        return Reply(document | {"changed": changed}, [line(item)])

    return session.run(call)


_ENTITY = Entity(
    {
        "code": v.text,
        "title": v.text,
        "definition": v.text,
        "unit": v.text,
        "direction": v.one_of(Direction),
        "rhythm": v.one_of(Rhythm),
        "due_month": v.integer,
        "source": v.text,
        "position": v.text,
        "factor": v.number,
        "owner": v.owner,
        "from_on": v.day,
        "to_on": v.day,
        "targets": _targets,
    },
    _add,
    _set,
)
INDICATOR_ENTITIES: Mapping[str, Entity] = {"kpi": _ENTITY, "indicator": _ENTITY}
"""By the word that a shell types, and by that of the table, which an id is found under."""
