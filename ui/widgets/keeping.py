"""Filling a table anew while a person looks at it: selection and scroll stay."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel

from ui.widgets.rows import RowModel
from ui.widgets.views import TableView


def refill(table: TableView, rows: Sequence[Any], wanted: str = "") -> None:
    """Show `rows` in the RowModel of `table`; equal rows change nothing.

    The selected rows stay selected, the row `wanted` is selected instead where it is given and
    there; where the current row is gone, what now stands in its place is current.
    """
    model = table.model()
    if not isinstance(model, RowModel):
        raise TypeError("only tables over a RowModel are filled here")
    if not model.shows(rows):
        _replace(table, model, rows)
    if wanted and table.select_id(wanted):
        return
    if not table.currentIndex().isValid() and rows:
        table.select_id(rows[0].id)


def _replace(table: TableView, model: RowModel, rows: Sequence[Any]) -> None:
    place, scroll = table.currentIndex().row(), table.verticalScrollBar().value()
    current = model.id_at(place)
    selected = [model.id_at(at) for at in table.selected_rows()]
    model.set_rows(rows)
    at = model.place_of(current) if current else None
    if at is None and place >= 0:
        at = min(place, len(rows) - 1)
    if at is not None and at >= 0:
        select = QItemSelectionModel.SelectionFlag
        flags = select.ClearAndSelect | select.Rows
        table.selectionModel().setCurrentIndex(model.index(at, 0), flags)
        for one in selected:
            if one is not None and (kept := model.place_of(one)) is not None:
                table.selectionModel().select(model.index(kept, 0), select.Select | select.Rows)
    table.verticalScrollBar().setValue(scroll)
