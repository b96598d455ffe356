"""The top bar: the one place where cycle and unit are chosen; search, undo and lock beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from okrdesk.act_names import act_name
from okrdesk.i18n import _
from ui.actions import tip_of
from ui.desktop import Desktop, Scope
from ui.shell.sources import Entry, FrameFacts
from ui.theme.icons import set_icon
from ui.widgets.buttons import tool
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.text import ElidedLabel

INDENT = "\u2003"


class TopBar(QFrame):
    """Choosers and the frame's own buttons; `search_asked` opens the palette."""

    search_asked = Signal()

    def __init__(self, desktop: Desktop, undo: QAction, lock: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self.setProperty("part", "top")
        self._undo = undo
        self.cycle = _chooser(_("Cycle"), _("All cycles"), 16)
        self.unit = _chooser(_("Unit"), _("Whole agency"), 20)
        self.cycle.edited.connect(self._choose)
        self.unit.edited.connect(self._choose)
        self.search = QPushButton(_("Search or command…") + "    Ctrl+K")
        self.search.setProperty("kind", "search")
        self.search.setAutoDefault(False)
        self.search.setAccessibleName(_("Search and commands"))
        set_icon(self.search, "search", "muted")
        self.search.clicked.connect(self.search_asked)
        self.undo = tool(_("Undo"), "undo", undo.trigger)
        self.undo.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.undo.setText(_("Undo"))
        undo.changed.connect(self._follow_undo)
        self.lock = tool(_("Lock (Ctrl+L)"), "lock", lock.trigger)
        self.person = ElidedLabel("")
        self.person.setProperty("type", "muted")
        self.person.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.person.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 8, 16, 8)
        box.setSpacing(8)
        box.addWidget(self.cycle)
        box.addWidget(self.unit)
        box.addStretch(1)
        box.addWidget(self.undo)
        box.addWidget(self.search)
        box.addSpacing(8)
        box.addWidget(self.person)
        box.addWidget(self.lock)
        self._follow_undo()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let go of the person's name and of words where the room is short."""
        super().resizeEvent(event)
        letters = self.width() / max(1, self.fontMetrics().averageCharWidth())
        self.person.setVisible(letters > 135)
        self.search.setText(_("Search or command…") + ("    Ctrl+K" if letters > 115 else ""))
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.undo.setToolButtonStyle(
            words if letters > 95 else Qt.ToolButtonStyle.ToolButtonIconOnly
        )

    def show_facts(self, facts: FrameFacts) -> None:
        """Fill the choosers; on the first day the current cycle is chosen."""
        self.cycle.set_choices(_choices(facts.cycles))
        self.unit.set_choices(_choices(facts.units))
        scope = self.desktop.scope
        cycles = {entry.id for entry in facts.cycles}
        units = {entry.id for entry in facts.units}
        current = next((entry.id for entry in facts.cycles if entry.is_current), None)
        first_time = self.desktop.settings.recall("scope") is None
        cycle = scope.cycle if scope.cycle in cycles else (current if first_time else None)
        self.cycle.set_value(cycle)
        self.unit.set_value(scope.unit if scope.unit in units else None)
        self._choose()
        name = _("Undo: {action}").format(action=act_name(facts.undo)) if facts.undo else ""
        self._undo.setText(name or _("Undo"))
        self._undo.setEnabled(facts.undo is not None)

    def _choose(self) -> None:
        self.desktop.set_scope(Scope(self.cycle.value(), self.unit.value()))

    def _follow_undo(self) -> None:
        self.undo.setEnabled(self._undo.isEnabled())
        text = self._undo.text()
        self.undo.setToolTip(tip_of(self._undo))
        self.undo.setAccessibleName(text)


def _chooser(name: str, every: str, letters: int) -> ChoiceBox:
    box = ChoiceBox(empty=every)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setMinimumContentsLength(letters)
    box.setMaxVisibleItems(20)
    return box


def _choices(entries: Sequence[Entry]) -> list[Choice]:
    return [Choice(entry.id, INDENT * entry.depth + entry.name) for entry in entries]
