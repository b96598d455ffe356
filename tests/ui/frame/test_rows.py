"""Tables: ids first, rows by the page, sorting by the query, copying, columns that are
remembered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.desktop import Desktop
from ui.screen import Screen
from ui.theme.theme import Theme
from ui.widgets.cells import CELL_ROLE, row_height
from ui.widgets.marks import MarkCell, ProgressCell
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    share: float


COLUMNS = (
    Column("name", "Tên", lambda row: row.name, width=0, sort="name"),
    Column("share", "Tiến độ", cell=lambda row: ProgressCell(row.share, 0.5), sort="share"),
    Column("mark", "Tình trạng", cell=lambda _row: MarkCell("behind"), optional=True),
)


class Shelf:
    """Stands for the database: says which ids were asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def fetch(self, _desk: Any, ids: Sequence[str]) -> list[Row]:
        self.asked.append(list(ids))
        return [Row(one, f"Dòng {one}", 0.25) for one in ids]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def table(qtbot: QtBot, desktop: Desktop, theme: Theme, shelf: Shelf) -> TableView:
    screen = Screen(desktop)
    qtbot.addWidget(screen)
    view = TableView("Các dòng", "rows", screen)
    screen.body.addWidget(view)
    view.set_model(RowModel(COLUMNS, screen, shelf.fetch))
    screen.resize(900, 500)
    screen.show()
    view.screen_for_test = screen  # type: ignore[attr-defined]
    return view


def model_of(table: TableView) -> RowModel:
    model = table.model()
    assert isinstance(model, RowModel)
    return model


def test_only_rows_in_view_are_read(qtbot: QtBot, table: TableView, shelf: Shelf) -> None:
    model = model_of(table)
    model.set_ids([f"{number:05}" for number in range(50_000)])
    qtbot.waitUntil(lambda: model.row(0) is not None)
    assert model.rowCount() == 50_000
    assert len(shelf.asked) == 1
    table.scrollToBottom()
    qtbot.waitUntil(lambda: model.row(49_999) is not None)
    assert sum(len(ids) for ids in shelf.asked) <= 300
    assert model.index(0, 0).data() == "Dòng 00000"
    assert model.index(0, 1).data() == "25 %"
    assert model.index(0, 2).data(CELL_ROLE) == MarkCell("behind")


def test_a_late_page_of_an_older_order_is_dropped(
    qtbot: QtBot, table: TableView, shelf: Shelf
) -> None:
    model = model_of(table)
    model.set_ids(["a", "b"])
    model.index(0, 0).data()
    model.set_ids(["b"])
    qtbot.waitUntil(lambda: model.row(0) is not None)
    assert model.rowCount() == 1
    assert model.place_of("a") is None


def test_sorting_is_asked_of_the_query(qtbot: QtBot, table: TableView) -> None:
    with qtbot.waitSignal(model_of(table).sort_asked) as asked:
        table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["share", True]


def test_the_selected_rows_are_copied_with_their_headers(table: TableView) -> None:
    model_of(table).set_rows([Row("1", "Một", 0.5), Row("2", "Hai", 1.0)])
    table.selectAll()
    table.copy()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == ["Tên\tTiến độ", "Một\t50 %", "Hai\t100 %"]


def test_enter_opens_the_current_row(qtbot: QtBot, table: TableView) -> None:
    model_of(table).set_rows([Row("1", "Một", 0.5)])
    assert table.select_id("1")
    with qtbot.waitSignal(table.activated_row) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].row() == 0
    # Ctrl+Enter is another key: where its act is not offered, it does not fall back to this one.
    with qtbot.assertNotEmitted(table.activated_row):
        qtbot.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_column_that_was_shown_is_shown_again(
    qtbot: QtBot, table: TableView, desktop: Desktop
) -> None:
    assert table.isColumnHidden(2)
    chooser = table.chooser()
    chooser.actions()[2].trigger()
    chooser.close()
    assert not table.isColumnHidden(2)
    screen = Screen(desktop)
    qtbot.addWidget(screen)
    again = TableView("Các dòng", "rows", screen)
    again.set_model(RowModel(COLUMNS, screen))
    assert not again.isColumnHidden(2)


def test_rows_are_as_high_as_the_text_asks(table: TableView, theme: Theme) -> None:
    assert 28 <= table.rowHeight(0) <= 32 or table.verticalHeader().defaultSectionSize() <= 32
    small = table.verticalHeader().defaultSectionSize()
    theme.set_percent(150)
    assert table.verticalHeader().defaultSectionSize() > small
    assert row_height(10) == 28
