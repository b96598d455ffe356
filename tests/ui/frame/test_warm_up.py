"""What is imported ahead is all that the window imports when it is first opened."""

import re
import sys
from threading import Event

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.conftest import ROOT
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


def test_the_libraries_for_paper_are_there_afterwards() -> None:
    load_libraries(Event())
    assert {"typst", "pypdfium2"} <= sys.modules.keys()
