"""One of two values that meet: whose it is, from when, whether it counts now."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from okrdesk.domain.dates import format_moment
from okrdesk.i18n import _
from ui.screens.sync.fields import CopyText
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from okrdesk.services.conflicts import ConflictRow, Side


class SideCard(QFrame):
    """A framed value with its author; `name` is what a reader hears of the value."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.caption = ElidedLabel()
        self.caption.setProperty("type", "label")
        self.counts = label("", "small")
        self.value = CopyText(name, lines=5)
        self.author = label("", "small", wrap=True)
        first = QHBoxLayout()
        first.addWidget(self.caption, 1)
        first.addWidget(self.counts)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        box.addLayout(first)
        box.addWidget(self.value)
        box.addWidget(self.author)
        box.addStretch(1)

    def show_side(self, row: "ConflictRow", side: "Side", caption: str) -> None:
        """Show one side of a conflict under `caption`."""
        self.caption.setText(caption)
        self.counts.setText(_("counts now") if side == row.kept else "")
        self.value.show_text(_said(row, side))
        self.author.setText(
            _("{name}, {moment}").format(name=side.who, moment=format_moment(side.at))
        )


def _said(row: "ConflictRow", side: "Side") -> str:
    if row.is_deletion and side.wire is True:
        return _("Taken away")
    return side.value or _("(empty)")
