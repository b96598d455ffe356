"""What the window of indicators asks of the core; every function runs on the database thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from okrdesk.charts import KeyResultChart
from okrdesk.charts.data import Point
from okrdesk.domain.dates import month_end
from okrdesk.domain.indicator import Direction, Indicator, IndicatorTarget, values_in_force
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.progress import Kind

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.indicators import IndicatorDetail, IndicatorRow, ValueEntry

_MONTHS = {CycleKind.MONTH: 1, CycleKind.QUARTER: 3, CycleKind.YEAR: 12}


@dataclass(frozen=True)
class Whole:
    """One indicator with the picture of its history."""

    detail: "IndicatorDetail"
    chart: KeyResultChart
    today: date


def rows(archived: bool, desk: "Desk") -> "list[IndicatorRow]":
    """Return the indicators; those put away too, after the others, where `archived` asks."""
    from okrdesk.services.indicators import find_indicators

    found = [row for row in find_indicators(desk) if archived or not row.archived]
    return sorted(found, key=lambda row: row.archived)


def row(id: str, desk: "Desk") -> "IndicatorRow":
    """Return the line of one indicator, by any of its versions; raises Refused(NOT_FOUND)."""
    from okrdesk.services.indicators import find_indicator

    return find_indicator(desk, id).row


def whole(id: str, desk: "Desk") -> Whole:
    """Return one indicator with its history; raises Refused(NOT_FOUND)."""
    from okrdesk.services.indicators import find_indicator

    detail = find_indicator(desk, id)
    return Whole(detail, chart_of(detail, desk.today()), desk.today())


def chart_of(detail: "IndicatorDetail", today: date) -> KeyResultChart:
    """Return the values by day, with the targets at the ends of their periods."""
    one = detail.row.indicator
    values = values_in_force(detail.values)
    first = min([value.effective_on for value in values] or [today])
    targets = sorted((end_of(target), target.value) for target in detail.targets)
    start = min(first, date(today.year, 1, 1))
    last = max([today, *(on for on, _value in targets)])
    shown = tuple((on, value) for on, value in targets if start <= on <= last)
    return KeyResultChart(
        title=one.title,
        unit=one.measure_unit,
        kind=Kind.DECREASE if one.direction is Direction.DECREASE else Kind.INCREASE,
        start_on=start,
        end_on=last,
        today=today,
        target_value=detail.row.target.value if detail.row.target else None,
        points=tuple(
            Point(value.effective_on, value.value, corrected=value.corrects_id is not None)
            for value in values
        ),
        phases=shown,
    )


def end_of(target: IndicatorTarget) -> date:
    """Return the last day of a target's period."""
    month = target.start_on.month + _MONTHS[target.kind] - 1
    return month_end(target.start_on.year, month)


def record(id: str, entry: "ValueEntry", desk: "Desk") -> "Done[str]":
    """Record a value."""
    from okrdesk.services.indicators import record_value

    return record_value(desk, id, entry)


def write(indicator: Indicator, targets: Mapping[str, Decimal | None], desk: "Desk") -> "Done[str]":
    """Write an indicator and its targets by period: new without an id, else changed.

    A later first day than before lets a new version begin on it.
    """
    from okrdesk.services.indicators import (
        add_indicator,
        edit_indicator,
        find_indicator,
        version_indicator,
    )

    if not indicator.id:
        return add_indicator(desk, indicator, targets)
    known = find_indicator(desk, indicator.id).versions
    before = next(one for one in known if one.id == indicator.id)
    is_later = indicator.from_on > before.from_on
    return (version_indicator if is_later else edit_indicator)(desk, indicator, targets)


def choices(desk: "Desk") -> list[tuple[str, str]]:
    """Return (id, code and title) of the indicators that a key result may read."""
    return [(row.id, f"{row.code} · {row.title}") for row in rows(False, desk)]
