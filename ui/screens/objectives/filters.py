"""The row of filters above the tree; cycle and unit are chosen in the top bar."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.health import Health
from okrdesk.domain.review import ReviewState
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.desktop import Desktop
from ui.reviewing.text import state_word
from ui.widgets.buttons import button, tool
from ui.widgets.editors import Choice, ChoiceBox, SearchField, Tick

_MEMORY = "objectives.filter"


class FilterRow(QWidget):
    """Text, whose, health or approval, tag, arrangement, archived; `changed` after each choice."""

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
        states = [(state, state_word(state)) for state in ReviewState]
        self.health = _choices(_("Health or approval"), [*marks, *states], empty=_("Any health"))
        self.tag = _choices(_("Tag"), [], empty=_("Any tag"))
        self.tag.hide()
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
        for editor in (self.owner, self.health, self.tag, self.arrangement, self.archived):
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
        chosen = self.health.value() or self.tag.value() or self.archived.value()
        return bool(self._searched or mine or chosen)

    def offer_tags(self, tags: Sequence[str]) -> None:
        """Offer the tags in use; without any there is no such filter."""
        if [choice.id for choice in self.tag.choices[1:]] != list(tags):
            self.tag.set_choices([Choice(tag, tag) for tag in tags])
        self.tag.setVisible(bool(tags))

    def show_tag(self, tag: str) -> None:
        """Narrow the list to a tag."""
        self.tag.set_value(tag)
        self._choose()

    def reset(self) -> None:
        """Show everything again."""
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._searched = ""
        self.owner.set_value("all")
        self.health.set_value(None)
        self.tag.set_value(None)
        self.archived.set_value(False)
        self._choose()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        choices = (self.owner, self.health, self.tag, self.arrangement, self.archived, self.clear)
        for widget in choices:
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
