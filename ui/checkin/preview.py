"""What a typed value would come to: progress, expectation and computed colour, before it is saved.

The same rules as in `okrdesk.services.check_ins`, applied to what the window already holds, so that
the answer stands beside the value while it is typed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.explanation import HealthCase, explain_health, explain_progress
from okrdesk.domain.health import Health, colour, expected
from okrdesk.domain.progress import Progress, progress
from okrdesk.domain.rhythm import next_due, periods_met
from okrdesk.explanation_texts import render
from ui.checkin.source import Sheet


@dataclass(frozen=True)
class Typed:
    """What decides the colour: the value, the steps ticked, and the day it speaks of."""

    value: Decimal | None
    steps_done: frozenset[str]
    on: date


@dataclass(frozen=True)
class Foreseen:
    """What the typed value comes to; `met` and `due` count the periods of a keep kind."""

    progress: Progress
    expected: Fraction
    colour: Health
    met: int
    due: int


def foresee(sheet: Sheet, typed: Typed) -> Foreseen:
    """Return progress, expectation and colour of `typed` on its day."""
    key_result = sheet.key_result
    met, due = _periods(sheet, typed)
    reached = progress(
        key_result.measure, typed.value, steps_done=typed.steps_done, met=met, due=due
    )
    at = expected(
        key_result.start_on, key_result.end_on, typed.on, _plan(sheet), key_result.measure
    )
    return Foreseen(reached, at, colour(at, reached.value, sheet.settings.limits), met, due)


def why(sheet: Sheet, typed: Typed) -> list[str]:
    """Return the sentences that answer "Vì sao?" for `typed`."""
    key_result, foreseen = sheet.key_result, foresee(sheet, typed)
    how = explain_progress(
        key_result.measure,
        typed.value,
        steps_done=typed.steps_done,
        met=foreseen.met,
        due=foreseen.due,
        on=typed.on,
    )
    case = HealthCase(
        start=key_result.start_on,
        end=key_result.end_on,
        today=sheet.today,
        progress=foreseen.progress.value,
        coloured_on=typed.on,
        phases=tuple(_plan(sheet)),
        measure=key_result.measure,
        limits=sheet.settings.limits,
    )
    return render(how) + render(explain_health(case))


def due_after(sheet: Sheet, on: date) -> date | None:
    """Return when the rhythm asks for the next check-in after one for the day `on`."""
    key_result = sheet.key_result
    return next_due(
        key_result.rhythm,
        key_result.start_on,
        key_result.end_on,
        on,
        None,
        key_result.due_month,
    )


def _plan(sheet: Sheet) -> list[tuple[date, Decimal]]:
    return [(phase.on, phase.value) for phase in sheet.key_result.phases]


def _periods(sheet: Sheet, typed: Typed) -> tuple[int, int]:
    key_result = sheet.key_result
    if not key_result.measure.kind.keeps or typed.value is None:
        return 0, 0
    values = [
        (row.check_in.effective_on, row.check_in.value)
        for row in reversed(sheet.in_force)
        if row.check_in.effective_on <= typed.on and row.check_in.id != sheet.subject.corrects_id
    ]
    return periods_met(
        key_result.measure,
        key_result.rhythm,
        key_result.start_on,
        key_result.end_on,
        [*values, (typed.on, typed.value)],
        typed.on,
        key_result.due_month,
    )
