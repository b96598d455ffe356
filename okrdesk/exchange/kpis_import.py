"""Indicators of a workbook matched with what is there, by code.

Importing the same file again changes nothing; empty cells leave what they would say as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.identity import new_id
from okrdesk.domain.indicator import Indicator
from okrdesk.domain.objective import CycleKind, Owner
from okrdesk.errors import Code, Refused
from okrdesk.exchange.kinds.kpis import KPIS, ListedKpi
from okrdesk.exchange.names import Names
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.services.bulk import Sight
from okrdesk.services.indicator_import import (
    IndicatorEntry,
    TargetKey,
    check_entry,
    load_indicators,
)

KpiLine = ReadyRow[ListedKpi]
_COLUMNS = frozenset(column.key for column in KPIS.columns)
_GIVEN = ("measure_unit", "definition", "source", "position", "factor", "due_month", "from_on")


def resolve_kpis(rows: Sequence[KpiLine], sight: Sight) -> Resolved[list[IndicatorEntry]]:
    """Return what rows of indicators make and change; every problem has its row."""
    findings = Findings[ListedKpi](KPIS)
    matcher = _Matcher(sight)
    entries: list[IndicatorEntry] = []
    unchanged = 0
    for row in rows:
        try:
            entry = matcher.entry(row.item)
        except Refused as error:
            key = error.field if error.field in _COLUMNS else ""
            value = getattr(row.item, key, None) if key else None
            findings.blame(row, key or "", None if value is None else str(value), error)
            continue
        if entry is None:
            unchanged += 1
        else:
            entries.append(entry)
    return Resolved(entries, unchanged, findings)


class _Matcher:
    """Turns one row after the other into an indicator, a known one taken up again."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._names = Names(sight.directory)
        self._known = load_indicators(sight.desk, sight.connection)

    def entry(self, listed: ListedKpi) -> IndicatorEntry | None:
        """Return what a row writes, or None where all stands so; raise Refused with its column."""
        known = self._known.indicators.get(listed.code.strip().casefold())
        one = self._indicator(listed, known)
        there = self._known.targets.get(one.code, {})
        wanted = _targets(listed, self._sight.directory.today.year)
        new = {key: value for key, value in wanted.items() if there.get(key) != value}
        entry = IndicatorEntry(one, new, known is not None)
        checked = check_entry(self._sight.desk, self._sight.connection, entry)
        return None if checked == known and not new else entry

    def _indicator(self, listed: ListedKpi, known: Indicator | None) -> Indicator:
        given: dict[str, Any] = {
            name: value for name in _GIVEN if (value := getattr(listed, name)) is not None
        }
        given |= {"title": listed.title, "direction": listed.direction, "rhythm": listed.rhythm}
        owner = self._owner(listed)
        if known is not None:
            return replace(known, owner=owner or known.owner, **given)
        if owner is None:
            raise Refused(Code.MISSING_FIELD, field="owner", label=KPIS.column("owner").label)
        usual = {"from_on": self._sight.directory.today.replace(month=1, day=1)}
        return Indicator(id=new_id(), code=listed.code, owner=owner, **(usual | given))

    def _owner(self, listed: ListedKpi) -> Owner | None:
        unit = self._names.unit(listed.unit) if listed.unit else None
        if listed.owner:
            return self._names.owner(listed.owner, unit)
        return Owner(unit_id=unit.id) if unit else None


def _targets(listed: ListedKpi, this_year: int) -> Mapping[TargetKey, Decimal]:
    """Return the targets of a row by kind and first day."""
    year = listed.year or this_year
    return {
        (kind, date(year, _first_month(kind, at), 1)): value
        for (kind, at), value in listed.targets.items()
    }


def _first_month(kind: CycleKind, at: int) -> int:
    if kind is CycleKind.YEAR:
        return 1
    return at if kind is CycleKind.MONTH else at * 3 - 2
