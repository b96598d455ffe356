"""Somebody at the screen Đánh giá: types, decides, waits for what follows."""

from collections.abc import Callable
from typing import Any

from tests.ui.keyboard import ALT, CTRL, PLAIN, SHIFT, Key, Keyboard, T
from ui.screens.evaluation.inbox_page import InboxPage
from ui.screens.evaluation.own_page import OwnPage
from ui.screens.evaluation.periods_page import PeriodsPage
from ui.screens.evaluation.screen import EvaluationScreen
from ui.screens.evaluation.unit_page import UnitPage

__all__ = ["ALT", "CTRL", "PLAIN", "SHIFT", "Hands", "Key"]


class Hands(Keyboard[EvaluationScreen]):
    """Works its pages."""

    @property
    def own(self) -> OwnPage:
        page = self.screen.pages["own"]
        assert isinstance(page, OwnPage)
        return page

    @property
    def inbox(self) -> InboxPage:
        page = self.screen.pages["inbox"]
        assert isinstance(page, InboxPage)
        return page

    @property
    def unit(self) -> UnitPage:
        page = self.screen.pages["unit"]
        assert isinstance(page, UnitPage)
        return page

    @property
    def periods(self) -> PeriodsPage:
        page = self.screen.pages["periods"]
        assert isinstance(page, PeriodsPage)
        return page

    def tell(self, call: Callable[[Any], T]) -> T:
        """Change something beside the screen, and read the screen anew."""
        found = self.desk(call)
        self.screen.refresh()
        self.settle()
        return found

    def go(self, page: str) -> None:
        """Bring a page into view and put the cursor where work begins."""
        self.screen.open_item(page, "")
        self.settle()
        self.screen.focus_start()

    def names(self) -> list[str]:
        """Return who waits in the inbox, in order."""
        rows = [self.inbox.model.row(at) for at in range(self.inbox.model.rowCount())]
        return [row.name for row in rows if row is not None]
