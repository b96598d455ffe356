"""Parts that the tabs of Đồng bộ share: a line of label and text, text to select and to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui.actions import ActionSet
from ui.widgets.text import label


class ButtonRow(QWidget):
    """Buttons of actions side by side, from the left."""

    def __init__(self, actions: ActionSet, *ids: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        for action_id in ids:
            row.addWidget(actions.button(action_id))
        row.addStretch(1)


class CopyText(QTextBrowser):
    """Text that is read, selected by mouse or keyboard, and copied; as tall as its lines ask."""

    MOST_LINES = 8

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(8)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())

    def show_text(self, text: str) -> None:
        """Show `text` as it is."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self._fit()

    def copy_all(self) -> None:
        """Put the whole text on the clipboard."""
        QGuiApplication.clipboard().setText(self.toPlainText())

    def _fit(self) -> None:
        around = self.height() - self.viewport().height()
        lines = min(
            round(self.document().size().height()),
            self.fontMetrics().lineSpacing() * self.MOST_LINES + 16,
        )
        self.setFixedHeight(lines + max(around, 2) + 1)


class Pane(QScrollArea):
    """A quiet column beside a table that scrolls where it is longer than the window."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(16, 0, 4, 4)
        self.column.setSpacing(8)
        self.setWidget(inner)

    def add(self, widget: QWidget, caption: str = "") -> None:
        """Add a widget, under a small caption where one is given."""
        if caption:
            self.column.addSpacing(4)
            self.column.addWidget(label(caption, "small"))
        self.column.addWidget(widget)
