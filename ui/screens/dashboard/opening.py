"""What opens when a number, a mark, a cell or a line of the dashboard is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from okrdesk.domain.health import Health
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.operations import Query
from ui.screens.dashboard import load
from ui.screens.dashboard.behind_dialog import BehindDialog

if TYPE_CHECKING:
    from okrdesk.services.dashboard import Behind
    from ui.screens.dashboard.screen import DashboardScreen


class Opener:
    """Opens what is behind the numbers of a screen."""

    def __init__(self, screen: "DashboardScreen") -> None:
        self._screen = screen

    def open_number(self, name: str) -> None:
        """Open what a tile of the first line counts."""
        from okrdesk.services.dashboard import Behind

        if name == "objectives":
            self._screen.desktop.go.emit("objectives", "", "")
        elif name == "coverage":
            self._screen.desktop.go.emit("directives", "", "")
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

    def open_cell(self, row: int, column: int) -> None:
        """Open the key results of a cell that have a word, as they stood at the week's end."""
        from okrdesk.charts.dashboard import axis_name, line_name, shown_axes
        from okrdesk.services.dashboard import Behind

        dashboard = self._screen.dashboard
        if dashboard is None or row >= len(dashboard.lines):
            return
        line = dashboard.lines[row]
        if self._screen.heat.tabs.currentIndex():
            axis = shown_axes(dashboard)[column]
            wanted = Behind(line=line.unit_id, axes=frozenset([axis]))
            title = f"{line_name(line)} · {axis_name(axis)}"
        else:
            marks = frozenset(Health)
            wanted = Behind(line=line.unit_id, marks=marks, week=column)
            title = f"{line_name(line)} · {dashboard.ends[column]:%d/%m/%Y}"
        self.open_behind(title, wanted)

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

    def _list_behind(self, title: str, ids: tuple[str, ...]) -> None:
        BehindDialog(self._screen, title, ids).open()
