"""A heat map that is walked by the arrow keys: each cell has a tint, a mark and a share.

view = ChartView(self, picture=HeatMap())
view.opened.connect(self._open)      # row and column of the cell in the chart's table
"""

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from okrdesk.charts import Chart
from okrdesk.charts.panels import HeatCell, HeatMapChart
from okrdesk.i18n import _
from ui.theme.tokens import Tokens, mix, tokens_of
from ui.widgets.chart_view import ChartPicture
from ui.widgets.marks import mark_of, paint_mark

_NONE = HeatMapChart("", "", "", (), ())
_TINT = 0.26
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-5, 0),
    Qt.Key.Key_PageDown: (5, 0),
    Qt.Key.Key_Home: (0, -10_000),
    Qt.Key.Key_End: (0, 10_000),
}


class HeatMap(ChartPicture):
    """Paints a `HeatMapChart`; `opened` on Enter and on a click."""

    def __init__(self) -> None:
        super().__init__()
        self._chart = _NONE
        self._row = self._column = self._first = 0

    def show_chart(self, chart: Chart) -> bool:
        """Show a heat map; any other chart is not for this picture."""
        if not isinstance(chart, HeatMapChart):
            return False
        had = (len(self._chart.rows), len(self._chart.columns))
        self._chart = chart
        if had != (len(chart.rows), len(chart.columns)):
            self._row, self._column, self._first = 0, max(len(chart.columns) - 1, 0), 0
        self._tell()
        return True

    @property
    def current(self) -> tuple[int, int]:
        """The row and column at the cursor."""
        return self._row, self._column

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by the arrow keys, open by Enter."""
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif step is not None and self._chart.rows:
            self._go(self._row + step[0], self._column + step[1])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on a cell, and open it."""
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self._go(*place)
            if event.button() == Qt.MouseButton.LeftButton:
                self._open()

    def opens_at(self, x: float, y: float) -> bool:
        """Say whether a cell is at a place of the widget."""
        return self._place_at(QPoint(round(x), round(y))) is not None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll units that there is no room for."""
        most = max(len(self._chart.rows) - self._rows_in_view(), 0)
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(self._first + step, 0), most)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self._tell()

    def event(self, event: QEvent) -> bool:
        """Say what is counted in the cell under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            text = self._cell(*place).detail if place else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def text_at(self, x: float, y: float) -> str:
        """Return what is counted at a place of the widget."""
        place = self._place_at(QPoint(round(x), round(y)))
        return self._cell(*place).detail if place else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the names, the heads and the cells that are in view."""
        painter, tokens = QPainter(self), tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.surface))
        if not self._chart.columns:
            return
        self._paint_heads(painter, tokens)
        last = min(self._first + self._rows_in_view(), len(self._chart.rows))
        for row in range(self._first, last):
            name = self._chart.rows[row][0]
            box = QRectF(0, self._top(row), self._left() - 8, self._down())
            shown = self.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideRight, int(box.width())
            )
            painter.setPen(QColor(tokens.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
            for column in range(len(self._chart.columns)):
                self._paint_cell(painter, tokens, row, column)

    # Where things are

    def _left(self) -> float:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name, _ in self._chart.rows), default=0)
        return min(widest + 12, self.width() * 0.3)

    def _head(self) -> float:
        return self.fontMetrics().height() * 1.3

    def _down(self) -> float:
        """Return the height of a row: roomy where there are few."""
        line = self.fontMetrics().height()
        room = self.height() - self._head() - 2
        return min(max(room / max(len(self._chart.rows), 1), line * 1.25), line * 1.9)

    def _rows_in_view(self) -> int:
        return max(int((self.height() - self._head() - 2) / self._down()), 1)

    def _top(self, row: int) -> float:
        return self._head() + (row - self._first) * self._down()

    def _across(self) -> float:
        return (self.width() - self._left() - 2) / max(len(self._chart.columns), 1)

    def _box(self, row: int, column: int) -> QRectF:
        left = self._left() + column * self._across()
        return QRectF(left, self._top(row), self._across(), self._down()).adjusted(0, 0, -1, -1)

    def _place_at(self, at: QPoint) -> tuple[int, int] | None:
        if not self._chart.columns or at.x() < self._left() or at.y() < self._head():
            return None
        row = self._first + int((at.y() - self._head()) / self._down())
        column = int((at.x() - self._left()) / self._across())
        is_there = row < len(self._chart.rows) and column < len(self._chart.columns)
        return (row, column) if is_there else None

    def _cell(self, row: int, column: int) -> HeatCell:
        return self._chart.rows[row][1][column]

    # What is done

    def _go(self, row: int, column: int) -> None:
        self._row = min(max(row, 0), len(self._chart.rows) - 1)
        self._column = min(max(column, 0), len(self._chart.columns) - 1)
        view = self._rows_in_view()
        self._first = min(max(self._first, self._row - view + 1), self._row)
        self._tell()

    def _open(self) -> None:
        if self._chart.rows and self._chart.columns:
            self.opened.emit(self._row, self._column + 1)  # the first one of the table has names

    def _tell(self) -> None:
        """Say the cell at the cursor to whoever listens instead of looking."""
        if self._chart.rows and self._chart.columns:
            self.setAccessibleDescription(self._cell(self._row, self._column).detail)
        self.update()

    # How it looks

    def _paint_heads(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setPen(QColor(tokens.muted))
        rows, view = len(self._chart.rows), self._rows_in_view()
        if rows > view:
            text = _("{first}–{last} of {count}").format(
                first=self._first + 1, last=min(self._first + view, rows), count=rows
            )
            box = QRectF(0, 0, self._left(), self._head())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        metrics, across, last = self.fontMetrics(), self._across(), 0.0
        for column, name in enumerate(self._chart.columns):
            middle = self._left() + across * (column + 0.5)
            room = max(across - 4, metrics.horizontalAdvance("88/88") + 2)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
            width = metrics.horizontalAdvance(shown)
            left = min(middle - width / 2, self.width() - width)
            if left > last:
                box = QRectF(left, 0, width + 1, self._head())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
                last = left + width + 6

    def _paint_cell(self, painter: QPainter, tokens: Tokens, row: int, column: int) -> None:
        cell, box = self._cell(row, column), self._box(row, column)
        if cell.mark is None:
            painter.fillRect(box, QColor(mix(tokens.line, tokens.surface, 0.35)))
        else:
            colour = getattr(tokens, mark_of(cell.mark).role)
            painter.fillRect(box, QColor(mix(colour, tokens.surface, _TINT)))
            self._paint_content(painter, tokens, cell, box)
        if self.hasFocus() and (row, column) == (self._row, self._column):
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_content(
        self, painter: QPainter, tokens: Tokens, cell: HeatCell, box: QRectF
    ) -> None:
        metrics = self.fontMetrics()
        size = metrics.height() * 0.6
        text = "" if cell.share is None else f"{round(cell.share * 100)}"
        width = metrics.horizontalAdvance(text) + size + 4
        if width > box.width():
            width, text = size, ""
        left = box.center().x() - width / 2
        if size < box.width() and size < box.height():
            mark = QRectF(left, box.center().y() - size / 2, size, size)
            paint_mark(painter, mark, cell.mark, tokens)
        if text:
            painter.setPen(QColor(tokens.text))
            rest = QRectF(left + size + 4, box.top(), box.right() - left, box.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, text)
