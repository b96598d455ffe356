"""What of the work of others waits for a word, on Hôm nay: one line each, which opens the list."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.i18n import ngettext
from ui.desktop import Desktop
from ui.reviewing import open_reading
from ui.screens.today.source import TodayFacts
from ui.theme.icons import set_icon
from ui.widgets.buttons import button


class Decisions(QWidget):
    """Lines for check-ins to read, tasks to accept and causes to decide on; away without any."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self.accept = button("", self._open, kind="link")
        self.judge = button("", self._open, kind="link")
        self.note = button("", self._read, kind="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in (self.note, self.accept, self.judge):
            set_icon(line, "inbox", "accent")
            column.addWidget(line)
        self.hide()

    def show_counts(self, facts: TodayFacts) -> None:
        """Say how many wait for each."""
        to_accept, to_judge, to_note = facts.to_accept, facts.to_judge, facts.to_note
        note = ngettext(
            "{n} new check-in waits to be read by you",
            "{n} new check-ins wait to be read by you",
            to_note,
        )
        accept = ngettext(
            "{n} task waits to be accepted by you",
            "{n} tasks wait to be accepted by you",
            to_accept,
        )
        judge = ngettext(
            "{n} task waits for your word on an objective cause",
            "{n} tasks wait for your word on objective causes",
            to_judge,
        )
        for line, text, count in (
            (self.note, note, to_note),
            (self.accept, accept, to_accept),
            (self.judge, judge, to_judge),
        ):
            line.setText(text.format(n=count))
            line.setVisible(count > 0)
        self.setVisible(bool(to_accept or to_judge or to_note))

    def _read(self) -> None:
        open_reading(self)

    def _open(self) -> None:
        self._desktop.go.emit("tasks", "waiting", "first")
