"""An item of a directive in words: what it asks for, and what stands behind it."""

from html import escape
from typing import TYPE_CHECKING

from okrdesk.domain.coverage import MOVING_DAYS
from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_percent
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.screens.directives.load import ItemView
from ui.screens.directives.wording import TONES, state_text
from ui.theme.tokens import Tokens
from ui.widgets.reading import lines_html, link_html, mark_html

if TYPE_CHECKING:
    from okrdesk.services.lists import KeyResultRow, ObjectiveRow
    from okrdesk.services.task_lists import TaskRow


def write_facts(view: ItemView, _tokens: Tokens) -> str:
    """Return what an item asks for, as a table of two columns; files are "open:" links."""
    row, directive = view.detail.row, view.detail.directive
    cited = _("{kind} {code} of {date}").format(
        kind=name_of(directive.kind), code=directive.code, date=format_date(directive.issued_on)
    )
    files = ", ".join(link_html(f"open:{file.sha256}", file.name) for file in view.files)
    facts = [
        (_("Article"), escape(row.item.article)),
        (_("Lead unit"), escape(row.lead)),
        (_("Supporting units"), escape(", ".join(row.supports))),
        (_("Due"), format_date(row.item.due_on) if row.item.due_on else ""),
        (_("Target of the task"), lines_html(row.item.target)),
        (_("Axis of results"), escape(name_of(row.item.axis)) if row.item.axis else ""),
        (_("Directive"), escape(cited)),
        (_("Issuer"), escape(directive.issuer)),
        (_("Abstract"), escape(directive.title)),
        (_("Files"), files),
    ]
    lines = "".join(
        f'<tr><td class="m" style="padding-right:16px; white-space:nowrap">{escape(name)}</td>'
        f"<td>{said}</td></tr>"
        for name, said in facts
        if said
    )
    return f'<table cellspacing="0" cellpadding="2">{lines}</table>'


def write_behind(view: ItemView, tokens: Tokens) -> str:
    """Return the state of an item, why, and links to what stands behind it."""
    row = view.detail.row
    colour = getattr(tokens, TONES[row.state])
    state = f'<span style="color:{colour}">{escape(state_text(row.state))}</span>'
    share = format_percent(row.progress)
    head = f"<p>{state} · {escape(_('progress {share}').format(share=share))}</p>"
    rows = [_objective(one, tokens) for one in view.detail.objectives]
    rows += [_key_result(one, tokens) for one in view.detail.key_results]
    rows += [_task(one) for one in view.detail.tasks]
    hidden = row.tasks - len(view.detail.tasks)
    if hidden > 0:
        text = _("and {n} tasks of people outside your reach").format(n=hidden)
        rows.append(f'<p class="m">{escape(text)}</p>')
    return head + f'<p class="m">{escape(_why(view))}</p>' + "".join(rows)


def _why(view: ItemView) -> str:
    row = view.detail.row
    if not (row.objectives or row.key_results or row.tasks):
        return _("Nothing was made of it yet: make an objective, a key result or a task.")
    if row.moved_on is None:
        return _("Nothing was recorded behind it yet.")
    day = format_date(row.moved_on)
    return _(
        "Last recorded on {day}; what stands still for {days} days counts as not moving."
    ).format(day=day, days=MOVING_DAYS)


def _objective(row: "ObjectiveRow", tokens: Tokens) -> str:
    share = "–" if row.progress is None else format_percent(row.progress)
    parts = (_("objective"), row.owner, share)
    return _line(f"objective:{row.id}", row.title, parts, mark_html(row.health, tokens))


def _key_result(row: "KeyResultRow", tokens: Tokens) -> str:
    parts = (_("key result"), row.owner, format_percent(row.progress))
    return _line(f"key_result:{row.id}", row.title, parts, mark_html(row.health, tokens))


def _task(row: "TaskRow") -> str:
    due = format_date(row.due_on) if row.due_on else ""
    return _line(f"task:{row.id}", row.title, (_("task"), row.owner, due), name_of(row.state))


def _line(address: str, title: str, parts: tuple[str, ...], mark: str) -> str:
    said = escape(" · ".join(part for part in parts if part))
    more = " · ".join(filter(None, (f'<span class="m">{said}</span>', mark)))
    return f"<p>{link_html(address, title)}<br>{more}</p>"
