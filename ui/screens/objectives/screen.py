"""The screen Mục tiêu: filters and tree on the left, the selected item whole on the right."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.operations import Command, Job, Latest, Query
from ui.screen import Screen
from ui.screens.objectives import load
from ui.screens.objectives.columns import objectives_text
from ui.screens.objectives.detail import DetailPane
from ui.screens.objectives.empty_states import empty_state
from ui.screens.objectives.exporting import Sheet, rows_to_export, write_sheet
from ui.screens.objectives.filters import FilterRow
from ui.screens.objectives.key_result_dialog import KeyResultDialog
from ui.screens.objectives.link_dialog import LinkDialog
from ui.screens.objectives.nodes import Key
from ui.screens.objectives.objective_dialog import NewObjectiveDialog, ObjectiveDialog
from ui.screens.objectives.tree_pane import ObjectiveTree
from ui.screens.objectives.why import WhyDialog
from ui.screens.objectives_actions import OBJECTIVE_ACTIONS
from ui.widgets.files import ask_new_file

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_SPLIT = "objectives.split"


class ObjectivesScreen(Screen):
    """Finds, shows, writes and changes objectives and key results."""

    TITLE = N_("Objectives")
    ACTIONS = OBJECTIVE_ACTIONS
    WATCHES = frozenset(
        {
            "objective",
            "key_result",
            "check_in",
            "link",
            "action_item",
            "blocker",
            "evidence",
            "person",
            "unit",
            "post",
            "cycle",
            "office_setting",
        }
    )

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._sort = ("title", False)
        self._latest = Latest()
        self._listed: load.Listed | None = None
        self._select_next: Key | None = None
        self.filters = FilterRow(desktop)
        self.tree = ObjectiveTree(self)
        self.detail = DetailPane(self.actions_)
        self.left = QStackedWidget()
        self._empty: QWidget = QWidget(self)
        self._empty.hide()
        self._lay_out()
        self.tree.lay_out_model()
        self._connect()
        self._declare()

    # What is read

    def refresh(self) -> None:
        """Ask for the list, and for what is shown of one item."""
        call = partial(load.listed, self._wanted())
        Query(call).success(self._latest.only(self._fill)).run(self)
        self.detail.refresh()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show an objective or key result, whatever the filters hide."""
        if entity not in ("objective", "key_result"):
            return
        narrowing = self.filters.is_narrowing
        if narrowing:
            self.filters.reset()
        if narrowing or self._listed is None:
            self._select_next = (entity, item_id)
        self._go_to((entity, item_id))

    def _wanted(self) -> load.Wanted:
        scope = self.desktop.scope
        return load.Wanted(
            cycle=scope.cycle,
            unit=scope.unit,
            text=self.filters.searched,
            mine=self.filters.owner.value() == "me",
            health=self.filters.health.value(),
            archived=self.filters.archived.value(),
            grouped=self.filters.arrangement.value() == "units",
            sort=self._sort,
        )

    def _fill(self, listed: load.Listed) -> None:
        self._listed = listed
        self.note.setText(objectives_text(listed.count) if listed.count else "")
        self.tree.show_listed(listed)
        if listed.count:
            self.left.setCurrentIndex(0)
        else:
            self._show_empty(listed.wanted)
        if self._select_next is not None:
            key, self._select_next = self._select_next, None
            self._go_to(key)
        self.actions_.update()

    def _go_to(self, key: Key) -> None:
        """Select something in the tree; what the tree does not hold is shown all the same."""
        self.detail.show_item(key)
        if self.tree.select_key(key):
            return
        self.tree.let_go()
        if key[0] == "key_result":
            call = partial(_objective_of, key[1])
            Query(call).success(partial(self._go_below, key)).failure(_leave_it).run(self)

    def _go_below(self, key: Key, objective_id: str) -> None:
        self.tree.select_below(objective_id, key)

    # What is shown

    def _lay_out(self) -> None:
        self.head.addWidget(self.actions_.tool("objective.export"))
        self.head.addWidget(self.actions_.button("objective.unit-chart"))
        self.head.addWidget(self.actions_.button("objective.new", primary=True))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        self.left.addWidget(page)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(8)
        self.across.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.across.addWidget(self.left)
        self.across.addWidget(self.detail)
        self.across.setStretchFactor(0, 4)
        self.across.setStretchFactor(1, 1)
        letter = self.fontMetrics().averageCharWidth()
        self.left.setMinimumWidth(letter * 44)
        self.detail.setMinimumWidth(letter * 42)
        self.across.setSizes(self._recall_split() or [letter * 90, letter * 63])
        self.across.splitterMoved.connect(self._remember_split)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.across, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self.refresh)
        self.filters.columns_asked.connect(self._choose_columns)
        self.tree.rows.sort_asked.connect(self._order)
        self.tree.selected.connect(self._selected)
        self.tree.activated_row.connect(lambda _index: self._edit())
        self.tree.menu_asked.connect(self._menu)
        self.detail.shown.connect(self._shown)
        self.detail.why_asked.connect(self._why)
        self.detail.above_asked.connect(self._go_above)
        self.detail.correction_asked.connect(self._correct)
        self.detail.linked.connect(self._follow)

    def _declare(self) -> None:
        on = self.actions_.on
        on("objective.new", self._new)
        on("objective.new-key-result", self._new_key_result, self.detail.may_edit)
        on("objective.edit", self._edit, self.detail.may_edit)
        on("objective.check-in", self._check_in, self.detail.may_check_in)
        on("objective.why", self._why, self.detail.is_item)
        on(
            "objective.link",
            self._link,
            lambda: self.detail.may_edit() and self.detail.is_a("objective"),
        )
        on(
            "objective.archive",
            self._archive,
            lambda: self.detail.may_edit() and not self.detail.is_archived(),
        )
        on(
            "objective.restore",
            self._restore,
            lambda: self.detail.may_edit() and self.detail.is_archived(),
        )
        on("objective.history", self.detail.show_history, self.detail.is_item)
        on("objective.form", self._print, self.detail.is_item)
        self.actions_.live("objective.restore").setVisible(False)
        on("objective.export", self._export, lambda: bool(self._listed and self._listed.count))
        on("objective.unit-chart", self._show_unit, lambda: bool(self.desktop.scope.cycle))
        on("objective.find", self.filters.text.setFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Check in what is selected with the space bar."""
        if event.key() == Qt.Key.Key_Space and self.tree.hasFocus() and self.detail.may_check_in():
            self._check_in()
        else:
            super().keyPressEvent(event)

    def _show_empty(self, wanted: load.Wanted) -> None:
        while self.left.count() > 1:
            self.left.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty_state(wanted, self.filters.reset, self._new)
        self.left.addWidget(self._empty)
        self.left.setCurrentIndex(1)

    def _choose_columns(self) -> None:
        at = self.filters.columns
        self.tree.chooser().popup(at.mapToGlobal(at.rect().bottomLeft()))

    def _menu(self, at: Any) -> None:
        entries = ["objective.check-in", "objective.edit", "objective.new-key-result", None]
        entries += ["objective.why", "objective.link", "objective.history", "objective.form", None]
        entries += ["objective.restore" if self.detail.is_archived() else "objective.archive"]
        self.actions_.menu(*entries).popup(at)

    def _order(self, key: str, descending: bool) -> None:
        if self._sort != (key, descending):
            self._sort = (key, descending)
            self.refresh()

    def _selected(self, key: Key | None) -> None:
        if key is not None or self.detail.key is None or self.tree.rows.rowCount():
            self.detail.show_item(key)
        self.actions_.update()

    def _recall_split(self) -> list[int] | None:
        kept = self.desktop.settings.recall(_SPLIT)
        return kept if isinstance(kept, list) and len(kept) == 2 else None

    def _remember_split(self, _place: int, _handle: int) -> None:
        self.desktop.settings.remember(_SPLIT, self.across.sizes())

    # What is selected

    def _shown(self, _key: Key, _view: Any) -> None:
        archived = self.detail.is_archived()
        self.actions_.live("objective.archive").setVisible(not archived)
        self.actions_.live("objective.restore").setVisible(archived)
        self.actions_.update()

    def _show_unit(self) -> None:
        """Show how the unit chosen in the top bar goes, or the whole office."""
        key = ("unit", self.desktop.scope.unit or load.WHOLE_OFFICE)
        if not self.tree.select_key(key):
            self.tree.let_go()
            self.detail.show_item(key)

    # What is done

    def _new(self) -> None:
        dialog = NewObjectiveDialog(self)
        dialog.saved.connect(self._objective_added)
        dialog.open()

    def _objective_added(self, done: Any) -> None:
        self._select_next = ("objective", done.value)
        self.tell(_("The objective and its first key result were added."))

    def _new_key_result(self) -> None:
        dialog = KeyResultDialog(self.detail.objective_id(), None, self)
        dialog.saved.connect(self._key_result_added)
        dialog.open()

    def _key_result_added(self, done: Any) -> None:
        self._select_next = ("key_result", done.value)
        self.tell(_("The key result was added."))

    def _edit(self) -> None:
        if not self.detail.may_edit():
            return
        view = self.detail.view
        if self.detail.is_a("objective"):
            dialog: QWidget = ObjectiveDialog(view.detail.objective, self)
        else:
            dialog = KeyResultDialog(self.detail.objective_id(), view.detail.row.id, self)
        dialog.open()  # type: ignore[attr-defined]

    def _check_in(self) -> None:
        from ui.checkin.dialog import open_check_in

        open_check_in(self, self.detail.view.detail.row.id)

    def _correct(self, check_in_id: str) -> None:
        from ui.checkin.dialog import correct_check_in

        correct_check_in(self, self.detail.view.detail.row.id, check_in_id)

    def _why(self) -> None:
        if self.detail.key is not None:
            WhyDialog(*self.detail.key, self).open()

    def _link(self, parent_id: str = "") -> None:
        row = self.detail.view.detail.row
        LinkDialog(row.id, row.title, self, parent_id).open()

    def _archive(self) -> None:
        entity, id = self.detail.key or ("", "")
        text = _("Archived “{title}”.").format(title=self.detail.view.detail.row.title)
        done = partial(self._archived, text, (entity, id))
        Command(partial(_set_archived, entity, id, True), title=_("Archive")).success(done).run(
            self
        )

    def _archived(self, text: str, key: Key, _done: Any) -> None:
        self.tell(text, _("Undo"), partial(self._bring_back, key))

    def _restore(self) -> None:
        if self.detail.key is not None:
            self._bring_back(self.detail.key)

    def _bring_back(self, key: Key) -> None:
        self._select_next = key
        call = partial(_set_archived, *key, False)
        told = partial(self._told, _("It is back in its place."))
        Command(call, title=_("Restore from archive")).success(told).run(self)

    def _told(self, text: str, _done: Any) -> None:
        self.tell(text)

    def _go_above(self) -> None:
        if self.detail.view is not None:
            self._go_to(("objective", self.detail.objective_id()))

    def _follow(self, verb: str, id: str) -> None:
        if verb in ("objective", "key_result"):
            self._go_to((verb, id))
        elif verb == "restore":
            self._bring_back(("key_result", id))
        elif verb == "unlink":
            Command(partial(_unlink, id), title=_("Unlink objective")).run(self)
        elif verb in ("link", "relink"):
            self._link(id)
        elif verb == "add":
            self._new_key_result()

    def _print(self) -> None:
        row = self.detail.view.detail.row
        entity = "person" if row.owner_person_id else "unit"
        self.desktop.go.emit("forms", entity, row.owner_person_id or row.owner_unit_id)

    def _export(self) -> None:
        name = f"{_('Objectives')}.xlsx"
        ask_new_file(
            self, _("Export the list"), name, _("Excel workbooks (*.xlsx)"), self.export_to
        )

    def export_to(self, path: str) -> None:
        """Write the list as it is shown to a workbook at `path`."""
        call = partial(rows_to_export, self._wanted(), self.tree.visible_columns())
        Query(call).success(partial(self._write, Path(path))).run(self)

    def _write(self, path: Path, sheet: Sheet) -> None:
        job = Job(
            lambda ticket: write_sheet(sheet, path, ticket.progress),
            title=_("Export the list to Excel"),
        )
        job.success(self._exported).run(self)

    def _exported(self, path: Path) -> None:
        self.tell(_("Saved {file}").format(file=path.name))


def _leave_it(_error: BaseException) -> None:
    """Leave a key result that is there no more to the detail pane, which says nothing of it."""


def _objective_of(key_result_id: str, desk: "Desk") -> str:
    from okrdesk.services.key_results import find_key_result

    return find_key_result(desk, key_result_id).objective_id


def _set_archived(entity: str, id: str, on: bool, desk: "Desk") -> Any:
    from okrdesk.services.archive import archive, restore

    return archive(desk, entity, id) if on else restore(desk, entity, id)


def _unlink(link_id: str, desk: "Desk") -> Any:
    from okrdesk.services.objectives import unlink_objective

    return unlink_objective(desk, link_id)
