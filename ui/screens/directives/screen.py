"""The screen Văn bản: the directives, the items of one or of all, and the item at the cursor."""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.importing import open_import
from ui.operations import Latest, Query
from ui.screen import Screen
from ui.screens.directives import load, wording
from ui.screens.directives.acts import Acts
from ui.screens.directives.chips_row import StateChips
from ui.screens.directives.detail import ItemPane
from ui.screens.directives.filters import ItemFilters
from ui.screens.directives_actions import DIRECTIVE_ACTIONS
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import RowModel
from ui.widgets.views import TableView

_LIST_LETTERS = 32


class DirectivesScreen(Screen):
    """Keeps directives and shows which of their tasks are carried out by what."""

    TITLE = N_("Directives")
    ACTIONS = DIRECTIVE_ACTIONS
    IMPORTS = "directives"
    WATCHES = frozenset(
        {"directive", "directive_item", "directive_file", "objective", "key_result", "check_in"}
        | {"task", "delivery", "step", "link", "unit", "role_grant", "post"}
    )

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._latest = Latest()
        self._wanted_directive = self._wanted_item = ""
        self._awaits_items = False
        self.listed: load.Listed | None = None
        self.acts = Acts(self)
        self.list = self._table(wording.DIRECTIVE_COLUMNS, _("Directives"), "directives")
        self.items = self._table(wording.ITEM_COLUMNS, _("Tasks of directives"), "directive-items")
        self.filters = ItemFilters(desktop)
        self.chips = StateChips(self.filters.show_state)
        self.detail = ItemPane(self.actions_)
        self._lay_out()
        self._connect()
        self._declare()

    # What is read

    def refresh(self) -> None:
        """Ask for the directives with all that is counted of them, and for the item shown."""
        call = partial(load.listed, self.desktop.scope.unit)
        Query(call).success(self._latest.only(self._fill)).run(self)
        self.detail.refresh()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show a directive, or only its items of a state (“id state”), or an item in its list."""
        if entity == "directive":
            directive_id, _space, state = item_id.partition(" ")
            self.show_directive(directive_id)
            if state:
                self.filters.show_state(state)
        elif entity == "directive_item":
            self.show_item_next(item_id)

    def show_directive(self, directive_id: str) -> None:
        """Choose a directive, now or as soon as it is read."""
        self._wanted_directive = directive_id
        self.filters.reset()
        self.refresh_soon()

    def show_item_next(self, item_id: str) -> None:
        """Choose an item, with its directive where another one is chosen."""
        self._wanted_item = item_id
        Query(partial(load.directive_of_item, item_id)).success(self._go_to).run(self)

    def _go_to(self, directive_id: str) -> None:
        line = self.line
        if line is not None and line.id == load.ALL:
            directive_id = load.ALL
        self.show_directive(directive_id)

    def focus_start(self) -> None:
        """Put the cursor into the items, or the list where there are none."""
        has_items = self.items.model().rowCount() > 0
        self._awaits_items = not has_items
        (self.items if has_items else self.list).setFocus()

    # What is chosen

    @property
    def may_edit(self) -> bool:
        """Whether this person may change directives."""
        return self.listed is not None and self.listed.may_edit

    @property
    def line(self) -> load.DirectiveLine | None:
        """The line of the list that is chosen."""
        found: load.DirectiveLine | None = self.list.model().row(  # type: ignore[attr-defined]
            self.list.currentIndex().row()
        )
        return found

    @property
    def directive(self) -> Any:
        """The row of the directive chosen, None where all are."""
        return self.line.row if self.line is not None else None

    @property
    def item(self) -> Any:
        """The row of the item at the cursor."""
        line = self.items.model().row(self.items.currentIndex().row())  # type: ignore[attr-defined]
        return None if line is None else line.row

    def directive_here(self) -> Any:
        """Return the row of the directive chosen, or else of the item at the cursor."""
        if self.directive is not None or self.item is None or self.listed is None:
            return self.directive
        wanted = self.item.item.directive_id
        rows = self.listed.coverage.directives
        return next((row for row in rows if row.directive.id == wanted), None)

    def lines_shown(self) -> list[load.ItemLine]:
        """Return the items of the table in its order."""
        return self.filters.chosen(self._lines())

    # What is shown

    def _fill(self, listed: load.Listed) -> None:
        self.listed = listed
        coverage = listed.coverage
        overdue = sum(row.overdue for row in coverage.directives)
        every = load.DirectiveLine(load.ALL, None, len(coverage.items), overdue, coverage.progress)
        lines = [
            load.DirectiveLine(row.directive.id, row, row.items, row.overdue, row.progress)
            for row in coverage.directives
        ]
        wanted, self._wanted_directive = self._wanted_directive, ""
        refill(self.list, [every, *lines] if lines else [], wanted)
        count = wording.count_text(len(lines), len(coverage.items)) if lines else ""
        self.note.setText(count)
        self.pages.setCurrentIndex(0 if lines else 1)
        self._fill_items()
        if self._awaits_items and lines:
            self._awaits_items = False
            if self.list.hasFocus():
                self.focus_start()

    def _lines(self) -> list[load.ItemLine]:
        line = self.line
        if self.listed is None or line is None:
            return []
        return [
            load.ItemLine(row.item.id, row)
            for row in self.listed.coverage.items
            if line.row is None or row.item.directive_id == line.id
        ]

    def _fill_items(self) -> None:
        of_directive = self._lines()
        shown = self.filters.chosen(of_directive)
        wanted, self._wanted_item = self._wanted_item, ""
        refill(self.items, shown, wanted)
        many = self.line is not None and self.line.row is None
        self.items.setColumnHidden(wording.OF_DIRECTIVE, not many)
        self.chips.show_states([line.row for line in of_directive])
        self.under.setCurrentIndex(0 if shown else (2 if of_directive else 1))
        self._follow()

    def _follow(self) -> None:
        self.detail.show_item("" if self.item is None else self.item.item.id)
        self.actions_.update()

    def _table(self, columns: Any, name: str, key: str) -> TableView:
        table = TableView(name, key, self)
        table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        table.set_model(RowModel(columns, self))
        return table

    def _lay_out(self) -> None:
        self.head.addWidget(self.actions_.tool("directive.report"))
        self.head.addWidget(self.actions_.tool("directive.paper"))
        self.head.addWidget(self.actions_.tool("directive.export"))
        self.head.addWidget(self.actions_.tool("directive.import"))
        self.head.addWidget(self.actions_.button("item.new"))
        self.head.addWidget(self.actions_.button("directive.add", primary=True))
        letter = self.fontMetrics().averageCharWidth()
        across = _splitter(Qt.Orientation.Horizontal)
        self.list.setMinimumWidth(_LIST_LETTERS * letter * 4 // 5)
        across.addWidget(self.list)
        across.addWidget(self._right_side())
        across.setStretchFactor(0, 0)
        across.setStretchFactor(1, 1)
        across.setSizes([_LIST_LETTERS * letter, 4 * _LIST_LETTERS * letter])
        self.pages = QStackedWidget()
        self.pages.addWidget(across)
        text = _(
            "Read resolutions, programmes, plans and conclusions from Excel, or write the first "
            "one here. Each of their tasks then shows which objectives, key results and tasks "
            "carry it out, and which has nothing behind it."
        )
        title = _("There are no directives yet")
        go = partial(open_import, self, self.IMPORTS)
        self.pages.addWidget(EmptyState("forms", title, text, _("Import from Excel…"), go))
        self.body.addWidget(self.pages, 1)

    def _right_side(self) -> QWidget:
        self.under = QStackedWidget()
        self.under.addWidget(self.items)
        text = _("Add them one by one, or read them from Excel.")
        self.under.addWidget(EmptyState("table", _("No tasks of this directive yet"), text))
        text = _("Look for fewer words, or show everything again.")
        title = _("No task of a directive matches the filters")
        self.under.addWidget(EmptyState("filter", title, text))
        down = _splitter(Qt.Orientation.Vertical)
        line = self.fontMetrics().lineSpacing()
        self.under.setMinimumHeight(line * 8)
        self.detail.setMinimumHeight(line * 11)
        down.addWidget(self.under)
        down.addWidget(self.detail)
        down.setStretchFactor(0, 3)
        down.setStretchFactor(1, 2)
        down.setSizes([line * 18, line * 14])
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.filters, 1)
        column.addLayout(row)
        column.addWidget(self.chips)
        column.addWidget(down, 1)
        return side

    def _connect(self) -> None:
        self.filters.changed.connect(self._fill_items)
        self.filters.columns_asked.connect(self._choose_columns)
        self.list.selectionModel().currentChanged.connect(lambda *_now: self._fill_items())
        self.items.selectionModel().currentChanged.connect(lambda *_now: self._follow())
        self.list.activated_row.connect(lambda _index: self.acts.edit_directive())
        self.items.activated_row.connect(lambda _index: self._enter_item())
        self.list.menu_asked.connect(self._list_menu)
        self.items.menu_asked.connect(self._item_menu)
        self.detail.linked.connect(self.acts.follow)

    def _declare(self) -> None:
        on, acts = self.actions_.on, self.acts
        on("directive.add", acts.add_directive, lambda: self.may_edit)
        on("directive.edit", acts.edit_directive, self._may_edit_directive)
        on("directive.attach", acts.attach, self._may_edit_directive)
        on("directive.open", acts.open_latest, self._has_file)
        on("directive.archive", acts.put_directive_away, self._may_edit_directive)
        on("directive.restore", self._choose_archived, self._has_archived)
        on("directive.history", acts.directive_history, lambda: self.directive is not None)
        on("directive.import", partial(open_import, self, self.IMPORTS), lambda: self.may_edit)
        on("directive.report", acts.report, self._has_items)
        on("directive.paper", acts.paper, lambda: self.directive_here() is not None)
        on("directive.export", acts.export, self._has_items)
        on("item.new", acts.add_item, lambda: self.may_edit and self.directive_here() is not None)
        on("item.change", acts.edit_item, lambda: self.may_edit and self.item is not None)
        on("item.put-away", acts.put_item_away, lambda: self.may_edit and self.item is not None)
        for name, call in (
            ("item.objective", acts.make_objective),
            ("item.key-result", acts.make_key_result),
            ("item.task", acts.make_task),
            ("item.link", acts.link_objective),
            ("item.history", acts.item_history),
        ):
            on(name, call, lambda: self.item is not None)
        on("item.behind", acts.open_behind, self._has_behind)
        on("item.look-for", self.filters.text.setFocus)

    def _has_items(self) -> bool:
        return self.listed is not None and bool(self.listed.coverage.items)

    def _may_edit_directive(self) -> bool:
        return self.may_edit and self.directive is not None

    def _has_file(self) -> bool:
        row = self.directive_here()
        return row is not None and row.files > 0

    def _has_archived(self) -> bool:
        return self.may_edit and self.listed is not None and bool(self.listed.archived)

    def _has_behind(self) -> bool:
        row = self.item
        return row is not None and bool(row.objectives or row.key_results or row.tasks)

    def _enter_item(self) -> None:
        """Change the item, or where this person may not, open what stands behind it."""
        if self.may_edit:
            self.acts.edit_item()
        else:
            self.acts.open_behind()

    def _choose_archived(self) -> None:
        """Offer the archived directives; the one chosen comes back."""
        menu = self.actions_.menu()
        for one in self.listed.archived if self.listed else ():
            menu.addAction(one.code, partial(self.acts.restore_directive, one))
        menu.popup(self.list.mapToGlobal(QPoint(0, 0)))

    def _list_menu(self, at: QPoint) -> None:
        entries = ["directive.edit", "item.new", None, "directive.attach", "directive.open", None]
        entries += [
            "directive.paper",
            None,
            "directive.archive",
            "directive.restore",
            "directive.history",
        ]
        self.actions_.menu(*entries).popup(at)

    def _item_menu(self, at: QPoint) -> None:
        entries = ["item.objective", "item.key-result", "item.task", None]
        entries += ["item.link", "item.behind", None]
        entries += ["item.change", "item.put-away", "item.history", None, "directive.open"]
        self.actions_.menu(*entries).popup(at)

    def _choose_columns(self) -> None:
        at = self.filters.columns
        self.items.chooser().popup(at.mapToGlobal(at.rect().bottomLeft()))


def _splitter(way: Qt.Orientation) -> QSplitter:
    made = QSplitter(way)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(12)
    made.setStyleSheet("QSplitter::handle { background: transparent; }")
    return made
