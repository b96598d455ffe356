"""Importing ahead, on a worker, what the window opens later, so that no click waits for it.

Python gives the lock of the interpreter on every few milliseconds, so the window goes on meanwhile;
an import on the window's own thread would stop it for up to 50 ms.
"""

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
    """Import all of them, as long as nobody cancels."""
    for name in MODULES:
        if cancel.is_set():
            return
        import_module(name)
