"""The first page: what is done, on which day, to which units, into which."""

from typing import TYPE_CHECKING, Any

from okrdesk.domain.identity import new_id
from okrdesk.domain.organisation import Unit
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.i18n import N_, _
from ui.screens.admin.editors import UnitChoice
from ui.screens.directives.units_edit import UnitsEdit
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.editors import DateEdit, TextEdit, Tick
from ui.widgets.form import Form

if TYPE_CHECKING:
    from ui.reorganising.source import Ground

KINDS = {
    Reorganisation.RENAME: N_("Rename a unit"),
    Reorganisation.MOVE: N_("Move a unit"),
    Reorganisation.MERGE: N_("Merge units"),
    Reorganisation.SPLIT: N_("Split a unit"),
    Reorganisation.DISSOLVE: N_("Dissolve a unit"),
}
_ONE = (Reorganisation.RENAME, Reorganisation.MOVE, Reorganisation.SPLIT, Reorganisation.DISSOLVE)
_FIELDS: dict[str, tuple[Reorganisation, ...]] = {
    "unit": _ONE,
    "units": (Reorganisation.MERGE,),
    "name": (Reorganisation.RENAME,),
    "above": (Reorganisation.MOVE, Reorganisation.MERGE, Reorganisation.SPLIT),
    "into": (Reorganisation.MERGE,),
    "receiver": (Reorganisation.DISSOLVE,),
    "stays": (Reorganisation.SPLIT,),
    "code_1": (Reorganisation.MERGE, Reorganisation.SPLIT),
    "name_1": (Reorganisation.MERGE, Reorganisation.SPLIT),
    "code_2": (Reorganisation.SPLIT,),
    "name_2": (Reorganisation.SPLIT,),
    "code_3": (Reorganisation.SPLIT,),
    "name_3": (Reorganisation.SPLIT,),
}
"""Which fields each kind asks for."""
_SLOTS = ("1", "2", "3")


class WhatForm(Form):
    """Asks for a plan; the fields follow what is to be done."""

    def __init__(self) -> None:
        super().__init__(columns=2)
        self._units: dict[str, Unit] = {}
        self._ids = {slot: new_id() for slot in _SLOTS}
        self.kind = ChoiceBox([Choice(kind, _(KINDS[kind])) for kind in Reorganisation])
        self.add("kind", _("What is done"), self.kind, half=True)
        self.day = self.add("on", _("From the day"), DateEdit(), required=True, half=True)
        self.unit = self.add("unit", _("Unit"), UnitChoice())
        self.units = self.add("units", _("Units that are merged"), UnitsEdit())
        self.add("name", _("New name"), TextEdit(limit=300), required=True)
        self.into = self.add("into", _("Into the unit"), UnitChoice(empty=_("(a new unit)")))
        self.receiver = self.add(
            "receiver", _("What it has goes to"), UnitChoice(empty=_("(the unit above)"))
        )
        self.above = self.add(
            "above", _("Unit above"), UnitChoice(empty=_("(none: the top of the tree)"))
        )
        self.add("stays", "", Tick(_("The unit goes on with what is not given away")))
        for slot in _SLOTS:
            code = _("Code of new unit {number}").format(number=slot)
            self.add(f"code_{slot}", code, TextEdit(limit=40), half=True)
            name = _("Name of new unit {number}").format(number=slot)
            self.add(f"name_{slot}", name, TextEdit(limit=300), half=True)
        self.kind.edited.connect(self.follow)
        self.unit.edited.connect(self._propose_above)
        self.into.edited.connect(self.follow)

    def fill(self, ground: "Ground", unit_id: str | None) -> None:
        """Offer the units of the day, with one chosen."""
        self._units = {
            row.id: Unit(row.id, row.code, row.name, row.parent_id, row.from_on, row.to_on)
            for row in ground.units
        }
        for choice in (self.unit, self.into, self.receiver, self.above):
            choice.set_units(ground.units)
        self.units.set_units(ground.units)
        self.units.set_value([unit_id] if unit_id else [])
        self.day.set_value(ground.today)
        self.unit.set_value(unit_id)
        self._propose_above()
        self.follow()
        self.mark_clean()

    def follow(self) -> None:
        """Show the fields that what is done asks for."""
        kind = self.kind.value()
        for name, kinds in _FIELDS.items():
            is_asked = kind in kinds
            if kind is Reorganisation.MERGE and name in ("above", "code_1", "name_1"):
                is_asked = self.into.value() is None
            self.show_field(name, is_asked)

    def plan(self) -> Plan | None:
        """Return what is asked for; None after showing what is missing."""
        values = self.values()
        if values is None:
            return None
        kind = values["kind"]
        units = tuple(values["units"] or ()) if kind is Reorganisation.MERGE else ()
        return Plan(
            kind,
            values["on"],
            units or tuple(filter(None, (values["unit"],))),
            self._successors(kind, values),
            values["name"] or "",
            values["above"],
        )

    def _successors(self, kind: Reorganisation, values: dict[str, Any]) -> tuple[Unit, ...]:
        if kind in (Reorganisation.RENAME, Reorganisation.MOVE):
            return ()
        receiver = values["into"] or values["receiver"]
        if receiver:
            return (self._units[receiver],)
        if kind is Reorganisation.DISSOLVE:
            return ()
        found = [self._units[values["unit"]]] if values["stays"] else []
        for slot in _SLOTS:
            code, name = values[f"code_{slot}"] or "", values[f"name_{slot}"] or ""
            is_asked = kind is Reorganisation.MERGE and slot == "1"
            if code or name or is_asked:
                found.append(Unit(self._ids[slot], code, name, values["above"]))
        return tuple(found)

    def _propose_above(self) -> None:
        unit = self._units.get(self.unit.value() or "")
        if unit is not None:
            self.above.set_value(unit.parent_id)
