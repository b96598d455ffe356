"""What the keyboard does in the grid beyond one cell: paste, fill down, repeat, write, drop."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtGui import QGuiApplication

from okrdesk.errors import OkrError
from okrdesk.i18n import _, ngettext
from ui.operations import Command, report
from ui.screens.tasks.drafts import Draft, read_block
from ui.screens.tasks.entries import Usual, save, typed_rows
from ui.screens.tasks.grid_view import GridView

if TYPE_CHECKING:
    from ui.screens.tasks.screen import TasksScreen

_REPEATED = ("title", "owner", "source", "item", "quantity", "coefficient", "note")


class Keyboard(QObject):
    """Carries what is typed into the grid to the services, and what they say back to its cells."""

    def __init__(self, screen: "TasksScreen", grid: GridView) -> None:
        super().__init__(screen)
        self._screen = screen
        self._grid = grid
        self._rows = grid.rows
        self._rows.save_asked.connect(self.write)
        grid.paste_asked.connect(self.paste)
        grid.drop_asked.connect(self.drop_here)
        self.usual = Usual(None, date.min)

    # Many cells at once

    def paste(self) -> None:
        """Put the block on the clipboard into the cells from the cursor on, all or nothing.

        One cell goes into every cell that is selected, as in a spreadsheet.
        """
        try:
            block = read_block(QGuiApplication.clipboard().text())
        except OkrError as error:
            report(self._screen, error)
            return
        start = self._grid.currentIndex()
        if not block or not start.isValid():
            return
        if len(block) == 1 and len(block[0]) == 1:
            self._type_same(block[0][0])
            return
        cells = self._grid.block()
        first = cells[0][0] if cells and cells[0] else start
        columns = self._grid.columns_from(first.column())
        self._rows.type_many(
            [
                (first.row() + at, columns[across], text)
                for at, line in enumerate(block)
                for across, text in enumerate(line[: len(columns)])
            ]
        )
        self._show_first_error()

    def fill_down(self) -> None:
        """Give the selected cells what stands in the topmost; a single row takes the one above."""
        cells = self._grid.block()
        if not cells or not cells[0]:
            return
        above = cells[0]
        below = cells[1:]
        if not below:
            above = [self._rows.index(cell.row() - 1, cell.column()) for cell in cells[0]]
            below = cells
        if not above[0].isValid():
            return
        self._rows.type_many(
            [
                (cell.row(), cell.column(), self._said(source))
                for line in below
                for cell, source in zip(line, above, strict=True)
                if self._rows.may_type(cell)
            ]
        )
        self._show_first_error()

    def repeat(self) -> None:
        """Begin a new row with what the row at the cursor says, or the last one above it.

        Days and what was delivered stay out: the cursor waits at the day it is due.
        """
        place = self._grid.currentIndex().row()
        while place >= 0 and self._is_empty(place):
            place -= 1
        if place < 0 or not self._rows.may_add:
            return
        last = self._rows.rowCount() - 1
        columns = {column.id: at for at, column in enumerate(self._rows.cells)}
        for name in _REPEATED:
            text = self._said(self._rows.index(place, columns[name]))
            if text:
                self._rows.setData(self._rows.index(last, columns[name]), text)
        self._grid.setFocus()
        self._grid.stand(last, columns["due"])

    # Writing and dropping

    def write(self, drafts: Sequence[Draft]) -> None:
        """Write rows in one act; an error goes back to its cell."""
        rows = {draft.id: self._rows.read(draft.id) for draft in drafts}
        try:
            typed = typed_rows(drafts, rows, self.usual)
        except OkrError as error:
            self._rows.refused(drafts, error)
            return
        title = _("Write tasks") if len(drafts) > 1 else _("Write the task")
        command: Command[Any] = Command(partial(save, typed), title=title)
        command.success(partial(self._saved, drafts)).failure(partial(self._refused, drafts))
        command.run(self._screen)

    def write_batch(self) -> None:
        """Write the rows that came at once, now that they are right."""
        self._rows.save_batch()

    def drop_batch(self) -> None:
        """Throw away the rows that came at once."""
        self._rows.drop(self._rows.batch())

    def drop_here(self) -> None:
        """Throw away what is typed in the row at the cursor and not written."""
        draft = self._rows.draft(self._grid.currentIndex().row())
        if draft is not None and not draft.is_sent:
            self._rows.drop([draft])

    def _saved(self, drafts: Sequence[Draft], done: Any) -> None:
        self._rows.saved(drafts, done.value)
        if len(drafts) > 1:
            text = ngettext("{n} row was written.", "{n} rows were written.", len(drafts))
            self._screen.tell_done(text.format(n=len(drafts)))

    def _refused(self, drafts: Sequence[Draft], error: BaseException) -> None:
        self._rows.refused(drafts, error if isinstance(error, OkrError) else None)
        if not isinstance(error, OkrError):
            report(self._screen, error)

    def _type_same(self, text: str) -> None:
        cells = [cell for line in self._grid.block() for cell in line if self._rows.may_type(cell)]
        if len(cells) == 1:
            self._rows.setData(cells[0], text)
        else:
            self._rows.type_many([(cell.row(), cell.column(), text) for cell in cells])

    def _said(self, index: QModelIndex) -> str:
        """Return what a cell says, in a form that reads back to the same: a choice by its id."""
        column = self._rows.cells[index.column()]
        draft = self._rows.draft(index.row())
        row = self._rows.row(index.row())
        if column.offers and draft is not None and draft.values.get(column.field):
            return str(draft.values.get("key_result_id") or draft.values[column.field])
        if column.offers and row is not None and (draft is None or column.id not in draft.texts):
            key_result = row.key_result_id if column.field == "source" else None
            return str(key_result or getattr(row, column.field) or "")
        return str(index.data() or "")

    def _is_empty(self, place: int) -> bool:
        draft = self._rows.draft(place)
        return self._rows.row(place) is None and (draft is None or draft.is_empty)

    def _show_first_error(self) -> None:
        for draft in self._rows.batch():
            place = self._rows.place_of(draft.id)
            wrong = [at for at, one in enumerate(self._rows.cells) if draft.fault(one.id)]
            if place is not None and wrong:
                self._grid.stand(place, wrong[0])
                return
