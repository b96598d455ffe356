"""The history of an object as text to read: who, when, and each field before and after."""

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from okrdesk.act_names import act_name
from okrdesk.domain.dates import format_date, format_moment
from okrdesk.field_names import FIELD_NAMES, entity_name, field_name, value_text
from okrdesk.i18n import _
from ui.screens.objectives.load import History
from ui.theme.tokens import Tokens
from ui.widgets.reading import link_html, ruled_html

if TYPE_CHECKING:
    from okrdesk.services.decision_papers import DecisionRow
    from okrdesk.services.history import HistoryEntry

_OURS = {"ordinal", "key_result_id", "objective_id", "author_id", "entered_at", "corrects_id"}
"""Fields that say nothing to a person who looks at the object itself."""


_PARTS = {"check_in", "evidence", "action_item", "blocker"}
"""Objects whose changes are told with those of the key result they belong to."""

_FIRST = ("title", "effective_on", "value", "kind", "start_value", "target_value", "low", "high")
"""Fields that are told first; the others follow in the order they are kept."""


def write_history(history: History, tokens: Tokens) -> str:
    """Return the changes as HTML, one paragraph for each act."""
    paragraphs = [_decision(row) for row in history.decisions]
    acts = groupby(history.entries, key=_act)
    for (at, who, act, entity, _id), entries in acts:
        name = act_name(act)
        if entity in _PARTS:
            name = f"{name}: {entity_name(entity).lower()}"
        head = f'<b>{escape(name)}</b> <span class="m">· {escape(who)} · {format_moment(at)}</span>'
        ordered = sorted(entries, key=_place)
        lines = [line for entry in ordered if (line := _line(entry, history.names))]
        paragraphs.append("<br>".join([head, *lines]))
    if not paragraphs:
        return f'<p class="m">{escape(_("Nothing has changed yet."))}</p>'
    return ruled_html(paragraphs, tokens)


def _decision(row: "DecisionRow") -> str:
    """Return a decision with the link to its record on one page."""
    is_change = row.kind.value == "change"
    text = _("{date}: a change was approved") if is_change else _("{date}: a colour was overruled")
    said = f"<b>{escape(text.format(date=format_date(row.on)))}</b>"
    return f"{said} · {link_html(f'decision:{row.id}', _('Record of the decision (B4)'))}"


def _act(entry: "HistoryEntry") -> tuple[Any, ...]:
    return entry.at, entry.who, entry.act, entry.entity, entry.eid


def _place(entry: "HistoryEntry") -> int:
    return _FIRST.index(entry.field) if entry.field in _FIRST else len(_FIRST)


def _line(entry: "HistoryEntry", names: dict[str, str]) -> str:
    if entry.field in _OURS or entry.field not in FIELD_NAMES:
        return ""
    before, after = (
        value_text(entry.entity, entry.field, value, names) for value in (entry.before, entry.after)
    )
    if before == after or (entry.before is None and entry.after is False):
        return ""
    field = f'<span class="m">{escape(field_name(entry.entity, entry.field))}:</span>'
    if not before:
        return f"{field} {escape(after)}"
    return f"{field} {escape(before)} → {escape(after or _('(empty)'))}"
