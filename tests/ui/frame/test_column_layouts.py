"""Column layouts: only a person's own changes are kept, and they outlive another text size."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.desktop import Desktop
from ui.screen import Screen
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

COLUMNS = (
    Column("title", "Title", text=lambda row: row.id, width=0),
    Column("owner", "In charge", text=lambda row: "", width=12),
    Column("due", "Check in by", text=lambda row: "", width=12, optional=True),
)


class Page(Screen):
    """A screen with one table."""

    def __init__(self, desktop: Desktop, columns: tuple[Column, ...] = COLUMNS) -> None:
        super().__init__(desktop)
        self.table = TableView("Table", "somewhere", self)
        self.body.addWidget(self.table)
        self.table.set_model(RowModel(columns, self))
        self.letter = self.table.fontMetrics().averageCharWidth()


def shown(qtbot: QtBot, desktop: Desktop, **more: Any) -> Page:
    page = Page(desktop, **more)
    qtbot.addWidget(page)
    page.resize(900, 400)
    page.show()
    qtbot.waitExposed(page)
    return page


def drag(qtbot: QtBot, page: Page, by: int) -> None:
    """Pull the right edge of the second column."""
    head = page.table.head()
    edge = head.sectionViewportPosition(1) + head.sectionSize(1) - 2
    y = head.height() // 2
    ground = head.viewport()
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=QPoint(edge, y))
    QTest.mouseMove(ground, QPoint(edge + by // 2, y))
    QTest.mouseMove(ground, QPoint(edge + by, y))
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=QPoint(edge + by, y))
    qtbot.wait(1)


def test_what_the_program_does_to_columns_is_not_kept(qtbot: QtBot, desktop: Desktop) -> None:
    page = shown(qtbot, desktop)
    page.resize(600, 400)
    page.table.setColumnWidth(1, 222)
    qtbot.wait(1)

    assert desktop.settings.recall("columns.somewhere") is None


def test_a_width_set_by_hand_comes_back_at_the_text_size_of_then(
    qtbot: QtBot, desktop: Desktop
) -> None:
    page = shown(qtbot, desktop)
    before = page.table.columnWidth(1)
    drag(qtbot, page, -60)
    wide = page.table.columnWidth(1)
    assert wide != before

    again = shown(qtbot, desktop)
    assert abs(again.table.columnWidth(1) - wide) <= 1
    font = again.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    again.setFont(font)
    larger = again.table.fontMetrics().averageCharWidth() / again.letter
    assert again.table.columnWidth(1) == pytest.approx(wide * larger, abs=2)


def test_a_hidden_column_stays_hidden_when_a_new_one_is_added(
    qtbot: QtBot, desktop: Desktop
) -> None:
    page = shown(qtbot, desktop)
    page.table.chooser().actions()[1].trigger()
    page.table.chooser().actions()[2].trigger()
    more = (COLUMNS[0], Column("new", "New", text=lambda row: ""), *COLUMNS[1:])

    again = shown(qtbot, desktop, columns=more)
    assert [again.table.isColumnHidden(at) for at in range(4)] == [False, False, True, False]
    again.table.chooser().actions()[-1].trigger()
    assert [again.table.isColumnHidden(at) for at in range(4)] == [False, False, False, True]


def test_wide_columns_give_way_where_there_is_little_room(qtbot: QtBot, desktop: Desktop) -> None:
    columns = (
        Column("name", "Name", text=lambda row: row.id, width=50),
        Column("due", "Due", text=lambda row: "", width=12),
        Column("place", "Place", text=lambda row: "", width=50),
    )
    page = shown(qtbot, desktop, columns=columns)
    usual = [page.table.columnWidth(at) for at in range(2)]
    page.resize(520, 400)
    qtbot.wait(1)
    assert page.table.columnWidth(0) < usual[0]
    assert page.table.columnWidth(1) == usual[1]
    assert page.table.horizontalScrollBar().maximum() == 0
    page.resize(900, 400)
    qtbot.wait(1)
    assert page.table.columnWidth(0) == usual[0]


def test_a_column_is_as_wide_as_its_heading(qtbot: QtBot, desktop: Desktop) -> None:
    columns = (COLUMNS[0], Column("code", "W" * 20, text=lambda row: "", width=4))
    page = shown(qtbot, desktop, columns=columns)
    assert page.table.columnWidth(1) >= page.table.head().sectionSizeHint(1)
