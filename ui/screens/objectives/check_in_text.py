"""The check-ins of a key result as text to read, the latest first."""

from html import escape
from typing import TYPE_CHECKING

from okrdesk.domain.dates import format_date, format_moment
from okrdesk.domain.progress import Kind
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.screens.objectives import wording
from ui.screens.objectives.words_text import Words, links_of, write_remark, write_words
from ui.theme.tokens import Tokens
from ui.widgets.reading import lines_html, link_html, mark_html, ruled_html

if TYPE_CHECKING:
    from okrdesk.domain.check_in import CheckIn, Evidence
    from okrdesk.services.details import CheckInRow, KeyResultDetail


def write_check_ins(detail: "KeyResultDetail", words: Words, tokens: Tokens) -> str:
    """Return the check-ins as HTML, with what was said of them and of the key result.

    Links are "open:" a file, "correct:" an entry, and the acts of words ("note:", "return:" …).
    """
    above = write_words(words, tokens)
    if not detail.check_ins:
        nothing = f'<span class="m">{escape(_("Nothing has been entered yet."))}</span>'
        return ruled_html([*above, nothing], tokens)
    corrections = {
        row.check_in.corrects_id: row.check_in
        for row in detail.check_ins
        if row.check_in.corrects_id
    }
    parts = [
        _entry(detail, row, corrections.get(row.check_in.id), tokens) + _words(row, words, tokens)
        for row in detail.check_ins
    ]
    return ruled_html([*above, *parts], tokens)


def _words(row: "CheckInRow", words: Words, tokens: Tokens) -> str:
    """Return what was said of an entry, and what this person may say."""
    said = [write_remark(one, tokens) for one in words.on(row.check_in.id)]
    links = links_of(row.check_in.id, words, is_open=not row.replaced)
    quoted = "".join(f"<br>&nbsp;&nbsp;↳ {one}" for one in said)
    below = f"<br>{' &nbsp;·&nbsp; '.join(links)}" if links else ""
    return f"{quoted}{below}"


def _entry(
    detail: "KeyResultDetail", row: "CheckInRow", correction: "CheckIn | None", tokens: Tokens
) -> str:
    entry = row.check_in
    said = _value(detail, entry)
    head = f"<b>{format_date(entry.effective_on)}</b> &nbsp;·&nbsp; <b>{escape(said)}</b>"
    if row.replaced:
        head = f'<span class="m"><s>{format_date(entry.effective_on)} · {escape(said)}</s></span>'
    else:
        health = entry.chosen_colour or entry.computed_colour
        head += f" &nbsp; {mark_html(health, tokens)}"
    lines = [f'<a name="{entry.id}"></a>{head}']
    if entry.chosen_colour and entry.colour_reason:
        reason = _("Colour chosen because: {reason}").format(reason=entry.colour_reason)
        lines.append(escape(reason))
    lines.append(lines_html(entry.comment))
    lines += [
        f'<span class="m">{escape(name_of(prompt))}</span> {lines_html(text)}'
        for prompt, text in entry.answers.items()
    ]
    lines += [_file(one) for one in row.evidence]
    lines.append(_foot(detail, row, _notes(row, correction)))
    return "<br>".join(line for line in lines if line)


def _value(detail: "KeyResultDetail", entry: "CheckIn") -> str:
    one = detail.in_force
    if one.measure.kind is Kind.STEPS:
        done = sum(step.id in entry.steps_done for step in one.measure.steps)
        count = len(one.measure.steps)
        return _("{done} of {count} steps").format(done=done, count=count)
    return wording.reached(one.measure.kind, entry.value, one.measure_unit)


def _notes(row: "CheckInRow", correction: "CheckIn | None") -> list[str]:
    entry, notes = row.check_in, []
    if entry.confidence is not None:
        confidence = wording.confidence(entry.confidence)
        notes.append(escape(_("confidence {confidence}").format(confidence=confidence)))
    if row.after_cycle:
        notes.append(f"<i>{escape(_('entered after the cycle'))}</i>")
    elif entry.entered_late:
        notes.append(f"<i>{escape(_('entered late'))}</i>")
    if entry.corrects_id:
        notes.append(link_html(f"#{entry.corrects_id}", _("corrects an earlier entry")))
    if correction is not None:
        notes.append(link_html(f"#{correction.id}", _("corrected: see the new entry")))
    return notes


def _file(evidence: "Evidence") -> str:
    size = f"{max(1, round(evidence.size / 1024)):,} KB".replace(",", ".")
    shown = link_html(f"open:{evidence.sha256}", evidence.name)
    named = escape(_("Evidence:"))
    return f'<span class="m">{named}</span> {shown} <span class="m">({size})</span>'


def _foot(detail: "KeyResultDetail", row: "CheckInRow", notes: list[str]) -> str:
    at = format_moment(row.check_in.entered_at)
    text = _("{author}, entered {at}").format(author=row.author or "–", at=at)
    parts = [*notes, escape(text)]
    if row.check_in.from_indicator:
        parts.append(escape(_("read from the indicator")))
    elif detail.may_check_in and not row.replaced:
        parts.append(link_html(f"correct:{row.check_in.id}", _("Correct…")))
    return f'<span class="m">{" · ".join(parts)}</span>'
