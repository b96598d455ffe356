"""Cells that choose: the source, a catalogue item, a key result, a person."""

from datetime import date
from decimal import Decimal

from okrdesk.domain.directive import Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.tasks import Source, TaskState
from okrdesk.services.directives import add_directive
from tests.ui.tasks.hands import CTRL, Hands, Key
from ui.screens.tasks import load
from ui.screens.tasks.cells import Book, Option


def test_an_item_is_found_by_part_of_its_name_and_fills_in_coefficient_and_title(
    hands: Hands,
) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.stand(0, "item")
    hands.write("don")
    hands.press(Key.Key_Tab)
    hands.settle()
    assert hands.grid.currentIndex().column() == hands.at("quantity")
    hands.press(Key.Key_Return)
    hands.settle()
    (task,) = hands.tasks()
    assert (task.title, task.item_code) == ("Soạn văn bản trả lời đơn", "VB.02")
    assert task.coefficient == Decimal("1.5")


def test_an_item_is_found_by_its_code(hands: Hands) -> None:
    hands.add("Báo cáo")
    hands.stand_on("Báo cáo", "item")
    hands.write("bc.01")
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.tasks()[0].item_code == "BC.01"
    assert hands.tasks()[0].coefficient == Decimal(3)


def test_what_is_typed_at_once_after_a_choice_goes_to_the_next_cell(hands: Hands) -> None:
    hands.press(Key.Key_N, CTRL)
    hands.rush("Báo cáo", Key.Key_Tab, "đột", Key.Key_Tab, "bc.01", Key.Key_Return)
    hands.settle()
    (task,) = hands.tasks()
    assert (task.source, task.item_code) == (Source.AD_HOC, "BC.01")


def test_the_arrow_down_offers_everything(hands: Hands) -> None:
    hands.add("Báo cáo")
    hands.stand_on("Báo cáo", "source")
    hands.press(Key.Key_F2)
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.tasks()[0].source is Source.AD_HOC


def test_what_is_in_no_list_is_refused_at_its_cell(hands: Hands) -> None:
    hands.add("Báo cáo")
    hands.stand_on("Báo cáo", "item")
    hands.write("không có")
    hands.press(Key.Key_Return)
    hands.settle()
    assert list(hands.errors(0)) == ["item"]
    assert hands.tasks()[0].item_code == ""


def test_an_emptied_item_leaves_the_coefficient(hands: Hands) -> None:
    hands.add("Báo cáo", catalogue_item_id=hands.people.item)
    hands.stand_on("Báo cáo", "item")
    hands.press(Key.Key_Delete)
    hands.settle()
    assert hands.tasks()[0].catalogue_item_id is None
    assert hands.tasks()[0].coefficient == Decimal(3)


def test_in_the_list_of_a_unit_a_new_row_asks_whose_it_is(hands: Hands) -> None:
    hands.whose(f"{load.UNIT}{hands.people.unit}")
    assert "owner" in hands.grid.visible_columns()
    hands.press(Key.Key_N, CTRL)
    hands.write("Trực tuần")
    hands.press(Key.Key_Return)
    hands.settle()
    assert list(hands.errors(0)) == ["owner"]
    hands.stand(0, "owner")
    hands.write("binh")
    hands.press(Key.Key_Return)
    hands.settle()
    (task,) = hands.tasks()
    assert task.owner_person_id == hands.people.binh
    assert task.state is TaskState.ACCEPTED
    hands.whose(load.MINE)
    assert "owner" not in hands.grid.visible_columns()


def test_two_that_fit_are_no_choice_but_a_whole_name_is() -> None:
    options = (Option("a", "Báo cáo"), Option("b", "Báo cáo tháng"), Option("c", "Tháng"))
    book = Book(date(2026, 11, 16), {"items": options})
    assert book.find("items", "bao cao").id == "a"
    assert book.find("items", "cáo tháng").id == "b"
    assert [one.id for one in book.search("items", "thang")] == ["c", "b"]


def test_a_task_takes_the_item_of_a_directive_by_its_number(hands: Hands) -> None:
    directive = Directive("", "05-NQ/TU", DirectiveKind.RESOLUTION, "", date(2026, 1, 15))
    item = DirectiveItem("", "", "Số hóa hồ sơ", "Điều 2")
    hands.desk(lambda desk: add_directive(desk, directive, [item]))
    hands.add("Báo cáo")
    hands.screen.refresh()
    hands.settle()
    hands.grid.setColumnHidden(hands.at("serves"), False)
    hands.stand_on("Báo cáo", "serves")
    hands.write("05-nq/tu")
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.tasks()[0].serves == "05-NQ/TU · Điều 2 · Số hóa hồ sơ"
    assert hands.column("serves") == ["05-NQ/TU · Điều 2 · Số hóa hồ sơ"]
    assert hands.tasks()[0].source is Source.DIRECTIVE
