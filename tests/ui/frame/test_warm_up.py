"""What is imported ahead is all that the window imports when it is first opened."""

import re
import sys
from threading import Event

from tests.conftest import ROOT
from ui.shell.warm_up import MODULES, warm_up


def test_every_screen_but_the_first_is_imported_ahead() -> None:
    registry = (ROOT / "ui/screens/registry.py").read_text(encoding="utf-8")
    named = set(re.findall(r'_make\("([\w.]+)"', registry))
    assert named - set(MODULES) == {"ui.screens.today.screen"}


def test_everything_is_there_afterwards() -> None:
    warm_up(Event())
    assert set(MODULES) <= sys.modules.keys()


def test_the_end_of_the_program_stops_it() -> None:
    ended = Event()
    ended.set()
    loaded = set(sys.modules)
    warm_up(ended)
    assert set(sys.modules) == loaded
