"""The base of the pages of Đánh giá: a row of words and buttons, then what the page shows."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.operations import Command, Latest
from ui.widgets.dialog import Dialog
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from ui.screens.evaluation.screen import EvaluationScreen


class Page(QWidget):
    """One tab; `TITLE` (marked with N_) stands on it. It reads anew when it is `stale`."""

    TITLE: ClassVar[str]
    MENU: ClassVar[tuple[str | None, ...]] = ()

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__()
        self.screen_ = screen
        self.desktop = screen.desktop
        self.actions_ = screen.actions_
        self.latest = Latest()
        self.stale = True
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 12, 0, 0)
        self.column.setSpacing(12)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        self.column.addLayout(self.bar)

    @property
    def period_id(self) -> str | None:
        """The period chosen above."""
        return self.screen_.period_id

    def refresh(self) -> None:
        """Ask for what is shown."""

    def focus(self) -> None:
        """Put the cursor where work begins."""

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return False

    def show_item(self, item_id: str) -> None:
        """Show one of the things of this page."""

    def on(
        self,
        action_id: str,
        call: Callable[[], object],
        enabled: Callable[[], object] = lambda: True,
    ) -> None:
        """Make an action do `call` while this page is in view and `enabled` holds."""
        self.screen_.offer(action_id, self, call, enabled)

    def add_button(self, action_id: str, word: str = "", *, primary: bool = False) -> QPushButton:
        """Put the button of an action into the bar, with a shorter word where one is given."""
        made = self.actions_.button(action_id, primary=primary)
        if word:
            made.setAccessibleName(made.text())
            made.setText(word)
        self.bar.addWidget(made)
        return made

    def write(self, call: Callable[[Any], Any], title: str, said: str) -> None:
        """Run a write called `title`, then say `said`."""
        Command(call, title=title).success(lambda _done: self.screen_.tell(said)).run(self)

    def ask(self, dialog: Dialog, said: str) -> None:
        """Open a dialog; once it has saved, say `said`."""
        dialog.saved.connect(lambda _value: self.screen_.tell(said))
        dialog.open()


def add_table(
    page: Page,
    columns: Sequence[Column],
    names: tuple[str, str],
    kind: type[TableView] = TableView,
) -> tuple[TableView, RowModel]:
    """Return a table over rows, and their model; `names` are that for people and of its widths."""
    model = RowModel(columns, page)
    table = kind(*names, page)
    table.set_model(model)

    def show_menu(at: QPoint) -> None:
        if page.MENU:
            page.actions_.menu(*page.MENU).popup(at)

    table.menu_asked.connect(show_menu)
    return table, model


def state_word(text: str) -> str:
    """Return a word as it stands alone."""
    return text[:1].upper() + text[1:]
