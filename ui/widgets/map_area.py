"""The alignment map as a picture to move about in: dragged, zoomed, and walked through by keys.

Only what is in sight is painted, and words only where they can be read, so that a map of thousands
moves at once. Arrow keys go along the lines and along a column; Enter opens.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from okrdesk.domain.alignment import AlignmentMap, MapNode
from ui.theme.tokens import Tokens, tokens_of
from ui.widgets.map_paint import FarPicture, foot_of, ground_of, said_of, wrapped
from ui.widgets.marks import paint_mark

LETTERS, LINES = 30, 2
GAP_X, GAP_Y, PAD = 56.0, 10.0, 10.0
LEAST, MOST, STEP = 0.08, 2.5, 1.2
READABLE = 0.45
"""The smallest scale at which words are written."""
EMPTY = AlignmentMap((), (), {})


class MapArea(QAbstractScrollArea):
    """Shows a map; `opened` and `chosen` carry the thing under the keyboard (a MapNode)."""

    opened = Signal(object)
    chosen = Signal(object)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = EMPTY
        self._columns: dict[int, tuple[list[float], list[MapNode]]] = {}
        self._above: dict[str, list[str]] = defaultdict(list)
        self._below: dict[str, list[str]] = defaultdict(list)
        self._boxes: dict[str, QRectF] = {}
        self._far = FarPicture()
        self._current = ""
        self._scale = 1.0
        self._pressed: QPointF | None = None
        self._was_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)

    @property
    def current(self) -> MapNode | None:
        """The thing that the keyboard is at."""
        return self._map.by_id.get(self._current)

    @property
    def scale(self) -> float:
        """The size on the screen over the natural size."""
        return self._scale

    def show_map(self, found: AlignmentMap) -> None:
        """Show a map, keeping the thing that the keyboard is at where it is still there."""
        self._map = found
        self._above, self._below = defaultdict(list), defaultdict(list)
        for edge in found.edges:
            self._above[edge.below].append(edge.above)
            self._below[edge.above].append(edge.below)
        columns: dict[int, list[tuple[float, MapNode]]] = defaultdict(list)
        for node in found.nodes:
            column, row = found.places[node.id]
            columns[column].append((row, node))
        self._columns = {}
        for column, rows in columns.items():
            rows.sort(key=lambda one: one[0])
            self._columns[column] = ([row for row, _node in rows], [node for _row, node in rows])
        if self._current not in found.places:
            self._current = found.nodes[0].id if found.nodes else ""
        self._measure()
        self._tell()

    def select(self, id: str) -> None:
        """Put the keyboard at a thing and bring it into sight."""
        if id in self._map.places:
            self._current = id
            self._bring_into_sight()
            self._tell()

    def fit(self) -> None:
        """Show the whole map, or as much of it as can be told apart."""
        if self._map.nodes:
            room = self.viewport().size()
            size = self._natural_size()
            self.set_scale(min(room.width() / size[0], room.height() / size[1], 1.0))

    def fit_width(self) -> None:
        """Show the upper left of the map, as wide as can still be read."""
        room, size = self.viewport().width(), self._natural_size()
        self.set_scale(max(min(room / size[0], 1.0), READABLE * 1.4))
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)

    def set_scale(self, scale: float, around: QPointF | None = None) -> None:
        """Show the map at `scale`; the point `around` of the viewport stays where it is."""
        fixed = around or QPointF(self.viewport().rect().center())
        at = self._to_map(fixed)
        self._scale = min(max(scale, LEAST), MOST)
        self._lay_out()
        self.horizontalScrollBar().setValue(round(at.x() * self._scale - fixed.x()))
        self.verticalScrollBar().setValue(round(at.y() * self._scale - fixed.y()))
        self.zoom_changed.emit()

    def box_of(self, id: str) -> QRectF:
        """Return where a thing stands at the natural size."""
        return self._boxes[id]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self.viewport())
        tokens = tokens_of(self.palette())
        painter.fillRect(self.viewport().rect(), QColor(tokens.canvas))
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        painter.scale(self._scale, self._scale)
        if self._scale < READABLE:
            self._far.paint(painter, tokens)
            if self.current is not None:
                self._paint_frame(painter, self.current, tokens)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            sight = QRectF(self._to_map(QPointF(0, 0)), self._to_map(self._corner()))
            self._paint_lines(painter, sight, tokens)
            for node in self._in_sight(sight):
                self._paint_node(painter, node, tokens)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along lines and columns, zoom, open."""
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current is not None:
                self.opened.emit(self.current)
        elif key == Qt.Key.Key_Left:
            self._go(self._above[self._current])
        elif key == Qt.Key.Key_Right:
            self._go(self._below[self._current])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        elif text in ("+", "="):
            self.set_scale(self._scale * STEP)
        elif text == "-":
            self.set_scale(self._scale / STEP)
        elif text == "0":
            self.fit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to choose."""
        self._pressed, self._was_dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map along."""
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self._was_dragged or moved.manhattanLength() >= QApplication.startDragDistance():
            self._was_dragged = True
            for bar, by in (
                (self.horizontalScrollBar(), moved.x()),
                (self.verticalScrollBar(), moved.y()),
            ):
                bar.setValue(bar.value() - round(by))
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        if self._pressed is not None and not self._was_dragged:
            node = self._at(event.position())
            if node is not None:
                self._current = node.id
                self._tell()
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked twice."""
        node = self._at(event.position())
        if node is not None:
            self.opened.emit(node)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom where Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = STEP if event.angleDelta().y() > 0 else 1 / STEP
            self.set_scale(self._scale * step, event.position())
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the bars to the new room."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size and the ground."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _box_size(self) -> tuple[float, float]:
        metrics = QFontMetricsF(self.font())
        high = metrics.lineSpacing() * (LINES + 1) + 18
        return metrics.averageCharWidth() * LETTERS + 24, high

    def _measure(self) -> None:
        """Give each thing its box by the size of the text."""
        wide, high = self._box_size()
        self._boxes = {
            id: QRectF(PAD + column * (wide + GAP_X), PAD + row * (high + GAP_Y), wide, high)
            for id, (column, row) in self._map.places.items()
        }
        self._far = FarPicture.of(self._map, self._boxes)
        self._lay_out()

    def _natural_size(self) -> tuple[float, float]:
        wide, high = self._box_size()
        return (
            2 * PAD + self._map.columns * (wide + GAP_X) - GAP_X,
            2 * PAD + self._map.rows * (high + GAP_Y) - GAP_Y,
        )

    def _lay_out(self) -> None:
        size, room = self._natural_size(), self.viewport().size()
        for bar, whole, part in (
            (self.horizontalScrollBar(), size[0], room.width()),
            (self.verticalScrollBar(), size[1], room.height()),
        ):
            bar.setRange(0, max(0, round(whole * self._scale) - part))
            bar.setPageStep(part)
            bar.setSingleStep(max(1, part // 12))
        self.viewport().update()

    def _corner(self) -> QPointF:
        return QPointF(self.viewport().width(), self.viewport().height())

    def _to_map(self, point: QPointF) -> QPointF:
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return QPointF((point.x() + across) / self._scale, (point.y() + down) / self._scale)

    def _in_sight(self, sight: QRectF) -> Iterator[MapNode]:
        wide, high = self._box_size()
        first = (sight.top() - PAD - high) / (high + GAP_Y)
        last = (sight.bottom() - PAD) / (high + GAP_Y)
        for column, (rows, nodes) in self._columns.items():
            left = PAD + column * (wide + GAP_X)
            if left <= sight.right() and left + wide >= sight.left():
                yield from nodes[bisect_left(rows, first) : bisect_right(rows, last)]

    def _at(self, point: QPointF) -> MapNode | None:
        where = self._to_map(point)
        sight = QRectF(where.x(), where.y(), 1, 1)
        found = (one for one in self._in_sight(sight) if self.box_of(one.id).contains(where))
        return next(found, None)

    def _paint_lines(self, painter: QPainter, sight: QRectF, tokens: Tokens) -> None:
        quiet = QPen(QColor(tokens.edge), 1.2)
        drawn_only = QPen(QColor(tokens.edge), 1.2, Qt.PenStyle.DashLine)
        near = QPen(QColor(tokens.accent), 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for edge in self._map.edges:
            start, end = self.box_of(edge.above), self.box_of(edge.below)
            if not start.united(end).intersects(sight):
                continue
            is_near = self._current in (edge.above, edge.below)
            painter.setPen(near if is_near else quiet if edge.is_counted else drawn_only)
            one = QPointF(start.right(), start.center().y())
            other = QPointF(end.left(), end.center().y())
            path = QPainterPath(one)
            bend = (other.x() - one.x()) / 2
            path.cubicTo(one + QPointF(bend, 0), other - QPointF(bend, 0), other)
            painter.drawPath(path)

    def _paint_node(self, painter: QPainter, node: MapNode, tokens: Tokens) -> None:
        self._paint_frame(painter, node, tokens)
        inner = self.box_of(node.id).adjusted(10, 6, -10, -6)
        metrics = QFontMetricsF(self.font())
        line = metrics.lineSpacing()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(tokens.text))
        for number, text in enumerate(wrapped(node.title, metrics, inner.width())):
            painter.drawText(inner.adjusted(0, number * line, 0, 0), flags, text)
        foot = QRectF(inner.left(), inner.bottom() - line, inner.width(), line)
        if node.health is not None:
            paint_mark(
                painter, QRectF(foot.left(), foot.top() + 2, 12, line - 4), node.health, tokens
            )
            foot.setLeft(foot.left() + 18)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(
            foot,
            flags,
            metrics.elidedText(foot_of(node), Qt.TextElideMode.ElideRight, foot.width()),
        )

    def _paint_frame(self, painter: QPainter, node: MapNode, tokens: Tokens) -> None:
        is_current = node.id == self._current
        edge = tokens.accent if is_current else tokens.warn if node.is_orphan else tokens.line
        painter.setPen(QPen(QColor(edge), 2 if is_current or node.is_orphan else 1))
        painter.setBrush(QColor(tokens.selected if is_current else ground_of(node, tokens)))
        painter.drawRoundedRect(self.box_of(node.id), 5, 5)

    def _go(self, ids: list[str]) -> None:
        if ids:
            here = self._map.places[self._current][1]
            self.select(min(ids, key=lambda id: abs(self._map.places[id][1] - here)))

    def _step(self, by: int) -> None:
        if not self._current:
            return
        column, row = self._map.places[self._current]
        rows, nodes = self._columns[column]
        place = min(max(bisect_left(rows, row) + by, 0), len(nodes) - 1)
        self.select(nodes[place].id)

    def _bring_into_sight(self) -> None:
        box = self.box_of(self._current)
        room = QRectF(self._to_map(QPointF(0, 0)), self._to_map(self._corner()))
        for bar, low, high, start, end in (
            (self.horizontalScrollBar(), box.left(), box.right(), room.left(), room.right()),
            (self.verticalScrollBar(), box.top(), box.bottom(), room.top(), room.bottom()),
        ):
            if low < start:
                bar.setValue(round((low - PAD) * self._scale))
            elif high > end:
                bar.setValue(bar.value() + round((high + PAD - end) * self._scale))

    def _tell(self) -> None:
        self.viewport().update()
        if (node := self.current) is not None:
            self.setAccessibleDescription(said_of(node))
            self.chosen.emit(node)
