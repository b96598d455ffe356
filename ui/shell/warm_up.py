"""Importing ahead, on a worker, what the window opens later, so that no click waits for it.

Python gives the lock of the interpreter on every few milliseconds, so the window goes on meanwhile;
an import on the window's own thread would stop it for up to 50 ms.
"""

import sys
from importlib import import_module
from threading import Event

MODULES = (
    "ui.checkin.dialog",
    "ui.screens.objectives.screen",
    "ui.shell.palette",
    "ui.shell.lock_screen",
    "ui.screens.forms.screen",
    "ui.screens.admin.screen",
    "ui.screens.settings",
    "ui.screens.help",
)
"""In the order in which people come to need them."""


def warm_up(cancel: Event) -> None:
    """Import all of them and make Qt's classes, as long as nobody cancels."""
    for name in MODULES:
        if cancel.is_set():
            return
        import_module(name)
    make_qt_classes()


def make_qt_classes() -> None:
    """Make every class of the Qt modules loaded so far.

    PySide 6.11 makes a class when it is first named, and all that are left when the first object of
    a private class comes along, as in a QPlainTextEdit: that would stop the window for 40 ms.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("PySide6.Qt"):
            for each in dir(module):
                getattr(module, each)
