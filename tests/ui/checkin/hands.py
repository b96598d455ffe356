"""Somebody at the keyboard: keys go to the window that is active, as the system sends them."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.progress import Kind
from tests.ui.keyboard import CTRL, PLAIN, Key, Keyboard
from ui.checkin import CheckInDialog, correct_check_in, open_check_in
from ui.desktop import Desktop
from ui.screens.today.screen import TodayScreen

__all__ = ["CTRL", "Hands", "Key"]


class Hands(Keyboard[TodayScreen]):
    """Checks in, and counts the keys it took."""

    def __init__(self, qtbot: QtBot, desktop: Desktop, screen: TodayScreen) -> None:
        super().__init__(qtbot, desktop, screen)
        self.count = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press one key in the active window, and count it."""
        self.count += 1
        super().press(key, modifiers)

    def focus(self) -> Any:
        """Return what has the focus."""
        return QApplication.focusWidget()

    def opened(self) -> CheckInDialog:
        """Return the check-in window once a page is shown."""
        found: list[CheckInDialog] = []

        def is_shown() -> bool:
            found[:] = [
                one
                for one in self.screen.findChildren(CheckInDialog)
                if one.isVisible() and one.page is not None and one.isActiveWindow()
            ]
            return bool(found)

        self.wait(is_shown)
        return found[0]

    def open(self, key_result_id: str, *queue: str) -> CheckInDialog:
        """Open the check-in of a key result."""
        open_check_in(self.screen, key_result_id, queue)
        return self.opened()

    def correct(self, key_result_id: str, check_in_id: str) -> CheckInDialog:
        """Open the correction of a check-in."""
        correct_check_in(self.screen, key_result_id, check_in_id)
        return self.opened()

    def close(self, dialog: CheckInDialog) -> None:
        """Close with Esc and wait until the window is gone."""
        self.press(Key.Key_Escape)
        self.gone(dialog)

    def check_ins(self, key_result_id: str) -> list[CheckIn]:
        """Return every check-in of a key result, corrected ones too."""
        return self.desk(partial(_check_ins, key_result_id=key_result_id))

    def draft(self, key_result_id: str) -> dict[str, Any] | None:
        """Return the draft of a new check-in."""
        return self.desk(partial(_draft, key_result_id=key_result_id))

    def one_of(self, kind: Kind) -> str:
        """Return a key result of the person at the desk that can be checked in."""
        return self.desk(partial(_one_of, kind=kind))


def _check_ins(desk: Any, key_result_id: str) -> list[CheckIn]:
    from okrdesk.services.check_ins import find_check_ins

    return find_check_ins(desk, key_result_id)


def _draft(desk: Any, key_result_id: str) -> dict[str, Any] | None:
    from okrdesk.services.drafts import find_draft

    return find_draft(desk, "check-in", key_result_id)


def _one_of(desk: Any, kind: Kind) -> str:
    from okrdesk.services.cycles import current_cycle
    from okrdesk.services.details import find_key_result_detail
    from okrdesk.services.lists import Filter, find_key_results_under, find_objective_ids

    cycle = current_cycle(desk)
    ids = find_objective_ids(desk, Filter(cycle_id=cycle.id if cycle else None))
    rows = [row for row in find_key_results_under(desk, ids) if row.kind is kind and row.last_on]
    return next(row.id for row in rows if find_key_result_detail(desk, row.id).may_check_in)
