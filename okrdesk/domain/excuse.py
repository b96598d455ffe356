"""A confirmed objective cause on a key result: in its period nothing is overdue.

A check-in that is due in the period is asked for at its end; one that was due before is not overdue
while the period lasts. The number itself never changes by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Excuse:
    """A confirmed cause: its days, both included (open: as long as the key result), and why."""

    from_on: date
    to_on: date | None
    reason: str = ""
    confirmed_by: str = ""

    def until(self, end: date) -> date:
        """Return the last day of the period of a key result that ends on `end`."""
        return max(self.to_on or end, self.from_on)

    def holds(self, day: date, end: date) -> bool:
        """Say whether the period has begun on `day` and is not over."""
        return self.from_on <= day <= self.until(end)


def deferred(due: date | None, excuses: Iterable[Excuse], day: date, end: date) -> date | None:
    """Return when a check-in `due` is to be asked for as of `day`, excuses considered."""
    if due is None:
        return None
    for one in sorted(excuses, key=lambda one: one.from_on):
        until = one.until(end)
        is_due_within = one.from_on <= due <= until and one.from_on <= day
        if due <= until and (is_due_within or one.holds(day, end)):
            due = until
    return due


def holding(excuses: Sequence[Excuse], day: date, end: date) -> Excuse | None:
    """Return the excuse that holds on `day`, the one that lasts longest."""
    now = [one for one in excuses if one.holds(day, end)]
    return max(now, key=lambda one: one.until(end), default=None)


def holds_until(excuses: Iterable[Excuse], day: date, end: date) -> date | None:
    """Return the last day on which what `deferred` says as of `day` is the same; None for ever."""
    turns = [one.from_on - timedelta(days=1) for one in excuses if one.from_on > day]
    turns += [one.until(end) for one in excuses if one.holds(day, end)]
    return min(turns, default=None)
