"""A list with something beside it, or below it where the window is too narrow for both.

At 150 % a window of 1366 pixels has room for half as many letters in a line as at 100 %: there a
list keeps its columns, and gives up some of its rows.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

WIDE_LETTERS = 105
_BELOW = (3, 2)


class Beside(QSplitter):
    """`first` and `second`, by `shares` of the width or, where it is narrow, of the height."""

    def __init__(self, first: QWidget, second: QWidget, shares: tuple[int, int] = (5, 3)) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._shares = shares
        self.setChildrenCollapsible(False)
        self.addWidget(first)
        self.addWidget(second)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the second beside the first, or below it; what was dragged stays until it changes."""
        super().resizeEvent(event)
        is_wide = self.width() >= self.fontMetrics().averageCharWidth() * WIDE_LETTERS
        way = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if way is not self.orientation():
            self.setOrientation(way)
            self._share()

    def _share(self) -> None:
        is_wide = self.orientation() is Qt.Orientation.Horizontal
        shares = self._shares if is_wide else _BELOW
        room = max(self.width() if is_wide else self.height(), sum(shares))
        for place, share in enumerate(shares):
            self.setStretchFactor(place, share)
        self.setSizes([room * share // sum(shares) for share in shares])
