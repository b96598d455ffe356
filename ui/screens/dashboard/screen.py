"""The screen Bảng điều khiển: numbers and marks at once, the weeks as soon as they are counted.

A write changes the figures of one unit, which are counted anew while the rest stays. Every number
opens the key results that it counts; nobody is ranked.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.desktop import Desktop, Touched
from ui.operations import Job, Latest, Query
from ui.screen import Screen
from ui.screens.dashboard import load
from ui.screens.dashboard.columns import (
    BLOCKERS,
    KEY_RESULTS,
    KINDS,
    UNITS,
    kind_rows,
    unit_rows,
)
from ui.screens.dashboard.opening import Opener
from ui.screens.dashboard.panels import ChartPanel, FiguresOnly, TablePanel
from ui.screens.dashboard.tiles import Spread, Tiles
from ui.screens.dashboard_actions import DASHBOARD_ACTIONS
from ui.widgets.chart_view import ChartPicture
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.empty import EmptyState
from ui.widgets.files import ask_new_file
from ui.widgets.heat_map import HeatMap
from ui.widgets.keeping import refill

if TYPE_CHECKING:
    from okrdesk.services.dashboard import Dashboard

_WORK = frozenset(
    ("check_in", "key_result", "objective", "blocker", "closure", "review", "indicator_value")
)
_GROUND = frozenset(
    {"cause", "cycle", "link", "objective_share", "office_setting", "person", "post", "step"}
    | {"unit", "directive", "directive_item"}
)
_BESIDE = frozenset({"task", "delivery", "rollup"})
"""What moves the coverage of directives and the line about deep units alone."""
_MARKS = (
    Health.ON_TRACK,
    Health.AT_RISK,
    Health.BEHIND,
    Health.OVERDUE,
    Health.NOT_STARTED,
    Health.NOT_DUE,
    Health.CLOSED,
)
_COVERAGE = 4
"""The tab of the coverage of directives."""


class HeatPanel(ChartPanel):
    """Units by week or by axis."""

    def picture(self) -> ChartPicture:
        """Return the picture that is walked by keys."""
        return HeatMap()


class DashboardScreen(Screen):
    """Shows the cycle and the unit chosen in the top bar."""

    TITLE = N_("Dashboard")
    ACTIONS = DASHBOARD_ACTIONS
    WATCHES = _WORK | _BESIDE | _GROUND

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._latest, self._directives_latest = Latest(), Latest()
        self.dashboard: Dashboard | None = None
        self.directives: load.Directives | None = None
        self._touched: set[tuple[str, str]] = set()
        self._is_moving = False
        self._told_cycle: str | None = None
        self.opener = Opener(self)
        self._make_filters()
        self.numbers = Tiles(
            [
                ("objectives", _("Objectives"), None),
                ("key-results", _("Key results"), None),
                ("progress", _("Progress"), None),
                ("reached", _("Reached"), None),
                ("stale", _("No word for 30 days"), None),
                ("blockers", _("Open blockers"), None),
                ("coverage", _("Directive items moving or done"), None),
            ]
        )
        self.spread = Spread(_MARKS)
        self.figures_only = FiguresOnly(self)
        self._make_panels()
        self._lay_out()
        self._connect()

    # What is read

    def refresh(self) -> None:
        """Ask for what stands today, then for the weeks."""
        self._touched.clear()
        self._is_moving = False
        reply = self._latest.only(self._show_first)
        Query(partial(load.first, self.narrowing)).success(reply).run(self)
        self._ask_directives()

    @property
    def narrowing(self) -> load.Narrowing:
        """What the screen is narrowed to."""
        scope, axis = self.desktop.scope, self.axis.value()
        chosen = axis.value if isinstance(axis, Axis) else None
        return load.Narrowing(scope.cycle, scope.unit, chosen, self.directive.value())

    def _ask_directives(self) -> None:
        reply = self._directives_latest.only(self._show_directives)
        Query(partial(load.directives, self.narrowing)).success(reply).run(self)

    def _show_first(self, dashboard: "Dashboard") -> None:
        self._show(dashboard)
        self._tell_cycle(dashboard)
        self._trace()

    def _tell_cycle(self, dashboard: "Dashboard") -> None:
        """Say which cycle is shown where the top bar names none: a dashboard is of one."""
        before, self._told_cycle = self._told_cycle, dashboard.wanted.cycle_id
        if self.narrowing.cycle or dashboard.ground is None:
            self._told_cycle = None
            self.messages.setVisible(self.messages.isVisible() and before is None)
        elif before != self._told_cycle:
            start, end = map(format_date, dashboard.ground.span)
            text = _("The running cycle is shown, {start}–{end}. Choose another one above.")
            self.messages.show_message(text.format(start=start, end=end), "info")

    def _trace(self, _count: int = 1) -> None:
        """Count the weeks that are missing bit by bit, so that others get their turn between."""
        if _count:
            reply = self._latest.only(self._trace)
            Query(partial(load.trace, self.narrowing)).success(reply).run(self)
        elif self.dashboard is not None:
            reply_weeks = self._latest.only(self._show)
            Query(partial(load.weeks, self.dashboard)).success(reply_weeks).run(self)

    def _on_changed(self, touched: Touched) -> None:
        mine = {pair for pair in touched if pair[0] in self.WATCHES}
        if not mine:
            return
        if not self.isVisible() or self.dashboard is None or self.dashboard.weeks is None:
            self.refresh_soon()
            return
        self._touched |= mine
        self._follow()

    def _follow(self) -> None:
        """Count anew what the changes since the last answer moved."""
        if self._is_moving or not self._touched or self.dashboard is None:
            return
        moving = frozenset(pair for pair in self._touched if pair[0] not in _BESIDE)
        if not load.moves_little(moving):
            self.refresh()
            return
        if len(moving) < len(self._touched) or self.charts.tabs.currentIndex() == _COVERAGE:
            self._ask_directives()
        self._touched.clear()
        if moving:
            self._is_moving = True
            call = partial(load.moved, self.dashboard, moving)
            Query(call).success(self._latest.only(self._moved)).run(self)

    def _moved(self, dashboard: "Dashboard") -> None:
        self._is_moving = False
        self._show(dashboard)
        self._follow()

    # What is shown

    def _show(self, dashboard: "Dashboard") -> None:
        self.dashboard = dashboard
        if dashboard.ground is None or not dashboard.part.objectives.number:
            self.pages.setCurrentIndex(1)
            return
        self.pages.setCurrentIndex(0)
        self._show_numbers(dashboard)
        self.spread.show_marks(dashboard.marks)
        has_weeks = dashboard.weeks is not None
        self.heat.show_source(dashboard if has_weeks or self.heat.tabs.currentIndex() else None)
        self._show_chart()
        self._show_tables(dashboard)
        self.actions_.update()

    def _show_chart(self) -> None:
        place = self.charts.tabs.currentIndex()
        dashboard = self.dashboard
        if place == _COVERAGE:
            self.charts.show_source(self.directives and self.directives.coverage)
        elif place in (1, 2) and (dashboard is None or dashboard.weeks is None):
            self.charts.show_source(None)
        else:
            self.charts.show_source(dashboard)

    def _show_numbers(self, dashboard: "Dashboard") -> None:
        from okrdesk.charts.dashboard import share_text

        total, sums = dashboard.part.total, dashboard.part.objectives
        show = self.numbers.show_figure
        show("objectives", f"{sums.number}")
        show("key-results", f"{total.number}")
        expected = _("expected {share}").format(share=share_text(dashboard.expected))
        show("progress", share_text(sums.progress), expected)
        show("reached", f"{total.reached}", share_text(_ratio(total.reached, total.number)))
        show("stale", f"{len(dashboard.stale)}")
        show("blockers", f"{len(dashboard.blockers)}")

    def _show_tables(self, dashboard: "Dashboard") -> None:
        for place, rows in enumerate((unit_rows(dashboard), kind_rows(dashboard))):
            refill(self.figures.tables[place], list(rows))
        lists = [[one.id for one in some] for some in (dashboard.overdue, dashboard.stale)]
        for place, ids in enumerate(lists):
            self.lists.models[place].set_ids(ids)
        refill(self.lists.tables[2], list(dashboard.blockers))
        counts = (*map(len, lists), len(dashboard.blockers))
        for place, (text, count) in enumerate(zip(_list_names(), counts, strict=True)):
            self.lists.tabs.setTabText(place, f"{text} ({count})")

    def _show_directives(self, directives: load.Directives) -> None:
        self.figures_only.show_count(directives.figures_only)
        from okrdesk.domain.coverage import CoverageState

        self.directives = directives
        self.directive.set_choices([Choice(id, code) for id, code in directives.choices])
        self.directive.setVisible(bool(directives.choices))
        coverage = directives.coverage
        well = sum(coverage.count(state) for state in (CoverageState.MOVING, CoverageState.DONE))
        self.numbers.show_tile("coverage", bool(coverage.items))
        self.numbers.show_figure("coverage", f"{well}/{len(coverage.items)}")
        if self.charts.tabs.currentIndex() == _COVERAGE:
            self._show_chart()

    # What is printed

    def _meet(self) -> None:
        """Go through the key results of the cycle and unit of the top bar in a meeting."""
        from ui.meeting.dialog import MeetingDialog

        MeetingDialog(self).open()

    def _print(self) -> None:
        name = f"{_('Dashboard')}.pdf"
        ask_new_file(self, _("Save on one page"), name, _("PDF files (*.pdf)"), self.print_to)

    def print_to(self, path: str) -> None:
        """Write the dashboard to one page of PDF/A at `path`."""
        dashboard = self.dashboard
        if dashboard is None:
            return

        def draw(told: Any) -> None:
            call = partial(load.write_page, dashboard, told, Path(path))
            job = Job(lambda _ticket: call(), title=_("Save the dashboard"))
            job.success(self._printed).run(self)

        Query(partial(load.paper, dashboard)).success(draw).run(self)

    def _printed(self, file: Path) -> None:
        self.tell(_("Saved {file}").format(file=file.name))

    def _may_print(self) -> bool:
        return self.dashboard is not None and self.dashboard.weeks is not None

    # How it is built

    def _make_filters(self) -> None:
        axes: Sequence[Choice] = [Choice(axis, name_of(axis)) for axis in Axis]
        self.axis = ChoiceBox(axes, empty=_("Every axis"))
        self.axis.setAccessibleName(_("Axis of results"))
        self.directive = ChoiceBox([], empty=_("Every directive"))
        self.directive.setAccessibleName(_("Directive"))
        for box in (self.axis, self.directive):
            box.setToolTip(box.accessibleName())
            box.setMinimumContentsLength(12)
            box.edited.connect(self.refresh)
            self.head.addWidget(box)
        self.head.addWidget(self.actions_.button("dashboard.meeting"))
        self.head.addWidget(self.actions_.tool("dashboard.print"))

    def _make_panels(self) -> None:
        from okrdesk.charts import dashboard as charts

        heat = [(_("By week"), charts.heat_map_chart), (_("By axis"), charts.axes_chart)]
        self.heat = HeatPanel(_("Units"), heat, self)
        drawn: list[tuple[str, Any]] = [
            (_("Health"), charts.distribution_chart),
            (_("Progress"), charts.trend_chart),
            (_("Done"), charts.burn_up_chart),
            (_("Confidence"), charts.confidence_chart),
            (_("Directives"), charts.coverage_chart),
        ]
        self.charts = ChartPanel(_("Charts"), drawn, self)
        self.charts.tabs.setCurrentIndex(1)
        self.figures = TablePanel(_("Figures of the cycle"), self)
        self.figures.add(_("By unit"), "dashboard.units", UNITS)
        self.figures.add(_("By kind"), "dashboard.kinds", KINDS)
        self.lists = TablePanel(_("What waits"), self)
        for place, text in enumerate(_list_names()[:2]):
            self.lists.add(text, f"dashboard.list{place}", KEY_RESULTS, _fetch)
        self.lists.add(_list_names()[2], "dashboard.blockers", BLOCKERS)

    def _lay_out(self) -> None:
        upper, lower = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Horizontal)
        for across, panels in (
            (upper, (self.heat, self.charts)),
            (lower, (self.figures, self.lists)),
        ):
            across.setChildrenCollapsible(False)
            across.setHandleWidth(8)
            across.setStyleSheet("QSplitter::handle { background: transparent; }")
            for panel in panels:
                across.addWidget(panel)
            across.setSizes([1, 1])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.figures_only)
        column.addWidget(self.numbers)
        column.addWidget(self.spread)
        column.addWidget(upper, 5)
        column.addWidget(lower, 4)
        line = self.fontMetrics().height()
        upper.setMinimumHeight(line * 13)
        lower.setMinimumHeight(line * 9)
        roomy = QScrollArea()  # for large text on a small screen
        roomy.setWidgetResizable(True)
        roomy.setFrameShape(QFrame.Shape.NoFrame)
        roomy.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        roomy.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        roomy.setWidget(page)
        title = _("There is nothing to count here yet")
        text = _(
            "The cycle and the unit are chosen above; objectives are written under Objectives."
        )
        empty = EmptyState(
            "dashboard",
            title,
            text,
            _("Go to the objectives"),
            partial(self.desktop.go.emit, "objectives", "", ""),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(roomy)
        self.pages.addWidget(empty)
        self.body.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.numbers.opened.connect(self.opener.open_number)
        self.spread.opened.connect(self.opener.open_mark)
        self.heat.turned.connect(self._turned)
        self.charts.turned.connect(self._show_chart)
        self.heat.view.opened.connect(self.opener.open_heat)
        self.charts.view.opened.connect(self.opener.open_chart)
        self.figures.opened.connect(self.opener.open_figure)
        self.lists.opened.connect(self.opener.open_listed)
        self.actions_.on("dashboard.meeting", self._meet)
        self.actions_.on("dashboard.print", self._print, self._may_print)

    def _turned(self) -> None:
        if self.dashboard is not None:
            self._show(self.dashboard)


def _fetch(desk: Any, ids: Sequence[str]) -> Any:
    return load.key_results(tuple(ids), desk)


def _list_names() -> tuple[str, str, str]:
    return _("Overdue"), _("No word for long"), _("Blockers")


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
