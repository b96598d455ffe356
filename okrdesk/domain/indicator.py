"""Indicators (KPI): measures that outlive cycles, with dated targets and values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.objective import CycleKind, Owner
from okrdesk.domain.rhythm import Rhythm, next_due, opens_on, overdue_from


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP = "keep"


class IndicatorState(StrEnum):
    """Where an indicator stands today."""

    NOT_DUE = "not-due"
    EMPTY = "empty"
    STALE = "stale"
    WITHOUT_TARGET = "without-target"
    MET = "met"
    NOT_MET = "not-met"


@dataclass(frozen=True)
class Indicator:
    """One version of an indicator, in force from a day to a day (both included; None is open).

    All versions of one indicator share the `code`. `factor` converts one unit of it into reference
    products; `due_month` (1–12) is when a yearly one is due.
    """

    id: str
    code: str
    title: str
    direction: Direction
    rhythm: Rhythm
    from_on: date
    owner: Owner
    definition: str = ""
    measure_unit: str = ""
    due_month: int | None = None
    source: str = ""
    position: str = ""
    factor: Decimal | None = None
    to_on: date | None = None
    archived: bool = False


@dataclass(frozen=True)
class IndicatorTarget:
    """What an indicator is to reach in a year, quarter or month that begins on `start_on`."""

    id: str
    kind: CycleKind
    start_on: date
    value: Decimal

    @property
    def period(self) -> str:
        """The period as a person writes it: 2026, 2026-Q4, 2026-10."""
        year, month = self.start_on.year, self.start_on.month
        named = {CycleKind.YEAR: f"{year}", CycleKind.QUARTER: f"{year}-Q{(month + 2) // 3}"}
        return named.get(self.kind, f"{year}-{month:02}")


@dataclass(frozen=True)
class IndicatorValue:
    """What an indicator was on a day; `corrects_id` names the entry that this one corrects."""

    id: str
    author_id: str
    effective_on: date
    value: Decimal
    entered_at: datetime
    note: str = ""
    corrects_id: str | None = None


def values_in_force(values: Iterable[IndicatorValue]) -> list[IndicatorValue]:
    """Return the last value of each day that no correction replaced, by day."""
    entries = sorted(values, key=lambda one: (one.effective_on, one.entered_at, one.id))
    replaced = {one.corrects_id for one in entries}
    by_day = {one.effective_on: one for one in entries if one.id not in replaced}
    return list(by_day.values())


def target_on(targets: Iterable[IndicatorTarget], day: date) -> IndicatorTarget | None:
    """Return the target of the shortest period that holds `day` and has one."""
    lengths = (CycleKind.MONTH, CycleKind.QUARTER, CycleKind.YEAR)
    holding = [one for one in targets if one.start_on == start_of(one.kind, day)]
    return min(holding, key=lambda one: lengths.index(one.kind), default=None)


def start_of(kind: CycleKind, day: date) -> date:
    """Return the first day of the year, quarter or month that holds `day`."""
    month = {CycleKind.YEAR: 1, CycleKind.QUARTER: (day.month - 1) // 3 * 3 + 1}
    return date(day.year, month.get(kind, day.month), 1)


def due_on(indicator: Indicator, last_on: date | None, today: date) -> date | None:
    """Return the day by which the next value is due, by the rhythm; None where none is expected."""
    end = indicator.to_on or date(today.year + 1, 12, 31)
    start = min(indicator.from_on, end)
    return next_due(indicator.rhythm, start, end, last_on, None, indicator.due_month)


def state_of(
    indicator: Indicator,
    last: IndicatorValue | None,
    target: IndicatorTarget | None,
    today: date,
    grace_days: int,
) -> IndicatorState:
    """Return where an indicator stands: what is overdue comes before what was reached.

    A yearly one without a value in its year is "not due" before its due month.
    """
    due = due_on(indicator, last.effective_on if last else None, today)
    year = date(today.year, 1, 1), date(today.year, 12, 31)
    opens = opens_on(indicator.rhythm, *year, indicator.due_month)
    if due is not None and today >= overdue_from(due, grace_days):
        return IndicatorState.STALE
    if opens is not None and today < opens and (last is None or last.effective_on < year[0]):
        return IndicatorState.NOT_DUE
    if last is None:
        return IndicatorState.EMPTY
    if target is None:
        return IndicatorState.WITHOUT_TARGET
    is_met = meets(indicator.direction, last.value, target.value)
    return IndicatorState.MET if is_met else IndicatorState.NOT_MET


def meets(direction: Direction, value: Decimal, target: Decimal) -> bool:
    """Say whether a value reaches a target; one to be kept is at least as high as its target."""
    return value <= target if direction is Direction.DECREASE else value >= target


def ended_before(indicator: Indicator, day: date) -> Indicator:
    """Return a version that ends on the day before `day`, because another begins on it."""
    return replace(indicator, to_on=day - timedelta(days=1))


def read_by(
    key_result_id: str, values: Iterable[IndicatorValue], check_ins: Sequence[CheckIn]
) -> list[CheckIn]:
    """Return what a key result reads from its indicator, as check-ins by day.

    The number is the indicator's alone; a check-in of the same day lends its words and confidence.
    """
    words = {one.effective_on: one for one in in_force(check_ins)}
    return [
        _read(key_result_id, one, words.get(one.effective_on)) for one in values_in_force(values)
    ]


def _read(key_result_id: str, value: IndicatorValue, words: CheckIn | None) -> CheckIn:
    if words is not None:
        return replace(words, value=value.value)
    return CheckIn(
        id=value.id,
        key_result_id=key_result_id,
        author_id=value.author_id,
        effective_on=value.effective_on,
        entered_at=value.entered_at,
        value=value.value,
        comment=value.note,
        from_indicator=True,
    )
