"""Reading a request to excuse, with its evidence, and confirming or declining it."""

from functools import partial
from html import escape
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.screens.tasks import write
from ui.screens.tasks.cause_files import open_file
from ui.screens.tasks.text import write_cause
from ui.theme.tokens import Tokens
from ui.widgets.buttons import button
from ui.widgets.comment_dialog import CommentDialog
from ui.widgets.reading import Reading

_LINES = 11


class JudgeCauseDialog(CommentDialog):
    """Confirms an objective cause, or declines it with the reason."""

    def __init__(self, cause: Any, parent: QWidget) -> None:
        comment = _("Comment (needed to decline)")
        super().__init__(_("Decide on the objective cause"), parent, comment)
        self._cause = cause
        self.text = Reading(_("What is asked for"))
        self.text.keep_lines(_LINES)
        self.text.linked.connect(partial(open_file, self, [cause]))
        self.text.show_text(self._write)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.row)
        self.decline = button(_("Decline"), self._decline, icon="undo")
        self.decline.setShortcut("Ctrl+Shift+R")
        self.buttons.addWidget(self.decline)
        self.save = self.add_primary(_("Confirm"), self._confirm, icon="check")

    def _write(self, tokens: Tokens) -> str:
        title = f"<p><b>{escape(self._cause.title)}</b> · {escape(self._cause.owner_name)}</p>"
        return title + write_cause(self._cause, tokens)

    def _confirm(self) -> None:
        self._decide(write.confirm_cause, _("Confirm the objective cause"))

    def _decline(self) -> None:
        self._decide(write.decline_cause, _("Decline the objective cause"))

    def _decide(self, act: Any, title: str) -> None:
        self.say(partial(act, self._cause.id, self.words()), title)
