"""A field that finds the item of a directive which work carries out, by any words that cite it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from okrdesk.domain.directive import Served
from okrdesk.i18n import _
from ui.widgets.pick_edit import PickEdit

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk


class ServedEdit(PickEdit[Served, str]):
    """Chooses an item of a directive; `value()` is its id."""

    letters = 90

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner, _("Show all items"))
        self.setPlaceholderText(_("Type part of the number, article or task"))

    def found_by(self, text: str) -> "Callable[[Desk], list[Served]]":
        """Return the question for the items that hold the words of `text`."""
        return partial(_find, text)

    def name_by(self, value: str) -> "Callable[[Desk], str]":
        """Return the question for what cites an item."""
        return partial(_cited, value)

    def line(self, row: Served) -> str:
        """Return what cites the item."""
        return row.cited

    def name(self, row: Served) -> str:
        """Return what cites the item."""
        return row.cited

    def stands_for(self, row: Served) -> str:
        """Return the item's id."""
        return row.id


def _find(text: str, desk: "Desk") -> list[Served]:
    from okrdesk.services.citing import find_citable

    return find_citable(desk, text)


def _cited(item_id: str, desk: "Desk") -> str:
    from okrdesk.services.citing import citation

    return citation(desk, item_id)
