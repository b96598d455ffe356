"""The panels of the dashboard: charts and tables under tabs, each filled when it is looked at."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from okrdesk.i18n import ngettext
from ui.screens.evaluation.snug_table import SnugTable
from ui.widgets.chart_view import ChartPicture, ChartView
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

Make = Callable[[Any], Any]


def tabs(name: str, texts: Sequence[str]) -> QTabBar:
    """Return a narrow row of tabs."""
    bar = QTabBar()
    bar.setProperty("part", "narrow")
    bar.setAccessibleName(name)
    bar.setDrawBase(False)
    bar.setExpanding(False)
    for text in texts:
        bar.addTab(text)
    return bar


class FiguresOnly(QLabel):
    """Says how many units are not in the numbers with all that they have, as it is not here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("type", "muted")
        self.setWordWrap(True)
        self.hide()

    def show_count(self, count: int) -> None:
        """Say it of `count` units; 0 hides the line."""
        text = ngettext(
            "{n} unit further down is not fully counted here: this computer has its figures only."
            " They stand on the screen Objectives, arranged by unit.",
            "{n} units further down are not fully counted here: this computer has their figures"
            " only. They stand on the screen Objectives, arranged by unit.",
            count,
        )
        self.setText(text.format(n=count))
        self.setVisible(count > 0)


class ChartPanel(QFrame):
    """Charts under tabs; only the one in view is made and drawn.

    `turned` asks for `show_source` with what the tab now in view is made from.
    """

    turned = Signal()

    def __init__(self, name: str, charts: Sequence[tuple[str, Make]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self._charts = charts
        self.tabs = tabs(name, [text for text, _make in charts])
        self.view = ChartView(self, picture=self.picture())
        self.view.picture.opens = True
        self.view.bar.insertWidget(0, self.tabs, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 6)
        column.addWidget(self.view)
        self.tabs.currentChanged.connect(lambda _place: self.turned.emit())

    def picture(self) -> ChartPicture | None:
        """Return the picture to draw on; None for the usual one."""
        return None

    def show_source(self, source: Any) -> None:
        """Make the chart in view from `source`; None empties the panel."""
        make = self._charts[self.tabs.currentIndex()][1]
        self.view.set_chart(None if source is None else make(source))


class TablePanel(QFrame):
    """Tables under tabs; `opened(tab, row id)` on Enter."""

    opened = Signal(int, str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.tabs = tabs(name, ())
        self.pages = QStackedWidget()
        self.tables: list[TableView] = []
        self.models: list[RowModel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 6)
        column.setSpacing(2)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)

    def add(self, text: str, key: str, columns: Sequence[Column], fetch: Any = None) -> RowModel:
        """Add a tab with a table, whose widths are kept under `key`; return its model."""
        model = RowModel(columns, self, fetch)
        table = SnugTable(text, key, self)
        table.setStyleSheet("QTableView { border: 0; }")  # the panel has one
        table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        table.set_model(model)
        place = len(self.tables)

        def go(index: QModelIndex) -> None:
            id = model.id_at(index.row())
            if id is not None:
                self.opened.emit(place, id)

        table.activated_row.connect(go)
        self.tables.append(table)
        self.models.append(model)
        self.pages.addWidget(table)
        self.tabs.addTab(text)
        return model
