"""Actions, declared once: menus, context menus, buttons, the Ctrl+K palette and the shortcut list
come from them.

A screen declares its actions as a tuple of `Action` beside its spec; `ActionSet` makes them live on
a widget.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton, QWidget

from okrdesk.i18n import N_, _
from ui.theme.icons import set_icon
from ui.widgets.buttons import button, tool


@dataclass(frozen=True)
class Action:
    """One thing a person can do; `text` is marked with N_, `shortcut` is written as Qt does
    ("Ctrl+N").
    """

    id: str
    text: str
    shortcut: str = ""
    icon: str = ""
    hint: str = ""


WINDOW_ACTIONS: tuple[Action, ...] = (
    Action("window.search", N_("Search and commands"), "Ctrl+K", "search"),
    Action("window.undo", N_("Undo the last action"), "Ctrl+Z", "undo"),
    Action("import.excel", N_("Import from Excel…"), "Ctrl+Shift+I", "import"),
    Action("window.refresh", N_("Read the screen again"), "F5", "refresh"),
    Action("window.lock", N_("Lock"), "Ctrl+L", "lock"),
    Action("window.next-part", N_("Next part of the window"), "F6", ""),
    Action("window.rail", N_("Fold or unfold the rail"), "Ctrl+B", "rail"),
    Action("window.help", N_("Help for this screen"), "F1", "help"),
    Action("window.larger", N_("Larger text"), "Ctrl++", "add"),
    Action("window.smaller", N_("Smaller text"), "Ctrl+-", ""),
    Action("window.quit", N_("Close okrdesk"), "Ctrl+Q", "close"),
)


class ActionSet(QObject):
    """Declared actions made live on `owner`: shortcuts work while it is visible.

    Signal: `left_keyboard`, where a button that had the keyboard is gone with its action.
    """

    left_keyboard = Signal()

    def __init__(self, owner: QWidget, actions: Iterable[Action]) -> None:
        super().__init__(owner)
        self._owner = owner
        self._live: dict[str, QAction] = {}
        self._enabled: dict[str, Callable[[], bool]] = {}
        for action in actions:
            self._live[action.id] = self._make(action)

    def on(
        self, action_id: str, call: Callable[[], object], enabled: Callable[[], bool] | None = None
    ) -> None:
        """Run `call` for the action; `enabled` is asked at each `update` and before a menu
        opens.
        """
        self._live[action_id].triggered.connect(lambda _checked=False: call())
        if enabled is not None:
            self._enabled[action_id] = enabled
            self._live[action_id].setEnabled(enabled())

    def update(self) -> None:
        """Ask again which actions are possible, after the selection or the rows changed."""
        for action_id, enabled in self._enabled.items():
            self._live[action_id].setEnabled(enabled())

    def live(self, action_id: str) -> QAction:
        """Return the Qt action of `action_id`."""
        return self._live[action_id]

    def all(self) -> list[QAction]:
        """Return every Qt action, in the order of declaration."""
        return list(self._live.values())

    def menu(self, *ids: str | None) -> QMenu:
        """Return a menu of actions, None being a separator; the caller shows it and it deletes
        itself.
        """
        self.update()
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action_id in ids:
            if action_id is None:
                menu.addSeparator()
            else:
                live = self._live[action_id]
                if name := live.property("okr_icon"):
                    set_icon(live, name)
                menu.addAction(live)
        return menu

    def button(self, action_id: str, *, primary: bool = False) -> QPushButton:
        """Return a push button that follows whether the action is possible and shows."""
        action = self._live[action_id]
        made = button(
            action.text(),
            action.trigger,
            icon=action.property("okr_icon") or "",
            kind="primary" if primary else "",
        )
        self._follow(made, action)
        return made

    def tool(self, action_id: str) -> QToolButton:
        """Return an icon button that follows whether the action is possible and shows."""
        action = self._live[action_id]
        made = tool(action.text(), action.property("okr_icon") or "more", action.trigger)
        self._follow(made, action)
        return made

    def _follow(self, made: QAbstractButton, action: QAction) -> None:
        made.setToolTip(tip_of(action))
        made.setEnabled(action.isEnabled())
        action.enabledChanged.connect(partial(self._follow_enabled, made, action))
        if not action.isVisible():
            made.hide()  # and never shown here: without a parent it would open as a window
        action.visibleChanged.connect(partial(_follow_visible, made, action))

    def _follow_enabled(self, made: QAbstractButton, action: QAction, enabled: bool) -> None:
        # Qt disables an action before it tells that it is not shown any more.
        is_left = not action.isVisible() and made.window().focusWidget() is made
        made.setEnabled(enabled)
        if is_left:
            self.left_keyboard.emit()

    def _make(self, action: Action) -> QAction:
        live = QAction(_(action.text), self._owner)
        live.setObjectName(action.id)
        live.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if action.shortcut:
            live.setShortcut(QKeySequence(action.shortcut))
        live.setProperty("okr_icon", action.icon)
        if action.hint:
            live.setStatusTip(_(action.hint))
        self._owner.addAction(live)
        return live


def _follow_visible(made: QAbstractButton, action: QAction) -> None:
    made.setVisible(action.isVisible())


def tip_of(action: QAction) -> str:
    """Return the action's text with its shortcut, for a tooltip."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{action.text()} ({keys})" if keys else action.text()
