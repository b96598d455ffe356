"""Coverage of directives: what stands behind each item, and how far it has come.

Behind an item stand the objectives, key results and tasks that name it (its *parts*); a key result
counts by itself only where its objective is not a part already. The state of an item is the first
that holds:

- *uncovered*: nothing stands behind it;
- *done*: every part has reached its end;
- *late*: its deadline is over, or without one the last day of all its parts;
- *moving*: something was recorded behind it in the last thirty days (`MOVING_DAYS`);
- *still*: what stands behind it does not move.

Progress of an item is the plain mean of its parts, and of a directive that of its items; an item
with nothing behind it has come nowhere. Source: the project's OKR rules, "Directives".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.rollup import roll_up

MOVING_DAYS = 30
"""How many days after the last record an item still counts as moving."""


class CoverageState(StrEnum):
    """Where an item of a directive stands."""

    UNCOVERED = "uncovered"
    STILL = "still"
    MOVING = "moving"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True)
class Part:
    """What stands behind an item: its progress (0–1), last day, and when something was recorded."""

    progress: Fraction
    end_on: date | None = None
    moved_on: date | None = None


def deadline_of(due_on: date | None, parts: Collection[Part]) -> date | None:
    """Return the last day of an item: its own, else that of its parts if all of them have one."""
    ends = [part.end_on for part in parts]
    known = [end for end in ends if end is not None]
    if due_on is not None or not known or len(known) < len(ends):
        return due_on
    return max(known)


def moved_on(parts: Iterable[Part]) -> date | None:
    """Return the last day on which something was recorded behind an item."""
    return max((part.moved_on for part in parts if part.moved_on is not None), default=None)


def is_overdue(due_on: date | None, parts: Collection[Part], today: date) -> bool:
    """Say whether the deadline of an item is over and not everything behind it is done."""
    deadline = deadline_of(due_on, parts)
    return deadline is not None and deadline < today and not _is_done(parts)


def state_of(due_on: date | None, parts: Collection[Part], today: date) -> CoverageState:
    """Return where an item stands on the day `today`."""
    if not parts:
        return CoverageState.UNCOVERED
    if _is_done(parts):
        return CoverageState.DONE
    if is_overdue(due_on, parts, today):
        return CoverageState.LATE
    last = moved_on(parts)
    if last is not None and last >= today - timedelta(days=MOVING_DAYS):
        return CoverageState.MOVING
    return CoverageState.STILL


def progress_of(parts: Iterable[Part]) -> Fraction:
    """Return the progress of an item (0–1)."""
    return roll_up((part.progress, None) for part in parts) or Fraction(0)


def progress_of_items(items: Iterable[Fraction]) -> Fraction | None:
    """Return the progress of a directive from that of its items (0–1); None without items."""
    return roll_up((progress, None) for progress in items)


def _is_done(parts: Collection[Part]) -> bool:
    return bool(parts) and all(part.progress >= 1 for part in parts)
