"""What is imported ahead is all that the window imports when it is first opened."""

import re
import sys
from threading import Event

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from tests.conftest import ROOT
from tests.ui.frame.conftest import OWN, MakeWindow
from ui.shell.warm_up import WarmUp, load_libraries, steps


def test_every_screen_is_imported_ahead() -> None:
    registry = (ROOT / "ui/screens/registry.py").read_text(encoding="utf-8")
    named = set(re.findall(r'_make\("([\w.]+)"', registry))
    for _step in steps():
        pass
    assert named <= sys.modules.keys() | {"ui.screens.today.screen"}
    assert {"ui.shell.palette", "ui.checkin.dialog"} <= sys.modules.keys()


def test_it_goes_through_all_steps_and_away(qtbot: QtBot) -> None:
    parent = QObject()
    with qtbot.waitSignal(WarmUp(parent).destroyed):
        pass
    assert not parent.children()


def test_a_window_that_closes_imports_no_more(make_window: MakeWindow) -> None:
    window = make_window(OWN[0])
    timers = [each.findChild(QTimer) for each in window.findChildren(WarmUp)]
    assert [timer.isActive() for timer in timers if timer is not None] == [True]
    window.close()
    assert [timer.isActive() for timer in timers if timer is not None] == [False]


def test_the_libraries_for_paper_are_there_afterwards() -> None:
    load_libraries(Event())
    assert {"typst", "pypdfium2", "segno", "okrdesk.forms.gathering"} <= sys.modules.keys()
