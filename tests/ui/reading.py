"""Looks over a window as a reader would: what has no name, and what is cut off."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from ui.widgets.text import ElidedLabel


def nameless(root: QWidget) -> list[str]:
    """Return what can take the focus and would be read out as nothing."""
    return [
        _place(child)
        for child in _own_children(root)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not child.isHidden()
        and not (child.accessibleName() or getattr(child, "text", str)())
    ]


def clipped(root: QWidget) -> list[str]:
    """Return the visible labels and buttons whose text has less room than it needs."""
    return [
        f"{_place(child)}: {_text(child)!r} {child.width()}<{_needed(child)}"
        for child in _own_children(root)
        if isinstance(child, QLabel | QAbstractButton)
        and not isinstance(child, ElidedLabel)
        and not isinstance(child.parent(), QLineEdit)
        and child.isVisible()
        and _text(child)
        and child.width() + 1 < _needed(child)
    ]


def _own_children(root: QWidget) -> list[QWidget]:
    return [
        child
        for child in root.findChildren(QWidget)
        if child.window() is root and not child.objectName().startswith("qt_")
    ]


def _needed(child: QWidget) -> int:
    if isinstance(child, QLabel) and child.wordWrap():
        return child.minimumSizeHint().width()
    return child.sizeHint().width()


def _text(child: QWidget) -> str:
    text = getattr(child, "text", None)
    return str(text()) if callable(text) else ""


def _place(child: QWidget) -> str:
    parent = child.parent()
    return f"{type(child).__name__} in {type(parent).__name__}"
