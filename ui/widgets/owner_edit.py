"""A field that finds people and units as their name is typed."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from okrdesk.domain.objective import Owner
from okrdesk.i18n import _
from ui.widgets.pick_edit import PickEdit

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.people import OwnerRow


class OwnerEdit(PickEdit["OwnerRow", Owner]):
    """Chooses one person or unit; `value()` is an `Owner`."""

    def __init__(self, owner: QObject, *, people_only: bool = False) -> None:
        super().__init__(owner, _("Show everybody"))
        self._people_only = people_only
        self.setPlaceholderText(_("Type part of a name or code"))

    def choose(self, value: Owner | None) -> None:
        """Show `value` as unedited; an owner that names nobody is none."""
        names = value is not None and (value.person_id or value.unit_id)
        super().choose(value if names else None)

    def found_by(self, text: str) -> "Callable[[Desk], list[OwnerRow]]":
        """Return the question for who fits `text`."""
        return partial(_find, text, self._people_only)

    def name_by(self, value: Owner) -> "Callable[[Desk], str]":
        """Return the question for an owner's name."""
        return partial(_name_of, value)

    def line(self, row: "OwnerRow") -> str:
        """Return the name with what tells namesakes apart."""
        return f"{row.name} — {row.detail}" if row.detail else row.name

    def name(self, row: "OwnerRow") -> str:
        """Return the name."""
        return row.name

    def stands_for(self, row: "OwnerRow") -> Owner:
        """Return the owner."""
        return Owner(row.id, None) if row.entity == "person" else Owner(None, row.id)


def _find(text: str, people_only: bool, desk: "Desk") -> "list[OwnerRow]":
    from okrdesk.services.people import find_owners

    rows = find_owners(desk, text, limit=200)
    return [row for row in rows if row.entity == "person" or not people_only][:60]


def _name_of(owner: Owner, desk: "Desk") -> str:
    from okrdesk.services.people import find_person
    from okrdesk.services.units import find_unit

    if owner.person_id:
        return find_person(desk, owner.person_id).name
    return find_unit(desk, owner.unit_id or "").name
