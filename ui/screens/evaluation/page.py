"""The base of the pages of Đánh giá, and their tables."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint

from ui.operations import Latest
from ui.page import Page
from ui.widgets.dialog import Dialog
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from ui.screens.evaluation.screen import EvaluationScreen


class EvaluationPage(Page):
    """One tab; `TITLE` (marked with N_) stands on it."""

    TITLE: ClassVar[str]
    MENU: ClassVar[tuple[str | None, ...]] = ()
    screen_: "EvaluationScreen"

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__(screen)
        self.latest = Latest()

    @property
    def period_id(self) -> str | None:
        """The period chosen above."""
        return self.screen_.period_id

    def focus(self) -> None:
        """Put the cursor where work begins."""

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

    def ask(self, dialog: Dialog, said: str) -> None:
        """Open a dialog; once it has saved, say `said` with the offer to take it back."""
        dialog.saved.connect(lambda _value: self.screen_.tell_done(said))
        dialog.open()


def add_table(
    page: EvaluationPage,
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
