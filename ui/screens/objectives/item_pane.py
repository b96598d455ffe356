"""What the panes of an objective and of a key result share: heading, figures, and tabs with chart
and history.
"""

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.screens.objectives.figures import Figures
from ui.screens.objectives.heading import Heading
from ui.screens.objectives.history_tab import HistoryTab
from ui.screens.objectives.served_line import ServedLine
from ui.widgets.chart_view import ChartView


class ItemPane(QWidget):
    """One item whole; the history is read when its tab is in front, and a tab in front stays."""

    def __init__(self, heading: Heading, parts: str) -> None:
        super().__init__()
        self.heading = heading
        self.figures = Figures()
        self.serves = ServedLine()
        self.chart = ChartView()
        self.history = HistoryTab()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(parts)
        self.tabs.tabBar().setAccessibleName(parts)
        self.tabs.currentChanged.connect(self._opened_tab)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.heading)
        box.addWidget(self.figures)
        box.addWidget(self.serves)
        box.addWidget(self.tabs, 1)

    def show_history(self) -> None:
        """Bring the history to the front."""
        self.tabs.setCurrentWidget(self.history)
        self.history.setFocus()

    def read_history_of(self, item_id: str) -> None:
        """Let the history be that of an item, read at once where it is in front."""
        self.history.set_subject(item_id)
        self._opened_tab(self.tabs.currentIndex())

    def _opened_tab(self, _place: int) -> None:
        if self.tabs.currentWidget() is self.history:
            self.history.read()
