"""The sentences of an evaluation: what blocks a score, why a figure is what it is, faults of a pack."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.evaluation.leading import Suggestion
from okrdesk.domain.evaluation.measures import Measure
from okrdesk.domain.evaluation.outcome import Block, BlockCode
from okrdesk.domain.evaluation.pack_fields import PackError
from okrdesk.domain.evaluation.reasons import Explanation, Line, Reason
from okrdesk.domain.numbers import format_decimal, format_percent
from okrdesk.errors import Refused
from okrdesk.i18n import N_, _
from okrdesk.sentences import explain

BLOCKS: dict[BlockCode, str] = {
    BlockCode.NO_DATA: N_(
        "Not enough data: no task with a weight counts in this period, so there is no result yet."
    ),
    BlockCode.COEFFICIENT_MISSING: N_(
        "“{name}” has no coefficient. Choose its item of the catalogue, or type the coefficient."
    ),
    BlockCode.COEFFICIENT_LOW: N_(
        "“{name}” has the coefficient {coefficient}; the lowest is {limit}. Correct it."
    ),
    BlockCode.COEFFICIENT_HIGH: N_(
        "“{name}” has the coefficient {coefficient}; the highest is {limit}. Correct it."
    ),
    BlockCode.POINTS_ABOVE_CAP: N_(
        "“{name}” makes {points} points; its group “{group}” allows at most {limit}. Correct the coefficient."
    ),
    BlockCode.DIFFICULTY_UNKNOWN: N_(
        "“{name}” has the difficulty “{difficulty}”, which the rules do not know. Choose another."
    ),
    BlockCode.AXIS_UNKNOWN: N_(
        "“{name}” belongs to no axis of the results. Choose the axis of this task."
    ),
    BlockCode.MARK_MISSING: N_("“{name}” has no mark yet. Give 0 to {most} points."),
    BlockCode.MARK_OUT_OF_RANGE: N_(
        "“{name}” has the mark {mark}, which is not allowed. Give 0 to {most} points."
    ),
    BlockCode.MARK_STEP: N_("“{name}” has the mark {mark}; marks go in steps of {step}."),
    BlockCode.MARKED_TWICE: N_(
        "“{name}” is marked as a whole and in its parts. Keep only one of the two."
    ),
    BlockCode.GRADE_MISSING: N_("The figure {symbol} ({name}) has not been given yet."),
    BlockCode.GRADE_NOT_ALLOWED: N_(
        "The figure {symbol} ({name}) is {grade}; only {allowed} are possible."
    ),
    BlockCode.ABSENT_TOO_LONG: N_(
        "Not evaluated in this period: absent for {absent} days, from {limit} days on nobody is evaluated."
    ),
    BlockCode.NEW_IN_POST: N_(
        "Not evaluated in this period: in the post for {days} days, and {limit} are needed."
    ),
    BlockCode.PERIOD_MISSING: N_(
        "The period {period} has no approved score yet, so there is no score of the year."
    ),
    BlockCode.NO_FORMULA: N_(
        "The rule pack has no formula for this person. Choose the pack that covers leaders or staff."
    ),
}

MEASURES: dict[str, str] = {
    Measure.DONE: N_("tasks done"),
    Measure.ON_TIME_WITH_QUALITY: N_("tasks done on time and with quality"),
    Measure.EXCEEDING: N_("tasks that exceed what was asked"),
}

REASONS: dict[Reason, str] = {
    Reason.RULE: N_("By {reference}; rule pack “{name}”, version {version}."),
    Reason.RULE_ARTICLE: N_("By {article}, {reference}; rule pack “{name}”, version {version}."),
    Reason.CERTAINTY: N_(
        "The rule follows others' reading of the law, not the words of the gazette."
    ),
    Reason.BLOCKED: "{block}",
    Reason.DONE_FORMULA: N_("Formula: {symbol} = Σ (weight × done) ÷ Σ weight, at most 100 %."),
    Reason.LESSENED_FORMULA: N_(
        "Formula: {symbol} = Σ (weight × done × what errors leave) ÷ Σ weight, at most 100 %."
    ),
    Reason.WEIGHT_FORMULA: N_(
        "The weight of a task is quantity × coefficient; done is delivered ÷ quantity."
    ),
    Reason.WEIGHT_BY_POINTS: N_(
        "The weight of a task is quantity × points of its kind × difficulty; done is delivered ÷ quantity."
    ),
    Reason.CONTENT_STEP: N_("Each content error that counts takes off {step} %."),
    Reason.DELAY_STEP: N_("Each delay that counts takes off {step} %."),
    Reason.LADDER_RUNG: N_("Up to {days} working days late counts {percent} %."),
    Reason.LADDER_LAST: N_("Later than that counts {percent} %."),
    Reason.TASK: N_(
        "{name}: {quantity} × {coefficient} = {weight}; delivered {done}, so {earned} is done."
    ),
    Reason.TASK_SHARED: N_(
        "{name}: {quantity} × {coefficient} × {share} % of the work = {weight}; delivered {done}, so {earned} is done."
    ),
    Reason.LESSENED_CONTENT: N_("{name}: {count} content errors count, so {left} of it is left."),
    Reason.LESSENED_DELAY: N_("{name}: {count} delays count, so {left} of it is left."),
    Reason.LESSENED_LATE: N_("{name}: {count} working days late, so {left} of it is left."),
    Reason.ERRORS_EXEMPT: N_(
        "{name}: {exempt} of {count} content errors are exempt, because an objective cause was confirmed."
    ),
    Reason.DELAYS_EXEMPT: N_(
        "{name}: {exempt} of {count} delays are exempt, because an objective cause was confirmed."
    ),
    Reason.ROLLED_OVER: N_("{name}: rolled over to the next period, left out here."),
    Reason.CANCELLED: N_("{name}: cancelled by who assigned it, left out."),
    Reason.SUMS: N_("{symbol} = {earned} ÷ {assigned} = {ratio}"),
    Reason.CAPPED: N_("More than 100 % counts as 100 %; the raw figure is {ratio}."),
    Reason.AXIS: N_("Only tasks of the axis “{name}” count here."),
    Reason.AXIS_EMPTY: N_("No task of this axis in the period, so the axis is left out."),
    Reason.NO_TASKS: N_("No task with a weight counts, so there is not enough data."),
    Reason.GRADE: N_("{symbol} was given as {grade} %."),
    Reason.GRADES: N_("{symbol}: {name}, given by the reviewer ({all} %)."),
    Reason.MEAN_FORMULA: N_("Formula: KQ = ({parts}) ÷ {count}."),
    Reason.WEIGHTED_FORMULA: N_("Formula: KQ = ({parts}) ÷ {weights}."),
    Reason.MEAN_PART: N_("{symbol} ({name}) = {ratio} %"),
    Reason.WEIGHTED_PART: N_("{symbol} ({name}) = {ratio} %, weight {weight}"),
    Reason.RESULT: N_("KQ = {result} %"),
    Reason.GROUP: N_("{number}. {name}: {points} of {most} points"),
    Reason.MARK: N_("{number}. {name}: {points} of {most}"),
    Reason.MARK_OPEN: N_("{number}. {name}: no mark yet, at most {most}"),
    Reason.TICKED: N_("✓ {name}: {most} points"),
    Reason.NOT_TICKED: N_("– {name}: 0 of {most} points"),
    Reason.GENERAL_SUM: N_("General criteria: {general} of {most} points."),
    Reason.POINTS: N_("{result} % × {results} = {points} points"),
    Reason.EXCEEDING_FORMULA: N_(
        "Each task that exceeds adds {percent} % of the points for results ({each} points), at most {most} in all."
    ),
    Reason.EXCEEDING_TASK: N_("{name}: exceeds what was asked."),
    Reason.BONUS: N_("Bonus: {bonus} points."),
    Reason.TOTAL: N_("{general} (general criteria) + {points} (results) = {total}"),
    Reason.TOTAL_WITH_BONUS: N_(
        "{general} (general criteria) + {points} (results) + {bonus} (bonus) = {total}"
    ),
    Reason.TOTAL_CAPPED: N_("A score has at most {most} points."),
    Reason.ROUNDED_PRINTED: N_(
        "Everything is computed exactly; only the printed figure is rounded to {places} decimals, half up."
    ),
    Reason.ROUNDED_COMPONENTS: N_(
        "The components are rounded to {places} decimals, half up; what follows is computed from them."
    ),
    Reason.ROUNDED_RESULT: N_(
        "KQ is rounded to {places} decimals, half up; what follows is computed from it."
    ),
    Reason.ROUNDED_POINTS: N_(
        "The points for results are rounded to {places} decimals, half up, before they are added."
    ),
    Reason.BAND_TOP: N_("{total} points are {low} or more: {band}."),
    Reason.BAND_RANGE: N_("{total} points lie from {low} to below {high}: {band}."),
    Reason.UNMET: N_("“{band}” also needs at least {least} % {measure}; here it is {found} %."),
    Reason.KNOCKED_OUT: N_("Whatever the points, this leads to the lowest level: {name}."),
    Reason.HELD_BY_UNIT: N_("The rating of a head is not above that of the unit."),
    Reason.BAND: N_("Level: {band}."),
}


def block_text(block: Block) -> str:
    """Return the sentence of what blocks a score, and what to do."""
    return _filled(BLOCKS[block.code], block.params)


def pack_error_text(error: PackError) -> str:
    """Return the sentence of one fault of a rule pack, without its line."""
    return explain(Refused(error.code, **error.params))


def render(explanation: Explanation) -> list[str]:
    """Return the lines of `explanation` as sentences in the language in use."""
    return [_sentence(line) for line in explanation.lines]


def measure_text(measure: str) -> str:
    """Return the words for what a band measures; a component's symbol stays as it is."""
    return _(MEASURES[measure]) if measure in MEASURES else measure


def _sentence(line: Line) -> str:
    if line.reason is Reason.BLOCKED:
        block = line.params["block"]
        return block_text(block) if isinstance(block, Block) else ""
    params = dict(line.params)
    if line.reason is Reason.UNMET:
        params["measure"] = measure_text(str(params["measure"]))
    return _filled(REASONS[line.reason], params)


def _filled(text: str, params: Mapping[str, object]) -> str:
    return _(text).format(**{name: _word(value) for name, value in params.items()})


def _word(value: object) -> str:
    if isinstance(value, Fraction):
        places = next((n for n in (0, 1) if (value * 100 * 10**n).denominator == 1), 2)
        return format_percent(value, places)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal | int):
        return format_decimal(value)
    if isinstance(value, tuple):
        return ", ".join(_word(one) for one in value)
    return str(value)


def suggestion_text(suggestion: Suggestion) -> str:
    """Return which grade follows from those under a head, and from how many of them."""
    text = (
        _("{reached} of {people} under this head reach “{band}” so far; others are not rated yet.")
        if suggestion.grade is None
        else _("Suggested: {grade} %. {reached} of {people} under this head reach “{band}”.")
    )
    return text.format(
        grade=format_decimal(suggestion.grade or 0),
        reached=suggestion.reached,
        people=suggestion.people,
        band=suggestion.band,
    )
