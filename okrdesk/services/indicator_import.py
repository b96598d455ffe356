"""Indicators written by an import: new ones, changed ones and their targets, inside one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.indicators import all_indicators, indicator_values, targets_by_code
from okrdesk.domain.indicator import Indicator
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.permissions import Right
from okrdesk.services.bulk import Counts
from okrdesk.services.desk import Desk
from okrdesk.services.indicators import checked_indicator

TargetKey = tuple[CycleKind, date]
Targets = Mapping[TargetKey, Decimal]


@dataclass(frozen=True)
class IndicatorEntry:
    """An indicator of a row with its targets by kind and first day; `is_known` says it is there."""

    indicator: Indicator
    targets: Targets
    is_known: bool


@dataclass(frozen=True)
class Known:
    """The indicators that are there, by folded code: the version in force, and its targets."""

    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Targets]


def load_indicators(desk: Desk, connection: Connection) -> Known:
    """Return what is there; raise Refused(NO_AUTHORITY) without the right to read it."""
    desk.require(connection, Right.READ_OBJECTIVES)
    today = desk.today()
    found: dict[str, Indicator] = {}
    for one in all_indicators(connection, desk.agency_id):
        if one.code.casefold() not in found or one.from_on <= today:
            found[one.code.casefold()] = one
    targets = targets_by_code(connection, desk.agency_id)
    values = {
        code: {key: one.value for key, one in known.items()} for code, known in targets.items()
    }
    return Known(found, values)


def check_entry(desk: Desk, connection: Connection, entry: IndicatorEntry) -> Indicator:
    """Return the row's indicator as it would be written; raise Refused where it may not be."""
    desk.require(connection, Right.EDIT_INDICATORS, [entry.indicator.owner])
    return checked_indicator(desk, connection, entry.indicator)


def save_indicators(desk: Desk, work: Work, entries: Sequence[IndicatorEntry]) -> Counts:
    """Write rows that were matched; raise Refused(NO_AUTHORITY) where one is out of reach."""
    known = targets_by_code(work.connection, desk.agency_id)
    created = changed = 0
    for entry in entries:
        checked = check_entry(desk, work.connection, entry)
        values = indicator_values(checked)
        if entry.is_known:
            work.change(schema.indicator, checked.id, **values)
            changed += 1
        else:
            work.add(schema.indicator, id=checked.id, **values)
            created += 1
        before = known.get(checked.code, {})
        for key, value in entry.targets.items():
            if key in before:
                work.change(schema.indicator_target, before[key].id, value=value)
            else:
                _add_target(work, checked.id, key, value)
    return Counts(created, changed, 0)


def _add_target(work: Work, indicator_id: str, key: TargetKey, value: Decimal) -> None:
    kind, start_on = key
    work.add(
        schema.indicator_target,
        indicator_id=indicator_id,
        kind=kind.value,
        start_on=start_on,
        value=value,
    )
