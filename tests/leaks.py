"""Which windows and running timers are alive in Qt, to see what a test left behind."""

import gc
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True)
class LiveObjects:
    """The addresses of the windows and of the running timers that are alive at one moment."""

    addresses: frozenset[int]

    @classmethod
    def now(cls) -> "LiveObjects":
        """Look at what is alive."""
        return cls(frozenset(_address(each) for each in _alive()))

    @classmethod
    def left_since(cls, before: "LiveObjects") -> list[str]:
        """Name what is alive and was not at `before`, once all that is due for deletion is gone."""
        if any(_address(each) not in before.addresses for each in _alive()):
            gc.collect()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return [_name(each) for each in _alive() if _address(each) not in before.addresses]


def _alive() -> list[QObject]:
    timers = [
        wrapper
        for wrapper in shiboken6.getAllValidWrappers()
        if isinstance(wrapper, QTimer) and wrapper.isActive()
    ]
    return [*QApplication.topLevelWidgets(), *timers]


def _address(each: QObject) -> int:
    return int(shiboken6.getCppPointer(each)[0])


def _name(each: QObject) -> str:
    kind = "window" if isinstance(each, QWidget) else "timer"
    owner = each.parent()
    return f"{kind} {type(each).__name__} {each.objectName()!r} of {type(owner).__name__}"
