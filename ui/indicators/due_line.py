"""On Hôm nay: how many indicators wait for a value of mine; opens the window of indicators."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.i18n import ngettext
from ui.desktop import Desktop
from ui.operations import Latest, Query
from ui.theme.icons import set_icon
from ui.widgets.buttons import button

_ENTITIES = frozenset({"indicator", "indicator_value"})


class DueIndicators(QWidget):
    """One line, away where no value is due within a week."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.desktop = desktop
        self._latest = Latest()
        self.line = button("", self._open, kind="link")
        set_icon(self.line, "chart", "accent")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        desktop.changed.connect(self._on_changed)
        desktop.opened.connect(lambda _opened: self._count())
        self.hide()
        self._count()

    def _count(self) -> None:
        if self.desktop.application.state == "open":
            Query(_due).success(self._latest.only(self._show)).run(self)

    def _show(self, count: int) -> None:
        text = ngettext(
            "{n} indicator waits for your value", "{n} indicators wait for your values", count
        )
        self.line.setText(text.format(n=count))
        self.setVisible(count > 0)

    def _on_changed(self, touched: Any) -> None:
        if any(entity in _ENTITIES for entity, _id in touched):
            self._count()

    def _open(self) -> None:
        from ui.indicators.dialog import IndicatorsDialog

        IndicatorsDialog(self).open()


def _due(desk: Any) -> int:
    from okrdesk.services.indicators import find_due_indicators

    return len(find_due_indicators(desk))
