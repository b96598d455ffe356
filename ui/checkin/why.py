"""The answer to "Vì sao?", in a small window beside the mark; Esc or a click closes it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.widgets.text import label

LETTERS = 62


class WhyPopup(QFrame):
    """A heading and the sentences of an explanation."""

    def __init__(self, parent: QWidget, title: str, sentences: Sequence[str]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("part", "card")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(sentences))
        self.sentences = tuple(sentences)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        box.addWidget(label(title, "label", wrap=True))
        for sentence in sentences:
            box.addWidget(label(sentence, wrap=True))
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * LETTERS)

    def show_at(self, at: QPoint) -> None:
        """Open with its corner at `at` (global), moved to where the screen has room."""
        self.resize(self.width(), self.heightForWidth(self.width()))
        room = self.screen().availableGeometry()
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        y = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.setFocus()


def show_why(beside: QWidget, title: str, sentences: Sequence[str]) -> WhyPopup:
    """Open the answer under `beside`."""
    popup = WhyPopup(beside, title, sentences)
    popup.show_at(beside.mapToGlobal(QPoint(0, beside.height() + 4)))
    return popup
