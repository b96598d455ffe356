"""How figures of objectives and key results are written: values, targets, weights, dates."""

from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal, format_percent
from okrdesk.domain.progress import Kind
from okrdesk.i18n import _

NOTHING = "–"


def number(value: Decimal | None, unit: str = "") -> str:
    """Return a value with its unit, or a dash."""
    if value is None:
        return NOTHING
    return f"{format_decimal(value)} {unit}".strip()


def day(value: date | None) -> str:
    """Return a date, or a dash."""
    return NOTHING if value is None else format_date(value)


def percent(share: float | None) -> str:
    """Return a ratio as whole per cent, or a dash."""
    return NOTHING if share is None else format_percent(share)


def confidence(value: int | None) -> str:
    """Return a confidence out of ten, or a dash."""
    return NOTHING if value is None else f"{value}/10"


def pending(count: int) -> str:
    """Return how many check-ins others do not have yet; "" for none."""
    return _("+{n} waiting to be synchronised").format(n=count) if count else ""


def reached(kind: Kind, value: Decimal | None, unit: str = "") -> str:
    """Return a recorded value as its kind is read: yes or no, points of steps, or the number."""
    if value is None:
        return NOTHING
    if kind is Kind.YES_NO:
        return _("yes") if value else _("no")
    if kind is Kind.STEPS:
        return _("{weight} points of steps").format(weight=format_decimal(value))
    return number(value, unit)


def target(row: Any) -> str:
    """Return what a key result (or its row) must reach: a number, a limit, yes, or all steps."""
    low, high = row.low, row.high
    if row.kind is Kind.YES_NO:
        return _("yes")
    if row.kind is Kind.STEPS:
        return _("all steps")
    if row.kind is Kind.KEEP_AT_LEAST:
        return f"≥ {number(low if low is not None else row.target_value, row.measure_unit)}"
    if row.kind is Kind.KEEP_AT_MOST:
        return f"≤ {number(high if high is not None else row.target_value, row.measure_unit)}"
    if row.kind is Kind.KEEP_BETWEEN:
        return f"{number(low)} – {number(high, row.measure_unit)}"
    return number(row.target_value, row.measure_unit)


def due(row: Any) -> str:
    """Return when a key result is to be checked in; by a confirmed cause it says so."""
    if row.excused_until is None:
        return day(row.due_on)
    return _("{day} (objective cause)").format(day=day(row.due_on))


def excused(row: Any) -> str:
    """Return until when a confirmed cause holds; "" without one."""
    if row.excused_until is None:
        return ""
    return _("objective cause confirmed until {day}").format(day=day(row.excused_until))


def proposal(row: Any) -> str:
    """Return what is proposed beside the target in force; "" where nothing is."""
    if row.proposed is None:
        return ""
    new = row.proposed
    said = target(new)
    if said == target(row):
        is_same = new.indicator_id == row.indicator_id
        said = _span(new) if is_same else _("read from another source")
    return _("proposed: {target} (awaiting approval)").format(target=said)


def _span(row: Any) -> str:
    return f"{day(row.start_on)} – {day(row.end_on)}"


def value_and_target(row: Any) -> str:
    """Return "62 → 90 %" of a key-result row; steps say nothing that the bar does not."""
    said = _value_and_target(row)
    return f"{said} · {proposal(row)}" if row.proposed else said


def _value_and_target(row: Any) -> str:
    if row.kind is Kind.STEPS:
        return target(row)
    if row.kind.keeps:
        return f"{reached(row.kind, row.value)} ({target(row)})"
    return f"{reached(row.kind, row.value)} → {target(row)}"
