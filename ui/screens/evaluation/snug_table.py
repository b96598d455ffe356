"""A table whose narrow columns take just the room they need, so that names get the rest."""

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontMetrics

from okrdesk.i18n import _
from ui.widgets.rows import Column
from ui.widgets.views import TableView

_ROOM = 20


class SnugTable(TableView):
    """For columns of short numbers beside one that stretches."""

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Give headings and figures their width, and what is left to the column that stretches."""
        super().lay_out(columns)
        bold = QFont(self.font())
        bold.setBold(True)
        letters = QFontMetrics(bold)
        for place, column in enumerate(columns):
            if column.width and not self.isColumnHidden(place):
                words = (*_(column.title).split("\n"), "0" * column.width)
                wide = max(letters.horizontalAdvance(word) for word in words)
                self.setColumnWidth(place, wide + _ROOM)
