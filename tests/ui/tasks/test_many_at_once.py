"""Paste, fill down, repeat: many cells in one act, and none of them while one is wrong."""

from decimal import Decimal
from typing import Any

import pytest

from tests.ui.tasks.hands import CTRL, SHIFT, Hands, Key

COLUMNS = "Báo cáo tuần {n}\tThường xuyên\t\t{quantity}\t1,5\t2{n}/11/2026"


def rows(*quantities: str) -> list[str]:
    return [COLUMNS.format(n=n, quantity=quantity) for n, quantity in enumerate(quantities)]


def undo_name(desk: Any) -> str:
    from okrdesk.services.history import next_undo

    last = next_undo(desk)
    return last.act.value if last else ""


def test_rows_pasted_from_excel_are_written_in_one_act(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.paste(*rows("1", "2", "3"))
    hands.settle()
    assert [task.quantity for task in hands.tasks()] == [1, 2, 3]
    assert hands.said == "Đã ghi 3 dòng."
    hands.screen.undo()
    hands.settle()
    assert not hands.tasks()
    assert hands.column("title") == []


def test_one_wrong_row_keeps_all_from_being_written(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.paste(*rows("1", "hai", "3"))
    hands.settle()
    assert not hands.tasks()
    assert not hands.errors(0)
    assert list(hands.errors(1)) == ["quantity"]
    strip = hands.screen.batch
    assert strip.isVisible()
    assert "Trong đó 1 dòng có lỗi" in strip.text.text()
    assert not strip.write.isEnabled()
    assert (hands.grid.currentIndex().row(), hands.grid.currentIndex().column()) == (
        1,
        hands.at("quantity"),
    )
    hands.write("2")
    hands.press(Key.Key_Return)
    hands.settle()
    assert not hands.tasks()
    assert strip.write.isEnabled()
    strip.write.click()
    hands.settle()
    assert [task.quantity for task in hands.tasks()] == [1, 2, 3]
    assert not strip.isVisible()


def test_what_a_service_refuses_of_a_pasted_row_stands_at_that_row(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.paste(*rows("1", "2", "0"))
    hands.settle()
    assert not hands.tasks()
    assert list(hands.errors(2)) == ["quantity"]


def test_what_only_the_service_knows_is_told_at_the_row_too(hands: Hands) -> None:
    hands.add("Cũ")
    hands.stand_on("Cũ", "done")
    hands.paste("1", "5")
    hands.stand(1)
    hands.write("Mới")
    hands.press(Key.Key_Return)
    hands.screen.batch.write.click()
    hands.settle()
    assert list(hands.errors(1)) == ["done"]
    assert not hands.errors(0)
    assert [task.done for task in hands.tasks()] == [0]


def test_pasted_rows_can_be_left_out(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.paste(*rows("1", "hai"))
    hands.screen.batch.drop.click()
    hands.settle()
    assert hands.column("title") == []
    assert not hands.screen.is_dirty()
    assert not hands.screen.batch.isVisible()


def test_paste_goes_over_tasks_that_are_there(hands: Hands) -> None:
    for title in ("Một", "Hai"):
        hands.add(title)
    hands.stand_on("Một", "quantity")
    hands.paste("5\t2", "6\t3", "7\t4")
    hands.settle()
    assert [task.quantity for task in hands.tasks()] == [1, 1]
    assert list(hands.errors(2)) == ["title"]
    hands.stand(2)
    hands.write("Ba")
    hands.press(Key.Key_Return)
    hands.screen.batch.write.click()
    hands.settle()
    found = [(task.title, task.quantity, task.coefficient) for task in hands.tasks()]
    assert found == [("Một", 5, 2), ("Hai", 6, 3), ("Ba", 7, 4)]


def test_one_copied_cell_fills_the_selection(hands: Hands) -> None:
    for title in ("Một", "Hai", "Ba"):
        hands.add(title)
    hands.stand(0, "coefficient")
    hands.press(Key.Key_Down, SHIFT)
    hands.paste("2,5")
    hands.settle()
    assert [task.coefficient for task in hands.tasks()] == [Decimal("2.5"), Decimal("2.5"), None]


def test_fill_down_gives_the_selection_what_stands_on_top(hands: Hands) -> None:
    hands.add("Một", coefficient=Decimal(3))
    for title in ("Hai", "Ba"):
        hands.add(title)
    hands.stand_on("Một", "coefficient")
    for _time in range(2):
        hands.press(Key.Key_Down, SHIFT)
    hands.press(Key.Key_D, CTRL)
    hands.settle()
    assert [task.coefficient for task in hands.tasks()] == [3, 3, 3]
    assert hands.desk(undo_name) == "edit-task"
    hands.screen.undo()
    hands.settle()
    assert [task.coefficient for task in hands.tasks()] == [3, None, None]


def test_repeat_begins_a_new_row_like_the_last(hands: Hands) -> None:
    hands.add("Trực một cửa", quantity=Decimal(5), coefficient=Decimal(2))
    hands.press(Key.Key_R, CTRL)
    assert hands.grid.currentIndex().column() == hands.at("due")
    hands.write("30")
    hands.press(Key.Key_Return)
    hands.settle()
    new = hands.tasks()[1]
    assert (new.title, new.quantity, new.coefficient) == ("Trực một cửa", 5, 2)
    assert str(new.due_on) == "2026-11-30"
    assert new.done == 0


def test_copied_cells_come_as_excel_takes_them(hands: Hands) -> None:
    from PySide6.QtGui import QGuiApplication

    hands.add("Một", quantity=Decimal(1200), coefficient=Decimal("1.5"))
    hands.stand_on("Một", "quantity")
    hands.press(Key.Key_Right, SHIFT)
    hands.press(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "1.200\t1,5"


@pytest.mark.parametrize("text", ["", "\r\n\r\n"])
def test_an_empty_clipboard_changes_nothing(hands: Hands, text: str) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.paste(text)
    hands.settle()
    assert hands.column("title") == []
    assert not hands.screen.is_dirty()
