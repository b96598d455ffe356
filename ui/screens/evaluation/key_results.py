"""OKR beside the score: the key results of a person, and beside which criterion the rules show any.

The two numbers stay apart: no formula reads a key result, and this page says so.
"""

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from okrdesk.domain.evaluation.pack import Criterion, RulePack
from okrdesk.domain.numbers import format_percent
from okrdesk.i18n import _
from ui.theme.tokens import Tokens
from ui.widgets.dialog import Dialog
from ui.widgets.reading import Reading, link_html
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.evaluation_progress import KeyResultShown
    from okrdesk.services.evaluation_sheets import EvaluationSheet


class KeyResultsDialog(Dialog):
    """Reads; `wanted` carries the id of a key result to show where it is worked on."""

    wanted = Signal(str)

    def __init__(self, owner: QWidget, sheet: "EvaluationSheet") -> None:
        super().__init__(_("Key results beside the criteria"), owner, width=88)
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setDefault(True)
        apart = _(
            "OKR progress and the score are two numbers. A key result never changes the score; the "
            "rules may only show it beside a criterion, for who gives the mark."
        )
        self.body.addWidget(label(apart, "muted", wrap=True))
        self.text = Reading(_("Key results"))
        self.text.keep_lines(16)
        self.text.show_text(partial(write_key_results, sheet))
        self.text.linked.connect(self._follow)
        self.body.addWidget(self.text, 1)
        self.text.setFocus()

    def _follow(self, key_result_id: str) -> None:
        self.wanted.emit(key_result_id)
        self.finish()


def write_key_results(sheet: "EvaluationSheet", _tokens: Tokens) -> str:
    """Return the mean progress, then the key results beside each criterion, then the others."""
    progress = sheet.progress
    mean = "–" if progress.mean is None else format_percent(progress.mean)
    parts = [f"<p>{escape(_('OKR progress: {value}').format(value=mean))}</p>"]
    names = _criteria(sheet.pack)
    if not sheet.pack.feeds:
        none = _("By the rules in force no key result stands beside a criterion.")
        parts.append(f'<p class="m">{escape(none)}</p>')
    for feed in sheet.pack.feeds:
        beside = [one for one in progress.key_results if feed.criterion in one.criteria]
        parts.append(_group(names.get(feed.criterion, feed.criterion), beside, feed.note))
    others = [one for one in progress.key_results if not one.criteria]
    if others or not progress.key_results:
        parts.append(_group(_("Own key results of this period"), others))
    return "".join(parts)


def _group(title: str, rows: "list[KeyResultShown]", note: str = "") -> str:
    head = f'<p style="margin:10px 0 2px 0"><b>{escape(title)}</b></p>'
    if note:
        head += f'<p class="m">{escape(note)}</p>'
    if not rows:
        return f'{head}<p class="m">{escape(_("There are none."))}</p>'
    lines = "".join(
        f"<tr><td>{link_html(row.id, row.title)}</td>"
        f'<td align="right">{format_percent(row.progress)}</td></tr>'
        for row in rows
    )
    return f'{head}<table width="100%" cellpadding="3" cellspacing="0">{lines}</table>'


def _criteria(pack: RulePack) -> dict[str, str]:
    found: dict[str, str] = {}

    def take(row: Criterion) -> None:
        found[row.id] = f"{row.number}. {row.name}"
        for part in row.parts:
            take(part)

    for row in pack.criteria:
        take(row)
    return found
