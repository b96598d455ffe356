"""The print dialog offers this computer's printers, remembers the last one, and sends the order."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import ui.print_dialog
from ui.desktop import Desktop
from ui.print_dialog import PrintDialog
from ui.printing import PrinterChoice, PrintOrder
from ui.screen import Screen

PLAIN = PrinterChoice("plain", "Máy in phòng 202", is_default=True, can_duplex=False)
DUPLEX = PrinterChoice("duplex", "Máy in văn thư", is_default=False, can_duplex=True)
PAGES = 7
Sent = list[tuple[bytes, PrintOrder, str]]


class Memory:
    """Stands for this computer's settings."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def recall(self, key: str, otherwise: Any = None) -> Any:
        return self.kept.get(key, otherwise)

    def remember(self, key: str, value: Any) -> None:
        self.kept[key] = value


class Here:
    """Stands for the application: works at once, on the calling thread."""

    def __init__(self) -> None:
        self.settings = Memory()
        self.state = "closed"

    def watch_sync(self, _told: Any) -> None:
        """Follow no server."""

    def work(self, call: Callable[[Event], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(call(Event()))
        return future


class Ground(QWidget):
    """Stands for a screen: what a dialog is opened from."""

    def __init__(self) -> None:
        super().__init__()
        self.desktop = Desktop(Here(), self)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Take what would be printed."""
    jobs: Sent = []
    monkeypatch.setattr(
        ui.print_dialog,
        "print_pdf",
        lambda pdf, order, title, _told: jobs.append((pdf, order, title)) or PAGES,
    )
    return jobs


@pytest.fixture
def ground(qtbot: QtBot) -> Ground:
    made = Ground()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def open_dialog(
    ground: Ground, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., PrintDialog]:
    """Open the dialog on a computer with the given printers."""

    def opened(*printers: PrinterChoice) -> PrintDialog:
        monkeypatch.setattr(ui.print_dialog, "find_printers", lambda: list(printers))
        dialog = PrintDialog(b"%PDF", "Phiếu đăng ký", ground)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.print_button.isEnabled() or dialog.no_printer.isVisible())
        return dialog

    return opened


def test_enter_prints_one_copy_of_all_pages_on_the_default_printer(
    open_dialog: Callable[..., PrintDialog], sent: Sent, ground: Ground
) -> None:
    dialog = open_dialog(PLAIN, DUPLEX)
    dialog.print_button.click()
    assert sent == [(b"%PDF", PrintOrder("plain"), "Phiếu đăng ký")]
    assert ground.desktop.settings.recall("printer", None) == "plain"


def test_the_printer_used_last_is_offered_first(
    open_dialog: Callable[..., PrintDialog], ground: Ground
) -> None:
    ground.desktop.settings.remember("printer", "duplex")
    assert open_dialog(PLAIN, DUPLEX).printer.value() == "duplex"


def test_both_sides_are_offered_where_the_printer_can(
    open_dialog: Callable[..., PrintDialog], sent: Sent
) -> None:
    dialog = open_dialog(PLAIN, DUPLEX)
    assert not dialog.both_sides.isEnabled()
    dialog.printer.set_value("duplex")
    dialog.printer.edited.emit()
    dialog.both_sides.click()
    dialog.form.set_values({"pages": "2-3"})
    dialog.print_button.click()
    assert sent[0][1] == PrintOrder("duplex", both_sides=True, first=2, last=3)


def test_a_wrong_page_range_is_told_at_its_field_and_nothing_is_printed(
    open_dialog: Callable[..., PrintDialog], sent: Sent
) -> None:
    dialog = open_dialog(PLAIN)
    dialog.form.set_values({"pages": "5-2"})
    dialog.print_button.click()
    assert dialog.form.row("pages").has_error()
    assert sent == []


def test_after_a_jam_the_screen_offers_the_rest_again(
    qtbot: QtBot, sent: Sent, monkeypatch: pytest.MonkeyPatch, ground: Ground
) -> None:
    monkeypatch.setattr(ui.print_dialog, "find_printers", lambda: [PLAIN])
    screen = Screen(ground.desktop)
    qtbot.addWidget(screen)
    screen.show()
    first = PrintDialog(b"%PDF", "Phiếu đăng ký", screen)
    first.open()
    qtbot.waitUntil(first.print_button.isEnabled)
    first.print_button.click()
    qtbot.waitUntil(lambda: screen.messages.text() == "Đã gửi 7 trang tới máy in.")
    screen.messages._act()
    again = screen.findChildren(PrintDialog)[-1]
    qtbot.waitUntil(again.print_button.isEnabled)
    again.form.set_values({"pages": "4-"})
    again.print_button.click()
    assert sent[-1][1] == PrintOrder("plain", first=4, last=None)


def test_without_a_printer_the_way_out_is_told(open_dialog: Callable[..., PrintDialog]) -> None:
    dialog = open_dialog()
    assert not dialog.print_button.isEnabled()
    assert "Hãy lưu tệp PDF" in dialog.no_printer.text()
