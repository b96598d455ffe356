"""Dialogs for words that go with a decision: a return, an approval, a complaint, its answer."""

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

_LINES = 3
_LINES_NEEDED = 5


class CommentDialog(Dialog):
    """The base: a `comment` in its `row`, kept from being thrown away, its errors beside it.

    What is to be read before stands above the row, which the dialog itself puts into its body.
    """

    def __init__(
        self, title: str, parent: QWidget, field: str, *, needed: bool = False, width: int = 76
    ) -> None:
        super().__init__(title, parent, width=width)
        self.comment = NoteEdit(_LINES_NEEDED if needed else _LINES)
        self.row = FieldRow(field, self.comment, required=needed)

    def open(self) -> None:
        """Show the dialog with the cursor in the comment."""
        super().open()
        self.comment.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed words would be lost."""
        return bool(self.comment.value())

    def words(self) -> str:
        """Return the words as typed; "" without any."""
        return self.comment.value() or ""

    def say(self, call: Callable[[Any], Any], title: str) -> None:
        """Take the decision that `call` writes, and close; `saved` carries what it did."""
        self.row.set_error("")
        Command(call, title=title).success(self.finish).run(self)

    def show_problem(self, error: BaseException) -> None:
        """Show what is wrong with the comment at its field."""
        if isinstance(error, OkrError) and error.field == "comment":
            self.row.set_error(explain(error))
            self.comment.setFocus()
        else:
            super().show_problem(error)


@dataclass(frozen=True)
class Asking:
    """What a dialog for a reason says: its title, about whom, above the field, on its button."""

    title: str
    about: str
    field: str
    yes: str
    note: str = ""


class ReasonDialog(CommentDialog):
    """Asks for the words, which are needed, and hands them to `call(words, desk)`."""

    def __init__(self, owner: QWidget, asking: Asking, call: Callable[[str, Any], Any]) -> None:
        super().__init__(asking.title, owner, asking.field, needed=True)
        self._call = call
        self._title = asking.title
        self.body.addWidget(label(asking.about, "section", wrap=True))
        if asking.note:
            self.body.addWidget(label(asking.note, "muted", wrap=True))
        self.body.addWidget(self.row)
        self.body.addStretch(1)
        self.add_primary(asking.yes, self._say)

    def _say(self) -> None:
        words = self.words()
        self.say(lambda desk: self._call(words, desk), self._title)
