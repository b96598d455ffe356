"""The dialog of a unit: add one, or correct what is known of it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.organisation import Unit
from okrdesk.i18n import _
from ui.operations import Command, Query
from ui.screens.admin import load
from ui.screens.admin.editors import UnitChoice
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit, TextEdit, WholeEdit
from ui.widgets.form import Form

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk


class UnitDialog(Dialog):
    """Adds a unit (below `parent_id`), or edits `unit_id`; `saved` carries (id, name)."""

    def __init__(
        self, owner: QWidget, unit_id: str | None = None, parent_id: str | None = None
    ) -> None:
        super().__init__(_("Edit unit") if unit_id else _("Add unit"), owner, width=76)
        self._unit_id = unit_id
        self._parent_id = parent_id
        self.form = Form(columns=2)
        self.code = TextEdit(limit=40)
        self.form.add("code", _("Code"), self.code, required=True, half=True)
        self.form.add(
            "ordinal",
            _("Order among its neighbours"),
            WholeEdit(0, 999),
            half=True,
            help_text=_("Equal numbers stand in the order of the alphabet."),
        )
        self.form.add("name", _("Name"), TextEdit(limit=300), required=True)
        self.above = UnitChoice(empty=_("(none: the top of the tree)"))
        self.form.add("parent_id", _("Unit above"), self.above)
        self.form.add("from_on", _("From"), DateEdit(), half=True)
        self.form.add(
            "to_on",
            _("To"),
            DateEdit(),
            half=True,
            help_text=_("Empty while the unit goes on."),
        )
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self.save.setEnabled(False)
        Query(partial(load.unit_facts, unit_id)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _fill(self, facts: load.UnitFacts) -> None:
        self.above.set_units(facts.units)
        unit = facts.unit
        if unit is None:
            self.above.set_value(self._parent_id)
        else:
            names = ("code", "ordinal", "name", "parent_id", "from_on", "to_on")
            self.form.set_values({name: getattr(unit, name) for name in names})
        self.save.setEnabled(True)
        self.code.setFocus()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        title = _("Edit unit") if self._unit_id else _("Add unit")
        done = partial(self._done, values["name"])
        call = partial(_write, self._unit_id, values)
        Command(call, title=title).success(done).run(self.form)

    def _done(self, name: str, done: Any) -> None:
        self.finish((done.value, name))


def _write(unit_id: str | None, values: dict[str, Any], desk: "Desk") -> Any:
    from okrdesk.services.units import add_unit, edit_unit

    unit = Unit(id=unit_id or "", **values)
    return edit_unit(desk, unit) if unit_id else add_unit(desk, unit)
