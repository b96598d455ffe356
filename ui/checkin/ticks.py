"""A tick whose text may take several lines, and sections that fold away under their heading."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.theme.icons import set_icon
from ui.widgets.editors import Tick
from ui.widgets.text import label


class WrappedTick(QWidget):
    """A tick box, its wrapped text, and a muted note at the right."""

    edited = Signal()

    def __init__(self, item_id: str, text: str, note: str = "") -> None:
        super().__init__()
        self.item_id = item_id
        self.tick = Tick("")
        self.tick.setAccessibleName(f"{text} ({note})" if note else text)
        self.tick.edited.connect(self.edited)
        words = label(text, wrap=True)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.tick)
        box.addWidget(words, 1)
        if note:
            box.addWidget(label(note, "muted"))

    def is_on(self) -> bool:
        """Say whether it is ticked."""
        return self.tick.value()

    def set_on(self, on: bool) -> None:
        """Tick or clear it as unedited."""
        self.tick.set_value(on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the text be clicked as the box is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.tick.setFocus()
            self.tick.click()


class FoldSection(QWidget):
    """A heading that shows or hides what is under it; Space or a click on the heading does both.

    A subclass may make its content in `_build`, which is called when it is first shown.
    """

    def __init__(self, title: str, *, is_open: bool = False) -> None:
        super().__init__()
        self._title = title
        self.is_built = False
        self._head = QToolButton()
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setProperty("kind", "fold")
        self._head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._head.clicked.connect(lambda _checked=False: self.set_open(not self.is_open()))
        self._note: QLabel = label("", "muted")
        self.content: QWidget = QWidget()
        self.inner = QVBoxLayout(self.content)
        self.inner.setContentsMargins(24, 0, 0, 4)
        self.inner.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._head)
        row.addWidget(self._note)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self.content)
        self._show_title()
        self.set_open(is_open)

    @property
    def head(self) -> QToolButton:
        """The heading, which takes the focus."""
        return self._head

    def set_open(self, on: bool) -> None:
        """Show or hide the content."""
        if on and not self.is_built:
            self.is_built = True
            self._build()
        self.content.setVisible(on)
        set_icon(self._head, "chevron-down" if on else "chevron-right", "muted")

    def is_open(self) -> bool:
        """Say whether the content is shown."""
        return not self.content.isHidden()

    def set_note(self, text: str) -> None:
        """Show a word beside the heading, such as a count."""
        self._note.setText(text)
        self._show_title()

    def _build(self) -> None:
        """Make the content, where it was not made at once."""

    def _show_title(self) -> None:
        self._head.setText(self._title)
        note = self._note.text()
        self._head.setAccessibleName(f"{self._title} ({note})" if note else self._title)
