"""Labels: title, section, muted text, and a label that shortens itself and then carries its
tooltip.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def label(text: str, kind: str = "body", *, wrap: bool = False) -> QLabel:
    """Return a label; `kind` is huge, title, section, label, body, muted, small or error."""
    made = QLabel(text)
    made.setProperty("type", kind)
    made.setWordWrap(wrap)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return made


def rule() -> QFrame:
    """Return a horizontal hairline."""
    line = QFrame()
    line.setProperty("part", "rule")
    return line


def card() -> QFrame:
    """Return an empty framed ground for a group of things that belong together."""
    frame = QFrame()
    frame.setProperty("part", "card")
    return frame


class ColumnCard(QFrame):
    """A framed column of a fixed width in letters, as tall as its wrapped texts need at that
    width.
    """

    def __init__(self, letters: int) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._letters = letters
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the width, and the height for it."""
        width = self._letters * self.fontMetrics().averageCharWidth()
        layout = self.layout()
        if layout is None:
            return QSize(width, 0)
        if layout.hasHeightForWidth():
            return QSize(width, layout.totalHeightForWidth(width))
        return QSize(width, layout.totalSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Take the size anew whenever something inside asks for more or less room."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.FontChange, QEvent.Type.Show):
            self.setFixedSize(self.sizeHint())
        return done


class ElidedLabel(QLabel):
    """One line that ends in "…" where the room is short, with the whole text as its tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show `text`; line ends become spaces."""
        super().setText(" ".join(text.split()))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Allow any width."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tooltip only while something is hidden."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shortened text."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, self._shown()
        )

    def _shown(self) -> str:
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def _fit(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")
