"""The rows of the grid: as they were read, typed over, and new ones at the end.

What is typed lies over what was read until it is written and read again. A row that exists is
written as soon as a cell is left; a new one when its row is left. Cells that come many at once
(pasted, filled down) are written in one act, and none of them while one is wrong.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from okrdesk.errors import Code, OkrError, Refused
from okrdesk.sentences import explain
from ui.screens.tasks.cells import Book, GridColumn
from ui.screens.tasks.drafts import NEW, Draft, is_new
from ui.widgets.rows import NOWHERE, Index, RowModel, header_data

ERROR_ROLE = Qt.ItemDataRole.UserRole + 5
TONE_ROLE = Qt.ItemDataRole.UserRole + 6
Typed = tuple[int, int, str]
"""Row, column and text of a cell."""


class GridModel(RowModel):
    """Rows that can be typed into; `columns[0]` holds the title, without which no row is written.

    `may_change(row, field)` says which cells of a row that was read take typed text.

    `save_asked(drafts)` asks for these to be written in one act; then `saved` or `refused` is
    called. `typed` follows every change of what is not written.
    """

    save_asked = Signal(object)
    typed = Signal()

    def __init__(
        self,
        columns: Sequence[GridColumn],
        owner: QObject,
        may_change: Callable[[Any, str], bool],
    ) -> None:
        super().__init__(columns, owner)
        self.cells = tuple(columns)
        self._may_change = may_change
        self.book = Book(date.min)
        self.may_add = True
        self._drafts: dict[str, Draft] = {}
        self._batch: set[str] = set()
        self._fresh: list[str] = []
        self._numbers = count(1)

    # What is shown

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, then those just entered, then what is not written, then an empty row.

        The rows stay where they are, with cursor and open editor, where only their content changed.
        """
        there = {row.id: row for row in rows}
        # A row may have been written after these were read.
        self._fresh = [one for one in self._fresh if one in there or one in self._drafts]
        fresh = set(self._fresh)
        shown = [one for one in there if one not in fresh] + self._fresh
        shown += [one for one in self._drafts if is_new(one) and not self._drafts[one].is_empty]
        if self.may_add:
            shown.append(self._blank())
        known = set(shown)
        self._drafts = {
            id: draft
            for id, draft in self._drafts.items()
            if id in known and not (draft.is_written and id in there)
        }
        self._batch &= set(self._drafts)
        if shown == self._ids:
            self._rows = there
            self._show_all()
            return
        self.beginResetModel()
        self._rows, self._ids = there, shown
        self._place = {one: place for place, one in enumerate(shown)}
        self.endResetModel()

    def forget(self, ids: Iterable[str]) -> None:
        """Let go of rows that were written and then taken away, before they were ever read."""
        for id in ids:
            self._drafts.pop(id, None)

    def let_go_of_order(self) -> None:
        """Let rows that were just entered stand in the order asked from now on."""
        self._fresh.clear()

    @property
    def last_column(self) -> int:
        """The place of the last column."""
        return len(self.columns) - 1

    def read(self, row_id: str) -> Any | None:
        """Return a row as it was read, None where it is not written yet."""
        return self._rows.get(row_id)

    def draft(self, place: int) -> Draft | None:
        """Return what is typed into a row and not written."""
        found = self._drafts.get(self.id_at(place) or "")
        return None if found is None or found.is_written else found

    def drafts(self) -> list[Draft]:
        """Return every row with something typed that is not written, in the order shown."""
        order = sorted(self._drafts.values(), key=lambda one: self._place.get(one.id, 0))
        return [one for one in order if not one.is_empty and not one.is_written]

    def batch(self) -> list[Draft]:
        """Return the rows that came at once and wait for the last of them to be right."""
        return [one for one in self.drafts() if one.id in self._batch]

    def is_new_at(self, place: int) -> bool:
        """Say whether the row at `place` is not written yet."""
        return is_new(self.id_at(place) or "")

    def error_at(self, index: Index) -> str:
        """Return what is wrong with a cell, "" for nothing."""
        draft = self.draft(index.row())
        return draft.fault(self.cells[index.column()].id) if draft else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell: what is typed, or else what was read; an error is its tooltip."""
        column = self.cells[index.column()]
        draft = self._drafts.get(self._ids[index.row()])
        if role == ERROR_ROLE:
            return self.error_at(index)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole) and (
            error := self.error_at(index)
        ):
            return error
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)
        if draft is not None and column.id in draft.texts and role in (*texts, _READ_OUT):
            return draft.texts[column.id]
        if role == TONE_ROLE:
            return self._tone(column, index.row())
        if self.row(index.row()) is None:
            return "" if role in (*texts, _READ_OUT) else self._plain(column, role)
        if role == Qt.ItemDataRole.EditRole:
            role = Qt.ItemDataRole.DisplayRole
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header; only what is drawn keeps its line ends."""
        text = super().headerData(section, orientation, role)
        if isinstance(text, str) and role != Qt.ItemDataRole.DisplayRole:
            return text.replace("-\n", "").replace("\n", " ")
        return text

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells be typed into where they hold no fact and the row may be changed."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if self.may_type(index) else plain

    def may_type(self, index: Index) -> bool:
        """Say whether a cell takes typed text."""
        if not index.isValid() or not self.cells[index.column()].is_typed:
            return False
        id = self._ids[index.row()]
        if is_new(id):
            draft = self._drafts.get(id)
            return draft is None or not draft.is_sent
        row = self._rows.get(id)
        return row is not None and self._may_change(row, self.cells[index.column()].field)

    # What is typed

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into one cell; a row that exists is written at once."""
        text = str(value)
        if role != Qt.ItemDataRole.EditRole or not self.may_type(index):
            return False
        if text == (self.data(index, Qt.ItemDataRole.EditRole) or "") and not self.error_at(index):
            return False
        draft = self._type(index.row(), index.column(), text)
        if not is_new(draft.id) and draft.id not in self._batch:
            self._ask_to_save([draft])
        self.typed.emit()
        return True

    def type_many(self, cells: Sequence[Typed]) -> None:
        """Take many cells at once; rows beyond the last are new. They are written in one act."""
        for place, column, text in cells:
            while place >= len(self._ids) and self.may_add:
                self._append_blank()
            index = self.index(place, column)
            if not index.isValid():
                continue
            if not self.may_type(index):
                if text.strip() and self.cells[column].is_typed:
                    self._blame_locked(place, column, text)
                continue
            self._batch.add(self._type(place, column, text).id)
        self.save_batch()
        self.typed.emit()

    def save_batch(self) -> bool:
        """Ask for all that came at once to be written; False while one of it is wrong."""
        drafts = self.batch()
        for draft in drafts:
            self._require_title(draft)
        return bool(drafts) and self._ask_to_save(drafts)

    def leave(self, row_id: str) -> None:
        """Write a new row that the cursor has left."""
        draft = self._drafts.get(row_id)
        if draft is None or draft.is_sent or draft.is_empty or row_id in self._batch:
            return
        if is_new(row_id):
            self._require_title(draft)
            self._ask_to_save([draft])
            self.typed.emit()

    def drop(self, drafts: Sequence[Draft]) -> None:
        """Throw away what is typed in these rows."""
        ids = {draft.id for draft in drafts if not draft.is_sent}
        self._batch -= ids
        self._drafts = {id: one for id, one in self._drafts.items() if id not in ids}
        self.show_rows([self._rows[id] for id in self._ids if id in self._rows])
        self.typed.emit()

    def saved(self, drafts: Sequence[Draft], ids: Sequence[str]) -> None:
        """Take note that these were written, the new ones under `ids`; they are read next."""
        for draft, id in zip(drafts, ids, strict=True):
            self._batch.discard(draft.id)
            draft.is_written = True
            if is_new(draft.id):
                place = self._place.pop(draft.id)
                self._drafts.pop(draft.id)
                draft.id = self._ids[place] = id
                self._drafts[id] = draft
                self._place[id] = place
                self._fresh.append(id)
        self.typed.emit()

    def refused(self, drafts: Sequence[Draft], error: OkrError | None) -> None:
        """Show at its cell why nothing of these was written; `error.params["place"]` is the row.

        None says that it was nobody's fault: the rows wait to be written again.
        """
        kept = [self._kept(draft) for draft in drafts]
        if error is not None:
            kept[error.params.get("place", 0)].blame(self.cells, error)
        self._show(kept)
        self.typed.emit()

    def _type(self, place: int, at: int, text: str) -> Draft:
        id = self._ids[place]
        draft = self._drafts.get(id)
        if draft is None or draft.is_written:
            draft = self._drafts[id] = Draft(id)
        elif draft.is_sent:
            draft = self._drafts[id] = draft.fresh()
        draft.type(self.cells, at, text, self.book)
        if is_new(id) and place == len(self._ids) - 1 and self.may_add:
            self._append_blank()
        self._show([draft])
        return draft

    def _kept(self, draft: Draft) -> Draft:
        """Return a draft that was not written, with what was typed since."""
        now = self._drafts.setdefault(draft.id, draft)
        now.is_sent = False
        now.values = draft.values | now.values
        return now

    def _blame_locked(self, place: int, column: int, text: str) -> None:
        draft = self._drafts.setdefault(self._ids[place], Draft(self._ids[place]))
        draft.texts[self.cells[column].id] = text
        draft.errors[self.cells[column].id] = explain(Refused(Code.NO_AUTHORITY))
        self._batch.add(draft.id)

    def _require_title(self, draft: Draft) -> None:
        first = self.cells[0]
        if is_new(draft.id) and not draft.texts.get(first.id, "").strip():
            draft.errors[first.id] = explain(Refused(Code.MISSING_FIELD, label=_plain_title(first)))
            self._show([draft])

    def _ask_to_save(self, drafts: Sequence[Draft]) -> bool:
        if any(draft.errors or draft.is_sent for draft in drafts):
            return False
        for draft in drafts:
            draft.is_sent = True
        self.save_asked.emit(list(drafts))
        return True

    def _show(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            place = self._place.get(draft.id)
            if place is not None:
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.last_column))

    def _show_all(self) -> None:
        if self._ids:
            last = self.index(len(self._ids) - 1, self.last_column)
            self.dataChanged.emit(self.index(0, 0), last)

    def _blank(self) -> str:
        last = self._ids[-1] if self._ids else ""
        if is_new(last) and (last not in self._drafts or self._drafts[last].is_empty):
            return last
        return f"{NEW}{next(self._numbers)}"

    def _append_blank(self) -> None:
        place = len(self._ids)
        self.beginInsertRows(NOWHERE, place, place)
        id = f"{NEW}{next(self._numbers)}"
        self._ids.append(id)
        self._place[id] = place
        self.endInsertRows()

    def _tone(self, column: GridColumn, place: int) -> str:
        row = self.row(place)
        return column.tone(row) if column.tone is not None and row is not None else ""

    def _plain(self, column: GridColumn, role: int) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


_READ_OUT = Qt.ItemDataRole.AccessibleTextRole


def _plain_title(column: GridColumn) -> str:
    return (
        str(header_data(column, Qt.ItemDataRole.DisplayRole)).replace("-\n", "").replace("\n", " ")
    )
