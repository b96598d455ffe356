"""The row of filters above the items: words, and where an item stands."""

from collections.abc import Iterable
from typing import Any

from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.text import fold
from okrdesk.i18n import _
from ui.desktop import Desktop
from ui.screens.directives.load import ItemLine
from ui.screens.directives.wording import state_text
from ui.widgets.filters import Filters, choices

OVERDUE = "overdue"
"""Stands for every item whose deadline is over, with or without something behind it."""
_ORDER = (
    CoverageState.UNCOVERED,
    CoverageState.STILL,
    CoverageState.LATE,
    CoverageState.MOVING,
    CoverageState.DONE,
)


class ItemFilters(Filters):
    """Text and state."""

    MEMORY = "directives.filter"

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop, _("Find in tasks of directives"), 18)
        states: list[tuple[Any, str]] = [(one, state_text(one)) for one in _ORDER]
        states.append((OVERDUE, _("! past the deadline")))
        self.state = choices(_("State"), states, empty=_("Any state"))
        self.lay_out(self.state)
        self.listen(self.state)

    @property
    def is_narrowing(self) -> bool:
        """Whether something is hidden by text or state."""
        return bool(self._searched or self.state.value())

    def kept(self) -> dict[str, Any]:
        """Return nothing: the list begins whole each time."""
        return {}

    def widen(self) -> None:
        """Show every state again."""
        self.state.set_value(None)

    def show_state(self, state: str) -> None:
        """Show only the items of a state."""
        self.state.set_value(state)
        self.choose()

    def chosen(self, lines: Iterable[ItemLine]) -> list[ItemLine]:
        """Return the lines that text and state let through."""
        words = fold(self._searched).split()
        state = self.state.value()
        return [line for line in lines if _is_in(line, state) and _has(line, words)]


def _is_in(line: ItemLine, state: Any) -> bool:
    if state == OVERDUE:
        return line.row.is_overdue
    return state is None or line.row.state == state


def _has(line: ItemLine, words: list[str]) -> bool:
    row = line.row
    told = (row.item.title, row.item.article, row.directive, row.lead, row.item.target)
    folded = " " + fold(" ".join((*told, *row.supports)))
    return all(f" {word}" in folded for word in words)
