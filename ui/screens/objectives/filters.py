"""The row of filters above the tree; cycle and unit are chosen in the top bar."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.health import Health
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.desktop import Desktop
from ui.widgets.buttons import button, tool
from ui.widgets.editors import Choice, ChoiceBox, SearchField, Tick

_MEMORY = "objectives.filter"


class FilterRow(QWidget):
    """Text, whose, health, arrangement, archived; `changed` after each choice by the person."""

    changed = Signal()
    columns_asked = Signal()

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._settings = desktop.settings
        self.text = SearchField(_("Find in objectives and key results"))
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 20)
        self.owner = _choices(
            _("Whose objectives"), [("all", _("Everybody's")), ("me", _("Mine only"))]
        )
        marks = [(mark, name_of(mark).capitalize()) for mark in Health]
        self.health = _choices(_("Health"), marks, empty=_("Any health"))
        self.arrangement = _choices(
            _("Arrangement"), [("list", _("As a list")), ("units", _("By unit"))]
        )
        self.archived = Tick(_("Archived"))
        self.archived.setAccessibleName(_("Show archived objectives"))
        self.clear = button(_("Clear filters"), self.reset, kind="link")
        self.columns = tool(_("Choose columns"), "columns", self.columns_asked.emit)
        self._lay_out()
        self._recall()
        self.text.searched.connect(self._search)
        for editor in (self.owner, self.health, self.arrangement, self.archived):
            editor.edited.connect(self._choose)
        self._searched = ""
        self._show_clear()

    @property
    def searched(self) -> str:
        """The text that was last looked for."""
        return self._searched

    @property
    def is_narrowing(self) -> bool:
        """Whether something is hidden by these filters."""
        mine = self.owner.value() == "me"
        return bool(self._searched or mine or self.health.value() or self.archived.value())

    def reset(self) -> None:
        """Show everything again."""
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._searched = ""
        self.owner.set_value("all")
        self.health.set_value(None)
        self.archived.set_value(False)
        self._choose()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for widget in (self.owner, self.health, self.arrangement, self.archived, self.clear):
            row.addWidget(widget)
        row.addWidget(self.columns)

    def _recall(self) -> None:
        kept = self._settings.recall(_MEMORY, {})
        if isinstance(kept, dict):
            self.owner.set_value(kept.get("owner", "all"))
            self.arrangement.set_value(kept.get("arrangement", "list"))

    def _search(self, text: str) -> None:
        if text != self._searched:
            self._searched = text
            self._show_clear()
            self.changed.emit()

    def _choose(self) -> None:
        kept = {"owner": self.owner.value(), "arrangement": self.arrangement.value()}
        self._settings.remember(_MEMORY, kept)
        self._show_clear()
        self.changed.emit()

    def _show_clear(self) -> None:
        self.clear.setVisible(self.is_narrowing)


def _choices(name: str, choices: list[tuple[Any, str]], *, empty: str | None = None) -> ChoiceBox:
    box = ChoiceBox([Choice(id, text) for id, text in choices], empty=empty)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    return box
