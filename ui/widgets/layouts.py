"""The columns of a table as a person left them: order, width and which are hidden.

They are kept by name and in letters, so that another text size or a new column spoils nothing.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QHeaderView

from ui.widgets.rows import Column

_DOWN = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class HandWatch(QObject):
    """Emits `moved` after a person resized or moved a column of `head` with the mouse; what the
    program does to the columns is not a wish of theirs.
    """

    moved = Signal()

    def __init__(self, head: QHeaderView) -> None:
        super().__init__(head)
        self._held = self._changed = False
        head.viewport().installEventFilter(self)
        head.sectionResized.connect(self._note)
        head.sectionMoved.connect(self._note)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """See the mouse button go down and up."""
        if event.type() in _DOWN:
            self._held, self._changed = True, False
        elif event.type() == QEvent.Type.MouseButtonRelease:
            QTimer.singleShot(0, self, self._let_go)  # the header moves a column on release
        return False

    def _note(self, *_where: int) -> None:
        self._changed = self._changed or self._held

    def _let_go(self) -> None:
        changed = self._changed
        self._held = self._changed = False
        if changed:
            self.moved.emit()


def read_layout(head: QHeaderView, columns: Sequence[Column], letter: int) -> dict[str, Any]:
    """Return how the columns stand: ids in their order, hidden ids, widths in letters."""
    order = [columns[head.logicalIndex(place)].id for place in range(head.count())]
    shown = {
        column.id: round(head.sectionSize(place) / letter, 2)
        for place, column in enumerate(columns)
        if column.width and not head.isSectionHidden(place)
    }
    hidden = [column.id for place, column in enumerate(columns) if head.isSectionHidden(place)]
    return {"order": order, "hidden": hidden, "widths": shown}


def write_layout(head: QHeaderView, columns: Sequence[Column], letter: int, kept: object) -> None:
    """Lay the columns out as `read_layout` found them; anything else changes nothing."""
    if not isinstance(kept, dict):
        return
    places = {column.id: place for place, column in enumerate(columns)}
    for place, id in enumerate(id for id in kept.get("order", ()) if id in places):
        head.moveSection(head.visualIndex(places[id]), place)
    for id, letters in kept.get("widths", {}).items():
        if id in places:
            head.resizeSection(places[id], round(letters * letter))
    hidden = kept.get("hidden", ())
    for id in kept.get("order", ()):
        if id in places:
            head.setSectionHidden(places[id], id in hidden)
