"""What a key result showed at the end of each week of its life: the ground of trends and heat maps.

A trace follows from the key result and its check-ins alone: it holds neither the present day nor a
setting of the office, so it stays true while days pass and limits move. Where there is nothing
after a day, the weeks after it show what would be seen if nothing more were entered.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.excuse import Excuse, deferred
from okrdesk.domain.health import Health, Limits, expected
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import is_met
from okrdesk.domain.reached import reached_by
from okrdesk.domain.rhythm import Rhythm, next_due, opens_on, periods

_WEEK = timedelta(days=7)
_MOST_POINTS = 100
_MOST_DAYS = 255
_CHOSEN = {Health.ON_TRACK: 101, Health.AT_RISK: 102, Health.BEHIND: 103}
_NOT_STARTED, _NOT_DUE = 104, 105
OVERDUE_BIT = 0x80
MARKS = (
    Health.ON_TRACK,
    Health.AT_RISK,
    Health.BEHIND,
    Health.NOT_STARTED,
    Health.NOT_DUE,
)
"""The marks by the number that `Trace.marks` gives them; overdue is `OVERDUE_BIT` on top."""


@dataclass(frozen=True)
class Trace:
    """One entry for each week from that which ends on the Sunday `first_on`.

    `progress` is 0–1 (single precision). `stands` tells the points behind at the last check-in,
    rounded up to a whole one (a limit is whole points, so no colour changes by it), or what was
    chosen, or why there is no colour. `late` counts the days that a check-in was overdue, 255 at
    most.
    """

    first_on: date
    progress: "array[float]"
    stands: bytes
    late: bytes

    def marks(self, limits: Limits) -> bytes:
        """Return a number for the mark of each week, by the limits of the office."""
        colours = self.stands.translate(colour_table(limits))
        overdue = self.late.translate(late_table(limits))
        size = len(colours)
        both = int.from_bytes(colours) | int.from_bytes(overdue)
        return both.to_bytes(size)


def mark_of(number: int) -> Health:
    """Return the mark that a number of `Trace.marks` stands for."""
    return Health.OVERDUE if number & OVERDUE_BIT else MARKS[number]


def colour_table(limits: Limits) -> bytes:
    """Return what `stands` becomes under `limits`: the place in `MARKS` for each number."""
    colours = [
        0 if points <= limits.on_track else 1 if points <= limits.at_risk else 2
        for points in range(_MOST_POINTS + 1)
    ]
    return bytes([*colours, 0, 1, 2, 3, 4]).ljust(256, b"\0")


def late_table(limits: Limits) -> bytes:
    """Return what `late` becomes under `limits`: the bit of overdue after the days of grace."""
    return bytes(OVERDUE_BIT if days > limits.grace_days else 0 for days in range(256))


def week_end(day: date) -> date:
    """Return the Sunday of the week of `day`."""
    return day + timedelta(days=6 - day.weekday())


def week_ends(first: date, last: date) -> list[date]:
    """Return the Sunday of each week from that of `first` to that of `last`."""
    start = week_end(first)
    return [start + _WEEK * place for place in range((week_end(last) - start).days // 7 + 1)]


def trace_of(
    key_result: KeyResult, entries: Sequence[CheckIn], excuses: Sequence[Excuse] = ()
) -> Trace:
    """Return the trace of a key result with its check-ins in force, by effective day.

    In the period of a confirmed cause (`excuses`) nothing was overdue.
    """
    progress: array[float] = array("f")
    stands, late = bytearray(), bytearray()
    weeks = week_ends(key_result.start_on, max(key_result.start_on, key_result.end_on))
    opens = opens_on(
        key_result.rhythm, key_result.start_on, key_result.end_on, key_result.due_month
    )
    counter = _Kept(key_result) if key_result.measure.kind.keeps else _Reached(key_result)
    known, stand, due = 0, _NOT_STARTED, _due(key_result, None)
    for sunday in weeks:
        before = known
        while known < len(entries) and entries[known].effective_on <= sunday:
            counter.take(entries[known])
            known += 1
        if known != before:
            stand = _stand(key_result, entries[known - 1], counter)
            due = _due(key_result, entries[known - 1])
        is_not_due = stand == _NOT_STARTED and opens is not None and sunday < opens
        progress.append(float(counter.share(sunday)))
        stands.append(_NOT_DUE if is_not_due else stand)
        asked = deferred(due, excuses, sunday, key_result.end_on) if excuses else due
        late.append(0 if asked is None else min(max((sunday - asked).days, 0), _MOST_DAYS))
    return Trace(weeks[0], progress, bytes(stands), bytes(late))


class _Reached:
    """What check-ins have reached, one after the other: the last one decides."""

    def __init__(self, key_result: KeyResult) -> None:
        self._key_result = key_result
        self._share = reached_by(key_result, (), key_result.start_on).progress.value

    def take(self, entry: CheckIn) -> None:
        """Go on to the next check-in."""
        value = [(entry.effective_on, entry.value)]
        reached = reached_by(self._key_result, value, entry.effective_on, entry.steps_done)
        self._share = reached.progress.value

    def share(self, _day: date) -> Fraction:
        """Return the progress on a day from the last check-in on."""
        return self._share


class _Kept:
    """The same for a keep kind, whose periods count; the rule is that of `rhythm.periods_met`.

    That one counts all periods anew for each day, which for a year of weeks takes too long.
    """

    def __init__(self, key_result: KeyResult) -> None:
        self._key_result = key_result
        span = (key_result.start_on, key_result.end_on)
        spans = periods(key_result.rhythm, *span, key_result.due_month)
        self._starts = [one.start for one in spans]
        self._ends = [one.end for one in spans]
        self._met: dict[date | int, bool] = {}
        self._last = False

    def take(self, entry: CheckIn) -> None:
        """Go on to the next check-in."""
        self._last = is_met(self._key_result.measure, entry.value)
        on = entry.effective_on
        if on < self._key_result.start_on:
            return
        is_irregular = self._key_result.rhythm is Rhythm.IRREGULAR
        self._met[on if is_irregular else bisect_right(self._starts, on) - 1] = self._last

    def share(self, day: date) -> Fraction:
        """Return the periods met ÷ due by a day from the last check-in on."""
        ended = bisect_right(self._ends, day)
        early = sum(not isinstance(one, int) or one >= ended for one in self._met)
        due = ended + early
        return Fraction(sum(self._met.values()), due) if due else Fraction(int(self._last))


def _stand(key_result: KeyResult, last: CheckIn, counter: _Reached | _Kept) -> int:
    """Return how the last check-in stood on its own day."""
    if last.chosen_colour:
        return _CHOSEN[last.chosen_colour]
    plan = [(phase.on, phase.value) for phase in key_result.phases]
    span = (key_result.start_on, key_result.end_on)
    at = expected(*span, last.effective_on, plan, key_result.measure)
    behind = ceil((at - counter.share(last.effective_on)) * 100)
    return min(max(behind, 0), _MOST_POINTS)


def _due(key_result: KeyResult, last: CheckIn | None) -> date | None:
    return next_due(
        key_result.rhythm,
        key_result.start_on,
        key_result.end_on,
        last.effective_on if last else None,
        last.next_on if last else None,
        key_result.due_month,
    )
