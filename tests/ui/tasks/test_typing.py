"""Tasks are typed into the grid as into a spreadsheet, and written row by row."""

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QLineEdit

from okrdesk.domain.tasks import Source
from tests.ui.tasks.hands import CTRL, Hands, Key


def test_a_row_is_typed_and_written_by_enter(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.write("Soạn công văn")
    hands.press(Key.Key_Tab)
    hands.write("Đột")
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Tab)
    hands.write("3")
    hands.press(Key.Key_Tab)
    hands.write("1,5")
    hands.press(Key.Key_Tab)
    hands.write("25")
    hands.press(Key.Key_Return)
    hands.settle()
    (task,) = hands.tasks()
    assert (task.title, task.source, task.quantity, task.coefficient, task.due_on) == (
        "Soạn công văn",
        Source.AD_HOC,
        Decimal(3),
        Decimal("1.5"),
        date(2026, 11, 25),
    )
    assert hands.column("title") == ["Soạn công văn"]
    assert hands.grid.currentIndex().row() == 1
    assert hands.grid.currentIndex().column() == 0


def test_ten_tasks_one_after_the_other_stay_in_the_order_typed(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    for number in range(10):
        hands.write(f"Việc {number}")
        hands.press(Key.Key_Return)
    hands.settle()
    titles = [f"Việc {number}" for number in range(10)]
    assert hands.column("title") == titles
    assert [task.title for task in hands.tasks()] == titles
    assert not hands.screen.is_dirty()


def test_rows_typed_faster_than_fields_close_are_written_each_to_itself(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.rush("Một", Key.Key_Return, "Hai", *[Key.Key_Tab] * 3, "3", Key.Key_Return)
    hands.settle()
    assert [(task.title, task.quantity) for task in hands.tasks()] == [
        ("Một", Decimal(1)),
        ("Hai", Decimal(3)),
    ]


def test_what_is_being_typed_survives_the_rows_that_come_meanwhile(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.write("Việc đầu")
    hands.press(Key.Key_Return)
    hands.write("Việc th")
    hands.settle()
    hands.write("ứ hai")
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.column("title") == ["Việc đầu", "Việc thứ hai"]
    assert [task.title for task in hands.tasks()] == ["Việc đầu", "Việc thứ hai"]


def test_a_cell_of_a_task_is_written_as_soon_as_it_is_left(hands: Hands) -> None:
    hands.add("Soạn công văn")
    hands.stand_on("Soạn công văn", "quantity")
    hands.write("7")
    hands.press(Key.Key_Tab)
    hands.settle()
    assert hands.tasks()[0].quantity == Decimal(7)
    assert hands.grid.currentIndex().column() == hands.at("coefficient")


def test_what_is_no_number_stays_at_its_cell_and_is_not_written(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.write("Soạn công văn")
    hands.press(Key.Key_Tab)
    hands.stand(0, "quantity")
    hands.write("ba")
    hands.press(Key.Key_Return)
    hands.settle()
    assert not hands.tasks()
    assert list(hands.errors(0)) == ["quantity"]
    hands.stand(0, "quantity")
    assert "ba" in hands.screen.cell_note.text()
    hands.write("3")
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.tasks()[0].quantity == Decimal(3)


def test_what_the_service_refuses_stands_at_the_cell_it_is_about(hands: Hands) -> None:
    hands.add("Soạn công văn")
    hands.stand_on("Soạn công văn", "quantity")
    hands.write("0")
    hands.press(Key.Key_Return)
    hands.settle()
    assert list(hands.errors(0)) == ["quantity"]
    hands.stand(0, "quantity")
    hands.press(Key.Key_Escape)
    assert not hands.errors(0)
    assert hands.column("quantity") == ["1"]


def test_a_row_without_a_title_says_so_and_is_not_written(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.stand(0, "quantity")
    hands.write("3")
    hands.press(Key.Key_Return)
    hands.settle()
    assert list(hands.errors(0)) == ["title"]
    assert hands.screen.is_dirty()
    hands.stand(0, "quantity")
    hands.press(Key.Key_Escape)
    assert not hands.screen.is_dirty()


def test_what_is_done_is_typed_in_all_and_recorded_as_deliveries(hands: Hands) -> None:
    hands.add("Soạn công văn", quantity=Decimal(5))
    hands.stand_on("Soạn công văn", "done")
    hands.write("2")
    hands.press(Key.Key_Return)
    hands.settle()
    hands.stand_on("Soạn công văn", "done")
    hands.write("5")
    hands.press(Key.Key_Return)
    hands.settle()
    (task,) = hands.tasks()
    assert task.done == Decimal(5)
    assert task.done_on == date(2026, 11, 16)
    hands.stand_on("Soạn công văn")
    hands.wait(lambda: hands.screen.detail.detail)
    done = [entry.quantity for entry in hands.screen.detail.detail.deliveries]
    assert done == [Decimal(2), Decimal(3)]


def test_a_day_alone_says_that_all_was_done_then(hands: Hands) -> None:
    hands.add("Soạn công văn", quantity=Decimal(5))
    hands.stand_on("Soạn công văn", "done_on")
    hands.write("12/11")
    hands.press(Key.Key_Return)
    hands.settle()
    (task,) = hands.tasks()
    assert (task.done, task.done_on) == (Decimal(5), date(2026, 11, 12))


def test_the_day_it_was_done_is_put_right_in_its_cell(hands: Hands) -> None:
    hands.add("Soạn công văn", quantity=Decimal(5))
    for text in ("12/11", "13/11"):
        hands.stand_on("Soạn công văn", "done_on")
        hands.write(text)
        hands.press(Key.Key_Return)
        hands.settle()
    (task,) = hands.tasks()
    assert (task.done, task.done_on) == (Decimal(5), date(2026, 11, 13))


def test_delete_empties_a_cell(hands: Hands) -> None:
    hands.add("Soạn công văn", coefficient=Decimal(2))
    hands.stand_on("Soạn công văn", "coefficient")
    hands.press(Key.Key_Delete)
    hands.settle()
    assert hands.tasks()[0].coefficient is None


def test_undo_takes_the_row_back(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.write("Soạn công văn")
    hands.press(Key.Key_Return)
    hands.settle()
    hands.screen.undo()
    hands.settle()
    assert hands.column("title") == []
    assert not hands.tasks()


def test_typing_starts_anew_and_f2_goes_on(hands: Hands) -> None:
    hands.add("Soạn công văn")
    hands.stand_on("Soạn công văn")
    hands.press(Key.Key_F2)
    editor = hands.grid.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "Soạn công văn"
    hands.write(" đi")
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.tasks()[0].title == "Soạn công văn đi"


def test_a_new_row_stays_at_the_end_until_the_order_is_asked_for_anew(hands: Hands) -> None:
    hands.add("Sau", due_on=date(2026, 11, 30))
    hands.press(Key.Key_N, CTRL)
    hands.write("Trước")
    hands.press(Key.Key_Tab)
    hands.stand(1, "due")
    hands.write("17")
    hands.press(Key.Key_Return)
    hands.settle()
    hands.screen.refresh()
    hands.settle()
    assert hands.column("title") == ["Sau", "Trước"]
    hands.screen.filters.changed.emit()
    hands.settle()
    assert hands.column("title") == ["Trước", "Sau"]
