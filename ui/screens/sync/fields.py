"""Parts that the tabs of Đồng bộ share: a line of label and text, text to select and to copy."""

from PySide6.QtCore import QEvent, QObject, Qt
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
    """Text that is read, selected by mouse or keyboard, and copied; up to `lines` tall."""

    def __init__(self, name: str, lines: int = 8) -> None:
        super().__init__()
        self._lines = lines
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
            self.fontMetrics().lineSpacing() * self._lines + 16,
        )
        self.setFixedHeight(lines + max(around, 2) + 1)


class Pane(QWidget):
    """A quiet column beside a table: what is read scrolls where it is long, what is done stays.

    `foot` stands below what is read and is always in sight.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 4, 4)
        self.column.setSpacing(8)
        self._scroller = QScrollArea()
        self._scroller.setAccessibleName(name)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setWidgetResizable(True)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroller.setWidget(self._inner)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(4)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._scroller, 1)
        box.addLayout(self.foot)
        box.addStretch()
        for one in (self._inner, self._scroller.viewport()):
            one.installEventFilter(self)

    def add(self, widget: QWidget, caption: str = "") -> None:
        """Add a widget, under a small caption where one is given."""
        if caption:
            self.column.addSpacing(4)
            self.column.addWidget(label(caption, "small"))
        self.column.addWidget(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what is read no taller than it asks, so that the foot follows it."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            wide = self._scroller.viewport().width()
            tall = self.column.totalHeightForWidth(wide)  # -1 while no line of it depends on width
            self._scroller.setMaximumHeight(tall if tall >= 0 else self.column.sizeHint().height())
        return super().eventFilter(watched, event)
