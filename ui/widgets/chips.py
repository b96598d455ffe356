"""Small rounded words (states, tags) that flow over as many lines as they need."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QSizePolicy, QWidget

from ui.theme.sheet import POINTS
from ui.theme.tokens import tokens_of

_SIDE = 8
_OVER = 3


class Chip(QAbstractButton):
    """A word on a quiet ground of the colour `role`; with `clicked` it is pressed like a button."""

    def __init__(
        self, text: str, role: str = "muted", clicked: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self._role = role
        self.setText(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * POINTS["small"] / POINTS["body"])
        self.setFont(font)
        if clicked is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda _checked=False: clicked())

    def set_word(self, text: str, role: str) -> None:
        """Show another word in another colour."""
        self._role = role
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Take the word and a little room around it."""
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance(self.text()) + 2 * _SIDE
        return QSize(wide, metrics.height() + 2 * _OVER)

    def minimumSizeHint(self) -> QSize:
        """Never show half a word."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, word and focus."""
        tokens = tokens_of(self.palette())
        colour = getattr(tokens, self._role)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.hover if self.underMouse() else tokens.tint(colour)))
        box = self.rect().adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(tokens.muted if self._role == "idle" else colour))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


class FlowLayout(QLayout):
    """Widgets one after the other, on the next line where the room ends."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        """Return one."""
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        """Give one away."""
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that narrow is high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height for a width."""
        return self._flow(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, box: QRect) -> None:
        """Put all in their places."""
        super().setGeometry(box)
        self._flow(box, is_real=True)

    def sizeHint(self) -> QSize:
        """Ask for the room of the widest."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the room that the widest needs."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _flow(self, box: QRect, *, is_real: bool) -> int:
        x, y, high = box.x(), box.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x > box.x() and x + hint.width() > box.right() + 1:
                x, y, high = box.x(), y + high + self._gap, 0
            if is_real:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self._gap
            high = max(high, hint.height())
        return y + high - box.y()
