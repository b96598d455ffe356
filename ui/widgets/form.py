"""A form: rows of label, editor, help and error; errors appear at their field and the first is
focused.
"""

from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from okrdesk.errors import Code, OkrError, Refused
from okrdesk.sentences import explain
from ui.operations import report
from ui.widgets.editors import Tick
from ui.widgets.text import label

E = TypeVar("E", bound=QWidget)


class FieldRow(QWidget):
    """One editor with its label above, a line of help, and the error below it."""

    def __init__(
        self, text: str, editor: QWidget, *, help_text: str = "", required: bool = False
    ) -> None:
        super().__init__()
        self.text = text
        self.editor = editor
        self.required = required
        self._label = QLabel(f"{text} *" if required else text, self)
        self._label.setBuddy(editor)
        self._label.setProperty("type", "label")
        self._help = label(help_text, "small", wrap=True)
        self._help.setVisible(bool(help_text))
        self._error = label("", "error", wrap=True)
        self._error.hide()
        editor.setAccessibleName(text)
        editor.setAccessibleDescription(help_text)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._label)
        self._label.setVisible(not isinstance(editor, Tick))
        box.addWidget(editor)
        box.addWidget(self._help)
        box.addWidget(self._error)

    def set_text(self, text: str) -> None:
        """Call the field otherwise from now on."""
        self.text = text
        self._label.setText(f"{text} *" if self.required else text)
        self.editor.setAccessibleName(text)

    def set_error(self, sentence: str) -> None:
        """Show `sentence` at the field and mark the field; empty clears both."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.editor.setProperty("invalid", "true" if sentence else "false")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(sentence or self._help.text())

    def has_error(self) -> bool:
        """Say whether an error is shown."""
        return bool(self._error.text())

    def set_help(self, text: str) -> None:
        """Change the line of help; empty hides it."""
        self._help.setText(text)
        self._help.setVisible(bool(text))


class Form(QWidget):
    """Named fields in one or two columns; `edited` is emitted at every change by the person."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, columns: int = 2) -> None:
        super().__init__(parent)
        self._rows: dict[str, FieldRow] = {}
        self._columns = columns
        self._at = (0, 0)
        self._dirty = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def add(  # noqa: PLR0913 (a field is told by keywords)
        self,
        name: str,
        text: str,
        editor: E,
        *,
        help_text: str = "",
        required: bool = False,
        half: bool = False,
    ) -> E:
        """Add a field called `name` (as errors call it) and return its editor; `half` fills one
        column only.
        """
        row = FieldRow(text, editor, help_text=help_text, required=required)
        self._rows[name] = row
        self._place(row, 1 if half else self._columns)
        editor.edited.connect(lambda: self._touched(row))  # type: ignore[attr-defined]
        return editor

    def add_section(self, text: str) -> None:
        """Begin a group of fields under a heading."""
        self._place(label(text, "section"), self._columns)

    def add_widget(self, widget: QWidget) -> None:
        """Put any widget across the form."""
        self._place(widget, self._columns)

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields."""
        return tuple(self._rows)

    def row(self, name: str) -> FieldRow:
        """Return the row of the field `name`."""
        return self._rows[name]

    def show_field(self, name: str, visible: bool) -> None:
        """Show or hide a field; a hidden field is not asked for."""
        self._rows[name].setVisible(visible)

    def values(self) -> dict[str, Any] | None:
        """Return every field's value by name, or None after showing what is missing or wrong."""
        self.clear_errors()
        found: dict[str, Any] = {}
        for name, row in self._rows.items():
            if row.isHidden():
                found[name] = None
                continue
            try:
                found[name] = row.editor.value()  # type: ignore[attr-defined]
                if row.required and found[name] is None:
                    raise Refused(Code.MISSING_FIELD, label=row.text)
            except OkrError as error:
                row.set_error(explain(error))
        return None if self.focus_first_error() else found

    def set_values(self, values: dict[str, Any]) -> None:
        """Show `values` by field name, as unedited."""
        for name, value in values.items():
            self._rows[name].editor.set_value(value)  # type: ignore[attr-defined]
        self.mark_clean()

    def is_dirty(self) -> bool:
        """Say whether the person changed something since the last `mark_clean`."""
        return self._dirty

    def mark_clean(self) -> None:
        """Take what is shown as saved."""
        self._dirty = False

    def show_problem(self, error: BaseException) -> None:
        """Show an error at its field, or hand it on to the dialog or screen."""
        name = getattr(error, "field", None)
        if isinstance(error, OkrError) and name in self._rows:
            self._rows[name].set_error(explain(error))
            self.focus_first_error()
        elif (parent := self.parent()) is not None:
            report(parent, error)

    def clear_errors(self) -> None:
        """Take away every error."""
        for row in self._rows.values():
            if row.has_error():
                row.set_error("")

    def focus_first_error(self) -> bool:
        """Put the cursor into the first field with an error; say whether there is one."""
        for row in self._rows.values():
            if row.has_error():
                row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _touched(self, row: FieldRow) -> None:
        self._dirty = True
        if row.has_error():
            row.set_error("")
        self.edited.emit()

    def _place(self, widget: QWidget, span: int) -> None:
        line, column = self._at
        if column + span > self._columns:
            line, column = line + 1, 0
        self._grid.addWidget(widget, line, column, 1, span, Qt.AlignmentFlag.AlignTop)
        column += span
        self._at = (line + 1, 0) if column >= self._columns else (line, column)
