"""A table that is filled anew keeps what a person looks at."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from okrdesk.i18n import N_
from ui.desktop import Desktop
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

COLUMNS = (Column("name", N_("Name"), text=lambda row: row.name),)


@dataclass(frozen=True)
class Row:
    id: str
    name: str


ROWS = [Row(f"r{number:03}", f"Dòng {number}") for number in range(200)]


class Place(QWidget):
    """Stands on a desktop, as a screen does."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.desktop = desktop


@pytest.fixture
def table(desktop: Desktop, qtbot: QtBot) -> TableView:
    place = Place(desktop)
    qtbot.addWidget(place)
    made = TableView("Bảng", "keeping", place)
    made.set_model(RowModel(COLUMNS, place))
    made.resize(400, 300)
    place.show()
    refill(made, ROWS)
    return made


def current(table: TableView) -> str | None:
    model = table.model()
    assert isinstance(model, RowModel)
    return model.id_at(table.currentIndex().row())


def test_at_first_the_first_row_is_current(table: TableView) -> None:
    assert current(table) == "r000"


def test_rows_that_arrive_above_leave_selection_and_scroll(table: TableView) -> None:
    table.select_id("r150")
    table.verticalScrollBar().setValue(40)
    refill(table, [Row("new", "Mới"), *ROWS])
    assert current(table) == "r150"
    assert table.verticalScrollBar().value() == 40


def test_several_selected_rows_stay_selected(table: TableView) -> None:
    table.select_id("r010")
    table.selectAll()
    refill(table, [replace(row, name="Khác") for row in ROWS[:20]])
    assert len(table.selected_rows()) == 20


def test_where_the_current_row_is_gone_the_next_is_current(table: TableView) -> None:
    table.select_id("r005")
    refill(table, [row for row in ROWS if row.id != "r005"])
    assert current(table) == "r006"


def test_the_last_row_is_followed_by_the_one_before(table: TableView) -> None:
    table.select_id("r199")
    refill(table, ROWS[:-1])
    assert current(table) == "r198"


def test_equal_rows_reset_nothing(table: TableView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(table.model().modelReset):
        refill(table, [replace(row) for row in ROWS])


def test_a_row_that_is_wanted_is_selected(table: TableView) -> None:
    refill(table, ROWS, "r042")
    assert current(table) == "r042"


def test_an_empty_table_has_no_current_row(table: TableView) -> None:
    refill(table, [])
    assert current(table) is None
