"""Indicators (KPI): measures that outlive cycles, with dated targets and values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP = "keep"


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
