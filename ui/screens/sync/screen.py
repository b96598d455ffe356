"""The screen Đồng bộ: how one stands with the server, and what needs a word, behind tabs."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from okrdesk.domain.permissions import Right
from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.screen import Screen
from ui.screens.sync.alone import alone
from ui.screens.sync.carrying import Carrying, local_file
from ui.screens.sync.conflicts import ConflictsPage
from ui.screens.sync.handled import HandledPage
from ui.screens.sync.header import Header
from ui.screens.sync.page import SyncPage
from ui.screens.sync.parked import ParkedPage
from ui.screens.sync.refused import RefusedPage
from ui.screens.sync.waiting import ArrivedPage, RunsPage, WaitingPage
from ui.screens.sync_actions import SYNC_ACTIONS
from ui.sync.enrol_dialog import EnrolDialog
from ui.sync.link import Standing

if TYPE_CHECKING:
    from okrdesk.sync.engine import SyncFigures

_PAGES: tuple[tuple[str, type[SyncPage]], ...] = (
    ("refused", RefusedPage),
    ("conflict", ConflictsPage),
    ("waiting", WaitingPage),
    ("parked", ParkedPage),
    ("arrived", ArrivedPage),
    ("handled", HandledPage),
    ("run", RunsPage),
)
SHOWN_ON = {
    "objective": "objectives",
    "key_result": "objectives",
    "task": "tasks",
    "directive": "directives",
    "directive_item": "directives",
    "evaluation": "evaluation",
    "period": "evaluation",
    "person": "admin",
    "unit": "admin",
    "cycle": "admin",
    "measure_unit": "admin",
    "rule_pack": "admin",
}


class SyncScreen(Screen):
    """The state and one button above; below, a tab for each thing that may want a look."""

    TITLE = N_("Sync")
    ACTIONS = SYNC_ACTIONS

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self.setAcceptDrops(True)
        self.link = desktop.sync
        self._offers: dict[str, list[tuple[SyncPage, Callable[[], object], Callable[[], bool]]]]
        self._offers = {}
        self.pages: dict[str, SyncPage] = {}
        self._has_begun = False
        self.carrying = Carrying(self)
        self._build()
        self._connect()
        self._show_standing()

    @property
    def page(self) -> SyncPage:
        """The tab in view."""
        return list(self.pages.values())[self.tabs.currentIndex()]

    def on(
        self,
        action_id: str,
        page: SyncPage,
        call: Callable[[], object],
        enabled: Callable[[], bool],
    ) -> None:
        """Make an action do `call` while `page` is in view and `enabled` holds."""
        if action_id not in self._offers:
            self._offers[action_id] = []
            self.actions_.on(
                action_id, lambda: self._run(action_id), lambda: self._offer(action_id) is not None
            )
        self._offers[action_id].append((page, call, enabled))

    def refresh(self) -> None:
        """Read every tab anew; those that show the same do not move."""
        self.link.count()
        for page in self.pages.values():
            page.refresh()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show a tab ("refused", "conflict", "parked" …), and a row of it where one is named."""
        if entity in self.pages:
            self._has_begun = True
            self.tabs.setCurrentIndex(list(self.pages).index(entity))
            self.pages[entity].open_item(item_id)

    def show_item(self, entity: str, item_id: str) -> None:
        """Show on its own screen what a row is about."""
        if self.may_show(entity):
            self.desktop.go.emit(SHOWN_ON[entity], entity, item_id)

    def may_show(self, entity: str) -> bool:
        """Say whether there is a screen for an item of `entity`, and the person may open it."""
        screen = SHOWN_ON.get(entity, "")
        return bool(screen) and (screen != "admin" or self.desktop.may(Right.EDIT_CYCLES))

    def is_dirty(self) -> bool:
        """Say whether some tab holds typed text."""
        return any(page.is_dirty() for page in self.pages.values())

    def focus_start(self) -> None:
        """Put the cursor into the table in view, or on the main button."""
        page = self.page
        if self.stack.currentIndex() == 1 and page.pages.currentIndex() == 0:
            page.table.setFocus()
            return
        main = self.enrol_again if self.enrol_again.isVisible() else self.sync_now_button
        if main.isVisible() and main.isEnabled():
            main.setFocus()
        else:
            super().focus_start()

    def show_counts(self) -> None:
        """Show on each tab how many rows it has."""
        for place, page in enumerate(self.pages.values()):
            title = _(page.TITLE)
            text = f"{title} ({page.count})" if page.IS_COUNTED and page.count else title
            self.tabs.setTabText(place, text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take an answer file that is dragged here."""
        if _file_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        if path := _file_of(event.mimeData()):
            event.acceptProposedAction()
            self.carrying.read(path)

    def _build(self) -> None:
        self.enrol_again = self.actions_.button("sync.enrol", primary=True)
        self.sync_now_button = self.actions_.button("sync.now", primary=True)
        self.buttons = (
            self.actions_.button("sync.read-file"),
            self.actions_.button("sync.write-file"),
            self.sync_now_button,
        )
        self.of_server = QWidget()
        for one in (*self.buttons, self.enrol_again):
            self.head.addWidget(one)
        column = QVBoxLayout(self.of_server)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.header = Header(self.link.cancel)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("What the sync brought"))
        self.tabs.tabBar().setAccessibleName(_("What the sync brought"))
        self.tabs.tabBar().setExpanding(False)
        for name, kind in _PAGES:
            self.pages[name] = kind(self)
            self.tabs.addTab(self.pages[name], _(kind.TITLE))
        column.addWidget(self.header)
        column.addWidget(self.tabs, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(alone(self.enrol))
        self.stack.addWidget(self.of_server)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        on, link = self.actions_.on, self.link
        on("sync.now", self.sync_now, lambda: link.may_sync)
        on("sync.cancel", link.cancel, lambda: link.standing.is_syncing)
        on("sync.read-file", self.carrying.ask, self._may_travel)
        on("sync.write-file", self.carrying.ask_where, self._may_travel)
        on("sync.enrol", self.enrol)
        for page in self.pages.values():
            self.on("sync.show", page, page.show_subject, partial(_has_subject, page))
        self.tabs.currentChanged.connect(lambda _place: self.actions_.update())
        link.changed.connect(self._show_standing)
        link.finished.connect(self.refresh_soon)
        link.synced.connect(self._told_synced)

    def sync_now(self) -> None:
        """Begin a sync; the header shows how far it is."""
        self.messages.hide()
        self.link.sync_now()

    def _told_synced(self, figures: "SyncFigures | None") -> None:
        if figures is not None and self.isVisible():
            text = _("Synced: {sent} sent, {received} received.")
            self.tell(text.format(sent=figures.sent, received=figures.received))

    def enrol(self) -> None:
        """Open the dialog that joins a server."""
        EnrolDialog(self).open()

    def _show_standing(self) -> None:
        standing = self.link.standing
        if standing.is_known and not self._has_begun:
            self._has_begun = True
            self._begin_where_needed(standing)
        self.stack.setCurrentIndex(1 if standing.is_enrolled else 0)
        for one in self.buttons:
            one.setVisible(self._may_travel())
        self.enrol_again.setVisible(standing.is_revoked)
        self.header.show_standing(standing)
        self.show_counts()
        self.actions_.update()

    def _may_travel(self) -> bool:
        """Say whether the server hears this computer: a revoked one has one way on, and not two."""
        return self.link.standing.is_enrolled and not self.link.standing.is_revoked

    def _begin_where_needed(self, standing: Standing) -> None:
        """Open at the first tab that waits for a person's word."""
        counts = (standing.refused, standing.conflicts, 0, standing.handovers)
        place = next((place for place, count in enumerate(counts) if count), 0)
        self.tabs.setCurrentIndex(place)

    def _offer(self, action_id: str) -> Callable[[], object] | None:
        for page, call, enabled in self._offers[action_id]:
            if page is self.page and self.link.standing.is_enrolled and enabled():
                return call
        return None

    def _run(self, action_id: str) -> None:
        if (call := self._offer(action_id)) is not None:
            call()


def _has_subject(page: SyncPage) -> bool:
    subject = page.subject
    return subject is not None and page.screen_.may_show(subject.entity)


def _file_of(mime: QMimeData) -> str:
    """Return the path of the one local file that is dragged; "" where it is not one."""
    urls = mime.urls()
    return local_file(urls[0].toLocalFile()) if len(urls) == 1 else ""
