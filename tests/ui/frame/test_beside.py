"""A list with something beside it: below it where the window has no room for both."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.beside import WIDE_LETTERS, Beside


def test_what_has_no_room_beside_a_list_goes_below_it_and_back(qtbot: QtBot) -> None:
    pair = Beside(QLabel("một"), QLabel("hai"), (3, 1))
    qtbot.addWidget(pair)
    pair.show()
    wide = pair.fontMetrics().averageCharWidth() * WIDE_LETTERS
    pair.resize(wide, 400)
    assert pair.orientation() is Qt.Orientation.Horizontal
    assert pair.sizes()[0] > 2 * pair.sizes()[1]
    pair.resize(wide - 1, 400)
    assert pair.orientation() is Qt.Orientation.Vertical
    assert sum(pair.sizes()) < 400
    pair.resize(wide, 400)
    assert pair.orientation() is Qt.Orientation.Horizontal
