"""Confidence 0–10 as a row of eleven cells: digits choose, arrows move, Backspace takes it away."""

import time

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from okrdesk.i18n import _
from ui.theme.tokens import Tokens, tokens_of

NONE = -1
MOST = 10
TEN_WITHIN_S = 1.0


class ConfidenceEdit(QSlider):
    """A number from 0 to 10, or nothing; `value_or_none()` and `set_value(number)`.

    It is a slider to assistive technology and a row of numbered cells to the eye.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(NONE, MOST)
        self.setPageStep(1)
        self.setValue(NONE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._one_at = 0.0
        self.valueChanged.connect(lambda _value: self._tell())
        self._tell()

    def number(self) -> int | None:
        """Return the confidence, or None where none is given."""
        return None if self.value() == NONE else self.value()

    def set_number(self, number: int | None) -> None:
        """Show `number` as unedited."""
        self.setValue(NONE if number is None else number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits ("1" then "0" is ten), arrows, Home, End and Backspace; leave Enter alone."""
        text, key = event.text(), event.key()
        if len(text) == 1 and text in "0123456789":
            self._digit(int(text))
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._choose(NONE)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._choose(self.value() + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._choose(max(0, self.value() - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else MOST)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer; the chosen one again takes it away."""
        cell = int(event.position().x() // (self.width() / (MOST + 1)))
        cell = min(max(cell, 0), MOST)
        self._choose(NONE if cell == self.value() else cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stay where the pointer pressed."""
        event.accept()

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the page."""
        event.ignore()  # type: ignore[attr-defined]

    def sizeHint(self) -> QSize:
        """Take the height of a field."""
        letter = self.fontMetrics()
        return QSize(letter.averageCharWidth() * 3 * (MOST + 1), round(letter.height() * 1.75))

    def minimumSizeHint(self) -> QSize:
        """Keep room for two digits in each cell."""
        letter = self.fontMetrics()
        return QSize(letter.horizontalAdvance("10") * (MOST + 1) + 44, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        outer = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        wide = outer.width() / (MOST + 1)
        painter.setPen(QPen(QColor(tokens.edge), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(outer, 5, 5)
        for number in range(MOST + 1):
            cell = QRectF(outer.x() + number * wide, outer.y(), wide, outer.height())
            self._paint_cell(painter, tokens, number, cell)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRoundedRect(outer, 5, 5)

    def _paint_cell(self, painter: QPainter, tokens: Tokens, number: int, cell: QRectF) -> None:
        chosen = number == self.value()
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 4, 4)
        painter.setPen(QColor(tokens.on_accent if chosen else tokens.text))
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), str(number))

    def _digit(self, digit: int) -> None:
        now = time.monotonic()
        is_ten = digit == 0 and self.value() == 1 and now - self._one_at < TEN_WITHIN_S
        self._one_at = now if digit == 1 else 0.0
        self._choose(MOST if is_ten else digit)

    def _choose(self, number: int) -> None:
        self.setValue(min(number, MOST))
        self.edited.emit()

    def _tell(self) -> None:
        number = self.number()
        self.setAccessibleDescription(
            _("not given") if number is None else _("{number} of 10").format(number=number)
        )
        self.update()
