"""The words of the screen Đánh giá that several of its pages share."""

from decimal import Decimal
from typing import Any

from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.numbers import format_decimal
from okrdesk.evaluation_texts import measure_text
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.widgets.comment_dialog import Asking


def points_text(value: Decimal | None, most: Decimal) -> str:
    """Return points beside the most there are: "28,25 / 30"."""
    shown = "–" if value is None else format_decimal(value, 2)
    return f"{shown} / {format_decimal(most)}"


def percent_text(value: Decimal | None) -> str:
    """Return a percentage with two decimals."""
    return "–" if value is None else f"{format_decimal(value, 2)} %"


def note_of(pack: RulePack, outcome: Outcome) -> str:
    """Return why the band is not the one that the points alone would give; "" where it is."""
    names = {one.id: one.name for one in pack.knock_outs}
    notes = [names[id] for id in outcome.knocked_out if id in names]
    for one in outcome.unmet:
        band = pack.band(one.band).name
        text = _("For “{band}” {measure} must reach {least}; it is {found}.")
        measure = _measure(pack, one.measure)
        least, found = percent_text(one.least), percent_text(one.found)
        notes.append(text.format(band=band, measure=measure, least=least, found=found))
    if outcome.held_by_unit:
        notes.append(_("The head is not rated above the unit."))
    return " ".join(notes)


def _measure(pack: RulePack, measure: str) -> str:
    return {one.id: one.name for one in pack.components}.get(measure) or measure_text(measure)


def inside(text: str) -> str:
    """Return the name of a period as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def cased(text: str) -> str:
    """Return a word as it stands at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


STATE_ROLES: dict[EvaluationState, str] = {
    EvaluationState.PREPARED: "idle",
    EvaluationState.SELF: "idle",
    EvaluationState.SUBMITTED: "accent",
    EvaluationState.RETURNED: "bad",
    EvaluationState.PROPOSED: "accent",
    EvaluationState.APPROVED: "good",
    EvaluationState.REOPENED: "warn",
}
"""The colour of each state: a token of the theme."""


def state_text(state: EvaluationState) -> str:
    """Return the word of a state as it stands alone."""
    return cased(name_of(state))


def missing_text(row: Any) -> str:
    """Return what is missing of somebody who keeps a period open."""
    return _("no evaluation yet") if row.state is None else name_of(row.state)


def band_name(pack: RulePack, band: str | None) -> str:
    """Return the short word of a band; "" for none."""
    if not band:
        return ""
    found = pack.band(band)
    return found.short or cased(found.name)


def number_text(value: Decimal | None) -> str:
    """Return points in a table; "" where there are none."""
    return "" if value is None else format_decimal(value, 2)


def deviation_text(value: Decimal | None) -> str:
    """Return by how much the head differs from the officer: "+0,50", "−1,25", "0"."""
    if value is None:
        return ""
    if not value:
        return "0"
    return f"{'+' if value > 0 else '−'}{format_decimal(abs(value), 2)}"


def reopening(about: str) -> Asking:
    """Return what is asked before an approved evaluation is reopened."""
    return Asking(
        _("Reopen the evaluation"),
        about,
        _("Reason"),
        _("Reopen"),
        _("Head and authority decide anew; what was approved before is kept to be read."),
    )
