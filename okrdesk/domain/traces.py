"""What a key result showed at the end of each week of its life: the ground of trends and heat maps.

A trace follows from the key result and its check-ins alone: it holds neither the present day nor a
setting of the office, so it stays true while days pass and limits move. Where there is nothing
after a day, the weeks after it show what would be seen if nothing more were entered.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.health import Health, Limits, expected
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.reached import reached_by
from okrdesk.domain.rhythm import next_due, opens_on

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


def trace_of(key_result: KeyResult, entries: Sequence[CheckIn]) -> Trace:
    """Return the trace of a key result with its check-ins in force, by effective day."""
    progress: array[float] = array("f")
    stands, late = bytearray(), bytearray()
    weeks = week_ends(key_result.start_on, max(key_result.start_on, key_result.end_on))
    opens = opens_on(
        key_result.rhythm, key_result.start_on, key_result.end_on, key_result.due_month
    )
    known, last, due = 0, (0.0, _NOT_STARTED), _due(key_result, None)
    for place, sunday in enumerate(weeks):
        until = known
        while until < len(entries) and entries[until].effective_on <= sunday:
            until += 1
        if until != known or not place:
            known = until
            last = _stand(key_result, entries[:known])
            due = _due(key_result, entries[known - 1] if known else None)
        share, stand = last
        if key_result.measure.kind.keeps:
            share = _reached(key_result, entries[:known], sunday)
        if stand == _NOT_STARTED and opens is not None and sunday < opens:
            stand = _NOT_DUE
        progress.append(share)
        stands.append(stand)
        late.append(0 if due is None else min(max((sunday - due).days, 0), _MOST_DAYS))
    return Trace(weeks[0], progress, bytes(stands), bytes(late))


def _stand(key_result: KeyResult, entries: Sequence[CheckIn]) -> tuple[float, int]:
    """Return the progress after the last of `entries`, and how that one stood on its own day."""
    if not entries:
        return _reached(key_result, entries, key_result.start_on), _NOT_STARTED
    last = entries[-1]
    values = [(entry.effective_on, entry.value) for entry in entries]
    reached = reached_by(key_result, values, last.effective_on, last.steps_done).progress.value
    if last.chosen_colour:
        return float(reached), _CHOSEN[last.chosen_colour]
    plan = [(phase.on, phase.value) for phase in key_result.phases]
    span = (key_result.start_on, key_result.end_on)
    at = expected(*span, last.effective_on, plan, key_result.measure)
    behind = ceil((at - reached) * 100)
    return float(reached), min(max(behind, 0), _MOST_POINTS)


def _reached(key_result: KeyResult, entries: Sequence[CheckIn], day: date) -> float:
    values = [(entry.effective_on, entry.value) for entry in entries]
    done = entries[-1].steps_done if entries else frozenset()
    return float(reached_by(key_result, values, day, done).progress.value)


def _due(key_result: KeyResult, last: CheckIn | None) -> date | None:
    return next_due(
        key_result.rhythm,
        key_result.start_on,
        key_result.end_on,
        last.effective_on if last else None,
        last.next_on if last else None,
        key_result.due_month,
    )
