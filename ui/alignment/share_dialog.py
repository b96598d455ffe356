"""Which units carry an objective beside its owner, and with what weight."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.operations import Command, Query
from ui.screens.objectives.weights import WeightEdit
from ui.widgets.dialog import Dialog
from ui.widgets.form import FieldRow
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.rows_edit import RowColumn, RowsEdit
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.shares import Share


class ShareDialog(Dialog):
    """One row for each unit; saving says who carries the objective from now on."""

    def __init__(self, objective_id: str, title: str, parent: QWidget) -> None:
        super().__init__(_("Units that carry the objective"), parent, width=84)
        self._objective_id = objective_id
        self._is_edited = False
        help_text = _(
            "The objective stays one, with one history. Its progress counts in each of these units"
            " by the weight given here."
        )
        self.units = RowsEdit(
            [
                RowColumn(_("Unit"), self._unit_edit, 4),
                RowColumn(_("Weight (0–100)"), WeightEdit, 1),
            ],
            _("Add a unit"),
        )
        self.units.edited.connect(self._note)
        self.row = FieldRow(_("Units"), self.units)
        self.body.addWidget(label(title, "muted", wrap=True))
        self.body.addWidget(self.row)
        self.body.addWidget(label(help_text, "small", wrap=True))
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        Query(partial(_load, objective_id)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether rows were changed."""
        return self._is_edited

    def show_problem(self, error: BaseException) -> None:
        """Show a problem at the rows."""
        if isinstance(error, Refused):
            self.row.set_error(explain(error))
        else:
            super().show_problem(error)

    def _unit_edit(self) -> OwnerEdit:
        return OwnerEdit(self)

    def _note(self) -> None:
        self._is_edited = True

    def _fill(self, shares: "tuple[Share, ...]") -> None:
        rows = [(Owner(None, one.unit_id), one.weight) for one in shares]
        self.units.set_value(rows or [(None, None)])
        self.units.editor(0, 0).setFocus()

    def _save(self) -> None:
        self.row.set_error("")
        try:
            wanted = [_checked(owner, weight) for owner, weight in self.units.value() or ()]
        except Refused as error:
            self.show_problem(error)
            return
        call = partial(_share, self._objective_id, wanted)
        Command(call, title=_("Share objective with units")).success(self.finish).run(self)


def _checked(owner: Owner | None, weight: Any) -> tuple[str, Any]:
    if owner is None or owner.unit_id is None:
        raise Refused(Code.NOT_A_UNIT, field="unit")
    return owner.unit_id, weight


def _load(objective_id: str, desk: "Desk") -> "tuple[Share, ...]":
    from okrdesk.services.shares import find_shares

    return find_shares(desk, objective_id)


def _share(objective_id: str, wanted: list[tuple[str, Any]], desk: "Desk") -> Any:
    from okrdesk.services.shares import share_objective

    return share_objective(desk, objective_id, wanted)
