"""The screen Công việc: filters, the grid of tasks, and the task at the cursor whole below it."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _, ngettext
from ui.desktop import Desktop, Touched
from ui.importing import open_import
from ui.operations import Job, Latest, Query
from ui.screen import Screen
from ui.screens.tasks import load
from ui.screens.tasks.acts import Acts
from ui.screens.tasks.cells import Book
from ui.screens.tasks.columns import BY_ID, COLUMNS, FORMATS, exported
from ui.screens.tasks.detail import DetailPane
from ui.screens.tasks.entries import Usual
from ui.screens.tasks.filters import FilterRow
from ui.screens.tasks.grid_model import GridModel
from ui.screens.tasks.grid_view import GridView
from ui.screens.tasks.keyboard import Keyboard
from ui.screens.tasks.rights import Rights
from ui.screens.tasks.strips import BatchStrip, CellNote, WaitingStrip
from ui.screens.tasks_actions import TASK_ACTIONS
from ui.widgets.files import ask_new_file

_SPLIT = "tasks.split"
_OF_TASKS = frozenset({"task", "task_share", "delivery", "fault", "cause", "step", "attachment"})
_FEW = 400
"""So many tasks are read anew by themselves; for more the list is."""


class TasksScreen(Screen):
    """Enters, changes, accepts, delivers and judges tasks."""

    TITLE = N_("Tasks")
    ACTIONS = TASK_ACTIONS
    IMPORTS = "tasks"
    WATCHES = _OF_TASKS | frozenset(
        {"catalogue", "catalogue_item", "person", "post", "unit", "role_grant", "rule_pack"}
        | {"key_result", "objective", "directive", "directive_item"}
    )

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._latest, self._latest_book = Latest(), Latest()
        self._sort = ("", False)
        self._wanted_id = ""
        self._to_new = False
        self.listed: load.Listed | None = None
        self.rights = Rights()
        self.filters = FilterRow(desktop)
        self.rows = GridModel(COLUMNS, self, self.rights.may_type)
        self.grid = GridView(_("Tasks"), "tasks", self.rows, self)
        self.keyboard = Keyboard(self, self.grid)
        self.acts = Acts(self)
        self.waiting = WaitingStrip(self.filters.show_waiting)
        self.batch = BatchStrip(self.keyboard.write_batch, self.keyboard.drop_batch)
        self.cell_note = CellNote()
        self.detail = DetailPane(self.actions_)
        self._lay_out()
        self.grid.lay_out_model()
        self._connect()
        self._declare()

    # What is read

    def refresh(self) -> None:
        """Ask for the list, what the cells offer, and what is shown of one task."""
        if not self.filters.has_spans:
            Query(load.today).success(self._begin).run(self)
            return
        wanted = self.filters.wanted
        reply = self._latest.only(self._fill)
        Query(partial(load.listed, wanted)).success(reply).run(self)
        take = self._latest_book.only(self._take_book)
        Query(partial(load.book, wanted.person_id)).success(take).run(self)
        self.detail.refresh()

    def _on_changed(self, touched: Touched) -> None:
        """Read anew only the tasks that were touched, where these are all in the grid."""
        ids = frozenset(id for entity, id in touched if entity == "task")
        is_ours = {entity for entity, _id in touched} <= _OF_TASKS
        is_here = all(self.rows.place_of(id) is not None for id in ids)
        may_patch = self.isVisible() and not self.filters.wanted.state
        if may_patch and is_ours and is_here and 0 < len(ids) <= _FEW:
            Query(partial(load.patch, ids)).success(self._patch).run(self)
            self.detail.refresh()
        else:
            super()._on_changed(touched)

    def _patch(self, patch: load.Patch) -> None:
        self.rows.forget(patch.ids - {row.id for row in patch.rows})
        if self.listed is not None:
            self._fill(load.patched(self.listed, patch))

    def _begin(self, today: date) -> None:
        self.filters.offer_spans(today)
        if self._wanted_id:
            self.filters.span.set_value(None)
        self.refresh()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show a task, whatever the filters hide; "waiting" shows what waits for one's word."""
        if entity == load.WAITING:
            self.filters.show_waiting()
        elif entity == "task":
            self._wanted_id = item_id
            if self.rows.place_of(item_id) is not None:
                self._stand_on_wanted()
            else:
                sees_others = self.listed is None or self.rights.sees_others
                self.filters.show_everything(load.EVERYBODY if sees_others else load.MINE)

    def is_dirty(self) -> bool:
        """Say whether rows were typed that are not written."""
        return bool(self.rows.drafts())

    def focus_start(self) -> None:
        """Put the cursor into the grid."""
        self.grid.setFocus()

    def row_here(self) -> Any:
        """Return the task at the cursor, None in a row that is not written."""
        return self.rows.row(self.grid.currentIndex().row())

    def rows_here(self) -> list[Any]:
        """Return the tasks of the rows with a selected cell."""
        found = [self.rows.row(place) for place in self.grid.selected_rows()]
        return [row for row in found if row is not None]

    def _fill(self, listed: load.Listed) -> None:
        self.listed = listed
        self.rights.take(listed.reach)
        self.filters.offer_people(listed.reach, listed.waiting)
        is_waiting = listed.wanted.state == load.WAITING
        self.waiting.show_count(listed.waiting, is_shown=is_waiting)
        self.keyboard.usual = self._usual(listed)
        self.rows.may_add = not is_waiting and self._may_add(listed)
        many = listed.wanted.whose == load.EVERYBODY or listed.wanted.unit_id is not None
        self.grid.show_owner(many or is_waiting)
        self.note.setText(tasks_text(len(listed.rows)) if listed.rows else "")
        self.grid.show_rows(self._sorted(listed.rows))
        self.detail.guide(listed, self.rows.may_add)
        if self._wanted_id:
            self._stand_on_wanted()
        elif not self.grid.currentIndex().isValid():
            self.grid.stand(0, 0)
        if self._to_new:
            self._new()
        self._stood(self.grid.currentIndex())

    def _take_book(self, book: Book) -> None:
        self.rows.book = book

    def _usual(self, listed: load.Listed) -> Usual:
        wanted, me = listed.wanted, listed.reach.me
        owner = me if wanted.whose == load.MINE else wanted.person_id
        return Usual(owner, listed.today, wanted.from_on, wanted.to_on)

    def _may_add(self, listed: load.Listed) -> bool:
        person, may = listed.wanted.person_id, listed.reach.may_edit
        return person in may if person else bool(may)

    def _sorted(self, rows: Any) -> list[Any]:
        key, descending = self._sort
        order = BY_ID[key].order if key in BY_ID else None
        return sorted(rows, key=order, reverse=descending) if order is not None else list(rows)

    def _stand_on_wanted(self) -> None:
        place = self.rows.place_of(self._wanted_id)
        if place is not None:
            self._wanted_id = ""
            self.grid.stand(place, 0)
            self.grid.setFocus()

    # What is shown

    def _lay_out(self) -> None:
        self.head.addWidget(self.actions_.tool("task.export"))
        self.head.addWidget(self.actions_.tool("task.import"))
        self.assign = self.actions_.button("task.assign")
        self.head.addWidget(self.assign)
        self.head.addWidget(self.actions_.button("task.new", primary=True))
        over = QWidget()
        column = QVBoxLayout(over)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.grid, 1)
        column.addWidget(self.cell_note)
        self.down = QSplitter(Qt.Orientation.Vertical)
        self.down.setChildrenCollapsible(False)
        self.down.setHandleWidth(8)
        self.down.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.down.addWidget(over)
        self.down.addWidget(self.detail)
        self.down.setStretchFactor(0, 3)
        self.down.setStretchFactor(1, 1)
        line = self.fontMetrics().lineSpacing()
        self.grid.setMinimumHeight(line * 8)
        self.detail.setMinimumHeight(line * 9)
        kept = self.desktop.settings.recall(_SPLIT)
        is_kept = isinstance(kept, list) and len(kept) == 2
        self.down.setSizes(kept if is_kept else [line * 20, line * 12])
        self.down.splitterMoved.connect(self._remember_split)
        for widget in (self.waiting, self.filters, self.batch):
            self.body.addWidget(widget)
        self.body.addWidget(self.down, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filter)
        self.filters.columns_asked.connect(self._choose_columns)
        self.rows.sort_asked.connect(self._order)
        self.rows.typed.connect(self._typed)
        self.rows.dataChanged.connect(lambda *_cells: self._tell_cell())
        self.grid.stood.connect(self._stood)
        self.grid.fact_asked.connect(self.acts.on_fact)
        self.grid.activated_row.connect(self.acts.on_double_click)
        self.grid.menu_asked.connect(self._menu)
        self.detail.linked.connect(self.acts.follow)
        self.detail.menu_asked.connect(self._menu_of_detail)

    def _declare(self) -> None:
        on, acts = self.actions_.on, self.acts
        on("task.new", self._new, lambda: True)
        on("task.assign", acts.assign, lambda: self.rights.is_head)
        on("task.repeat", self.keyboard.repeat, lambda: self.rows.may_add)
        on("task.fill-down", self.keyboard.fill_down)
        on("task.deliver", acts.deliver, acts.may_deliver)
        on("task.accept", acts.accept, acts.may_accept)
        on("task.return", acts.give_back, acts.may_give_back)
        on("task.fault", acts.note_fault, acts.may_note_fault)
        on("task.cause", acts.ask_cause, acts.may_ask_cause)
        on("task.judge", acts.judge_cause, acts.may_judge_cause)
        on("task.share", acts.share, acts.may_share)
        on("task.roll-over", acts.roll_over, acts.may_roll_over)
        on("task.cancel", acts.cancel, acts.may_cancel)
        on("task.remove", acts.remove, acts.may_remove)
        on("task.history", acts.show_history, lambda: self.row_here() is not None)
        on("task.key-result", acts.open_key_result, acts.has_key_result)
        on("task.import", lambda: open_import(self, self.IMPORTS))
        on("task.export", self._export, lambda: bool(self.listed and self.listed.rows))
        on("task.find", self.filters.text.setFocus)

    def _on_filter(self) -> None:
        self.rows.let_go_of_order()
        self.refresh()

    def _order(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.rows.let_go_of_order()
        if self.listed is not None:
            self.grid.show_rows(self._sorted(self.listed.rows))

    def _typed(self) -> None:
        batch = self.rows.batch()
        self.batch.show_rows(len(batch), sum(draft.has_faults for draft in batch))
        self._tell_cell()

    def _stood(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row()) if index.isValid() else None
        self.detail.show_task(row)
        self._tell_cell()
        self.actions_.update()

    def _tell_cell(self) -> None:
        index = self.grid.currentIndex()
        if not index.isValid():
            self.cell_note.show_note("", is_wrong=False)
            return
        column = self.rows.cells[index.column()]
        wrong = self.rows.error_at(index)
        name = str(self.rows.headerData(index.column(), Qt.Orientation.Horizontal, _SAID))
        tells = wrong or (_(column.tells) if column.tells else "")
        text = f"{name}: {tells}" if tells else ""
        self.cell_note.show_note(text, is_wrong=bool(wrong))

    def _new(self) -> None:
        if not self.rows.may_add:
            self._to_new = not self._to_new
            if self._to_new:
                self.filters.show_everything(load.MINE)
            return
        self._to_new = False
        self.grid.stand_on_new()

    def _choose_columns(self) -> None:
        at = self.filters.columns
        self.grid.chooser().popup(at.mapToGlobal(at.rect().bottomLeft()))

    def _menu(self, at: Any) -> None:
        entries = ["task.deliver", "task.cause", "task.share", None, "task.accept", "task.return"]
        entries += ["task.fault", "task.judge", "task.roll-over", "task.cancel", None]
        entries += ["task.repeat", "task.fill-down", "task.remove", None]
        entries += ["task.key-result", "task.history"]
        self.actions_.menu(*entries).popup(at)

    def _menu_of_detail(self) -> None:
        at = self.detail.more
        self._menu(at.mapToGlobal(at.rect().bottomLeft()))

    def _remember_split(self, _place: int, _handle: int) -> None:
        self.desktop.settings.remember(_SPLIT, self.down.sizes())

    # The list as a workbook

    def _export(self) -> None:
        name = f"{_('Tasks')}.xlsx"
        ask_new_file(
            self, _("Export the list"), name, _("Excel workbooks (*.xlsx)"), self.export_to
        )

    def export_to(self, path: str) -> None:
        """Write the list as it is shown to a workbook at `path`."""
        shown, rows = (
            self.grid.visible_columns(),
            self._sorted(self.listed.rows) if self.listed else [],
        )
        job = Job(
            lambda ticket: write_sheet(Path(path), shown, rows, ticket.progress),
            title=_("Export the list to Excel"),
        )
        job.success(lambda file: self.tell(_("Saved {file}").format(file=file.name))).run(self)


_SAID = Qt.ItemDataRole.AccessibleTextRole


def tasks_text(count: int) -> str:
    """Return "12 công việc"."""
    return ngettext("{n} task", "{n} tasks", count).format(n=f"{count:,}".replace(",", "."))


def write_sheet(path: Path, shown: list[str], rows: list[Any], tell: Any) -> Path:
    """Write tasks with these columns; a worker's business."""
    from okrdesk.exchange.export import ExportColumn, write_rows

    titles = {id: _(BY_ID[id].title).replace("-\n", "").replace("\n", " ") for id in shown}
    columns = [ExportColumn(titles[id], FORMATS.get(id, "")) for id in shown]
    tell(0, len(rows))
    return write_rows(
        path, _("Tasks"), columns, ([exported(id, row) for id in shown] for row in rows)
    )
