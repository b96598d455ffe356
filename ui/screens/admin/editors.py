"""Editors that only this screen needs: the choice of a unit, and how units and days read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_date
from okrdesk.i18n import _
from ui.widgets.editors import Choice, ChoiceBox

if TYPE_CHECKING:
    from okrdesk.services.units import UnitRow

_INDENT = "\u2003"


class UnitChoice(ChoiceBox):
    """Chooses a unit from the tree; `empty` stands for none."""

    def __init__(self, empty: str | None = None) -> None:
        super().__init__(empty=empty)
        self.setMaxVisibleItems(20)

    def set_units(self, units: "Iterable[UnitRow]", also: Choice | None = None) -> None:
        """Offer `units`, which come in tree order, and `also` one that is not among them."""
        choices = [Choice(unit.id, unit_line(unit)) for unit in units]
        if also is not None and also.id not in {choice.id for choice in choices}:
            choices.append(also)
        self.set_choices(choices)


def unit_line(unit: "UnitRow") -> str:
    """Return a unit's name as deep as it lies, with its last day where it has one."""
    name = _INDENT * unit.depth + unit.name
    if unit.to_on is None:
        return name
    return _("{name} (until {date})").format(name=name, date=format_date(unit.to_on))


def day_text(day: Any) -> str:
    """Return a date as it is written here, "" for none."""
    return "" if day is None else format_date(day)
