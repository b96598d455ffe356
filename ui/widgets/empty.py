"""What a list shows when there is nothing in it: why, and what to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme.icons import pixmap
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import button
from ui.widgets.text import label

LETTERS = 96


class EmptyState(QWidget):
    """An icon, a sentence, a line of help and, where something can be done about it, a button."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        action: str = "",
        call: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._icon = icon
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title = label(title, "section", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text = label(text, "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setMaximumWidth(LETTERS * self.fontMetrics().averageCharWidth())
        if not text:
            self.text.hide()
        box = QVBoxLayout(self)
        box.setSpacing(8)
        box.addStretch(2)
        box.addWidget(self._sign)
        box.addWidget(self.title)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.text, LETTERS)
        middle.addStretch(1)
        box.addLayout(middle)
        if action and call is not None:
            box.addSpacing(4)
            box.addWidget(button(action, call), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self._draw()

    def changeEvent(self, event: object) -> None:
        """Follow the theme."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap(self._icon, tokens_of(self.palette()).idle, 40))
