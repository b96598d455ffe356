"""Đồng bộ at 150 % in a window of 1366×768: what can be done is in sight without scrolling."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.sync.client.house import PASSWORD
from tests.ui.office_window import Look, OfficeWindow
from tests.ui.reading import clipped
from tests.ui.sync_screen.story import Story, tell_all
from ui.screens.sync.page import SyncPage
from ui.screens.sync.screen import SyncScreen

LONG = "Giải quyết hồ sơ thủ tục hành chính đúng hạn, công khai, không phải bổ sung quá một lần. "


@pytest.fixture
def screen(
    story: Story, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SyncScreen]:
    folders = tell_all(story)
    monkeypatch.setenv("OKRDESK_PASSWORD", PASSWORD)
    office = OfficeWindow(qapp, folders["officer"], Look("vi", "light", 150, (1366, 768)))
    office.show("sync")
    screen = office.window.current
    assert isinstance(screen, SyncScreen)
    office.wait(lambda: screen.pages["refused"].count and screen.pages["conflict"].count)
    yield screen
    office.close()


def out_of_sight(page: SyncPage) -> list[str]:
    """Return the texts of the buttons of a tab of which not all is seen."""
    return [
        one.text()
        for one in page.findChildren(QAbstractButton)
        if one.text() and one.isVisible() and one.visibleRegion().boundingRect() != one.rect()
    ]


@pytest.mark.parametrize("tab", ["refused", "conflict"])
def test_every_button_is_in_sight(screen: SyncScreen, tab: str) -> None:
    screen.open_item(tab, "")
    page = screen.pages[tab]
    QApplication.processEvents()
    assert len([one for one in page.findChildren(QAbstractButton) if one.text()]) >= 3
    assert out_of_sight(page) == []
    assert clipped(screen.window()) == []


def test_buttons_stay_in_sight_below_long_values(screen: SyncScreen) -> None:
    screen.open_item("conflict", "")
    page = screen.pages["conflict"]
    page.heading.setText(LONG * 3)
    page.mine.value.show_text(LONG * 20)
    QApplication.processEvents()
    assert out_of_sight(page) == []
