"""What the values of a key result make of it: its progress on a day, and the colour of a value.

Derived rows, check-ins, imports and “Vì sao?” all count here, so that none of them can differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.health import Health, Limits, colour, expected
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import Progress, progress
from okrdesk.domain.rhythm import periods_met

Dated = tuple[date, Decimal]


@dataclass(frozen=True)
class Reached:
    """The progress, and for a keep kind the periods met and due behind it (0 for other kinds)."""

    progress: Progress
    met: int = 0
    due: int = 0


def reached_by(
    key_result: KeyResult,
    values: Sequence[Dated],
    day: date,
    steps_done: frozenset[str] = frozenset(),
) -> Reached:
    """Return what `values` (those in force, the one that counts last) have reached by `day`."""
    met = due = 0
    if key_result.measure.kind.keeps:
        span = (key_result.start_on, key_result.end_on)
        met, due = periods_met(
            key_result.measure, key_result.rhythm, *span, values, day, key_result.due_month
        )
    last = values[-1][1] if values else None
    found = progress(key_result.measure, last, steps_done=steps_done, met=met, due=due)
    return Reached(found, met, due)


def reached_on(key_result: KeyResult, entries: Sequence[CheckIn], day: date) -> Reached:
    """Return what the check-ins in force, by effective day, have reached by `day`."""
    values = [(entry.effective_on, entry.value) for entry in entries]
    return reached_by(key_result, values, day, entries[-1].steps_done if entries else frozenset())


def colour_of_last(
    key_result: KeyResult,
    values: Sequence[Dated],
    limits: Limits,
    steps_done: frozenset[str] = frozenset(),
) -> Health:
    """Return the colour that the last of `values` has on its own day."""
    day = values[-1][0]
    found = reached_by(key_result, values, day, steps_done)
    return health_colour(limits, key_result, found.progress.value, day)


def health_colour(limits: Limits, key_result: KeyResult, reached: Fraction, day: date) -> Health:
    """Return the colour of `reached` progress on `day` against the plan or the time elapsed."""
    plan = [(phase.on, phase.value) for phase in key_result.phases]
    at = expected(key_result.start_on, key_result.end_on, day, plan, key_result.measure)
    return colour(at, reached, limits)
