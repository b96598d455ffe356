"""“Vì sao?”: the formula, numbers, dates and settings behind a progress, a colour or a roll-up.

An explanation is computed by the same rules as the figure itself and holds no wording: each line is
a key with its values, which `okrdesk.explanation_texts` puts into sentences.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, ROUND_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.excuse import Excuse
from okrdesk.domain.health import Health, Limits, colour, expected, planned_value, shown
from okrdesk.domain.progress import Kind, Measure, Progress, progress
from okrdesk.domain.rhythm import overdue_from
from okrdesk.domain.rollup import roll_up


class Key(StrEnum):
    """One kind of line; the values it takes stand in braces in its text."""

    NO_VALUE = "no-value"
    RECORDED = "recorded"
    MOVING_FORMULA = "moving-formula"
    MOVING_NUMBERS = "moving-numbers"
    COUNT_FORMULA = "count-formula"
    COUNT_NUMBERS = "count-numbers"
    START_ASSUMED = "start-assumed"
    ABOVE_TARGET = "above-target"
    BELOW_START = "below-start"
    KEEP_FORMULA = "keep-formula"
    KEEP_AT_LEAST = "keep-at-least"
    KEEP_AT_MOST = "keep-at-most"
    KEEP_BETWEEN = "keep-between"
    KEEP_NUMBERS = "keep-numbers"
    KEEP_FIRST = "keep-first"
    YES_NO_FORMULA = "yes-no-formula"
    STEPS_FORMULA = "steps-formula"
    STEP_DONE = "step-done"
    STEP_OPEN = "step-open"
    STEPS_NUMBERS = "steps-numbers"
    PROGRESS = "progress"
    MARK = "mark"
    CLOSED = "closed"
    OVERDUE = "overdue"
    NOT_DUE = "not-due"
    NOT_STARTED = "not-started"
    NOTHING_ASKED = "nothing-asked"
    EXPECTED_EVENLY = "expected-evenly"
    EXPECTED_BY_PLAN = "expected-by-plan"
    FROZEN = "frozen"
    POINTS_BEHIND = "points-behind"
    POINTS_AHEAD = "points-ahead"
    ON_TARGET = "on-target"
    LIMITS = "limits"
    COMPUTED = "computed"
    CHOSEN = "chosen"
    NEXT_DUE = "next-due"
    EXCUSED = "excused"
    NO_PARTS = "no-parts"
    WEIGHTED_FORMULA = "weighted-formula"
    EQUAL_FORMULA = "equal-formula"
    PART = "part"
    EQUAL_PART = "equal-part"
    PART_LEFT_OUT = "part-left-out"
    WEIGHTED_NUMBERS = "weighted-numbers"


@dataclass(frozen=True)
class Line:
    """One line: Decimals and ints are numbers, Fractions ratios, dates dates, the rest words."""

    key: Key
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Explanation:
    """The answer to “Vì sao?”, line by line."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class HealthCase:
    """The facts behind a mark.

    `coloured_on` is the effective date of the last check-in, None without one, and `progress` the
    progress it gave; `chosen` and `reason` are the officer's override. The rest is as `shown` takes
    it.
    """

    start: date
    end: date
    today: date
    progress: Fraction
    coloured_on: date | None = None
    phases: tuple[tuple[date, Decimal], ...] = ()
    measure: Measure | None = None
    due: date | None = None
    not_before: date | None = None
    closed: bool = False
    excuse: Excuse | None = None  # the confirmed cause by which nothing is overdue
    chosen: Health | None = None
    reason: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def expected(self) -> Fraction:
        """The progress expected on the day of the last check-in, or by today without one."""
        day = self.coloured_on or self.today
        return expected(self.start, self.end, day, self.phases, self.measure)

    @property
    def mark(self) -> Health:
        """The mark that these facts show."""
        computed = colour(self.expected, self.progress, self.limits)
        return shown(
            closed=self.closed,
            due=self.due,
            not_before=self.not_before,
            last_colour=(self.chosen or computed) if self.coloured_on else None,
            today=self.today,
            limits=self.limits,
        )


@dataclass(frozen=True)
class Part:
    """One part of a roll-up as it is shown: a key result or an aligned objective."""

    title: str
    progress: Fraction | float
    weight: Decimal | None = None


def explain_progress(  # noqa: PLR0913 - the arguments of `progress`, and the day of the value
    measure: Measure,
    value: Decimal | None,
    *,
    steps_done: frozenset[str] = frozenset(),
    met: int = 0,
    due: int = 0,
    on: date | None = None,
) -> Explanation:
    """Return how the progress of `measure` at `value`, recorded for the day `on`, comes about."""
    result = progress(measure, value, steps_done=steps_done, met=met, due=due)
    lines: list[Line] = []
    if value is not None and on is not None and measure.kind not in (Kind.STEPS, Kind.YES_NO):
        lines.append(Line(Key.RECORDED, {"value": value, "on": on}))
    if measure.kind is Kind.STEPS:
        lines += _steps_lines(measure, steps_done, result)
    elif measure.kind.keeps:
        lines += _keep_lines(measure, value, (met, due))
    elif measure.kind is Kind.YES_NO:
        lines.append(Line(Key.YES_NO_FORMULA))
    else:
        lines += _moving_lines(measure, value, result)
    if result.raw is None:
        lines.append(Line(Key.NO_VALUE))
    return Explanation((*lines, Line(Key.PROGRESS, {"progress": result.value})))


def explain_health(case: HealthCase) -> Explanation:
    """Return why `case` shows the mark it shows: the rule that holds first, and what it read."""
    mark = case.mark
    lines = [Line(Key.MARK, {"mark": mark})]
    if mark is Health.CLOSED:
        lines.append(Line(Key.CLOSED))
    elif mark is Health.OVERDUE:
        lines.append(Line(Key.OVERDUE, _due_params(case)))
    elif mark is Health.NOT_DUE:
        lines.append(Line(Key.NOT_DUE, {"opens": case.not_before}))
    elif mark is Health.NOT_STARTED:
        lines.append(_not_started(case))
    if case.excuse is not None:
        lines.append(_excused(case, case.excuse))
    if case.coloured_on is not None:
        lines += _colour_lines(case, case.coloured_on)
        if mark not in (Health.CLOSED, Health.OVERDUE) and case.due is not None:
            lines.append(Line(Key.NEXT_DUE, _due_params(case)))
    return Explanation(tuple(lines))


def explain_roll_up(parts: Sequence[Part]) -> Explanation:
    """Return how the progress of an objective comes from its parts and their weights."""
    total = roll_up((part.progress, part.weight) for part in parts)
    if total is None:
        return Explanation((Line(Key.NO_PARTS),))
    weights = sum((part.weight or Decimal(0) for part in parts), Decimal(0))
    shown_total = Line(Key.PROGRESS, {"progress": total})
    if not weights:
        lines = [Line(Key.EQUAL_PART, _part_params(part)) for part in parts]
        return Explanation((Line(Key.EQUAL_FORMULA, {"count": len(parts)}), *lines, shown_total))
    lines = [Line(Key.PART if p.weight else Key.PART_LEFT_OUT, _part_params(p)) for p in parts]
    numbers = {"sum": _number(total * Fraction(weights)), "weights": weights, "progress": total}
    return Explanation(
        (Line(Key.WEIGHTED_FORMULA), *lines, Line(Key.WEIGHTED_NUMBERS, numbers), shown_total)
    )


def _moving_lines(measure: Measure, value: Decimal | None, result: Progress) -> Iterator[Line]:
    start = measure.origin
    from_zero = measure.kind is Kind.COUNT and start == 0
    yield Line(Key.COUNT_FORMULA if from_zero else Key.MOVING_FORMULA)
    if measure.start is None and not from_zero:
        yield Line(Key.START_ASSUMED)
    if result.raw is None:
        return
    numbers = {"value": value, "start": start, "target": measure.target, "raw": result.raw}
    yield Line(Key.COUNT_NUMBERS if from_zero else Key.MOVING_NUMBERS, numbers)
    if result.raw > 1:
        yield Line(Key.ABOVE_TARGET, {"raw": result.raw})
    elif result.raw < 0:
        yield Line(Key.BELOW_START, {"raw": result.raw})


def _keep_lines(
    measure: Measure, value: Decimal | None, periods: tuple[int, int]
) -> Iterator[Line]:
    met, due = periods
    limits = {"low": measure.floor, "high": measure.ceiling}
    yield Line(Key.KEEP_FORMULA)
    yield Line(Key(measure.kind.value), limits)
    if due:
        yield Line(Key.KEEP_NUMBERS, {"met": met, "due": due, "raw": Fraction(met, due)})
    elif value is not None:
        yield Line(Key.KEEP_FIRST, {"value": value})


def _steps_lines(measure: Measure, done: frozenset[str], result: Progress) -> Iterator[Line]:
    yield Line(Key.STEPS_FORMULA)
    for step in measure.steps:
        key = Key.STEP_DONE if step.id in done else Key.STEP_OPEN
        yield Line(key, {"title": step.title, "weight": step.weight})
    weights = [(step.weight, step.id in done) for step in measure.steps]
    numbers = {
        "done": sum((weight for weight, is_done in weights if is_done), Decimal(0)),
        "weights": sum((weight for weight, _ in weights), Decimal(0)),
    }
    if result.raw is not None:
        yield Line(Key.STEPS_NUMBERS, {**numbers, "raw": result.raw})


def _colour_lines(case: HealthCase, on: date) -> Iterator[Line]:
    share = case.expected
    day = min(max(on, case.start), case.end)
    params = {"on": on, "start": case.start, "end": case.end, "expected": share}
    if case.phases:
        planned = planned_value(case.start, case.end, day, case.phases, case.measure)
        moves = case.measure is not None and case.measure.kind.moves
        plan = _number(planned) if moves else planned / 100
        yield Line(Key.EXPECTED_BY_PLAN, {**params, "planned": plan})
    else:
        days = {"elapsed": (day - case.start).days, "total": (case.end - case.start).days}
        yield Line(Key.EXPECTED_EVENLY, {**params, **days})
    if on > case.end:
        yield Line(Key.FROZEN, {"end": case.end})
    yield _gap_line(share, case.progress)
    limits = case.limits
    yield Line(Key.LIMITS, {"on_track": limits.on_track, "at_risk": limits.at_risk})
    yield Line(Key.COMPUTED, {"colour": colour(share, case.progress, limits)})
    if case.chosen is not None:
        yield Line(Key.CHOSEN, {"colour": case.chosen, "reason": case.reason})


def _gap_line(share: Fraction, done: Fraction) -> Line:
    # Rounded up, because 10.001 points must not read as the limit of 10.
    points = _number(abs(share - done) * 100, ROUND_UP)
    params = {"expected": share, "progress": done, "points": points}
    if share == done:
        return Line(Key.ON_TARGET, params)
    return Line(Key.POINTS_BEHIND if share > done else Key.POINTS_AHEAD, params)


def _excused(case: HealthCase, excuse: Excuse) -> Line:
    params = {"since": excuse.from_on, "until": excuse.until(case.end), "reason": excuse.reason}
    return Line(Key.EXCUSED, {**params, "who": excuse.confirmed_by})


def _not_started(case: HealthCase) -> Line:
    return Line(Key.NOT_STARTED if case.due else Key.NOTHING_ASKED, _due_params(case))


def _due_params(case: HealthCase) -> dict[str, object]:
    if case.due is None:
        return {}
    grace = case.limits.grace_days
    return {"due": case.due, "grace": grace, "since": overdue_from(case.due, grace)}


def _part_params(part: Part) -> dict[str, object]:
    return {
        "title": part.title,
        "progress": Fraction(str(part.progress)),
        "weight": part.weight or Decimal(0),
    }


def _number(exact: Fraction, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return `exact` with two decimals."""
    roomy = Context(prec=80, rounding=rounding)
    scaled = roomy.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return scaled.quantize(Decimal("0.01"), context=roomy)
