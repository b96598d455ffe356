"""The text of a rule pack with its line numbers; lines with a fault are marked in the margin."""

from collections.abc import Collection

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from okrdesk.i18n import _
from ui.theme.tokens import tokens_of

_ROOM = 8


class PackText(QPlainTextEdit):
    """Plain text in a font of equal widths; `edited` comes at each change by the person."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Text of the rule pack"))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.setFont(font)
        self._faulty: frozenset[int] = frozenset()
        self._is_quiet = False
        self._margin = _Margin(self)
        self.blockCountChanged.connect(lambda _count: self._fit())
        self.updateRequest.connect(self._follow)
        self.textChanged.connect(self._tell)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show a text, as unedited; the cursor keeps its line."""
        line = self.textCursor().blockNumber()
        self._is_quiet = True
        self.setPlainText(text)
        self._is_quiet = False
        self.go_to(line + 1)

    def show_faults(self, lines: Collection[int]) -> None:
        """Mark lines (counted from 1) in the margin."""
        self._faulty = frozenset(lines)
        self._margin.update()

    def go_to(self, line: int) -> None:
        """Put the cursor on a line (counted from 1) and show it."""
        block = self.document().findBlockByNumber(max(line - 1, 0))
        if block.isValid():
            cursor = QTextCursor(block)
            self.setTextCursor(cursor)
            self.centerCursor()

    def margin_width(self) -> int:
        """Return the width that the line numbers need."""
        digits = len(str(max(self.blockCount(), 99)))
        return self.fontMetrics().horizontalAdvance("9") * digits + 3 * _ROOM

    def paint_margin(self, box: QRect) -> None:
        """Draw the line numbers in view, those with a fault in its colour."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self._margin)
        painter.fillRect(box, QColor(tokens.canvas))
        painter.setFont(self.font())
        block: QTextBlock = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= box.bottom():
            number = block.blockNumber() + 1
            is_faulty = number in self._faulty
            painter.setPen(QColor(tokens.bad if is_faulty else tokens.muted))
            text = f"■ {number}" if is_faulty else str(number)
            line = QRect(0, round(top), self._margin.width() - _ROOM, self.fontMetrics().height())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, text)
            top += self.blockBoundingRect(block).height()
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the text."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.margin_width()
        self.setViewportMargins(wide, 0, 0, 0)
        inside = self.contentsRect()
        self._margin.setGeometry(inside.left(), inside.top(), wide, inside.height())

    def _follow(self, box: QRect, moved: int) -> None:
        if moved:
            self._margin.scroll(0, moved)
        else:
            self._margin.update(0, box.y(), self._margin.width(), box.height())

    def _tell(self) -> None:
        if not self._is_quiet:
            self.edited.emit()


class _Margin(QWidget):
    """Where the line numbers stand."""

    def __init__(self, text: PackText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        """Return the width of the numbers."""
        return QSize(self._text.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the text draw its numbers."""
        self._text.paint_margin(event.rect())
