"""What stands around the grid: the list as a workbook, import, history, links, empty states."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from okrdesk.domain.tasks import Source
from tests.ui.reading import clipped, nameless
from tests.ui.tasks.hands import CTRL, Hands, Key
from ui.history.dialog import HistoryDialog
from ui.importing.dialog import ImportDialog
from ui.screens.tasks import load
from ui.screens.tasks.assign_dialog import AssignDialog
from ui.screens.tasks.dialogs import (
    CauseDialog,
    DeliverDialog,
    FaultDialog,
    RollOverDialog,
    ShareDialog,
)
from ui.screens.tasks.screen import TasksScreen
from ui.widgets.comment_dialog import ReasonDialog


def test_the_list_is_exported_as_it_shows(hands: Hands, tmp_path: Path) -> None:
    hands.add("Soạn công văn", catalogue_item_id=hands.people.item)
    file = tmp_path / "viec.xlsx"
    hands.screen.export_to(str(file))
    hands.wait(lambda: hands.said == "Đã lưu viec.xlsx")
    head, row = list(load_workbook(file).active.iter_rows(values_only=True))[:2]
    found = dict(zip(head, row, strict=True))
    assert found["Công việc"] == "Soạn công văn"
    assert found["Danh mục"] == "BC.01 · Báo cáo tháng"
    assert (found["SL giao"], found["Hệ số"]) == (1, 3)


def test_import_opens_at_tasks(hands: Hands) -> None:
    hands.screen.actions_.live("task.import").trigger()
    dialog = hands.dialog(ImportDialog)
    assert dialog.source_page.kind() == "tasks"
    dialog.close()


def test_the_history_tells_of_the_task_and_of_what_hangs_on_it(hands: Hands) -> None:
    hands.add("Soạn công văn", catalogue_item_id=hands.people.item)
    hands.stand_on("Soạn công văn", "done")
    hands.write("1")
    hands.press(Key.Key_Return)
    hands.settle()
    hands.stand_on("Soạn công văn")
    hands.wait(lambda: hands.screen.detail.detail and hands.screen.detail.detail.deliveries)
    hands.press(Key.Key_H, CTRL)
    dialog = hands.dialog(HistoryDialog)
    hands.wait(dialog.model.rowCount)
    lines = [dialog.model.row(place) for place in range(dialog.model.rowCount())]
    said = [line.after for line in lines if line is not None]
    assert {"Soạn công văn", "Báo cáo tháng", "16/11/2026"} <= set(said)
    assert not {hands.tasks()[0].id, hands.people.item} & set(said)
    dialog.close()


def test_links_lead_to_the_key_result_and_to_the_task_it_comes_from(hands: Hands) -> None:
    asked: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *where: asked.append(where))
    hands.screen.acts.follow("key_result:k1")
    assert asked == [("objectives", "key_result", "k1")]
    other = hands.add("Việc gốc", owner=hands.people.binh)
    hands.screen.acts.follow(f"task:{other}")
    hands.settle()
    assert hands.screen.row_here().title == "Việc gốc"


def test_a_task_of_somebody_else_is_found_before_the_screen_was_ever_read(hands: Hands) -> None:
    long_ago = {"start_on": date(2026, 3, 2), "due_on": date(2026, 3, 9)}
    id = hands.add("Việc của Bình", owner=hands.people.binh, **long_ago)
    screen = TasksScreen(hands.desktop)
    hands.qtbot.addWidget(screen)
    screen.open_item("task", id)
    hands.wait(lambda: screen.row_here() is not None)
    assert screen.row_here().title == "Việc của Bình"


def test_a_task_from_a_key_result_says_that_it_does_not_move_it(hands: Hands) -> None:
    hands.add("Soạn công văn", source=Source.KEY_RESULT)
    hands.stand_on("Soạn công văn")
    hands.wait(lambda: hands.screen.detail.detail)
    assert "không tự làm thay đổi kết quả then chốt" in hands.screen.detail.facts.toPlainText()


def test_columns_are_found_by_their_whole_names(hands: Hands) -> None:
    names = [action.text() for action in hands.grid.chooser().actions()]
    assert "Ngày hoàn thành" in names
    assert not any("\n" in name for name in names)


def test_an_empty_list_says_what_to_do(hands: Hands) -> None:
    guide: Any = hands.screen.detail.pages.currentWidget()
    assert guide.title.text() == "Chưa có công việc trong thời gian này"
    assert "Ctrl+V" in guide.text.text()


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("assign", AssignDialog),
        ("deliver", DeliverDialog),
        ("cause", CauseDialog),
        ("fault", FaultDialog),
        ("share", ShareDialog),
        ("roll-over", RollOverDialog),
        ("cancel", ReasonDialog),
    ],
)
def test_every_dialog_is_named_and_whole(hands: Hands, act: str, kind: type[Any]) -> None:
    hands.add("Soạn công văn", owner=hands.people.binh)
    hands.whose(f"{load.PERSON}{hands.people.binh}")
    hands.stand_on("Soạn công văn")
    hands.screen.actions_.update()
    hands.screen.actions_.live(f"task.{act}").trigger()
    dialog = hands.dialog(kind)
    hands.settle()
    assert nameless(dialog) + clipped(dialog) == []
    dialog.finish()


def test_the_screen_with_a_task_and_pasted_errors_is_named_and_whole(hands: Hands) -> None:
    hands.register(hands.people.binh, "Chờ duyệt")
    hands.press(Key.Key_N, CTRL)
    hands.paste("Một\tThường xuyên\t\tba")
    hands.settle()
    assert hands.screen.batch.isVisible()
    assert nameless(hands.screen) + clipped(hands.screen) == []
