"""The workspace and what covers it: the lock screen or the first run, pages of one stack.

So the widgets of the workspace live on behind a cover, unseen and without focus. Dialogs over it
are hidden, and come back with the focus.
"""

from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from ui.desktop import Desktop
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from ui.shell.first_run import FirstRun
    from ui.shell.lock_screen import LockScreen


class Covers(QStackedWidget):
    """Shows the workspace or a cover; `first_run_finished` says that the office is there."""

    first_run_finished = Signal()

    def __init__(self, desktop: Desktop, theme: Theme) -> None:
        super().__init__()
        self._desktop = desktop
        self._theme = theme
        self._workspace = QWidget()
        self.addWidget(self._workspace)
        self._hidden: list[QWidget] = []
        self._focus: QWidget | None = None
        self._lock_screen: LockScreen | None = None
        self._first_run: FirstRun | None = None

    @property
    def cover(self) -> "LockScreen | FirstRun | None":
        """What covers the workspace now."""
        shown = self.currentWidget()
        covers = (self._lock_screen, self._first_run)
        return next((one for one in covers if one is not None and one is shown), None)

    @property
    def is_first_run(self) -> bool:
        """Say whether the first run covers the workspace."""
        return self._first_run is not None and self.cover is self._first_run

    def set_workspace(self, workspace: QWidget) -> None:
        """Hold `workspace` instead of an earlier one, covered as that was."""
        old, was_covered = self._workspace, self.cover is not None
        self._workspace = workspace
        self.insertWidget(0, workspace)
        if not was_covered:
            self.setCurrentWidget(workspace)
        self.removeWidget(old)
        old.deleteLater()

    def lock(self, *, needs_password: bool, first: bool) -> None:
        """Cover the workspace with the lock screen, and hide every other window.

        Before the `first` opening nobody was anywhere: what has the focus by then got it from Qt.
        """
        self._focus = None if first else self.focusWidget()
        self._hide_others()
        if self._lock_screen is None:
            from ui.shell.lock_screen import LockScreen

            self._lock_screen = LockScreen(self._desktop)
            self.addWidget(self._lock_screen)
        self._lock_screen.prepare(needs_password=needs_password, first=first)
        self.setCurrentWidget(self._lock_screen)
        self._lock_screen.focus()

    def learn_password(self, needs: Future[bool]) -> None:
        """Ask for the password too, where it turns out that the lock needs one."""
        if self._lock_screen is not None and needs.exception() is None and needs.result():
            self._lock_screen.prepare(needs_password=True, first=False)
            self._lock_screen.focus()

    def show_first_run(self, *, sample: bool = False) -> None:
        """Cover the workspace with the pages of the first start.

        Dialogs over an office that is gone go with it: there is nothing any more to save into.
        """
        from ui.shell.first_run import FirstRun

        hidden_by_lock = self._hidden
        self._hide_others()
        for dialog in (*hidden_by_lock, *self._hidden):
            dialog.deleteLater()
        self._hidden = []
        if self._lock_screen is not None:
            self.removeWidget(self._lock_screen)
            self._lock_screen.deleteLater()
            self._lock_screen = None
        self._first_run = FirstRun(self._desktop, self._theme)
        self._first_run.finished.connect(self.first_run_finished)
        self.addWidget(self._first_run)
        self.setCurrentWidget(self._first_run)
        self._first_run.prepare(sample=sample)
        self._first_run.focus()

    def uncover(self) -> None:
        """Show the workspace."""
        cover = self.cover
        self.setCurrentWidget(self._workspace)
        if cover is not None:
            self.removeWidget(cover)
            cover.deleteLater()
            self._lock_screen = self._first_run = None

    def _hide_others(self) -> None:
        others = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget is not self.window() and widget.isVisible()
        ]
        self._hidden = [widget for widget in others if isinstance(widget, QDialog)]
        for widget in others:
            widget.hide()

    def bring_back(self) -> bool:
        """Show the dialogs again; say whether the focus is where it was."""
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        if self._focus is None or not self._focus.isVisible():
            return False
        self._focus.setFocus()
        return True
