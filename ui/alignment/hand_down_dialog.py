"""Handing an objective down to units and people, with the key results that go along."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.domain.objective import Owner
from okrdesk.errors import OkrError
from okrdesk.i18n import _, ngettext
from okrdesk.sentences import explain
from ui.operations import Command, Query
from ui.screens.objectives.weights import WeightEdit
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, TextEdit, Tick
from ui.widgets.form import FieldRow
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.rows_edit import RowColumn, RowsEdit
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.cascade import HandDown
    from okrdesk.services.desk import Desk


class HandDownDialog(Dialog):
    """Makes an objective for each unit and person chosen, linked to the one above."""

    def __init__(self, objective_id: str, title: str, parent: QWidget) -> None:
        super().__init__(_("Hand the objective down"), parent, width=92)
        self._objective_id = objective_id
        self._ticks: list[tuple[str, Tick]] = []
        self.owners = RowsEdit([RowColumn(_("Unit or person"), self._owner_edit)], _("Add a row"))
        self.owners.set_value([(None,)])
        self.title_edit = TextEdit()
        self.title_edit.set_value(title)
        self.part = ChoiceBox(empty=_("the whole objective"))
        self.weight = WeightEdit()
        self.owner_row = FieldRow(_("Handed to"), self.owners)
        self.title_row = FieldRow(_("Title of their objective"), self.title_edit)
        self.weight_row = FieldRow(_("Weight of each (0–100)"), self.weight)
        self.results = QWidget()
        self._results = QVBoxLayout(self.results)
        self._results.setContentsMargins(0, 0, 0, 0)
        self._results.setSpacing(4)
        for each in (
            self.owner_row,
            self.title_row,
            FieldRow(_("It contributes to"), self.part),
            self.weight_row,
            label(_("Key results that go along, without their check-ins:"), "small"),
            self.results,
        ):
            self.body.addWidget(each)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Hand down"), self._save, icon="send")
        Query(partial(_load, objective_id)).success(self._fill).run(self)
        self.owners.editor(0, 0).setFocus()

    def is_dirty(self) -> bool:
        """Say whether somebody was chosen."""
        try:
            return self.owners.value() is not None
        except OkrError:
            return True

    def show_problem(self, error: BaseException) -> None:
        """Show a problem at the field that it is about."""
        row = {"owners": self.owner_row, "title": self.title_row, "weight": self.weight_row}.get(
            getattr(error, "field", "") or ""
        )
        if isinstance(error, OkrError) and row is not None:
            row.set_error(explain(error))
        else:
            super().show_problem(error)

    def _owner_edit(self) -> OwnerEdit:
        return OwnerEdit(self)

    def _fill(self, key_results: list[Choice]) -> None:
        self.part.set_choices(key_results)
        for one in key_results:
            tick = Tick(one.text)
            self._ticks.append((one.id, tick))
            self._results.addWidget(tick)

    def _save(self) -> None:
        for row in (self.owner_row, self.title_row, self.weight_row):
            row.set_error("")
        try:
            owners = [owner for (owner,) in self.owners.value() or () if owner is not None]
        except OkrError as error:
            self.owner_row.set_error(explain(error))
            return
        try:
            weight = self.weight.value()
        except OkrError as error:
            self.weight_row.set_error(explain(error))
            return
        wanted = _wanted(
            self._objective_id,
            owners,
            [id for id, tick in self._ticks if tick.value()],
            (weight, self.part.value()),
            self.title_edit.value() or "",
        )
        call = partial(_hand_down, wanted)
        Command(call, title=_("Hand objective down")).success(self.finish).run(self)


def told(count: int) -> str:
    """Return what is said when objectives were handed down."""
    text = ngettext("{n} objective was handed down.", "{n} objectives were handed down.", count)
    return text.format(n=count)


def _wanted(
    objective_id: str,
    owners: list[Owner],
    key_result_ids: list[str],
    alignment: tuple[Any, str | None],
    title: str,
) -> "HandDown":
    from okrdesk.domain.objective import LinkKind
    from okrdesk.services.cascade import HandDown
    from okrdesk.services.objectives import Alignment

    weight, part = alignment
    link = Alignment(LinkKind.CONTRIBUTES, weight, part)
    return HandDown(objective_id, tuple(owners), tuple(key_result_ids), link, title)


def _load(objective_id: str, desk: "Desk") -> list[Choice]:
    from okrdesk.services.objective_details import find_objective_detail

    found = find_objective_detail(desk, objective_id)
    return [Choice(row.id, row.title) for row in found.key_results]


def _hand_down(wanted: "HandDown", desk: "Desk") -> Any:
    from okrdesk.services.cascade import hand_down

    return hand_down(desk, wanted)
