"""One objective whole: how it rolls up, its trend, what it is aligned to, its history."""

from decimal import Decimal
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from okrdesk.domain.numbers import format_decimal
from okrdesk.explanation_texts import render
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.reviewing.text import write_review
from ui.screens.objectives import load, wording
from ui.screens.objectives.columns import objectives_text
from ui.screens.objectives.heading import Heading
from ui.screens.objectives.item_pane import ItemPane
from ui.screens.objectives.review_strip import ReviewStrip
from ui.screens.objectives.weights import weight_sum_text
from ui.screens.objectives.words_text import write_remark
from ui.theme.tokens import Tokens
from ui.widgets.marks import ProgressCell
from ui.widgets.reading import Reading, lines_html, link_html, mark_html

if TYPE_CHECKING:
    from okrdesk.services.lists import KeyResultRow
    from okrdesk.services.objective_details import LinkRow, ObjectiveDetail


class ObjectivePane(ItemPane):
    """Shows an `ObjectiveView`.

    `linked(verb, id)` follows a link: "key_result" and "objective" open one, "restore" brings an
    archived key result back, "unlink" takes an alignment away, "link" and "add" ask for a new link
    or key result, "remark" for a comment.
    """

    linked = Signal(str, str)

    def __init__(self, heading: Heading) -> None:
        super().__init__(heading, _("Parts of the objective"))
        self.strip = ReviewStrip()
        self.layout().insertWidget(2, self.strip)  # type: ignore[union-attr]
        self.parts = Reading(_("What the progress consists of"))
        self.links = Reading(_("Alignment"))
        self.review = Reading(_("Approval"))
        for text in (self.parts, self.links):
            text.linked.connect(self._follow)
        self.tabs.tabBar().setProperty("part", "narrow")
        self.tabs.addTab(self.parts, _("Progress"))
        self.tabs.addTab(self.chart, _("Trend"))
        self.tabs.addTab(self.links, "")
        self.tabs.addTab(self.review, _("Approvals"))
        self.tabs.addTab(self.history, _("History"))

    def show_view(self, view: load.ObjectiveView) -> None:
        """Show an objective; the tab in front stays."""
        detail, row = view.detail, view.detail.row
        kind = _("Objective of {cycle}").format(cycle=row.cycle)
        if row.archived:
            kind = _("Archived objective of {cycle}").format(cycle=row.cycle)
        self.heading.show_heading(kind, row.title, row.health, above=False)
        self.figures.show_figures([])
        cell = ProgressCell(row.progress, row.expected, row.health)
        self.figures.show_progress(cell, wording.pending(row.pending), _facts(view))
        self.strip.show_strip(view)
        self.serves.show_served(detail.serves)
        self.review.show_text(partial(write_review, view.review))
        self.parts.show_text(partial(_write_parts, view))
        self.links.show_text(partial(_write_links, view))
        self.chart.set_chart(view.chart)
        count = len(detail.links)
        self.tabs.setTabText(2, f"{_('Alignment')} ({count})" if count else _("Alignment"))
        self.read_history_of(row.id)

    def _follow(self, address: str) -> None:
        verb, _colon, id = address.partition(":")
        self.linked.emit(verb, id)


def _facts(view: load.ObjectiveView) -> str:
    one, row = view.detail.objective, view.detail.row
    facts = [
        row.owner,
        f"{wording.day(one.start_on)} – {wording.day(one.end_on)}",
        _weight(one.weight),
        name_of(one.commitment).lower(),
    ]
    return " · ".join(fact for fact in facts if fact)


def _weight(weight: Decimal | None) -> str:
    if weight is None:
        return ""
    return _("weight {weight}").format(weight=wording.number(weight))


def _write_parts(view: load.ObjectiveView, tokens: Tokens) -> str:
    detail = view.detail
    parts = []
    parts += [f"<p>{line}</p>" for line in _ending_lines(detail)]
    if detail.objective.description:
        parts.append(f"<p>{lines_html(detail.objective.description)}</p>")
    rows = "".join(_part(row, tokens) for row in detail.key_results)
    if rows:
        parts.append(f'<table width="100%" cellpadding="3" cellspacing="0">{rows}</table>')
        weights = weight_sum_text([row.weight for row in detail.key_results])
        parts.append(f"<p>{escape(weights)}</p>")
    if detail.may_edit:
        parts.append(f"<p>{link_html('add:', _('Add a key result…'))}</p>")
    parts += _comments(view, tokens)
    lines = [f'<p style="margin:2px 0" class="m">{escape(line)}</p>' for line in render(view.why)]
    parts.append(f'<p style="margin:10px 0 2px 0"><b>{escape(_("How it is counted"))}</b></p>')
    parts += lines
    if detail.archived:
        parts.append(f'<p style="margin:10px 0 2px 0"><b>{escape(_("Archived"))}</b></p>')
        parts += [_archived(row, may=detail.may_edit) for row in detail.archived]
    return "".join(parts)


def _comments(view: load.ObjectiveView, tokens: Tokens) -> list[str]:
    """Return what was said of the objective, and the way to say more."""
    parts = [f'<p style="margin:10px 0 2px 0"><b>{escape(_("Comments"))}</b></p>']
    parts += [f"<p>{write_remark(row, tokens)}</p>" for row in view.comments]
    return [*parts, f"<p>{link_html('remark:', _('Comment…'))}</p>"]


def _ending_lines(detail: "ObjectiveDetail") -> list[str]:
    """Return how the objective was closed, and what it was copied from."""
    lines = []
    if detail.closure is not None:
        one = detail.closure
        grade = "–" if one.grade is None else format_decimal(one.grade)
        text = _("Closed: {outcome}, grade {grade}. {reason}")
        outcome = name_of(one.outcome) if one.outcome else ""
        lines.append(escape(text.format(outcome=outcome, grade=grade, reason=one.reason)))
    if detail.origin is not None:
        text = _("{title} ({cycle})").format(title=detail.origin.title, cycle=detail.origin.cycle)
        link = link_html(f"objective:{detail.origin.id}", text)
        lines.append(f'<span class="m">{escape(_("Copied from"))}</span> {link}')
    return lines


def _part(row: "KeyResultRow", tokens: Tokens) -> str:
    notes = [_weight(row.weight), wording.pending(row.pending)]
    weight = "".join(f" · {escape(note)}" for note in notes if note)
    return (
        f"<tr><td>{link_html(f'key_result:{row.id}', row.title)}<br>"
        f'{mark_html(row.health, tokens)}<span class="m">{weight}</span></td>'
        f'<td align="right" valign="top"><b>{wording.percent(row.progress)}</b></td></tr>'
    )


def _archived(row: "KeyResultRow", *, may: bool) -> str:
    title = f'<span class="m">{escape(row.title)}</span>'
    back = " · " + link_html(f"restore:{row.id}", _("Restore")) if may else ""
    return f'<p style="margin:2px 0">{title}{back}</p>'


def _write_links(view: load.ObjectiveView, tokens: Tokens) -> str:
    detail = view.detail
    above = [one for one in detail.links if one.is_above]
    below = [one for one in detail.links if not one.is_above]
    parts = [f"<p><b>{escape(_('Aligned to'))}</b></p>"]
    parts += [_link(one, tokens, may=detail.may_edit) for one in above]
    if not above:
        parts.append(f'<p class="m">{escape(_("Nothing above it."))}</p>')
    if detail.may_edit:
        parts.append(f"<p>{link_html('link:', _('Align to an objective…'))}</p>")
    parts.append(f"<p><b>{escape(_('Aligned below it'))}</b></p>")
    parts += [_link(one, tokens, may=detail.may_edit) for one in below]
    if not below:
        parts.append(f'<p class="m">{escape(_("Nothing below it."))}</p>')
    else:
        parts.append(f'<p class="m">{escape(objectives_text(len(below)))}</p>')
    if not detail.objective.archived:
        parts.append(f"<p>{link_html('hand-down:', _('Hand the objective down…'))}</p>")
    parts += _share_lines(detail)
    return "".join(parts)


def _share_lines(detail: "ObjectiveDetail") -> list[str]:
    """Return the units that carry the objective beside its owner."""
    lines = [f"<p><b>{escape(_('Carried by other units too'))}</b></p>"]
    for one in detail.shares:
        notes = " · ".join(note for note in (one.unit, _weight(one.weight)) if note)
        lines.append(f'<p style="margin:2px 0">{escape(notes)}</p>')
    if not detail.shares:
        lines.append(f'<p class="m">{escape(_("By no other unit."))}</p>')
    if detail.may_edit:
        lines.append(f"<p>{link_html('share:', _('Units that carry the objective…'))}</p>")
    return lines


def _link(one: "LinkRow", tokens: Tokens, *, may: bool) -> str:
    kind = name_of(one.kind)
    notes = [kind, one.key_result, one.owner, wording.percent(one.progress)]
    notes.append(_weight(one.weight))
    said = escape(" · ".join(note for note in notes if note))
    warning = ""
    if one.outside:
        text = _("The dates of the one below reach beyond those of the one above.")
        warning = f'<br><span style="color:{tokens.warn}">{escape(text)}</span>'
    gone = " · " + link_html(f"unlink:{one.id}", _("Unlink")) if may else ""
    if may and one.is_above:
        gone = " · " + link_html(f"relink:{one.objective_id}", _("Edit")) + gone
    return (
        f'<p style="margin:2px 0 8px 0">{link_html(f"objective:{one.objective_id}", one.title)}'
        f'<br><span class="m">{said}</span>{gone}{warning}</p>'
    )
