"""The section Máy ghi danh over a real server: who came when, codes on slips, turning away."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from okrdesk.forms.pages import page_sizes
from tests.sync.client.house import house
from tests.ui.reading import clipped, nameless
from tests.ui.sync_screen.story import Story, begin
from ui.desktop import Desktop
from ui.screens.admin.code_dialog import CodeDialog
from ui.screens.admin.device_rows import DeviceFilter, DeviceRow
from ui.screens.admin.devices import DevicesSection
from ui.screens.admin.screen import AdminScreen

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with house(tmp_path / "server") as served:
        told = begin(served, tmp_path)
        yield told
        told.close()


@pytest.fixture
def section(qapp: QApplication, qtbot: QtBot, story: Story) -> Iterator[DevicesSection]:
    """The section before the administrator, with two computers enrolled."""
    story.pc(story.officer)
    application = story.pc(story.house.admin)
    desktop = Desktop(application)
    desktop.roles = application.submit(_roles).result()
    desktop.sync.count()
    qtbot.waitUntil(lambda: desktop.sync.standing.is_enrolled)
    screen = AdminScreen(desktop)
    qtbot.addWidget(screen)
    screen.resize(1140, 640)
    screen.show()
    screen.open_item("device", "")
    made = screen.section
    assert isinstance(made, DevicesSection)
    qtbot.waitUntil(lambda: made.model.rowCount() == 2)
    yield made
    desktop.bridge.close()
    application.close()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_tells_of_computers_and_of_nothing_on_them(section: DevicesSection) -> None:
    names = {section.model.row(place).name for place in range(2)}
    assert names == {"Lê Văn Đào", "Nguyễn Văn An"}
    assert section.count == "2 máy"
    assert nameless(section.screen_) == []
    assert clipped(section.screen_) == []


def test_codes_are_made_and_saved_as_slips(
    section: DevicesSection, story: Story, qtbot: QtBot, tmp_path: Path
) -> None:
    section.actions_.live("device.code").trigger()
    dialog = section.findChild(CodeDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.people.model().rowCount()))
    dialog.people.selectAll()
    assert dialog.go.text() == "Cấp 3 mã"
    people = [dialog.people.model().row(place).name for place in range(3)]
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.codes.model().rowCount() == 3)
    assert [dialog.codes.model().row(place).person for place in range(3)] == people
    assert nameless(dialog) == []
    file = tmp_path / "phieu.pdf"
    dialog.save.click()
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    asking.fileSelected.emit(str(file))
    asking.close()
    qtbot.waitUntil(file.exists)
    assert len(page_sizes(file.read_bytes())) == 1
    dialog.finish()


def test_a_computer_is_revoked_after_a_question(section: DevicesSection, qtbot: QtBot) -> None:
    place = next(at for at in range(2) if section.model.row(at).name == "Lê Văn Đào")
    section.table.selectRow(place)
    section.actions_.live("device.revoke").trigger()
    box = section.findChild(QMessageBox)
    assert box is not None
    assert box.checkBox() is not None
    assert len(box.checkBox().text()) < 50, "a box does not wrap it, and cuts it off at 150 %"
    next(
        one
        for one in box.buttons()
        if box.buttonRole(one) is QMessageBox.ButtonRole.DestructiveRole
    ).click()
    qtbot.waitUntil(lambda: section.model.rowCount() == 1)
    section.revoked.setChecked(True)
    section.revoked.edited.emit()
    assert section.model.rowCount() == 2
    assert section.desktop.application.state == "open"


@pytest.mark.parametrize(
    ("wanted", "is_shown"),
    [
        (DeviceFilter(), True),
        (DeviceFilter(silent_days=7), True),
        (DeviceFilter(silent_days=14), False),
        (DeviceFilter(text="dao"), True),
        (DeviceFilter(text="pc-07"), True),
        (DeviceFilter(text="binh"), False),
    ],
)
def test_the_filter_asks_for_silence_and_names(wanted: DeviceFilter, is_shown: bool) -> None:
    seen = NOW - timedelta(days=10)
    row = DeviceRow("d", "p", "Lê Văn Đào", "PC-07", "0.3.0", seen, seen, 0, False)
    assert wanted.lets_through(row, NOW) is is_shown


def test_a_computer_that_never_came_is_silent() -> None:
    row = DeviceRow("d", "p", "Lê Văn Đào", "PC-07", "0.3.0", None, None, 0, False)
    assert DeviceFilter(silent_days=90).lets_through(row, NOW)


def _roles(desk: object) -> frozenset[object]:
    from okrdesk.services.people import me

    return me(desk).roles  # type: ignore[arg-type, return-value]
