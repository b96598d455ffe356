"""The screen Đánh giá: one's own sheet, the inbox, the unit's table and the periods, as tabs."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QTabWidget

from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.operations import Latest, Query
from ui.screen import Screen
from ui.screens.evaluation import load
from ui.screens.evaluation.page import EvaluationPage
from ui.screens.evaluation_actions import EVALUATION_ACTIONS
from ui.widgets.choices import Choice, ChoiceBox

if TYPE_CHECKING:
    from okrdesk.services.evaluation_lists import InboxRow

_MEMORY = "evaluation"
_PAGES = (
    ("own", "own_page", "OwnPage"),
    ("inbox", "inbox_page", "InboxPage"),
    ("unit", "unit_page", "UnitPage"),
    ("periods", "periods_page", "PeriodsPage"),
)
Kept = TypeVar("Kept", int, str)
Offer = tuple[EvaluationPage, Callable[[], object], Callable[[], object]]


class EvaluationScreen(Screen):
    """The period is chosen once, beside the title; each page is read when it comes into view."""

    TITLE = N_("Evaluations")
    ACTIONS = EVALUATION_ACTIONS
    WATCHES = frozenset(
        {"evaluation", "score", "step", "period", "rule_pack", "task", "task_share", "delivery"}
        | {"fault", "cause", "person", "post", "unit", "catalogue_item", "key_result", "check_in"}
        | {"unit_rating"}
    )

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._latest = Latest()
        self._latest_inbox = Latest()
        self._offers: dict[str, list[Offer]] = {}
        self._wanted: tuple[str, str] | None = None
        self._next = ""
        self.periods = load.Periods((), None)
        for action in self.actions_.all():
            action.setEnabled(False)
        self.period = ChoiceBox()
        self.period.setAccessibleName(_("Evaluation period"))
        self.period.setMinimumContentsLength(26)
        self.period.edited.connect(self._on_period)
        self.head.addWidget(self.period)
        self.tabs = QTabWidget()
        for one in (self.tabs, self.tabs.tabBar()):
            one.setAccessibleName(_("Pages of the evaluation"))
        self.tabs.tabBar().setExpanding(False)
        self.body.addWidget(self.tabs, 1)
        self.pages: dict[str, EvaluationPage] = {}
        for id, module, name in _PAGES:
            kind = getattr(import_module(f"ui.screens.evaluation.{module}"), name)
            page: EvaluationPage = kind(self)
            self.pages[id] = page
            self.tabs.addTab(page, _(page.TITLE))
        self.tabs.setCurrentIndex(self._recall("page", 0))
        self.tabs.currentChanged.connect(self._on_tab)

    @property
    def period_id(self) -> str | None:
        """The period chosen beside the title."""
        chosen = self.period.value()
        return chosen if isinstance(chosen, str) else None

    @property
    def page(self) -> EvaluationPage:
        """The page in view."""
        return list(self.pages.values())[self.tabs.currentIndex()]

    def offer(
        self,
        action_id: str,
        page: EvaluationPage,
        call: Callable[[], object],
        enabled: Callable[[], object],
    ) -> None:
        """Make an action do `call` while `page` is in view and `enabled` holds."""
        if action_id not in self._offers:
            self._offers[action_id] = []
            self.actions_.on(
                action_id, lambda: self._run(action_id), lambda: self._chosen(action_id) is not None
            )
        self._offers[action_id].append((page, call, enabled))

    def refresh(self) -> None:
        """Read the periods, then the page in view; the others when they come into view."""
        for page in self.pages.values():
            page.stale = True
        Query(load.periods).success(self._latest.only(self._fill)).run(self)
        Query(load.inbox).success(self._latest_inbox.only(self._count_waiting)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Show a page ("own", "inbox", "unit", "periods"), and an evaluation or period in it.

        An "evaluation" stands in the unit's table of its period, a "period" among the periods.
        """
        if entity == "evaluation":
            Query(partial(load.period_of, item_id)).success(self._show_evaluation).run(self)
            return
        entity = "periods" if entity == "period" else entity
        if entity in self.pages:
            self.tabs.setCurrentIndex(list(self.pages).index(entity))
            if item_id:
                self._wanted = (entity, item_id)
                self._show_wanted()

    def show_next(self, period_id: str) -> None:
        """Show a period once the list is read next, where it is new."""
        self._next = period_id

    def _show_evaluation(self, found: tuple[str, str]) -> None:
        evaluation_id, period_id = found
        self.show_next(period_id)
        self.refresh()
        self.open_item("unit", evaluation_id)

    def choose_period(self, period_id: str) -> None:
        """Show another period."""
        if period_id != self.period_id:
            self.period.set_value(period_id)
            self._on_period()

    def show_count(self, page: EvaluationPage, count: int) -> None:
        """Show on the tab of a page how many wait there."""
        place = list(self.pages.values()).index(page)
        title = _(page.TITLE)
        self.tabs.setTabText(place, f"{title} ({count})" if count else title)

    def focus_start(self) -> None:
        """Put the cursor where work begins on the page in view."""
        self.page.focus()

    def is_dirty(self) -> bool:
        """Say whether some page holds marks or text that are not saved, and bring it into view."""
        dirty = next((at for at, page in enumerate(self.pages.values()) if page.is_dirty()), None)
        if dirty is not None:
            self.tabs.setCurrentIndex(dirty)
        return dirty is not None

    def _fill(self, periods: load.Periods) -> None:
        self.periods = periods
        kept = self._next or self.period_id or self._recall("period", "")
        self._next = ""
        choices = [Choice(row.period.id, load.period_text(row.period)) for row in periods.rows]
        self.period.set_choices(choices)
        ids = [choice.id for choice in choices]
        self.period.set_value(kept if kept in ids else periods.current)
        self.period.setVisible(bool(choices))
        self._show_wanted()
        self._read()

    def _count_waiting(self, rows: "list[InboxRow]") -> None:
        """Show how many wait in the inbox, also before it is opened."""
        self.show_count(self.pages["inbox"], len(rows))

    def _show_wanted(self) -> None:
        if self._wanted is not None and self.periods.rows:
            (entity, item_id), self._wanted = self._wanted, None
            self.pages[entity].show_item(item_id)

    def _on_period(self) -> None:
        self.messages.hide()
        self._remember("period", self.period_id)
        for page in self.pages.values():
            page.stale = True
        self._read()

    def _on_tab(self, place: int) -> None:
        self._remember("page", place)
        self.messages.hide()
        self._read()
        self.actions_.update()

    def _read(self) -> None:
        page = self.page
        if page.stale and self.desktop.application.state == "open":
            page.stale = False
            page.refresh()
        self.actions_.update()

    def _recall(self, name: str, usual: Kept) -> Kept:
        kept = self.desktop.settings.recall(f"{_MEMORY}.{name}", usual)
        return kept if isinstance(kept, type(usual)) else usual

    def _remember(self, name: str, value: object) -> None:
        self.desktop.settings.remember(f"{_MEMORY}.{name}", value)

    def _chosen(self, action_id: str) -> Callable[[], object] | None:
        for page, call, enabled in self._offers[action_id]:
            if page is self.page and enabled():
                return call
        return None

    def _run(self, action_id: str) -> None:
        if (call := self._chosen(action_id)) is not None:
            call()
