"""What is said of an objective between its owner and who approves it, as text to read."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from okrdesk.domain.dates import format_moment
from okrdesk.domain.review import ReviewKind, ReviewState
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.screens.objectives import wording
from ui.theme.tokens import Tokens
from ui.widgets.reading import lines_html

if TYPE_CHECKING:
    from okrdesk.services.lists import KeyResultRow
    from okrdesk.services.reviews import ChangedField, ReviewEntry, ReviewView
    from ui.reviewing.source import Matter

ROLES: dict[ReviewState, str] = {
    ReviewState.DRAFT: "idle",
    ReviewState.SUBMITTED: "accent",
    ReviewState.RETURNED: "bad",
    ReviewState.APPROVED: "good",
    ReviewState.AMENDED: "warn",
}
"""The colour of each state: a token of the theme."""

WORDS: dict[ReviewKind, str] = {
    ReviewKind.SUBMIT: N_("{who} submitted it"),
    ReviewKind.RETURN: N_("{who} returned it"),
    ReviewKind.APPROVE: N_("{who} approved it"),
}


def state_word(state: ReviewState) -> str:
    """Return the word of a state as it stands alone."""
    word = name_of(state)
    return word[:1].upper() + word[1:]


def age_text(days: int) -> str:
    """Return how long something waits: "chờ 4 ngày làm việc"."""
    if not days:
        return _("just submitted")
    return ngettext("waits {n} working day", "waits {n} working days", days).format(n=days)


def last_word(view: "ReviewView") -> str:
    """Return who said the last word, and when, in one line; "" where nobody said any."""
    return _said(view.history[0]) if view.history else ""


def write_review(view: "ReviewView", tokens: Tokens) -> str:
    """Return the levels, what is not as it was agreed, and every word said, the latest first."""
    parts = [write_levels(view, tokens)] if view.levels > 1 and view.history else []
    parts += [write_changes(view.changes)] if view.changes else []
    if not view.history:
        parts.append(f'<p class="m">{escape(_("It was not submitted for approval yet."))}</p>')
    parts += [_entry(one, tokens) for one in view.history]
    return "".join(parts)


def write_levels(view: "ReviewView", tokens: Tokens) -> str:
    """Return which levels of approval stand, by whom, and who is asked next."""
    given = dict(view.given)
    steps = []
    for level in range(1, view.levels + 1):
        word = _("level {level}").format(level=level)
        if level in given:
            done = escape(f"✓ {word}: {given[level]}")
            steps.append(f'<span style="color:{tokens.good}">{done}</span>')
        elif level == view.next_level and view.next_people:
            people = ", ".join(view.next_people)
            waits = _("○ {level}: waits for {people}").format(level=word, people=people)
            steps.append(f"<b>{escape(waits)}</b>")
        else:
            steps.append(f'<span class="m">{escape(f"○ {word}")}</span>')
    head = escape(_("Approval"))
    return f'<p style="margin:2px 0 8px 0">{head}: {" &nbsp;·&nbsp; ".join(steps)}</p>'


def write_changes(changes: Sequence["ChangedField"]) -> str:
    """Return what is not as it was agreed."""
    rows = "".join(
        _changed(title, list(fields)) for title, fields in groupby(changes, lambda one: one.title)
    )
    head = escape(_("Changed since it was agreed"))
    return (
        f'<p style="margin:2px 0"><b>{head}</b></p>'
        f'<table width="100%" cellpadding="3" cellspacing="0">{rows}</table>'
    )


def write_matter(matter: "Matter", tokens: Tokens) -> str:
    """Return an objective as somebody reads it who is to approve it."""
    one, view = matter.detail.objective, matter.review
    parts = [write_levels(view, tokens)] if view.levels > 1 else []
    if view.history:
        parts.append(_entry(view.history[0], tokens))
    if view.changes:
        parts.append(write_changes(view.changes))
    span = f"{wording.day(one.start_on)} – {wording.day(one.end_on)}"
    facts = [matter.detail.row.owner, span, name_of(one.commitment).lower(), _weight(one.weight)]
    parts.append(f'<p class="m">{escape(" · ".join(fact for fact in facts if fact))}</p>')
    if one.description:
        parts.append(f"<p>{lines_html(one.description)}</p>")
    rows = "".join(_key_result(row.proposed or row) for row in matter.detail.key_results)
    parts.append(f'<p style="margin:8px 0 2px 0"><b>{escape(_("Key results"))}</b></p>')
    if rows:
        parts.append(f'<table width="100%" cellpadding="3" cellspacing="0">{rows}</table>')
    else:
        parts.append(f'<p class="m">{escape(_("There are none yet."))}</p>')
    return "".join(parts)


def _entry(entry: "ReviewEntry", tokens: Tokens) -> str:
    notes = []
    if entry.kind is ReviewKind.APPROVE and entry.level > 1:
        notes.append(_("level {level}").format(level=entry.level))
    if not entry.is_current:
        notes.append(_("on an earlier version"))
    if entry.is_waiting:
        notes.append(_("waiting to be sent"))
    said = f'<b style="color:{_colour(entry, tokens)}">{escape(_said(entry))}</b>'
    note = f' <span class="m">({escape(", ".join(notes))})</span>' if notes else ""
    comment = f"<br>{lines_html(entry.comment)}" if entry.comment else ""
    return f'<p style="margin:4px 0 10px 0">{said}{note}{comment}</p>'


def _colour(entry: "ReviewEntry", tokens: Tokens) -> str:
    roles = {ReviewKind.RETURN: tokens.bad, ReviewKind.APPROVE: tokens.good}
    return roles.get(entry.kind, tokens.text)


def _said(entry: "ReviewEntry") -> str:
    said = _(WORDS[entry.kind]).format(who=entry.who)
    return f"{said} · {format_moment(entry.at)}"


def _changed(title: str, fields: Sequence["ChangedField"]) -> str:
    lines = "".join(_change(one) for one in fields)
    return f'<tr><td><span class="m">{escape(title)}</span>{lines}</td></tr>'


def _change(one: "ChangedField") -> str:
    arrow = f"{escape(one.before)} → " if one.before else ""
    return f"<br>{escape(one.label)}: {arrow}<b>{escape(one.after or '–')}</b>"


def _key_result(row: "KeyResultRow") -> str:
    facts = [row.owner, wording.day(row.end_on), _weight(row.weight)]
    span = wording.target(row)
    if row.kind.moves and row.start_value is not None:
        span = f"{wording.number(row.start_value)} → {span}"
    return (
        f'<tr><td>{escape(row.title)}<br><span class="m">'
        f"{escape(' · '.join(fact for fact in facts if fact))}</span></td>"
        f'<td align="right" valign="top"><b>{escape(span)}</b></td></tr>'
    )


def _weight(weight: object) -> str:
    if weight is None:
        return ""
    return _("weight {weight}").format(weight=wording.number(weight))  # type: ignore[arg-type]
