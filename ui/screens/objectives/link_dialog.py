"""Aligning an objective to another: found by its words, refused where a loop would close."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.objective import LinkKind
from okrdesk.errors import OkrError
from okrdesk.i18n import N_, _
from okrdesk.sentences import explain
from ui.operations import Command, Latest, Query
from ui.screens.objectives import load
from ui.screens.objectives.weights import WeightEdit
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, SearchField
from ui.widgets.form import FieldRow
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.lists import ObjectiveRow
    from okrdesk.services.objective_details import LinkRow

_COLUMNS = (
    Column("title", N_("Title"), lambda row: row.title, width=0),
    Column("owner", N_("Owner"), lambda row: row.owner, width=20),
    Column("cycle", N_("Cycle"), lambda row: row.cycle, width=18),
)


@dataclass(frozen=True)
class Found:
    """The objectives that match, and how `child` is aligned to some of them already."""

    ids: tuple[str, ...]
    links: "dict[str, LinkRow]"


class LinkDialog(Dialog):
    """Chooses the objective above `child_id` or one of its key results, whether it moves that
    one's numbers, and by what weight; `parent_id` is chosen from the start, to change a link that
    there is.
    """

    def __init__(self, child_id: str, title: str, parent: QWidget, parent_id: str = "") -> None:
        super().__init__(_("Align to an objective"), parent, width=122)
        self._child_id = child_id
        self._wanted = parent_id
        self._latest = Latest()
        self._links: dict[str, LinkRow] = {}
        self._latest_parts = Latest()
        self.search = SearchField(_("Find the objective above"))
        self.table = TableView(_("Objectives"), "objectives.link", self)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * 11)
        self.model = RowModel(_COLUMNS, self, _rows)
        kinds = [
            Choice(LinkKind.CONTRIBUTES, _("contributes: its progress counts above")),
            Choice(LinkKind.SUPPORTS, _("supports: only shown, moves no number")),
        ]
        self.kind = ChoiceBox(kinds)
        self.weight = WeightEdit()
        self.part = ChoiceBox(empty=_("the whole objective"))
        self._lay_out(title)
        self.save = self.add_primary(_("Align"), self._save)
        self.save.setEnabled(False)
        self.search.searched.connect(self._find)
        self.kind.edited.connect(self._fit)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.activated_row.connect(lambda _index: self._save())
        self._find("")
        self.search.setFocus()

    def show_problem(self, error: BaseException) -> None:
        """Show what is wrong with the weight at its field."""
        if isinstance(error, OkrError) and error.field == "weight":
            self._weight_row.set_error(explain(error))
            self.weight.setFocus()
        else:
            super().show_problem(error)

    def _lay_out(self, title: str) -> None:
        help_text = _(
            "The weight counts beside other links to the same objective. Left empty, a link counts"
            " nothing next to links that have a weight."
        )
        self._weight_row = FieldRow(_("Weight (0–100)"), self.weight)
        self._advice = label(help_text, "small", wrap=True)
        fields = QHBoxLayout()
        fields.setSpacing(12)
        fields.addWidget(FieldRow(_("It goes to"), self.part), 4, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(FieldRow(_("Kind of link"), self.kind), 7, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self._weight_row, 2, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(label(title, "muted", wrap=True))
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(fields)
        self.body.addWidget(self._advice)
        self.table.set_model(self.model)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)

    def _find(self, text: str) -> None:
        call = partial(_found, text, self._child_id)
        Query(call).success(self._latest.only(self._fill)).run(self)

    def _fill(self, found: Found) -> None:
        self._links = found.links
        self.model.set_ids(found.ids)
        if self._wanted:
            self.table.select_id(self._wanted)
            self._wanted = ""
            self.weight.setFocus()
        elif self.search.text().strip() and found.ids and self._chosen() not in found.ids:
            self.table.select_id(found.ids[0])
        self._selected()

    def _chosen(self) -> str | None:
        places = self.table.selected_rows()
        return self.model.id_at(places[0]) if len(places) == 1 else None

    def _selected(self) -> None:
        """Offer what is known of a link that there is already."""
        chosen = self._chosen()
        self.save.setEnabled(chosen is not None)
        if known := self._links.get(chosen or ""):
            self.kind.set_value(known.kind)
            self.weight.set_value(known.weight)
        if chosen is not None:
            call = partial(_parts, chosen)
            Query(call).success(self._latest_parts.only(self._fill_parts)).run(self)
        self.save.setText(_("Save") if chosen in self._links else _("Align"))
        self._fit()

    def _fill_parts(self, parts: list[Choice]) -> None:
        """Offer the key results of the objective chosen."""
        self.part.set_choices(parts)
        known = self._links.get(self._chosen() or "")
        self.part.set_value(known.key_result_id if known else None)

    def _fit(self) -> None:
        """Ask for a weight only where the link moves numbers."""
        counts = self.kind.value() == LinkKind.CONTRIBUTES
        self._weight_row.setVisible(counts)
        self._advice.setVisible(counts)

    def _save(self) -> None:
        chosen, kind = self._chosen(), self.kind.value()
        if chosen is None:
            return
        self._weight_row.set_error("")
        try:
            weight = self.weight.value() if kind == LinkKind.CONTRIBUTES else None
        except OkrError as error:
            self._weight_row.set_error(explain(error))
            self.weight.setFocus()
            return
        call = partial(_link, (self._child_id, chosen), kind, weight, self.part.value())
        Command(call, title=_("Link objective")).success(self.finish).run(self)


def _found(text: str, child_id: str, desk: "Desk") -> Found:
    from okrdesk.services.lists import Filter, find_objective_ids
    from okrdesk.services.objective_details import find_objective_detail

    above = [one for one in find_objective_detail(desk, child_id).links if one.is_above]
    ids = [id for id in find_objective_ids(desk, Filter(text=text)) if id != child_id]
    return Found(tuple(ids), {one.objective_id: one for one in above})


def _parts(objective_id: str, desk: "Desk") -> list[Choice]:
    from okrdesk.services.objective_details import find_objective_detail

    return [
        Choice(row.id, row.title) for row in find_objective_detail(desk, objective_id).key_results
    ]


def _rows(desk: "Desk", ids: Any) -> "list[ObjectiveRow]":
    return load.objective_rows(ids, desk)


def _link(
    ends: tuple[str, str],
    kind: LinkKind,
    weight: Decimal | None,
    key_result_id: str | None,
    desk: "Desk",
) -> Any:
    from okrdesk.services.objectives import Alignment, link_objective

    return link_objective(desk, *ends, Alignment(kind, weight, key_result_id))
