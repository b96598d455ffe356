"""The main window: rail, top bar, the stack of screens and the status bar; covered when locked.

Order of events: the shell is built and painted first; `begin` then makes the first screen and opens
the database, or covers the workspace with what that takes.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.actions import WINDOW_ACTIONS, ActionSet
from ui.desktop import Desktop
from ui.importing import open_import
from ui.operations import Command, Query
from ui.problems import is_wiping, sentence_of, tone_of
from ui.screen import Screen, ScreenSpec
from ui.shell.covers import Covers
from ui.shell.idle import IdleWatch
from ui.shell.messagebar import MessageBar
from ui.shell.notice import Notice
from ui.shell.opening import remember_place
from ui.shell.rail import Rail
from ui.shell.reminder import Reminder
from ui.shell.sources import FrameFacts, load_facts, undo
from ui.shell.status_bar import StatusBar
from ui.shell.top_bar import TopBar
from ui.shell.upkeep import Upkeep
from ui.shell.wiped import Wiped
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from ui.shell.palette import Palette


class Window(QMainWindow):
    """The one main window of a data folder; `ui.shell.opening` holds it on the screen."""

    def __init__(self, desktop: Desktop, theme: Theme, specs: Sequence[ScreenSpec]) -> None:
        super().__init__()
        self.desktop = desktop
        self.theme = theme
        self._all_specs = tuple(specs)
        self._screens: dict[str, Screen] = {}
        self._current = ""
        self._palette: Palette | None = None
        self.setWindowTitle("okrdesk")
        self.setMinimumSize(900, 560)
        self.covers = Covers(desktop, theme)
        self.covers.first_run_finished.connect(self._uncover)
        self.setCentralWidget(self.covers)
        self.idle = IdleWatch(desktop.settings.number("idle_lock_minutes"), self)
        self.idle.idle.connect(self.lock)
        self._build()
        self._upkeep = Upkeep(self)
        self.reminder = Reminder(desktop, self)
        self.reminder.asked_for.connect(self._show_due)
        desktop.opened.connect(self._on_opened)
        desktop.locked.connect(self._show_lock)
        desktop.problem.connect(self.show_trouble)
        desktop.changed.connect(lambda _touched: self._read_facts())
        self._wiped = Wiped(self)
        desktop.go.connect(self.go)
        desktop.settings_changed.connect(self._on_setting)
        desktop.language_changed.connect(self._on_language)

    @property
    def specs(self) -> list[ScreenSpec]:
        """The screens that this person may open."""
        return [spec for spec in self._all_specs if spec.allowed(self.desktop)]

    @property
    def current(self) -> Screen | None:
        """The screen that is shown."""
        return self._screens.get(self._current)

    @property
    def palette_(self) -> "Palette":
        """The palette of Ctrl+K, made when it is first asked for."""
        if self._palette is None:
            from ui.shell.palette import Palette

            self._palette = Palette(self.desktop, self.commands, self.workspace)
        return self._palette

    def begin(self, *, sample: bool = False) -> None:
        """Open the database, or ask for what that takes; called after the first paint."""
        state = self.desktop.application.state
        if state == "new" and sample:
            self.desktop.create(None, None)
        elif state == "new":
            self.covers.show_first_run()
            self._wiped.ask()
        else:
            needs: Future[bool] = self.desktop.application.work(
                lambda _cancel: self.desktop.application.needs_password()
            )
            self.desktop.bridge.watch(needs, self._open_or_ask)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.idle.start(application)

    def show_screen(self, screen_id: str) -> Screen | None:
        """Show a screen, making it when it is opened for the first time."""
        spec = next((one for one in self.specs if one.id == screen_id), None)
        if spec is None:
            return None
        if screen_id not in self._screens:
            made = spec.factory(self.desktop)
            self._screens[screen_id] = made
            self.stack.addWidget(made)
        moved = screen_id != self._current
        self._current = screen_id
        self.stack.setCurrentWidget(self._screens[screen_id])
        self.rail.set_current(screen_id)
        if moved and self.covers.cover is None:
            self._screens[screen_id].focus_start()
        return self._screens[screen_id]

    def go(self, screen_id: str, entity: str, item_id: str) -> None:
        """Show one thing on its screen."""
        if (screen := self.show_screen(screen_id)) is not None and item_id:
            screen.open_item(entity, item_id)

    def lock(self) -> None:
        """Lock: cover the window, hide its dialogs, forget the key."""
        self.desktop.lock()

    def show_problem(self, error: BaseException) -> None:
        """Show an error of a view that could not show it itself."""
        if is_wiping(error):
            self._wiped.begin_anew(error)
        elif self.covers.cover is not None:
            return  # it asked before it was covered, and asks again once the office is open
        elif self.current is not None:
            self.current.show_problem(error)
        else:
            self.messages.show_message(sentence_of(error), tone_of(error))

    def show_trouble(self, error: BaseException) -> None:
        """Show an error of the application itself: the office did not open, or was not made."""
        cover = self.covers.cover
        state = self.desktop.application.state
        if cover is not None and not is_wiping(error):
            cover.show_problem(error)
        elif state == "new":
            self.covers.show_first_run(sample=True)
            self.show_trouble(error)
        elif state in ("closed", "locked") and isinstance(error, Refused):
            self._ask_password(needs_password=True, first=state == "closed")
            self.show_trouble(error)
        else:
            self.show_problem(error)

    def commands(self) -> list[QAction]:
        """Return every action that is possible now: of the screen, of the window, and to go."""
        here = [] if self.current is None else self.current.actions_.all()
        if self.current is not None:
            self.current.actions_.update()
        possible = [action for action in here + self.actions_.all() if action.isEnabled()]
        return [one for one in possible if one.objectName() != "window.search"] + self._jumps

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember size and screen; a screen with unsaved text is shown instead of lost."""
        for screen_id, screen in self._screens.items():
            if screen.is_dirty() and self.covers.cover is None:
                self.show_screen(screen_id)
                screen.messages.show_message(
                    _("There is text here that is not saved. Save it or close it first."), "warn"
                )
                event.ignore()
                return
        remember_place(self, self._current)
        self.idle.stop()
        self._upkeep.end()
        self.reminder.stop()
        super().closeEvent(event)

    def raise_up(self) -> None:
        """Come to the front, when the program is started a second time."""
        top = self.window()
        top.setWindowState(top.windowState() & ~Qt.WindowState.WindowMinimized)
        top.show()
        top.raise_()
        top.activateWindow()

    def _build(self) -> None:
        self.workspace = QWidget()
        self.actions_ = ActionSet(self.workspace, WINDOW_ACTIONS)
        self.rail = Rail(self.specs, self.workspace)
        undo_action = self.actions_.live("window.undo")
        undo_action.setEnabled(False)
        self.top = TopBar(
            self.desktop, undo_action, self.actions_.live("window.lock"), self.workspace
        )
        self.stack = QStackedWidget()
        self.status = StatusBar(self.desktop.jobs, self.desktop.sync, self.workspace)
        self.messages = MessageBar(self.workspace)
        self.notice = Notice(self.desktop.sync, self.workspace)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.notice)
        right.addWidget(self.messages)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        across = QHBoxLayout(self.workspace)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self._palette = None
        self.covers.set_workspace(self.workspace)
        self._connect()

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_screen)
        self.rail.fold_asked.connect(self._fold)
        for part in (self.status, self.notice):
            part.sync_asked.connect(lambda: self.show_screen("sync"))
        self.rail.set_folded(bool(self.desktop.settings.recall("rail_folded", False)))
        self.top.search_asked.connect(self._search)
        on = self.actions_.on
        on("window.search", self._search)
        on("window.undo", self._undo)
        on("import.excel", self._import)
        on("window.refresh", self._refresh)
        on("window.lock", self.lock)
        on("window.rail", self._fold)
        on("window.next-part", self._next_part)
        on("window.help", self._help)
        on("window.larger", lambda: self._scale(10))
        on("window.smaller", lambda: self._scale(-10))
        on("window.quit", lambda: self.window().close())
        self._jumps = [self._jump(spec) for spec in self.specs]

    def _jump(self, spec: ScreenSpec) -> QAction:
        jump = QAction(_("Go to: {screen}").format(screen=_(spec.title)), self.workspace)
        jump.setProperty("okr_icon", spec.icon)
        jump.triggered.connect(lambda _checked=False: self.show_screen(spec.id))
        return jump

    def _open_or_ask(self, needs: Future[bool]) -> None:
        error = needs.exception()
        if error is not None:
            self._ask_password(needs_password=True, first=True)
            self.show_trouble(error)
        elif needs.result():
            self._ask_password(needs_password=True, first=True)
        else:
            self.desktop.open(None)

    def _on_opened(self, opened: object) -> None:
        self.top.person.setText(getattr(opened, "person_name", ""))
        agency = getattr(opened, "agency_name", "")
        self.setWindowTitle(f"{agency} — okrdesk" if agency else "okrdesk")
        if not self.covers.is_first_run:
            self._uncover()
        # Behind what the screen asked for: its rows come first.
        Query(load_facts).success(self._look_after).run(self)
        for problem in getattr(opened, "problems", ()):
            self.messages.show_message(problem, "warn")
        if self.desktop.settings.problem is not None:
            self.show_problem(self.desktop.settings.problem)
            self.desktop.settings.problem = None

    def _look_after(self, facts: FrameFacts) -> None:
        self.top.show_facts(facts)
        self._upkeep.begin()
        self.reminder.start()

    def _read_facts(self) -> None:
        if self.desktop.application.state == "open":
            Query(load_facts).success(self.top.show_facts).run(self)

    def _undo(self) -> None:
        name = self.actions_.live("window.undo").text()
        Command(undo, title=name).success(lambda _done: self._told_undo(name)).run(self)

    def _told_undo(self, name: str) -> None:
        if self.current is not None:
            self.current.tell(name)

    def _import(self) -> None:
        if self.current is not None:
            open_import(self.current, self.current.IMPORTS)

    def _refresh(self) -> None:
        if self.current is not None:
            self.current.refresh_soon()
        self._read_facts()

    def _help(self) -> None:
        topic = self._current
        screen = self.show_screen("help")
        if screen is not None:
            screen.open_item("topic", topic)

    def _search(self) -> None:
        self.palette_.pop_up()

    def _show_due(self) -> None:
        self.raise_up()
        self.show_screen("today")

    def _fold(self) -> None:
        self.rail.set_folded(not self.rail.is_folded())
        self.desktop.settings.remember("rail_folded", self.rail.is_folded())

    def _scale(self, step: int) -> None:
        percent = max(90, min(200, self.theme.percent + step))
        self.desktop.settings.set("font_percent", percent)
        self.theme.set_percent(percent)

    def _show_lock(self) -> None:
        work: Future[bool] = self.desktop.application.work(
            lambda _cancel: self.desktop.application.needs_password()
        )
        self._ask_password(needs_password=False, first=False)
        self.desktop.bridge.watch(work, self.covers.learn_password)

    def _ask_password(self, *, needs_password: bool, first: bool) -> None:
        self.covers.lock(needs_password=needs_password, first=first)
        if self._palette is not None:
            self._palette.hide()
        self.setWindowTitle("okrdesk")

    def _uncover(self) -> None:
        self.covers.uncover()
        self.rail.set_specs(self.specs)
        if self._current not in self._screens:
            self._show_start()
        self.rail.set_current(self._current)
        if not self.covers.bring_back() and self.current is not None:
            self.current.focus_start()
        self.idle.touch()

    def _next_part(self) -> None:
        """Take the keyboard from rail to top bar to screen and around."""
        screen = self.current
        if screen is None:
            return
        starts = {
            self.rail: self.rail.focus_start,
            self.top: self.top.cycle.setFocus,
            screen: screen.focus_start,
        }
        parts = list(starts)
        here = self.focusWidget()
        at = next((at for at, part in enumerate(parts) if part.isAncestorOf(here)), 2)
        starts[parts[(at + 1) % len(parts)]]()

    def _show_start(self) -> None:
        ids = [spec.id for spec in self.specs if not spec.at_foot] or [self.specs[0].id]
        kept = self.desktop.settings.recall("screen", "")
        self.show_screen(kept if kept in ids else ids[0])

    def _on_setting(self, key: str) -> None:
        if key == "idle_lock_minutes":
            self.idle.set_minutes(self.desktop.settings.number(key))

    def _on_language(self) -> None:
        """Build the frame anew in the other language; the change comes from within a screen."""
        QTimer.singleShot(0, self, self._rebuild)

    def _rebuild(self) -> None:
        kept = {name: one for name, one in self._screens.items() if one.is_dirty()}
        person = self.top.person.text()
        self._screens = {}
        self._build()
        self.top.person.setText(person)
        for name, screen in kept.items():
            self._screens[name] = screen
            self.stack.addWidget(screen)
        if self.covers.cover is None:
            self.show_screen(self._current)
        self._read_facts()
