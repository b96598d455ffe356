"""A dialog for words that a decision needs: a return, a reopening, a complaint, its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.errors import OkrError
from okrdesk.sentences import explain
from ui.operations import Command
from ui.widgets.dialog import Dialog
from ui.widgets.editors import NoteEdit
from ui.widgets.form import FieldRow
from ui.widgets.text import label


@dataclass(frozen=True)
class Asking:
    """What the dialog says: its title, about whom, above the field, on its button."""

    title: str
    about: str
    field: str
    yes: str
    note: str = ""


class ReasonDialog(Dialog):
    """Asks for the words and hands them to `call(words, desk)`; `saved` carries what it gave."""

    def __init__(self, owner: QWidget, asking: Asking, call: Callable[[str, Any], Any]) -> None:
        super().__init__(asking.title, owner, width=76)
        self._call = call
        self._title = asking.title
        self.body.addWidget(label(asking.about, "section", wrap=True))
        if asking.note:
            self.body.addWidget(label(asking.note, "muted", wrap=True))
        self.words = NoteEdit(5)
        self.row = FieldRow(asking.field, self.words, required=True)
        self.body.addWidget(self.row)
        self.body.addStretch(1)
        self.add_primary(asking.yes, self._say)

    def open(self) -> None:
        """Show the dialog with the cursor in the field."""
        super().open()
        self.words.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed words would be lost."""
        return bool(self.words.value())

    def show_problem(self, error: BaseException) -> None:
        """Show what is wrong with the words at their field."""
        if isinstance(error, OkrError) and error.field == "comment":
            self.row.set_error(explain(error))
            self.words.setFocus()
        else:
            super().show_problem(error)

    def _say(self) -> None:
        self.row.set_error("")
        words = self.words.value() or ""
        Command(lambda desk: self._call(words, desk), title=self._title).success(self._done).run(
            self
        )

    def _done(self, done: Any) -> None:
        self.finish(done.value)
