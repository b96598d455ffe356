"""A task as text to read: its facts, and what was delivered, noted, asked and decided."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import day_at, format_date, format_moment
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.tasks import CauseState, Source
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.screens.tasks import wording
from ui.theme.tokens import Tokens
from ui.widgets.reading import lines_html, link_html, ruled_html

if TYPE_CHECKING:
    from okrdesk.services.causes import CauseRow
    from okrdesk.services.task_details import DecisionRow, DeliveryRow, FaultRow, TaskDetail
    from okrdesk.services.task_lists import TaskRow

_WORDS: dict[StepKind, str] = {
    StepKind.ACCEPT: N_("{who} accepted it"),
    StepKind.RETURN: N_("{who} gave it back"),
    StepKind.CANCEL: N_("{who} cancelled it"),
}


def write_facts(detail: "TaskDetail", _tokens: Tokens) -> str:
    """Return what is agreed on about a task, as a table of two columns."""
    row = detail.row
    facts = [
        (_("Who"), _owner(row)),
        (_("Assigned by"), escape(row.assigner or _("registered by the owner"))),
        (_("Source"), _source(row)),
        (_("Directive"), _served(detail)),
        (_("Catalogue item"), escape(wording.item(row)) or _muted(_("not from a catalogue"))),
        (_("Quantity × coefficient"), _weight(row)),
        (_("Start – due"), escape(f"{wording.day(row.start_on)} – {wording.day(row.due_on)}")),
        (_("Delivered"), _done(row)),
        (_("Co-workers"), _shares(row)),
        (_("Rolled over from"), _rolled(row)),
        (_("Note"), lines_html(row.note)),
    ]
    lines = "".join(
        f'<tr><td class="m" style="padding-right:16px; white-space:nowrap">{escape(name)}</td>'
        f"<td>{said}</td></tr>"
        for name, said in facts
        if said
    )
    foot = _key_result_note(row)
    return f'<table cellspacing="0" cellpadding="2">{lines}</table>{foot}'


def write_course(detail: "TaskDetail", tokens: Tokens) -> str:
    """Return deliveries, errors, delays, causes and decisions, each under its heading."""
    parts = [
        _part(_("Delivered, by the day it was done"), detail.deliveries, _delivery, tokens),
        _part(_("Errors and delays"), detail.faults, _fault, tokens),
        _part(_("Objective causes"), detail.causes, write_cause, tokens),
        _part(_("Decisions"), detail.decisions, _decision, tokens),
    ]
    said = "".join(part for part in parts if part)
    return said or f'<p class="m">{escape(_("Nothing was delivered, noted or decided yet."))}</p>'


def write_cause(cause: "CauseRow", tokens: Tokens) -> str:
    """Return a request to excuse with its evidence and what was decided; links are "open:"."""
    tone = wording.CAUSE_TONES[cause.state]
    state = wording.capital(name_of(cause.state))
    what = _("errors {errors}, delays {delays}").format(
        errors=cause.content_errors, delays=cause.delays
    )
    span = " – ".join(wording.day(one) for one in (cause.from_on, cause.to_on) if one)
    head = f"<b>{escape(name_of(cause.kind))}</b> · {escape(what)} · {span}"
    lines = [
        f'{head} &nbsp; <span style="color:{getattr(tokens, tone)}">{escape(state)}</span>',
        lines_html(cause.reason),
    ]
    for file in cause.evidence:
        size = f"{max(1, round(file.size / 1024)):,} KB".replace(",", ".")
        shown = link_html(f"open:{file.sha256}", file.name)
        lines.append(f"{_muted(_('Evidence:'))} {shown} {_muted(f'({size})')}")
    if cause.state is not CauseState.ASKED:
        at = format_moment(cause.decided_at) if cause.decided_at else ""
        decided = _("{who}, {at}").format(who=cause.decided_by, at=at)
        lines.append(
            " · ".join(part for part in (escape(decided), lines_html(cause.answer)) if part)
        )
    asked = _("asked by {who}, {at}").format(who=cause.author, at=format_moment(cause.entered_at))
    lines.append(_muted(asked))
    return "<br>".join(line for line in lines if line)


def _part(title: str, rows: Any, write: Callable[[Any, Tokens], str], tokens: Tokens) -> str:
    if not rows:
        return ""
    head = f'<p style="margin:6px 0 2px 0"><b>{escape(title)}</b></p>'
    return head + ruled_html([write(row, tokens) for row in reversed(rows)], tokens)


def _delivery(row: "DeliveryRow", _tokens: Tokens) -> str:
    said = f"{format_date(row.done_on)} · {format_decimal(row.quantity)}"
    if not row.is_in_force:
        return f'<span class="m"><s>{said}</s> · {escape(row.who)}</span>'
    entered = day_at(row.entered_at)
    who = [row.who]
    if entered != row.done_on:
        who.append(_("entered {date}").format(date=format_date(entered)))
    note = f"<br>{lines_html(row.note)}" if row.note else ""
    correct = link_html(f"correct:{row.id}", _("Correct…"))
    return f"<b>{said}</b> &nbsp; {_muted(' · '.join(who))} &nbsp; {correct}{note}"


def _fault(row: "FaultRow", tokens: Tokens) -> str:
    said = f"{escape(name_of(row.kind))}: {row.count}"
    who = _muted(f"{format_date(row.noted_on)} · {row.who}")
    take_back = (
        f" &nbsp; {link_html(f'withdraw:{row.id}', _('Take back'))}" if row.may_withdraw else ""
    )
    note = f"<br>{lines_html(row.note)}" if row.note else ""
    return f'<b style="color:{tokens.bad}">{said}</b> &nbsp; {who}{take_back}{note}'


def _decision(row: "DecisionRow", _tokens: Tokens) -> str:
    word = _(_WORDS[row.kind]).format(who=row.who) if row.kind in _WORDS else row.who
    comment = f"<br>{lines_html(row.comment)}" if row.comment else ""
    return f"{escape(word)} &nbsp; {_muted(format_moment(row.at))}{comment}"


def _owner(row: "TaskRow") -> str:
    return escape(" · ".join(part for part in (row.owner, row.unit) if part))


def _source(row: "TaskRow") -> str:
    said = escape(name_of(row.source))
    if row.key_result_id and row.key_result:
        said += f": {link_html(f'key_result:{row.key_result_id}', row.key_result)}"
    return said


def _weight(row: "TaskRow") -> str:
    if row.coefficient is None:
        missing = _("no coefficient yet: the score cannot be worked out")
        return f"{format_decimal(row.quantity)} × <b>?</b> {_muted(missing)}"
    product = format_decimal(row.converted or 0)
    return f"{format_decimal(row.quantity)} × {format_decimal(row.coefficient)} = <b>{product}</b>"


def _done(row: "TaskRow") -> str:
    said = _("{done} of {quantity}").format(
        done=format_decimal(row.done), quantity=format_decimal(row.quantity)
    )
    late = wording.late(row)
    return escape(said) + (f" · <b>{escape(late)}</b>" if late else "")


def _shares(row: "TaskRow") -> str:
    if not row.shares:
        return ""
    each = [f"{one.name} {format_decimal(one.percent)} %" for one in row.shares]
    own = f"{row.owner} {format_decimal(row.owners_share)} %"
    return escape(", ".join([own, *each]))


def _rolled(row: "TaskRow") -> str:
    if row.rolled_from_id is None:
        return ""
    return link_html(f"task:{row.rolled_from_id}", _("Show the task it comes from"))


def _served(detail: "TaskDetail") -> str:
    served = detail.serves
    return "" if served is None else link_html(f"directive_item:{served.id}", served.cited)


def _key_result_note(row: "TaskRow") -> str:
    if row.source is not Source.KEY_RESULT:
        return ""
    text = _("A task does not change the key result by itself; that is checked in on its own.")
    return f'<p class="m">{escape(text)}</p>'


def _muted(text: str) -> str:
    return f'<span class="m">{escape(text)}</span>'
