"""Health marks and progress bars: shape and colour together, so that neither alone carries the
meaning.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from okrdesk.domain.health import Health
from okrdesk.explanation_texts import HEALTH_NAMES
from okrdesk.i18n import _
from ui.theme.tokens import Tokens, tokens_of


@dataclass(frozen=True)
class Mark:
    """How one health looks: shape and token of its colour."""

    shape: str
    role: str


MARKS: dict[str, Mark] = {
    Health.ON_TRACK: Mark("disc", "good"),
    Health.AT_RISK: Mark("triangle", "warn"),
    Health.BEHIND: Mark("square", "bad"),
    Health.OVERDUE: Mark("dotted", "bad"),
    Health.NOT_DUE: Mark("ring", "idle"),
    Health.NOT_STARTED: Mark("ring", "idle"),
    Health.CLOSED: Mark("tick", "idle"),
}
UNKNOWN = Mark("ring", "idle")


def mark_of(health: str | None) -> Mark:
    """Return the mark of a health by its name; a hollow ring for one that is unknown."""
    return MARKS.get(str(health), UNKNOWN)


def word_of(health: str | None) -> str:
    """Return the word of a health in the language in use; empty for an unknown one."""
    return _(HEALTH_NAMES[Health(health)]) if health in MARKS else ""


def paint_mark(painter: QPainter, box: QRectF, health: str | None, tokens: Tokens) -> None:
    """Draw the mark of `health` centred in `box`."""
    mark = mark_of(health)
    colour = QColor(getattr(tokens, mark.role))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = min(box.width(), box.height())
    square = QRectF(0, 0, size, size)
    square.moveCenter(box.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if mark.shape == "disc":
        painter.drawEllipse(square.adjusted(0.5, 0.5, -0.5, -0.5))
    elif mark.shape == "triangle":
        painter.drawPolygon(_triangle(square))
    elif mark.shape == "square":
        inset = size * 0.08
        painter.drawRect(square.adjusted(inset, inset, -inset, -inset))
    elif mark.shape == "tick":
        _paint_tick(painter, square, colour)
    else:
        _paint_ring(painter, square, colour, dotted=mark.shape == "dotted")
    painter.restore()


def _triangle(square: QRectF) -> QPolygonF:
    return QPolygonF(
        [
            QPointF(square.center().x(), square.top() + square.height() * 0.03),
            QPointF(square.right(), square.bottom() - square.height() * 0.06),
            QPointF(square.left(), square.bottom() - square.height() * 0.06),
        ]
    )


def _paint_ring(painter: QPainter, square: QRectF, colour: QColor, *, dotted: bool) -> None:
    width = max(1.6, square.width() * 0.15)
    ring = square.adjusted(width / 2 + 0.3, width / 2 + 0.3, -width / 2 - 0.3, -width / 2 - 0.3)
    pen = QPen(colour, width)
    if dotted:
        around = math.pi * ring.width() / width
        pen.setDashPattern([around / 16, around / 16])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawEllipse(ring)


def _paint_tick(painter: QPainter, square: QRectF, colour: QColor) -> None:
    pen = QPen(colour, max(1.6, square.width() * 0.16))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    w, h = square.width(), square.height()
    points = [(0.1, 0.55), (0.4, 0.85), (0.92, 0.18)]
    painter.drawPolyline(
        QPolygonF([QPointF(square.x() + x * w, square.y() + y * h) for x, y in points])
    )


def paint_progress(painter: QPainter, box: QRectF, cell: "ProgressCell", tokens: Tokens) -> None:
    """Draw a bar for `cell.progress` (0–1) in `box`, with a tick where the progress was
    expected.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    thick = min(6.0, box.height())
    track = QRectF(box.x(), box.center().y() - thick / 2, box.width(), thick)
    painter.setBrush(QColor(tokens.line))
    painter.drawRoundedRect(track, thick / 2, thick / 2)
    share = 0.0 if cell.progress is None else max(0.0, min(1.0, cell.progress))
    if share > 0:
        role = mark_of(cell.health).role if cell.health else "accent"
        painter.setBrush(QColor(getattr(tokens, role)))
        filled = QRectF(track.x(), track.y(), max(thick, track.width() * share), thick)
        painter.drawRoundedRect(filled, thick / 2, thick / 2)
    if cell.expected is not None:
        x = track.x() + track.width() * max(0.0, min(1.0, cell.expected))
        painter.setBrush(QColor(tokens.text))
        painter.drawRect(QRectF(x - 1, track.y() - 3, 2, thick + 6))
    painter.restore()


@dataclass(frozen=True)
class MarkCell:
    """A table cell with a health mark and its word."""

    health: str | None
    with_word: bool = True


@dataclass(frozen=True)
class ProgressCell:
    """A table cell with a progress bar: ratios 0–1; the tick stands where progress was expected.

    `pending` counts what others do not have yet and the figure holds already.
    """

    progress: float | None
    expected: float | None = None
    health: str | None = None
    pending: int = 0

    def text(self) -> str:
        """Return the whole per cent, or a dash where there is no progress yet."""
        return "–" if self.progress is None else f"{round(self.progress * 100)} %"


class HealthMark(QWidget):
    """A mark alone, as tall as the text beside it; its word is its tooltip and accessible name."""

    def __init__(self, health: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_health(health)

    def set_health(self, health: str | None) -> None:
        """Show `health`."""
        self._health = health
        self.setToolTip(word_of(health))
        self.setAccessibleName(word_of(health))
        self.update()

    def sizeHint(self) -> QSize:
        """Take the size of a letter."""
        side = round(self.fontMetrics().ascent() * 0.95)
        return QSize(side + 2, side + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark."""
        painter = QPainter(self)
        paint_mark(
            painter,
            QRectF(self.rect()).adjusted(1, 1, -1, -1),
            self._health,
            tokens_of(self.palette()),
        )


class ProgressLine(QWidget):
    """A progress bar with its expected tick, for detail panes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell = ProgressCell(None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_cell(self, cell: ProgressCell) -> None:
        """Show `cell`."""
        self._cell = cell
        self.setAccessibleName(cell.text())
        self.update()

    def sizeHint(self) -> QSize:
        """Take one line's height."""
        return QSize(120, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        paint_progress(
            painter,
            QRectF(self.rect()).adjusted(1, 0, -1, 0),
            self._cell,
            tokens_of(self.palette()),
        )
