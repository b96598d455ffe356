"""The numbers of the dashboard: buttons that say a figure, and the bar of how marks are spread."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from okrdesk.domain.health import Health
from ui.theme.tokens import mix, tokens_of
from ui.widgets.marks import mark_of, paint_mark, word_of

_PAD = 8
_LARGE = 1.45


class Tile(QAbstractButton):
    """A figure above its name; a press opens what is behind it."""

    def __init__(self, name: str, mark: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = mark
        self._figure, self._more = "–", ""
        self.setText(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: str, more: str = "") -> None:
        """Show a figure, and beside it what it is to be compared with."""
        self._figure, self._more = figure, more
        self.setAccessibleName(f"{self.text()}: {figure} {more}".strip())
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Take what the figure and its name need."""
        small, large = QFontMetricsF(self.font()), QFontMetricsF(self._large())
        name = small.horizontalAdvance(self.text()) + (small.height() if self._mark else 0)
        figure = large.horizontalAdvance(self._figure) + small.horizontalAdvance(self._more) + 6
        return QSize(
            round(max(name, figure)) + 2 * _PAD, round(small.height() + large.height()) + 8
        )

    def minimumSizeHint(self) -> QSize:
        """Never cut the figure."""
        return self.sizeHint()

    def keyPressEvent(self, event: object) -> None:
        """Enter presses as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.click()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def enterEvent(self, event: object) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)  # type: ignore[arg-type]
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Show it at rest."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw figure and name, the mark before the name."""
        painter, tokens = QPainter(self), tokens_of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = tokens.selected if self.hasFocus() else tokens.hover if self.underMouse() else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        small, large = QFontMetricsF(self.font()), QFontMetricsF(self._large())
        painter.setPen(QColor(tokens.text))
        painter.setFont(self._large())
        top = 4 + large.ascent()
        painter.drawText(_PAD, round(top), self._figure)
        painter.setFont(self.font())
        painter.setPen(QColor(tokens.muted))
        after = _PAD + large.horizontalAdvance(self._figure) + 6
        painter.drawText(round(after), round(top), self._more)
        line, left = 4 + large.height(), float(_PAD)
        if self._mark:
            size = small.height() * 0.62
            box = QRectF(left, line + (small.height() - size) / 2, size, size)
            paint_mark(painter, box, self._mark, tokens)
            left += size + 5
        painter.drawText(round(left), round(line + small.ascent()), self.text())

    def _large(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _LARGE)
        font.setWeight(QFont.Weight.DemiBold)
        return font


class Tiles(QWidget):
    """Tiles in a row, or in two where one has no room; `opened(id)` when one is pressed."""

    opened = Signal(object)

    def __init__(self, names: Sequence[tuple[object, str, str | None]]) -> None:
        super().__init__()
        self._tiles: dict[object, Tile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._away: set[object] = set()
        self._shape: list[object] = []
        for id, name, mark in names:
            tile = Tile(name, mark, self)
            tile.clicked.connect(lambda _checked=False, id=id: self.opened.emit(id))
            self._tiles[id] = tile
        self._arrange()

    def show_figure(self, id: object, figure: str, more: str = "") -> None:
        """Show the figure of one tile."""
        self._tiles[id].show_figure(figure, more)
        self._arrange()

    def show_tile(self, id: object, shown: bool) -> None:
        """Show or hide one tile."""
        (self._away.discard if shown else self._away.add)(id)
        self._tiles[id].setVisible(shown)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Let the room decide how many stand side by side."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in as many rows as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = [tile for id, tile in self._tiles.items() if id not in self._away]
        across = self._across([tile.sizeHint().width() for tile in shown])
        shape = [across, *shown]
        if shape == self._shape:
            return
        self._shape = shape
        for place, tile in enumerate(shown):
            self._grid.addWidget(tile, place // across, place % across)

    def _across(self, widths: Sequence[int]) -> int:
        """Return how many stand side by side: in as few rows as the widest of each column allow."""
        room = self.width() + self._grid.spacing() if self.isVisible() else 1 << 20
        for rows in range(1, len(widths) + 1):
            across = -(-len(widths) // rows)
            columns = (max(widths[place::across]) for place in range(across))
            if sum(one + self._grid.spacing() for one in columns) <= room:
                return across
        return 1

    def tile(self, id: object) -> Tile:
        """Return one tile."""
        return self._tiles[id]


class Spread(QWidget):
    """How the marks are spread: a bar of their shares, and a tile for each; `opened(mark)`."""

    opened = Signal(object)

    def __init__(self, marks: Sequence[Health]) -> None:
        super().__init__()
        self._bar = _Bar(marks)
        self.tiles = Tiles([(mark, word_of(mark).capitalize(), mark) for mark in marks])
        self.tiles.opened.connect(self.opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addWidget(self.tiles)

    def show_marks(self, marks: Mapping[Health, int]) -> None:
        """Show how many key results have each mark; marks that none has stay away."""
        total = sum(marks.values())
        for mark in self._bar.marks:
            count = marks.get(mark, 0)
            share = f"{round(count * 100 / total)} %" if total else ""
            self.tiles.show_figure(mark, f"{count}", share)
            self.tiles.show_tile(mark, bool(count))
        self._bar.show_counts(marks)


class _Bar(QWidget):
    """One bar of shares; the tiles below say the same in figures."""

    def __init__(self, marks: Sequence[Health]) -> None:
        super().__init__()
        self.marks = tuple(marks)
        self._counts: Mapping[Health, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[Health, int]) -> None:
        """Show other counts."""
        self._counts = dict(counts)
        self.update()

    def sizeHint(self) -> QSize:
        """Take a thin line of text."""
        return QSize(100, round(self.fontMetrics().height() * 0.75))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shares side by side in the order of the tiles."""
        painter, tokens = QPainter(self), tokens_of(self.palette())
        total = sum(self._counts.values())
        if not total:
            painter.fillRect(self.rect(), QColor(tokens.line))
            return
        left = 0.0
        for mark in self.marks:
            wide = self.width() * self._counts.get(mark, 0) / total
            if wide:
                is_told = mark in (Health.NOT_DUE, Health.NOT_STARTED, Health.CLOSED)
                colour = getattr(tokens, mark_of(mark).role)
                strength = 0.3 if is_told else 0.5 if mark is Health.OVERDUE else 0.85
                box = QRectF(left, 0, max(wide - 1, 1), self.height())
                painter.fillRect(box, QColor(mix(colour, tokens.surface, strength)))
            left += wide
