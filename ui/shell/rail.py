"""The left rail: one button with icon and word for each screen, foldable to icons, Ctrl+1 …
Ctrl+9.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.screen import ScreenSpec
from ui.theme.icons import set_icon


class Rail(QFrame):
    """The list of screens; `chosen(screen id)` is emitted when the person picks one."""

    chosen = Signal(str)
    fold_asked = Signal()

    def __init__(self, specs: Sequence[ScreenSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "rail")
        self.setAccessibleName(_("Screens"))
        self._folded = False
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(6, 12, 6, 8)
        self._box.setSpacing(2)
        self._box.addStretch(1)
        self._fold = self._make(_("Fold"), "rail")
        self._fold.setToolTip(_("Fold or unfold the rail (Ctrl+B)"))
        self._fold.setAccessibleName(_("Fold or unfold the rail"))
        self._fold.clicked.connect(self.fold_asked)
        self._box.addWidget(self._fold)
        self.set_specs(specs)

    def set_specs(self, specs: Sequence[ScreenSpec]) -> None:
        """Show these screens, those marked `at_foot` at the bottom."""
        for old in self._buttons.values():
            self._group.removeButton(old)
            old.deleteLater()
        self._buttons.clear()
        upper = 0
        for number, spec in enumerate(specs, start=1):
            made = self._button(spec, number)
            self._buttons[spec.id] = made
            self._group.addButton(made)
            if spec.at_foot:
                self._box.insertWidget(self._box.count() - 1, made)
            else:
                self._box.insertWidget(upper, made)
                upper += 1
        for before, after in pairwise([*self._buttons.values(), self._fold]):
            QWidget.setTabOrder(before, after)
        self.set_folded(self._folded)

    def set_current(self, screen_id: str) -> None:
        """Mark the screen that is shown."""
        if screen_id in self._buttons:
            self._buttons[screen_id].setChecked(True)

    def focus_start(self) -> None:
        """Put the keyboard on the button of the screen that is shown."""
        chosen = self._group.checkedButton()
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def set_folded(self, folded: bool) -> None:
        """Show icons only, or icons with words."""
        self._folded = folded
        style = Qt.ToolButtonStyle
        for made in (*self._buttons.values(), self._fold):
            made.setToolButtonStyle(
                style.ToolButtonIconOnly if folded else style.ToolButtonTextBesideIcon
            )

    def is_folded(self) -> bool:
        """Say whether only icons are shown."""
        return self._folded

    def _button(self, spec: ScreenSpec, number: int) -> QToolButton:
        made = self._make(_(spec.title), spec.icon)
        made.setCheckable(True)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(spec.id))
        keys = QKeySequence(f"Ctrl+{number}") if number <= 9 else QKeySequence()
        made.setShortcut(keys)
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(f"{_(spec.title)} ({shown})" if shown else _(spec.title))
        return made

    def _make(self, text: str, icon: str) -> QToolButton:
        made = QToolButton(self)
        made.setText(text.replace("&", "&&"))
        made.setAccessibleName(text)
        made.setProperty("okr_icon_size", 20)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_icon(made, icon)
        return made
