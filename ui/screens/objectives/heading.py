"""The heading of the detail pane: what it is, its title, its mark, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from okrdesk.domain.health import Health
from okrdesk.i18n import _
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import button, tool
from ui.widgets.marks import HealthMark, mark_of, word_of
from ui.widgets.text import ElidedLabel, label


class Heading(QWidget):
    """Title with mark and “Why?”; `why_asked` and `above_asked` follow what was pressed."""

    why_asked = Signal()
    above_asked = Signal()

    def __init__(self, tools: Sequence[QWidget], main: QWidget | None = None) -> None:
        super().__init__()
        self._health: Health | None = None
        self.kind = ElidedLabel("")
        self.kind.setProperty("type", "small")
        self.above = tool(_("Open the objective"), "chevron-up", self.above_asked.emit)
        self.title = label("", "section", wrap=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.mark = HealthMark()
        self.word = label("")
        self.why = button(_("Why?"), self.why_asked.emit, kind="link")
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.kind, 1)
        for widget in (self.above, *tools):
            first.addWidget(widget)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.mark)
        second.addWidget(self.word)
        second.addWidget(self.why)
        second.addStretch(1)
        if main is not None:
            second.addWidget(main)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(first)
        box.addWidget(self.title)
        box.addLayout(second)

    def show_heading(self, kind: str, title: str, health: Health | None, *, above: bool) -> None:
        """Show what is selected; `above` offers the way to what it stands under."""
        self._health = health
        self.kind.setText(kind)
        self.title.setText(title)
        self.above.setVisible(above)
        self.mark.set_health(health)
        self.word.setText(word_of(health))
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "word"):
            self._colour()

    def _colour(self) -> None:
        colour = QColor(getattr(tokens_of(self.palette()), mark_of(self._health).role))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.word.setPalette(palette)
