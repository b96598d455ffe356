"""The sentences of “Vì sao?”: one for each kind of line, and the words for the marks of health."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.dates import format_date
from okrdesk.domain.explanation import Explanation, Key, Line
from okrdesk.domain.health import Health
from okrdesk.domain.numbers import format_decimal, format_percent
from okrdesk.i18n import N_, _

HEALTH_NAMES: dict[Health, str] = {
    Health.ON_TRACK: N_("on track"),
    Health.AT_RISK: N_("at risk"),
    Health.BEHIND: N_("behind"),
    Health.OVERDUE: N_("check-in overdue"),
    Health.NOT_DUE: N_("not due yet"),
    Health.NOT_STARTED: N_("not started"),
    Health.CLOSED: N_("closed"),
}

TEXTS: dict[Key, str] = {
    Key.NO_VALUE: N_("No value has been recorded yet, so progress is 0 %."),
    Key.RECORDED: N_("The value {value} was recorded for {on}."),
    Key.MOVING_FORMULA: N_(
        "Formula: (value − start value) ÷ (target − start value), kept between 0 % and 100 %."
    ),
    Key.MOVING_NUMBERS: N_("({value} − {start}) ÷ ({target} − {start}) = {raw}"),
    Key.COUNT_FORMULA: N_("Formula: converted products done ÷ converted products assigned."),
    Key.COUNT_NUMBERS: N_("{value} ÷ {target} = {raw}"),
    Key.START_ASSUMED: N_("No start value was entered, so 0 is used."),
    Key.ABOVE_TARGET: N_("Beyond the target counts as 100 %; the raw figure is {raw}."),
    Key.BELOW_START: N_("Behind the start value counts as 0 %; the raw figure is {raw}."),
    Key.KEEP_FORMULA: N_(
        "Formula: periods met ÷ periods due so far; a due period without a value is not met."
    ),
    Key.KEEP_AT_LEAST: N_("A period is met when its last value is at least {low}."),
    Key.KEEP_AT_MOST: N_("A period is met when its last value is at most {high}."),
    Key.KEEP_BETWEEN: N_("A period is met when its last value is from {low} to {high}."),
    Key.KEEP_NUMBERS: N_("{met} ÷ {due} = {raw}"),
    Key.KEEP_FIRST: N_("No period is due yet; the value {value} stands for the current one."),
    Key.YES_NO_FORMULA: N_("Yes counts as 100 %, no as 0 %."),
    Key.STEPS_FORMULA: N_("Formula: weight of the steps done ÷ weight of all steps."),
    Key.STEP_DONE: N_("✓ {title}: weight {weight}"),
    Key.STEP_OPEN: N_("– {title}: weight {weight}"),
    Key.STEPS_NUMBERS: N_("{done} ÷ {weights} = {raw}"),
    Key.PROGRESS: N_("Progress: {progress}."),
    Key.MARK: N_("Shown: {mark}."),
    Key.CLOSED: N_("The key result is closed; its mark no longer changes."),
    Key.OVERDUE: N_(
        "A check-in was due on {due}; after {grace} days of grace it is overdue since {since}, whatever the last colour."
    ),
    Key.NOT_DUE: N_("This yearly index is not due before {opens}."),
    Key.NOT_STARTED: N_(
        "There is no check-in yet; the first is due on {due}, overdue from {since} ({grace} days of grace)."
    ),
    Key.NOTHING_ASKED: N_("There is no check-in yet, and none is due."),
    Key.EXPECTED_EVENLY: N_(
        "Expected on {on}: {elapsed} of {total} days from {start} to {end} = {expected}."
    ),
    Key.EXPECTED_BY_PLAN: N_("Expected on {on}: {planned} by the phases of the plan = {expected}."),
    Key.FROZEN: N_("After {end} the expectation no longer changes."),
    Key.POINTS_BEHIND: N_("Expected {expected} − progress {progress} = {points} points behind."),
    Key.POINTS_AHEAD: N_("Progress {progress} − expected {expected} = {points} points ahead."),
    Key.ON_TARGET: N_("Progress {progress} is exactly what was expected."),
    Key.LIMITS: N_(
        "Settings: up to {on_track} points behind is on track, up to {at_risk} points at risk, more is behind."
    ),
    Key.COMPUTED: N_("Computed colour: {colour}."),
    Key.CHOSEN: N_("The officer chose “{colour}”, because: {reason}"),
    Key.EXCUSED: N_(
        "Objective cause from {since} to {until}, confirmed by {who}: {reason}. Nothing is overdue meanwhile."
    ),
    Key.NEXT_DUE: N_(
        "The next check-in is due on {due}, overdue from {since} ({grace} days of grace)."
    ),
    Key.NO_PARTS: N_("Nothing counts towards this objective yet."),
    Key.WEIGHTED_FORMULA: N_("Formula: sum of (weight × progress) ÷ sum of weights."),
    Key.EQUAL_FORMULA: N_("No weight is above 0, so all {count} parts count equally."),
    Key.PART: N_("{title}: {weight} × {progress}"),
    Key.EQUAL_PART: N_("{title}: {progress}"),
    Key.PART_LEFT_OUT: N_("{title}: {progress}, left out (weight 0 or empty)"),
    Key.WEIGHTED_NUMBERS: N_("{sum} ÷ {weights} = {progress}"),
}


def render(explanation: Explanation) -> list[str]:
    """Return the lines of `explanation` as sentences in the language in use."""
    return [_sentence(line) for line in explanation.lines]


def _sentence(line: Line) -> str:
    shown = {name: _word(value) for name, value in line.params.items()}
    if line.key is Key.MOVING_NUMBERS:  # "(5 − (-5))" is readable, "(5 − -5)" is not
        below = [name for name, word in shown.items() if word.startswith("-") and name != "raw"]
        shown |= {name: f"({shown[name]})" for name in below}
    return _(TEXTS[line.key]).format(**shown)


def _word(value: object) -> str:
    if isinstance(value, Health):
        return _(HEALTH_NAMES[value])
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Fraction):
        return format_percent(value, 0 if (value * 100).denominator == 1 else 1)
    if isinstance(value, Decimal | int):
        return format_decimal(value)
    return str(value)
