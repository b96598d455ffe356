"""The words of a sheet under its table: strengths, weaknesses, and the comment of who judges."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.evaluation.steps import Level
from okrdesk.errors import OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.screens.evaluation.typed import Shown, Typed
from ui.widgets.editors import NoteEdit
from ui.widgets.form import FieldRow
from ui.widgets.text import ElidedLabel

_LINES = 2


class Texts(QWidget):
    """The officer types strengths and weaknesses; who judges reads them in a line, and comments."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields = {name: NoteEdit(_LINES) for name in ("strengths", "weaknesses", "comment")}
        words = (_("Strengths"), _("Weaknesses, shortcomings"), _("Comment"))
        self.rows = {
            name: FieldRow(word, field)
            for (name, field), word in zip(self.fields.items(), words, strict=True)
        }
        self.own = ElidedLabel()
        self.own.setProperty("type", "muted")
        line = QHBoxLayout()
        line.setSpacing(12)
        for name, row in self.rows.items():
            line.addWidget(row, 1)
            self.fields[name].edited.connect(self.edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.own)
        column.addLayout(line)

    def show_texts(self, shown: Shown, typed: Typed) -> None:
        """Show the officer's words, and the comment of who judges."""
        own = typed if shown.level is Level.SELF else shown.typed.get(Level.SELF, Typed())
        is_judged = shown.level in (Level.HEAD, Level.AUTHORITY)
        said = typed.comment if is_judged else last_comment(shown)
        values = {"strengths": own.strengths, "weaknesses": own.weaknesses, "comment": said}
        for name, field in self.fields.items():
            field.set_value(values[name])
            is_mine = is_judged if name == "comment" else shown.level is Level.SELF
            field.setReadOnly(not is_mine)
            self.rows[name].set_error("")
        self.rows["comment"].setVisible(is_judged or bool(said))
        self.own.setVisible(is_judged)
        self.own.setText(own_words(own))
        for name in ("strengths", "weaknesses"):
            self.rows[name].setVisible(not is_judged)

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.fields[name].value() or ""

    def show_problem(self, error: BaseException) -> bool:
        """Show an error at its field; False where it has none here."""
        name = getattr(error, "field", None)
        if not isinstance(error, OkrError) or name not in self.rows:
            return False
        self.rows[name].set_error(explain(error))
        self.fields[name].setFocus()
        return True


def own_words(typed: Typed) -> str:
    """Return the officer's words in one line."""
    parts = []
    if typed.strengths:
        parts.append(_("Strengths: {text}").format(text=typed.strengths))
    if typed.weaknesses:
        parts.append(_("Weaknesses: {text}").format(text=typed.weaknesses))
    return " · ".join(parts) or _("The officer wrote nothing about strengths and weaknesses.")


def last_comment(shown: Shown) -> str:
    """Return the comment of the authority, or else of the head."""
    said = [shown.typed[one].comment for one in (Level.AUTHORITY, Level.HEAD) if one in shown.typed]
    return next(filter(None, said), "")
