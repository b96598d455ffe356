"""The cycles of the sample: the present year and its quarters, each in the state its dates imply.

Where the year has not yet had two quarters before the present one, those of the year before are
there too, so that a closed quarter and a past one can be seen on any day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from okrdesk.domain.dates import ROMAN, month_end
from okrdesk.domain.objective import Cycle, CycleKind, CycleState
from okrdesk.sample.draw import Draw

CLOSING_DAYS = 30


@dataclass(frozen=True)
class Calendar:
    """All cycles, and those that objectives name: year, present, past, older, next."""

    today: date
    cycles: tuple[Cycle, ...]
    named: dict[str, Cycle]


def calendar_of(today: date, draw: Draw) -> Calendar:
    """Return the cycles around `today`; in the fourth quarter "next" is the present one."""
    ends = date(today.year, 1, 1), date(today.year, 12, 31)
    running = CycleState.RUNNING
    year = Cycle(
        draw.id(), f"{today.year}", f"Năm {today.year}", CycleKind.YEAR, *ends, state=running
    )
    present = today.year * 4 + (today.month - 1) // 3
    first, last = min(present - 2, today.year * 4), today.year * 4 + 3
    quarters = {place: _quarter(place, today, year, draw) for place in range(first, last + 1)}
    named = {
        "year": year,
        "present": quarters[present],
        "past": quarters[present - 1],
        "older": quarters[present - 2],
        "next": quarters[min(present + 1, last)],
    }
    return Calendar(today, (year, *quarters.values()), named)


def quarter_word(today: date) -> str:
    """Return how the present quarter is called inside a sentence."""
    return f"quý {ROMAN[(today.month - 1) // 3]}"


def _quarter(place: int, today: date, year: Cycle, draw: Draw) -> Cycle:
    number, quarter = divmod(place, 4)
    start, end = date(number, quarter * 3 + 1, 1), month_end(number, quarter * 3 + 3)
    return Cycle(
        draw.id(),
        f"{number}-Q{quarter + 1}",
        f"Quý {ROMAN[quarter]} năm {number}",
        CycleKind.QUARTER,
        start,
        end,
        _state(start, end, today),
        year.id if number == today.year else None,
    )


def _state(start: date, end: date, today: date) -> CycleState:
    if today < start:
        return CycleState.DRAFT
    if today <= end:
        return CycleState.RUNNING
    return CycleState.CLOSING if today <= end + timedelta(CLOSING_DAYS) else CycleState.CLOSED
