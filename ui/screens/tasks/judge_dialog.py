"""Reading a request to excuse, with its evidence, and confirming or declining it."""

from functools import partial
from html import escape
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.errors import OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.operations import Command
from ui.screens.objectives.reading import Reading
from ui.screens.tasks import write
from ui.screens.tasks.cause_files import open_file
from ui.screens.tasks.text import write_cause
from ui.theme.tokens import Tokens
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.editors import NoteEdit
from ui.widgets.form import FieldRow

_LINES = 11


class JudgeCauseDialog(Dialog):
    """Confirms an objective cause, or declines it with the reason."""

    def __init__(self, cause: Any, parent: QWidget) -> None:
        super().__init__(_("Decide on the objective cause"), parent, width=76)
        self._cause = cause
        self.text = Reading(_("What is asked for"))
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.text.linked.connect(partial(open_file, self, [cause]))
        self.text.show_text(self._write)
        self.comment = NoteEdit(3)
        self.row = FieldRow(_("Comment (needed to decline)"), self.comment)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.row)
        self.decline = button(_("Decline"), self._decline, icon="undo")
        self.decline.setShortcut("Ctrl+Shift+R")
        self.buttons.addWidget(self.decline)
        self.save = self.add_primary(_("Confirm"), self._confirm, icon="check")
        self.comment.setFocus()

    def is_dirty(self) -> bool:
        """Say whether a typed comment would be lost."""
        return bool(self.comment.value())

    def show_problem(self, error: BaseException) -> None:
        """Show what is wrong with the comment at its field."""
        if isinstance(error, OkrError) and error.field == "comment":
            self.row.set_error(explain(error))
            self.comment.setFocus()
        else:
            super().show_problem(error)

    def _write(self, tokens: Tokens) -> str:
        title = f"<p><b>{escape(self._cause.title)}</b> · {escape(self._cause.owner_name)}</p>"
        return title + write_cause(self._cause, tokens)

    def _confirm(self) -> None:
        self._say(write.confirm_cause, _("Confirm the objective cause"))

    def _decline(self) -> None:
        self._say(write.decline_cause, _("Decline the objective cause"))

    def _say(self, act: Any, title: str) -> None:
        self.row.set_error("")
        call = partial(act, self._cause.id, self.comment.value() or "")
        Command(call, title=title).success(self.finish).run(self)
