"""Progress of a key result by its kind: the raw ratio as it is, and the progress between 0 and 1.

Everything is exact: values are Decimals and ratios are Fractions, so that a colour limit met
exactly counts as met. The formulas are the project's OKR rules, "Key-result kinds and progress".
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused

_ZERO = Decimal(0)
_NONE, _ALL = Fraction(0), Fraction(1)


class Kind(StrEnum):
    """How a key result is measured."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP_AT_LEAST = "keep-at-least"
    KEEP_AT_MOST = "keep-at-most"
    KEEP_BETWEEN = "keep-between"
    YES_NO = "yes-no"
    STEPS = "steps"
    COUNT = "count"

    @property
    def keeps(self) -> bool:
        """Whether progress counts the periods in which a limit was kept."""
        return self in _KEEPING

    @property
    def moves(self) -> bool:
        """Whether a number goes from a start value to a target."""
        return self in _MOVING


_KEEPING = frozenset({Kind.KEEP_AT_LEAST, Kind.KEEP_AT_MOST, Kind.KEEP_BETWEEN})
_MOVING = frozenset({Kind.INCREASE, Kind.DECREASE, Kind.COUNT})


@dataclass(frozen=True)
class Step:
    """One step of a weighted-steps key result."""

    id: str
    title: str
    weight: Decimal


@dataclass(frozen=True)
class Measure:
    """What a key result is measured by; which numbers are needed depends on the kind.

    `start` may be missing for an increase or a count and is then 0. One limit of a keep kind may
    stand in `target`, where forms have a single box for it.
    """

    kind: Kind
    start: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    steps: tuple[Step, ...] = ()

    @property
    def origin(self) -> Decimal | None:
        """The start value in force: as typed, else 0 where the kind has a natural zero."""
        if self.start is None and self.kind in (Kind.INCREASE, Kind.COUNT):
            return _ZERO
        return self.start

    @property
    def floor(self) -> Decimal | None:
        """The lower limit of a keep kind."""
        if self.kind is Kind.KEEP_AT_LEAST and self.low is None:
            return self.target
        return self.low

    @property
    def ceiling(self) -> Decimal | None:
        """The upper limit of a keep kind."""
        if self.kind is Kind.KEEP_AT_MOST and self.high is None:
            return self.target
        return self.high


@dataclass(frozen=True)
class Progress:
    """`raw` is the ratio before limiting, None without a value; `value` lies within 0..1."""

    raw: Fraction | None
    value: Fraction


NOT_STARTED = Progress(None, Fraction(0))


def check_measure(measure: Measure) -> None:
    """Refuse a measure that cannot be computed; the error names the field.

    Raises Refused with MISSING_FIELD, START_EQUALS_TARGET, TARGET_WRONG_SIDE,
    LIMITS_UPSIDE_DOWN or STEPS_NEED_WEIGHT.
    """
    if measure.kind.moves:
        ends(measure)
    elif measure.kind.keeps:
        _check_limits(measure)
    elif measure.kind is Kind.STEPS:
        _check_steps(measure.steps)


def check_value(measure: Measure, value: Decimal) -> None:
    """Refuse a value that the kind cannot take: yes/no takes 0 or 1 only (Refused BAD_VALUE)."""
    if measure.kind is Kind.YES_NO and value not in (0, 1):
        raise Refused(Code.BAD_VALUE, field="value", text=str(value), allowed="0, 1")


def progress(
    measure: Measure,
    value: Decimal | None,
    *,
    steps_done: frozenset[str] = frozenset(),
    met: int = 0,
    due: int = 0,
) -> Progress:
    """Return the progress of `measure` at its last `value`.

    Steps read `steps_done` (ids); keep kinds read `met` and `due` periods, and take a value for
    which no period has been counted as a period of its own. Without a value progress is 0.
    """
    if measure.kind is Kind.STEPS:
        return _steps(measure.steps, steps_done)
    if measure.kind.keeps and due:
        return _limited(Fraction(met, due))
    if value is None:
        return NOT_STARTED
    if measure.kind.keeps:
        return _limited(Fraction(int(is_met(measure, value))))
    if measure.kind is Kind.YES_NO:
        return _limited(Fraction(int(value >= 1)))
    return _limited(ratio(measure, value))


def ratio(measure: Measure, value: Decimal) -> Fraction:
    """Return (value − start) ÷ (target − start) of an increase, decrease or count, not limited.

    Raises Refused as `ends` does.
    """
    numbers = (value, *_ends(measure))
    (v, per_v), (s, per_s), (t, per_t) = (number.as_integer_ratio() for number in numbers)
    # Reduced once: each operation on Fractions would look for the common divisor anew.
    return Fraction((v * per_s - s * per_v) * per_t, (t * per_s - s * per_t) * per_v)


def ends(measure: Measure) -> tuple[Fraction, Fraction]:
    """Return start and target of an increase, decrease or count.

    Raises Refused MISSING_FIELD, START_EQUALS_TARGET or TARGET_WRONG_SIDE.
    """
    start, target = _ends(measure)
    return Fraction(start), Fraction(target)


def _ends(measure: Measure) -> tuple[Decimal, Decimal]:
    start = _given(measure.origin, "start", "Start value")
    target = _given(measure.target, "target", "Target")
    if start == target:
        raise Refused(Code.START_EQUALS_TARGET, field="target", value=format_decimal(target))
    if (target < start) != (measure.kind is Kind.DECREASE):
        sides = {"start": format_decimal(start), "target": format_decimal(target)}
        raise Refused(Code.TARGET_WRONG_SIDE, field="target", **sides)
    return start, target


def is_met(measure: Measure, value: Decimal) -> bool:
    """Return whether `value` keeps the limits of a keep kind; the limits themselves are kept."""
    _check_limits(measure)
    above = measure.floor is None or value >= measure.floor
    below = measure.ceiling is None or value <= measure.ceiling
    if measure.kind is Kind.KEEP_AT_LEAST:
        return above
    if measure.kind is Kind.KEEP_AT_MOST:
        return below
    return above and below


def _limited(raw: Fraction) -> Progress:
    if raw.numerator <= 0:
        return Progress(raw, _NONE)
    return Progress(raw, _ALL if raw.numerator >= raw.denominator else raw)


def _steps(steps: tuple[Step, ...], done: frozenset[str]) -> Progress:
    total = sum((Fraction(step.weight) for step in steps), Fraction(0))
    if not total:
        return NOT_STARTED
    reached = sum((Fraction(step.weight) for step in steps if step.id in done), Fraction(0))
    return _limited(reached / total)


def _check_limits(measure: Measure) -> None:
    if measure.kind is not Kind.KEEP_AT_MOST:
        _given(measure.floor, "low", "Lower limit")
    if measure.kind is not Kind.KEEP_AT_LEAST:
        _given(measure.ceiling, "high", "Upper limit")
    if measure.kind is Kind.KEEP_BETWEEN:
        low, high = _given(measure.low, "low", ""), _given(measure.high, "high", "")
        if low > high:
            limits = {"low": format_decimal(low), "high": format_decimal(high)}
            raise Refused(Code.LIMITS_UPSIDE_DOWN, field="high", **limits)


def _check_steps(steps: tuple[Step, ...]) -> None:
    if any(not step.title.strip() for step in steps):
        raise Refused(Code.MISSING_FIELD, field="steps", label="Step")
    weights = [step.weight for step in steps]
    if any(weight < 0 for weight in weights) or not any(weights):
        raise Refused(Code.STEPS_NEED_WEIGHT, field="steps")


def _given(number: Decimal | None, field: str, label: str) -> Decimal:
    if number is None:
        raise Refused(Code.MISSING_FIELD, field=field, label=label)
    return number
