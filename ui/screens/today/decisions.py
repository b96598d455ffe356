"""What waits for a word of the person, on Hôm nay: one line each, which opens the list."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from okrdesk.i18n import ngettext
from ui.desktop import Desktop
from ui.reviewing import open_reading
from ui.screens.today.waits import Wait, Waiting
from ui.theme.icons import set_icon
from ui.widgets.buttons import button

_SCREENS = {
    Wait.RETURNED: ("objectives", "objective"),
    Wait.TASKS: ("tasks", "waiting"),
    Wait.CAUSES: ("tasks", "waiting"),
    Wait.ANSWERS: ("objectives", "key_result"),
}
"""The screen on which a line ends, and what is opened there."""
_READ = (Wait.CHECK_INS, Wait.KEY_RESULT_CAUSES)
"""What is read and decided on one after the other."""


class Decisions(QWidget):
    """A line for each kind of what waits; away without any."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._waits: Mapping[Wait, Waiting] = {}
        self.lines = {wait: self._line(wait) for wait in Wait}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in self.lines.values():
            column.addWidget(line)
        self.hide()

    def show_waits(self, waits: Mapping[Wait, Waiting]) -> None:
        """Say how many wait for each."""
        self._waits = waits
        for wait, line in self.lines.items():
            count = waits[wait].count if wait in waits else 0
            line.setText(_text(wait, count).format(n=count))
            line.setVisible(count > 0)
        self.setVisible(bool(waits))

    def _line(self, wait: Wait) -> QPushButton:
        line = button("", partial(self._open, wait), kind="link")
        set_icon(line, "inbox", "accent")
        return line

    def _open(self, wait: Wait) -> None:
        if wait in _READ:
            open_reading(self)
        else:
            self._desktop.go.emit(*_SCREENS[wait], self._waits[wait].first or "first")


def _text(wait: Wait, n: int) -> str:
    """Return the words of a line, with {n} in them."""
    return {
        Wait.RETURNED: ngettext(
            "{n} objective was returned to you", "{n} objectives were returned to you", n
        ),
        Wait.CHECK_INS: ngettext(
            "{n} new check-in waits to be read by you",
            "{n} new check-ins wait to be read by you",
            n,
        ),
        Wait.TASKS: ngettext(
            "{n} task waits to be accepted by you", "{n} tasks wait to be accepted by you", n
        ),
        Wait.CAUSES: ngettext(
            "{n} task waits for your word on an objective cause",
            "{n} tasks wait for your word on objective causes",
            n,
        ),
        Wait.KEY_RESULT_CAUSES: ngettext(
            "{n} objective cause of a key result waits for your word",
            "{n} objective causes of key results wait for your word",
            n,
        ),
        Wait.ANSWERS: ngettext(
            "{n} explanation that you asked for is not given yet",
            "{n} explanations that you asked for are not given yet",
            n,
        ),
    }[wait]
