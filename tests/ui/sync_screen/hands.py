"""Somebody at Đồng bộ: presses keys, answers a question, attaches a file."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from okrdesk.app import Application
from okrdesk.db.store import local_now
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from tests.ui.sync_screen.story import Story
from ui.screens.sync.screen import SyncScreen

CTRL = Qt.KeyboardModifier.ControlModifier


def press(screen: SyncScreen, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Press a key in the active window."""
    QTest.keyClick(screen.window().windowHandle(), key, modifiers)


def yes(box: QMessageBox) -> QAbstractButton:
    """Return the button that does what a question asks about."""
    role = QMessageBox.ButtonRole.DestructiveRole
    return next(one for one in box.buttons() if box.buttonRole(one) is role)


def attach(application: Application, story: Story, name: str, content: bytes) -> None:
    """Check in the key result with a file."""
    entry = CheckInEntry(Decimal(70), local_now().date(), evidence=(EvidenceFile(name, content),))
    application.submit(lambda desk: record_check_in(desk, story.key_result, entry)).result()
