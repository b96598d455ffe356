"""What was said of a key result and of its check-ins, and objective causes, as text to read."""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from okrdesk.domain.dates import format_moment
from okrdesk.domain.remark import RemarkKind
from okrdesk.domain.tasks import CauseState
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.screens.objectives import wording
from ui.theme.tokens import Tokens
from ui.widgets.reading import lines_html, link_html

if TYPE_CHECKING:
    from okrdesk.services.causes import CauseRow
    from okrdesk.services.remarks import Asked, RemarkRow

_SAID: dict[RemarkKind, str] = {
    RemarkKind.ACKNOWLEDGE: N_("{who} took note"),
    RemarkKind.COMMENT: N_("{who} commented"),
    RemarkKind.RETURN: N_("{who} returned it"),
    RemarkKind.ASK: N_("{who} asks for an explanation"),
    RemarkKind.ANSWER: N_("{who} explained"),
}
_TONES = {CauseState.ASKED: "accent", CauseState.CONFIRMED: "good", CauseState.DECLINED: "bad"}


@dataclass(frozen=True)
class Words:
    """What was said around a key result, and what this person may add.

    `is_red` says that an explanation may be asked for, `may_judge` that causes may be decided on.
    """

    today: date = date.min
    remarks: "tuple[RemarkRow, ...]" = ()
    asked: "tuple[Asked, ...]" = ()
    causes: "tuple[CauseRow, ...]" = ()
    may_review: bool = False
    may_answer: bool = False
    may_judge: bool = False
    is_red: bool = False
    is_read_only: bool = False

    def on(self, check_in_id: str) -> "list[RemarkRow]":
        """Return what was said of a check-in, the oldest first."""
        return [row for row in self.remarks if row.check_in_id == check_in_id]

    @property
    def owed(self) -> "Asked | None":
        """The question that waits for an answer, if any."""
        return next((one for one in self.asked if one.answer is None), None)


def write_words(words: Words, tokens: Tokens) -> list[str]:
    """Return paragraphs about the key result itself: questions, causes, comments, what to add."""
    parts = [_asked(one, words, tokens) for one in words.asked]
    parts += [_cause(one, words, tokens) for one in words.causes]
    own = [row for row in words.remarks if not row.check_in_id and row.kind is RemarkKind.COMMENT]
    parts += [write_remark(row, tokens) for row in own]
    if words.is_read_only:
        return parts
    links = [link_html("remark:", _("Comment…"))]
    if words.may_review and words.is_red and words.owed is None:
        links.insert(0, link_html("ask:", _("Ask for an explanation…")))
    if words.may_answer:
        links.append(link_html("excuse:", _("Objective cause…")))
    return [*parts, " &nbsp;·&nbsp; ".join(links)]


def write_remark(row: "RemarkRow", tokens: Tokens) -> str:
    """Return one word: who, when, and what was said."""
    said = _(_SAID[row.kind]).format(who=row.author or "–")
    tone = {RemarkKind.RETURN: tokens.bad, RemarkKind.ASK: tokens.warn}.get(row.kind, tokens.muted)
    head = f'<span style="color:{tone}">{escape(said)}</span>'
    day = f'<span class="m"> · {format_moment(row.entered_at)}</span>'
    return f"{head}{day}" + (f"<br>{lines_html(row.text)}" if row.text else "")


def links_of(check_in_id: str, words: Words, *, is_open: bool) -> list[str]:
    """Return what this person may say of a check-in, as links."""
    if words.is_read_only:
        return []
    links = []
    kinds = {row.kind for row in words.on(check_in_id)}
    if words.may_review and is_open and RemarkKind.RETURN not in kinds:
        if RemarkKind.ACKNOWLEDGE not in kinds:
            links.append(link_html(f"note:{check_in_id}", _("Acknowledge")))
        links.append(link_html(f"return:{check_in_id}", _("Return…")))
    links.append(link_html(f"say:{check_in_id}", _("Comment…")))
    return links


def _asked(one: "Asked", words: Words, tokens: Tokens) -> str:
    lines = [write_remark(one.question, tokens)]
    if one.answer is not None:
        lines.append(write_remark(one.answer, tokens))
        return "<br>".join(lines)
    due = _("answer by {day}").format(day=wording.day(one.question.due_on))
    tone = tokens.bad if one.is_overdue(words.today) else tokens.warn
    late = f" ({_('overdue')})" if one.is_overdue(words.today) else ""
    lines.append(f'<b style="color:{tone}">{escape(due + late)}</b>')
    if words.may_answer:
        lines.append(link_html(f"answer:{one.question.id}", _("Explain…")))
    return "<br>".join(lines)


def _cause(cause: "CauseRow", words: Words, tokens: Tokens) -> str:
    tone, state = getattr(tokens, _TONES[cause.state]), name_of(cause.state)
    span = " – ".join(wording.day(one) for one in (cause.from_on, cause.to_on) if one)
    head = escape(_("Objective cause: {kind}").format(kind=name_of(cause.kind).lower()))
    shown = f'<b>{head}</b> · {span} &nbsp; <span style="color:{tone}">{escape(state)}</span>'
    lines = [shown, lines_html(cause.reason)]
    lines += [link_html(f"open:{file.sha256}", file.name) for file in cause.evidence]
    who = [cause.author, *([cause.decided_by, cause.answer] if cause.decided_by else [])]
    lines.append(f'<span class="m">{escape(" · ".join(one for one in who if one))}</span>')
    if cause.state is CauseState.ASKED and words.may_judge:
        lines.append(link_html(f"judge:{cause.id}", _("Decide…")))
    return "<br>".join(lines)
