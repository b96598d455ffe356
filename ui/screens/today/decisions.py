"""What of the tasks of others waits for a word, on Hôm nay: one line each, which opens the list."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.i18n import ngettext
from ui.desktop import Desktop
from ui.theme.icons import set_icon
from ui.widgets.buttons import button


class Decisions(QWidget):
    """Lines for tasks to accept and objective causes to decide on; away where there are none."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self.accept = button("", self._open, kind="link")
        self.judge = button("", self._open, kind="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in (self.accept, self.judge):
            set_icon(line, "inbox", "accent")
            column.addWidget(line)
        self.hide()

    def show_counts(self, to_accept: int, to_judge: int) -> None:
        """Say how many wait for each."""
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
            (self.accept, accept, to_accept),
            (self.judge, judge, to_judge),
        ):
            line.setText(text.format(n=count))
            line.setVisible(count > 0)
        self.setVisible(bool(to_accept or to_judge))

    def _open(self) -> None:
        self._desktop.go.emit("tasks", "waiting", "first")
