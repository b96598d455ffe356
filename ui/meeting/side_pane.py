"""Beside the key result: what is decided about it, typed in place, and all that was decided."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.domain.meeting import Conclusion
from okrdesk.domain.objective import Owner
from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.meeting.source import Written
from ui.widgets.buttons import button
from ui.widgets.editors import DateEdit, NoteEdit
from ui.widgets.form import Form
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.text import label

LETTERS = 46


class SidePane(QWidget):
    """Takes a conclusion at a time; `concluded(Conclusion)` follows the button or Ctrl+Enter."""

    concluded = Signal(object)

    def __init__(self, parent: QWidget, today: Callable[[], date]) -> None:
        super().__init__(parent)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self.form = Form(columns=1)
        self.text = self.form.add("text", _("Conclusion"), NoteEdit(4), required=True)
        self.owner = self.form.add("owner", _("Who"), OwnerEdit(self, people_only=True))
        self.due = self.form.add("due_on", _("Until when"), DateEdit(today))
        self.add = button(_("Write the conclusion"), self._conclude, kind="primary")
        self.add.setShortcut("Ctrl+Return")
        self.count = label("", "section")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Conclusions of this meeting"))
        self.list.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self.add)
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        self.show_written(None)

    def start(self, owner_id: str | None) -> None:
        """Begin with an empty conclusion; `owner_id` is proposed to carry it out."""
        self.form.set_values({"text": None, "owner": None, "due_on": None})
        if owner_id:
            self.owner.set_value(Owner(owner_id))

    def is_dirty(self) -> bool:
        """Say whether a typed conclusion is not written yet."""
        return bool(self.text.value())

    def show_written(self, written: Written | None) -> None:
        """List what was concluded so far."""
        rows = written.rows if written else ()
        self.list.clear()
        for row in rows:
            due = row.conclusion.due_on
            foot = " · ".join(filter(None, (row.owner, format_date(due) if due else "")))
            self.list.addItem(f"{row.conclusion.text}\n{foot}" if foot else row.conclusion.text)
        self.count.setText(_("Concluded: {count}").format(count=len(rows)))

    def _conclude(self) -> None:
        try:
            values = self.form.values()
        except Refused as error:
            self.form.show_problem(error)
            return
        if values is None:
            return
        owner: Owner | None = values["owner"]
        self.concluded.emit(
            Conclusion(
                "",
                "",
                values["text"],
                owner.person_id if owner else None,
                values["due_on"],
            )
        )
