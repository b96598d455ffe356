"""The screen Mục tiêu: filters and tree on the left, the selected item whole on the right."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.health import Health
from okrdesk.domain.review import ReviewState
from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.importing import paste_into
from ui.operations import Job, Latest, Query
from ui.screen import Screen
from ui.screens.objectives import load
from ui.screens.objectives.acts import Acts
from ui.screens.objectives.columns import objectives_text
from ui.screens.objectives.detail import DetailPane
from ui.screens.objectives.empty_states import empty_state
from ui.screens.objectives.exporting import Sheet, rows_to_export, write_sheet
from ui.screens.objectives.filters import FilterRow
from ui.screens.objectives.nodes import Key
from ui.screens.objectives.offer import Offer
from ui.screens.objectives.tree_pane import ObjectiveTree
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
            "review",
            "remark",
            "cause",
            "step",
            "person",
            "unit",
            "rollup",
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
        self.acts = Acts(self)
        self.left = QStackedWidget()
        self._empty: QWidget = QWidget(self)
        self._empty.hide()
        self._lay_out()
        self.tree.lay_out_model()
        self.offer = Offer(self)
        self._connect()

    # What is read

    def refresh(self) -> None:
        """Ask for the list, and for what is shown of one item."""
        call = partial(load.listed, self._wanted())
        Query(call).success(self._latest.only(self._fill)).run(self)
        self.detail.refresh()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show an objective or key result, whatever the filters hide, or an indicator; with
        “objectives” those that a number counts: a line with its name and a line of ids.
        """
        if entity == "indicator":
            self.show_indicators(item_id)
        if entity == "objectives":
            name, _line, ids = item_id.partition("\n")
            self.filters.show_only(name, frozenset(ids.split()))
        if entity not in ("objective", "key_result"):
            return
        narrowing = self.filters.is_narrowing
        if narrowing:
            self.filters.reset()
        if narrowing or self._listed is None:
            self.show_next((entity, item_id))
        self._go_to((entity, item_id))

    def show_next(self, key: Key) -> None:
        """Show an item when the list has been read next."""
        self._select_next = key

    def _on_scope(self) -> None:
        """A number was counted for the cycle and the unit before."""
        self.filters.forget_number()
        super()._on_scope()

    def _wanted(self) -> load.Wanted:
        scope, mark = self.desktop.scope, self.filters.health.value()
        return load.Wanted(
            cycle=scope.cycle,
            unit=scope.unit,
            text=self.filters.searched,
            mine=self.filters.owner.value() == "me",
            health=mark if isinstance(mark, Health) else None,
            review=mark if isinstance(mark, ReviewState) else None,
            tag=self.filters.tag.value() or "",
            only=self.filters.only.value(),
            archived=self.filters.archived.value(),
            grouped=self.filters.arrangement.value() == "units",
            sort=self._sort,
        )

    def _fill(self, listed: load.Listed) -> None:
        self._listed = listed
        self.filters.offer_tags(listed.tags)
        self.note.setText(objectives_text(listed.count) if listed.count else "")
        self.tree.show_listed(listed)
        if listed.ids or listed.groups:
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
        self.head.addWidget(self.actions_.tool("objective.blockers"))
        self.head.addWidget(self.actions_.tool("objective.export"))
        self.head.addWidget(self.actions_.tool("objective.meeting"))
        self.head.addWidget(self.actions_.tool("objective.unit-chart"))
        self.head.addWidget(self.actions_.tool("objective.map"))
        self.head.addWidget(self.actions_.button("objective.indicators"))
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
        self.tree.activated_row.connect(lambda _index: self.acts.edit())
        self.tree.menu_asked.connect(self.offer.menu)
        self.tree.paste_asked.connect(lambda: paste_into(self, "plan"))
        self.detail.shown.connect(self._shown)
        self.detail.why_asked.connect(self.acts.explain)
        self.detail.above_asked.connect(self._go_above)
        self.detail.correction_asked.connect(self.acts.correct)
        self.detail.word_asked.connect(self.acts.say)
        self.detail.linked.connect(self._follow)
        self.detail.tag_asked.connect(self.filters.show_tag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Check in what is selected with the space bar."""
        if event.key() == Qt.Key.Key_Space and self.tree.hasFocus() and self.detail.may_check_in():
            self.acts.check_in()
        else:
            super().keyPressEvent(event)

    def _show_empty(self, wanted: load.Wanted) -> None:
        while self.left.count() > 1:
            self.left.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty_state(wanted, self.filters.reset, self.acts.add)
        self.left.addWidget(self._empty)
        self.left.setCurrentIndex(1)

    def _choose_columns(self) -> None:
        at = self.filters.columns
        self.tree.chooser().popup(at.mapToGlobal(at.rect().bottomLeft()))

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
        self.offer.show_possible()

    def show_map(self) -> None:
        """Show what serves what."""
        from ui.alignment.map_dialog import MapDialog

        MapDialog(self).open()

    def meet(self) -> None:
        """Go through the key results of the cycle and unit of the top bar in a meeting."""
        from ui.meeting.dialog import MeetingDialog

        MeetingDialog(self).open()

    def show_indicators(self, id: str = "") -> None:
        """Show the indicators that outlive cycles, one of them selected."""
        from ui.indicators.dialog import IndicatorsDialog

        dialog = IndicatorsDialog(self)
        dialog.open()
        if id:
            dialog.select(id)

    def show_unit(self) -> None:
        """Show how the unit chosen in the top bar goes, or the whole office."""
        key = ("unit", self.desktop.scope.unit or load.WHOLE_OFFICE)
        if not self.tree.select_key(key):
            self.tree.let_go()
            self.detail.show_item(key)

    # What is done

    def _go_above(self) -> None:
        if self.detail.view is not None:
            self._go_to(("objective", self.detail.objective_id()))

    def _follow(self, verb: str, id: str) -> None:
        if verb in ("objective", "key_result"):
            self._go_to((verb, id))
        elif verb == "restore":
            self.acts.bring_back(("key_result", id))
        elif verb == "hand-down":
            self.acts.hand_down()
        elif verb == "share":
            self.acts.share()
        elif verb == "unlink":
            self.acts.unlink(id)
        elif verb in ("link", "relink"):
            self.acts.link(id)
        elif verb == "add":
            self.acts.add_key_result()
        elif verb == "remark":
            self.acts.comment()

    def has_rows(self) -> bool:
        """Say whether the list shows anything."""
        return bool(self._listed and self._listed.count)

    def export(self) -> None:
        """Ask where to write the list as it is shown."""
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
