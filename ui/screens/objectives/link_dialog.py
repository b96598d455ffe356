"""Aligning an objective to another: found by its words, refused where a loop would close."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.objective import LinkKind
from okrdesk.i18n import N_, _
from ui.operations import Command, Latest, Query
from ui.screens.objectives import load
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, SearchField
from ui.widgets.form import FieldRow
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.lists import ObjectiveRow

_COLUMNS = (
    Column("title", N_("Title"), lambda row: row.title, width=0),
    Column("owner", N_("Owner"), lambda row: row.owner, width=20),
    Column("cycle", N_("Cycle"), lambda row: row.cycle, width=14),
)


class LinkDialog(Dialog):
    """Chooses the objective above `child_id`, and whether it moves that one's numbers."""

    def __init__(self, child_id: str, title: str, parent: QWidget) -> None:
        super().__init__(_("Align to an objective"), parent, width=84)
        self._child_id = child_id
        self._latest = Latest()
        self.search = SearchField(_("Find the objective above"))
        self.table = TableView(_("Objectives"), "objectives.link", self)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * 14)
        self.model = RowModel(_COLUMNS, self, _rows)
        kinds = [
            Choice(LinkKind.CONTRIBUTES, _("contributes: its progress counts above")),
            Choice(LinkKind.SUPPORTS, _("supports: only shown, moves no number")),
        ]
        self.kind = ChoiceBox(kinds)
        self.body.addWidget(label(title, "muted", wrap=True))
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(FieldRow(_("Kind of link"), self.kind))
        self.table.set_model(self.model)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.save = self.add_primary(_("Align"), self._save)
        self.save.setEnabled(False)
        self.search.searched.connect(self._find)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.activated_row.connect(lambda _index: self._save())
        self._find("")
        self.search.setFocus()

    def _find(self, text: str) -> None:
        call = partial(_ids, text, self._child_id)
        Query(call).success(self._latest.only(self._fill)).run(self)

    def _fill(self, ids: list[str]) -> None:
        self.model.set_ids(ids)
        self._selected()

    def _selected(self) -> None:
        self.save.setEnabled(len(self.table.selected_rows()) == 1)

    def _save(self) -> None:
        chosen = [self.model.id_at(place) for place in self.table.selected_rows()]
        if len(chosen) == 1 and chosen[0]:
            call = partial(_link, self._child_id, chosen[0], self.kind.value())
            Command(call, title=_("Link objective")).success(self.finish).run(self)


def _ids(text: str, child_id: str, desk: "Desk") -> list[str]:
    from okrdesk.services.lists import Filter, find_objective_ids

    return [id for id in find_objective_ids(desk, Filter(text=text)) if id != child_id]


def _rows(desk: "Desk", ids: Any) -> "list[ObjectiveRow]":
    return load.objective_rows(ids, desk)


def _link(child_id: str, parent_id: str, kind: LinkKind, desk: "Desk") -> Any:
    from okrdesk.services.objectives import link_objective

    return link_objective(desk, child_id, parent_id, kind)
