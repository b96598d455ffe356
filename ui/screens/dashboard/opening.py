"""What opens when a number, a mark, a cell or a line of the dashboard is asked for."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from okrdesk.domain.health import Health
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.operations import Query
from ui.screens.dashboard import load
from ui.screens.dashboard.behind_dialog import BehindDialog, show_in_objectives

if TYPE_CHECKING:
    from okrdesk.services.dashboard import Behind, Dashboard
    from ui.screens.dashboard.screen import DashboardScreen


class Opener:
    """Opens what is behind the numbers of a screen."""

    def __init__(self, screen: "DashboardScreen") -> None:
        self._screen = screen

    def open_number(self, name: str) -> None:
        """Open what a tile of the first line counts."""
        from okrdesk.services.dashboard import Behind

        if name == "objectives":
            self._open_objectives()
        elif name == "coverage":
            chosen = self._screen.narrowing.directive
            self._screen.desktop.go.emit("directives", "directive" if chosen else "", chosen or "")
        elif name == "blockers":
            self._screen.lists.tabs.setCurrentIndex(2)
            self._screen.lists.tables[2].setFocus()
        elif name == "reached":
            self.open_behind(_("Key results reached"), Behind(reached=True))
        elif name == "stale":
            self.open_behind(_("No word for 30 days"), Behind(stale=True))
        else:
            self.open_behind(_("Key results"), Behind())

    def open_mark(self, mark: Health) -> None:
        """Open the key results that show a mark."""
        from okrdesk.services.dashboard import Behind

        self.open_behind(name_of(mark).capitalize(), Behind(marks=frozenset([mark])))

    def open_heat(self, row: int, column: int) -> None:
        """Open a cell of the table behind the heat map: a unit whole, or of a week or an axis."""
        from okrdesk.charts.dashboard import axis_name, line_name, shown_axes
        from okrdesk.services.dashboard import Behind

        dashboard = self._screen.dashboard
        if dashboard is None or row >= len(dashboard.lines):
            return
        line = dashboard.lines[row]
        if column == 0:
            self.open_behind(line_name(line), Behind(line=line.unit_id))
        elif self._screen.heat.tabs.currentIndex():
            axis = shown_axes(dashboard)[column - 1]
            wanted = Behind(line=line.unit_id, axes=frozenset([axis]))
            self.open_behind(f"{line_name(line)} · {axis_name(axis)}", wanted)
        else:
            marks = frozenset(Health)
            wanted = Behind(line=line.unit_id, marks=marks, week=column - 1)
            title = f"{line_name(line)} · {dashboard.ends[column - 1]:%d/%m/%Y}"
            self.open_behind(title, wanted)

    def open_chart(self, row: int, column: int) -> None:
        """Open a cell of the table behind the chart in view."""
        dashboard = self._screen.dashboard
        if dashboard is None:
            return
        tabs = (
            self._open_spread,
            self._open_trend,
            self._open_burn_up,
            self._open_dot,
            self._open_coverage,
        )
        tabs[self._screen.charts.tabs.currentIndex()](dashboard, row, column)

    def _open_spread(self, dashboard: "Dashboard", row: int, column: int) -> None:
        from okrdesk.charts.dashboard import SHOWN_MARKS, line_name
        from okrdesk.services.dashboard import Behind

        line = dashboard.lines[row - 1] if row else None
        mark = SHOWN_MARKS[column - 1] if 0 < column <= len(SHOWN_MARKS) else None
        names = [line_name(line)] if line else []
        names += [name_of(mark)] if mark else []
        title = " · ".join(names).capitalize() or _("Key results")
        marks = frozenset([mark]) if mark else None
        self.open_behind(title, Behind(line=line.unit_id if line else None, marks=marks))

    def _open_trend(self, dashboard: "Dashboard", row: int, _column: int) -> None:
        self._open_week(dashboard, dashboard.trend[row][0], False)

    def _open_burn_up(self, dashboard: "Dashboard", row: int, column: int) -> None:
        from okrdesk.charts.dashboard import burn_up_chart

        chart = burn_up_chart(dashboard)
        self._open_week(dashboard, chart.days[row], column == len(chart.lines))

    def _open_week(self, dashboard: "Dashboard", day: date, reached: bool) -> None:
        """Open what had begun by the end of a week, or was reached; a day ahead opens all."""
        from okrdesk.services.dashboard import Behind

        if day not in dashboard.ends:
            self.open_behind(_("Key results"), Behind())
            return
        week = dashboard.ends.index(day)
        title = _("Key results reached") if reached else _("Key results")
        wanted = Behind(marks=frozenset(Health), week=week, reached=reached)
        self.open_behind(f"{title} · {day:%d/%m/%Y}", wanted)

    def _open_dot(self, dashboard: "Dashboard", row: int, _column: int) -> None:
        from okrdesk.charts.dashboard import confidence_chart

        dot = confidence_chart(dashboard).dots[row]
        self._screen.desktop.go.emit("objectives", "objective", dot.id)

    def _open_coverage(self, _dashboard: "Dashboard", row: int, column: int) -> None:
        from okrdesk.charts.dashboard import COVERAGE_STATES, covered

        told = self._screen.directives
        if told is None:
            return
        id = covered(told.coverage)[row].directive.id
        is_state = 0 < column <= len(COVERAGE_STATES)
        state = COVERAGE_STATES[column - 1].value if is_state else ""
        self._screen.desktop.go.emit("directives", "directive", f"{id} {state}".strip())

    def open_figure(self, _tab: int, id: str) -> None:
        """Open the key results of a line of the cycle's figures."""
        from okrdesk.domain.progress import Kind
        from okrdesk.services.dashboard import Behind

        kind, _colon, name = id.partition(":")
        row = next(
            model.row(place)
            for model in self._screen.figures.models
            if (place := model.place_of(id)) is not None
        )
        wanted = Behind(kind=Kind(name)) if kind == "kind" else Behind(line=name)
        self.open_behind(row.name if row else "", wanted if kind else Behind())

    def open_listed(self, tab: int, id: str) -> None:
        """Go to a key result that is listed, or that a blocker stands in the way of."""
        if tab == 2 and self._screen.dashboard is not None:
            id = next(row.key_result_id for row in self._screen.dashboard.blockers if row.id == id)
        self._screen.desktop.go.emit("objectives", "key_result", id)

    def open_behind(self, title: str, wanted: "Behind") -> None:
        """List the key results that a number counts."""
        if self._screen.dashboard is not None:
            call = partial(load.behind, self._screen.dashboard, wanted)
            Query(call).success(partial(self._list_behind, title)).run(self._screen)

    def _list_behind(self, title: str, counted: load.Counted) -> None:
        BehindDialog(self._screen, title, counted).open()

    def _open_objectives(self) -> None:
        """Show the objectives where they are kept: all of them, or those narrowed to here."""
        narrowing, dashboard = self._screen.narrowing, self._screen.dashboard
        if dashboard is not None and (narrowing.axis or narrowing.directive):
            ids = tuple(one.id for one in dashboard.objectives)
            show_in_objectives(self._screen.desktop, _("Objectives"), ids)
        else:
            self._screen.desktop.go.emit("objectives", "", "")
