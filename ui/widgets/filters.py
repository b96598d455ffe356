"""The base of the rows of filters above a list: text to look for, choices, and clearing them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.i18n import _
from ui.desktop import Desktop
from ui.widgets.buttons import button, tool
from ui.widgets.editors import Choice, ChoiceBox, Editor, SearchField


class Filters(QWidget):
    """`changed` comes after each choice; what `kept` returns is there again at the next start.

    A subclass makes its choices, calls `lay_out` with them once, and then `listen`.
    """

    MEMORY: ClassVar[str]
    changed = Signal()
    columns_asked = Signal()

    def __init__(self, desktop: Desktop, search: str, letters: int) -> None:
        super().__init__()
        self._settings = desktop.settings
        self._searched = ""
        self.text = SearchField(search)
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * letters)
        self.clear = button(_("Clear filters"), self.reset, kind="link")
        self.columns = tool(_("Choose columns"), "columns", self.columns_asked.emit)

    @property
    def searched(self) -> str:
        """The text that was last looked for."""
        return self._searched

    @property
    def is_narrowing(self) -> bool:
        """Whether something is hidden by these filters."""
        raise NotImplementedError

    def kept(self) -> dict[str, Any]:
        """Return the choices that are remembered."""
        raise NotImplementedError

    def widen(self) -> None:
        """Take back the choices that hide something."""
        raise NotImplementedError

    def reset(self) -> None:
        """Show everything again."""
        self.forget_text()
        self.widen()
        self.choose()

    def forget_text(self) -> None:
        """Take the text away without saying so."""
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._searched = ""

    def choose(self) -> None:
        """Remember what is chosen, and say that it changed."""
        self._settings.remember(self.MEMORY, self.kept())
        self.show_clear()
        self.changed.emit()

    def show_clear(self) -> None:
        """Offer to clear the filters while something is hidden."""
        self.clear.setVisible(self.is_narrowing)

    def lay_out(self, *choices: QWidget, wide: Sequence[QWidget] = ()) -> None:
        """Put text, choices (`wide` ones with a share of the room) and the rest in a row."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for choice in choices:
            row.addWidget(choice, int(choice in wide))
        row.addWidget(self.clear)
        row.addWidget(self.columns)

    def recall(self) -> dict[str, Any]:
        """Return what was chosen when the program was last used."""
        found = self._settings.recall(self.MEMORY, {})
        return found if isinstance(found, dict) else {}

    def listen(self, *editors: Editor) -> None:
        """Follow the text and the choices from now on."""
        self.text.searched.connect(self._search)
        for editor in editors:
            editor.edited.connect(self.choose)
        self.show_clear()

    def _search(self, text: str) -> None:
        if text != self._searched:
            self._searched = text
            self.show_clear()
            self.changed.emit()


def choices(name: str, options: list[tuple[Any, str]], *, empty: str | None = None) -> ChoiceBox:
    """Return a box to choose one of (id, text), named for those who cannot see it."""
    box = ChoiceBox([Choice(id, text) for id, text in options], empty=empty)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    return box
