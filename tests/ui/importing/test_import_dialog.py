"""The import shows what a workbook holds before it writes, and one undo takes it all back."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from okrdesk.errors import Code, Refused
from okrdesk.exchange.preview import KindName
from okrdesk.services.office import count_objects
from tests.exchange.books import PLAN_HEADER, ROSTER_HEADER, VALUES_HEADER, book
from ui.desktop import Desktop
from ui.importing import open_import, paste_into
from ui.importing.dialog import ImportDialog
from ui.importing.sources import Source, find_open_cycles, read, take_back
from ui.screen import Screen

GOOD = ["Rút ngắn thời gian giải quyết", "Số ngày giải quyết một hồ sơ", "giảm", 10, 6, "ngày"]
WRONG = ["Rút ngắn thời gian giải quyết", "Tỷ lệ hồ sơ đúng hạn", "tăng", 80, "chín lăm", "%"]


class Ground(Screen):
    """Stands for any screen that offers the import."""


@pytest.fixture
def ground(show_screen: Callable[[type[Ground]], Ground]) -> Ground:
    return show_screen(Ground)


@pytest.fixture
def opened(ground: Ground, qtbot: QtBot) -> ImportDialog:
    dialog = open_import(ground)
    qtbot.waitUntil(lambda: dialog.source_page.cycle.count() > 0)
    return dialog


def plan(tmp_path: Path, *rows: list[object]) -> Path:
    file = tmp_path / "kế hoạch.xlsx"
    file.write_bytes(book(["KẾ HOẠCH"], [], PLAN_HEADER, *rows))
    return file


def objectives(desktop: Desktop) -> int:
    return desktop.application.submit(count_objects).result()["objective"]


def show_preview(dialog: ImportDialog, file: Path, qtbot: QtBot) -> None:
    dialog.source_page.read_file(str(file))
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.preview_page)


def test_a_plan_without_problems_is_written_and_one_undo_takes_it_back(
    opened: ImportDialog, ground: Ground, tmp_path: Path, qtbot: QtBot
) -> None:
    before = objectives(ground.desktop)
    show_preview(opened, plan(tmp_path, GOOD), qtbot)
    assert opened.write_button.text() == "Ghi 1 dòng"
    assert opened.write_button.isEnabled()
    assert not opened.preview_page.agree.isVisible()
    assert objectives(ground.desktop) == before
    opened.write_button.click()
    qtbot.waitUntil(lambda: ground.messages.text().startswith("Đã nhập: 2 mới"))
    assert objectives(ground.desktop) == before + 1
    ground.messages._act()
    qtbot.waitUntil(lambda: ground.messages.text() == "Đã hoàn tác việc nhập.")
    assert objectives(ground.desktop) == before


def test_good_rows_beside_problems_are_written_only_after_agreement(
    opened: ImportDialog, ground: Ground, tmp_path: Path, qtbot: QtBot
) -> None:
    show_preview(opened, plan(tmp_path, GOOD, WRONG), qtbot)
    page = opened.preview_page
    assert page.counts.text() == "2 dòng, 1 dùng được, 1 lỗi"
    assert opened.write_button.text() == "Chỉ ghi 1 dòng đúng"
    assert not opened.write_button.isEnabled()
    page.agree.click()
    assert opened.write_button.isEnabled()
    opened.write_button.click()
    qtbot.waitUntil(lambda: ground.messages.text().startswith("Đã nhập"))


def test_each_problem_stands_at_its_row_and_column_with_its_value(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    show_preview(opened, plan(tmp_path, GOOD, WRONG), qtbot)
    page = opened.preview_page
    (problem,) = page.lines()
    assert (problem.row, problem.column, problem.value) == (5, "Mức cần đạt", "chín lăm")
    assert page.detail.text().startswith("Dòng 5, cột “Mức cần đạt”: “chín lăm” không phải là số")
    page.only_problems.click()
    assert [line.is_problem for line in page.lines()] == [False, True]
    assert [line.row for line in page.lines()] == [4, 5]


def test_a_workbook_with_nothing_good_cannot_be_written(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    show_preview(opened, plan(tmp_path, WRONG), qtbot)
    assert not opened.write_button.isEnabled()
    assert not opened.preview_page.agree.isVisible()


def test_what_is_no_workbook_is_told_on_the_first_page(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "thư.xlsx"
    file.write_text("không phải Excel", encoding="utf-8")
    opened.source_page.read_file(str(file))
    qtbot.waitUntil(lambda: "thư.xlsx" in opened.messages.text())
    assert opened.pages.currentWidget() is opened.source_page


def test_cells_copied_in_excel_are_pasted_with_ctrl_v(opened: ImportDialog, qtbot: QtBot) -> None:
    rows = ["\t".join(PLAN_HEADER), "\t".join(str(cell) for cell in GOOD)]
    QGuiApplication.clipboard().setText("\r\n".join(rows))
    opened.activateWindow()
    qtbot.keyClick(opened, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: opened.pages.currentWidget() is opened.preview_page)
    assert "bảng tạm" in opened.preview_page.source.text()
    assert opened.write_button.text() == "Ghi 1 dòng"


def test_an_empty_clipboard_is_explained(opened: ImportDialog) -> None:
    QGuiApplication.clipboard().clear()
    opened.source_page.paste_button.click()
    assert "Bảng tạm chưa có ô nào" in opened.messages.text()


def test_pasting_into_a_table_opens_the_same_preview(ground: Ground, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("một câu không có ô")
    assert paste_into(ground, "plan") is None
    QGuiApplication.clipboard().setText("\t".join(str(cell) for cell in GOOD))
    dialog = paste_into(ground, "plan")
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.preview_page)
    assert "theo thứ tự của tệp mẫu" in dialog.preview_page.notes.text()


def test_a_file_dropped_on_the_dialog_is_read(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(plan(tmp_path, GOOD)))])
    opened.source_page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            held,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: opened.pages.currentWidget() is opened.preview_page)


@pytest.mark.parametrize(
    ("kind", "rows", "words"),
    [
        (
            KindName.ROSTER,
            [ROSTER_HEADER, ["X01", "Đỗ Thị Ứng", "công chức", "Văn phòng Sở"]],
            "X01 · Đỗ Thị Ứng · Văn phòng Sở",
        ),
        (
            KindName.VALUES,
            [VALUES_HEADER, ["Không có kết quả này", date(2026, 11, 2), 5]],
            "Không tìm thấy “Không có kết quả này”",
        ),
    ],
)
def test_every_kind_of_workbook_is_shown_in_words(
    opened: ImportDialog,
    tmp_path: Path,
    qtbot: QtBot,
    kind: KindName,
    rows: list[list[object]],
    words: str,
) -> None:
    file = tmp_path / "tệp.xlsx"
    file.write_bytes(book(*rows))
    opened.source_page.kinds[kind].click()
    assert not opened.source_page.cycle.isVisible()
    show_preview(opened, file, qtbot)
    assert opened.preview_page.lines()[0].text.startswith(words)


def test_a_template_is_saved_with_the_office_in_its_lists(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    from okrdesk.exchange.reading import read_kind

    file = tmp_path / "mẫu.xlsx"
    opened.source_page.template.click()
    asked = opened.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(file))
    asked.close()
    qtbot.waitUntil(lambda: "Đã lưu" in opened.messages.text())
    assert read_kind(KindName.PLAN, file).problems == ()


def test_going_back_keeps_the_kind_and_reads_another_file(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    show_preview(opened, plan(tmp_path, WRONG), qtbot)
    opened.back_button.click()
    assert opened.pages.currentWidget() is opened.source_page
    show_preview(opened, plan(tmp_path, GOOD), qtbot)
    assert opened.write_button.isEnabled()


def test_a_stopped_reading_leaves_nothing_behind(sample_desktop: Desktop, tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    source = Source(KindName.PLAN, plan(tmp_path, GOOD))
    with pytest.raises(CancelledError):
        read(source, sample_desktop.application.submit, stop)


def test_stopping_in_the_dialog_goes_back_and_ignores_the_answer(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    opened.source_page.read_file(str(plan(tmp_path, GOOD)))
    opened._show_busy()
    assert opened.stop_button.isVisible()
    opened.stop_button.click()
    qtbot.waitUntil(opened.desktop.jobs.is_idle)
    done = opened.desktop.application.submit(lambda _desk: None)
    qtbot.waitUntil(done.done)
    assert opened.pages.currentWidget() is opened.source_page
    assert opened.source_page.isEnabled()


def test_an_import_that_something_followed_is_not_undone(sample_desktop: Desktop) -> None:
    with pytest.raises(Refused) as refused:
        sample_desktop.application.submit(lambda desk: take_back(desk, "another group")).result()
    assert refused.value.code is Code.CHANGED_SINCE


def test_a_closed_cycle_is_not_offered(sample_desktop: Desktop) -> None:
    offered = sample_desktop.application.submit(find_open_cycles).result()
    assert any(one.is_current for one in offered)
    assert "Quý I năm 2026" not in {one.name for one in offered}


def test_every_field_has_a_name_that_is_read_aloud(
    opened: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    assert nameless(opened) == []
    show_preview(opened, plan(tmp_path, GOOD, WRONG), qtbot)
    assert nameless(opened) == []


def nameless(dialog: ImportDialog) -> list[QWidget]:
    return [
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
