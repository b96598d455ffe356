"""The answer to “Why?” behind a progress or a mark, in a small window."""

from functools import partial
from html import escape

from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.i18n import _
from ui.operations import Query
from ui.screens.objectives import load
from ui.theme.tokens import Tokens
from ui.widgets.dialog import Dialog
from ui.widgets.marks import HealthMark, word_of
from ui.widgets.reading import Reading
from ui.widgets.text import label


class WhyDialog(Dialog):
    """Formula, numbers, dates and settings behind what is shown; nothing can be changed here."""

    def __init__(self, entity: str, item_id: str, parent: QWidget) -> None:
        super().__init__(_("Why?"), parent, width=74)
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setDefault(True)
        self.subject = label("", "section", wrap=True)
        self.mark = HealthMark()
        self.word = label("")
        self.text = Reading(_("Explanation"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mark)
        row.addWidget(self.word)
        row.addStretch(1)
        self.body.addWidget(self.subject)
        self.body.addLayout(row)
        self.body.addWidget(self.text, 1)
        self.text.keep_lines(16)
        Query(partial(load.why_of, entity, item_id)).success(self._fill).run(self)

    def _fill(self, why: load.WhyText) -> None:
        self.subject.setText(why.title)
        self.mark.set_health(why.health)
        self.word.setText(word_of(why.health))
        self.text.show_text(partial(_write, why))
        self.text.setFocus()


def _write(why: load.WhyText, _tokens: Tokens) -> str:
    parts = []
    for title, lines in why.parts:
        said = "".join(f'<p style="margin:4px 0">{escape(line)}</p>' for line in lines)
        parts.append(f'<p style="margin:12px 0 4px 0"><b>{escape(title)}</b></p>{said}')
    return "".join(parts)
