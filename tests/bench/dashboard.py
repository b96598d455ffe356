"""The dashboard of an agency in its year: first numbers, complete with pictures, after a check-in.

The floor is the same statements by bare sqlcipher3, their rows fetched and thrown away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import event

from okrdesk.charts import Style, render_picture
from okrdesk.charts.dashboard import heat_map_chart, trend_chart
from okrdesk.db import vault
from okrdesk.db.engine import connect
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.dashboard import (
    Dashboard,
    Wanted,
    add_weeks,
    count_missing,
    open_dashboard,
    refresh_dashboard,
)
from okrdesk.services.desk import Desk
from tests.bench import folders
from tests.bench.large import PASSWORD
from tests.bench.table import Budget, Row, seconds, typical
from tests.bench.year import KEY_RESULTS, build_year

_FIRST, _COMPLETE = Budget(flat=0.4), Budget(flat=1.5)
_REFRESH, _TRACES = Budget(flat=0.1), Budget(flat=90)
_PICTURE, _DPI = (640, 300), 96.0
_CHECK_INS = 12
_WANTED = Wanted()
Statement = tuple[str, Any]


def rows() -> Iterator[Row]:
    """Yield the four figures of one agency."""
    folder = folders.fresh("year")
    build_year(folder)
    bare = connect(folder / "okrdesk.db", vault.unlock(folder, PASSWORD, None))
    name = f"dashboard, {KEY_RESULTS:,} key results"
    try:
        with folders.desk_on(folder) as desk:
            yield Row(f"{name}: traces counted once", "s", seconds(lambda: _trace(desk)), _TRACES)
            for what, call, budget in (
                ("first numbers", partial(open_dashboard, desk, _WANTED), _FIRST),
                ("complete with charts", partial(_complete, desk), _COMPLETE),
            ):
                measured = typical(call)
                yield Row(f"{name}: {what}", "ms", measured, budget, _floor(desk, bare, call))
            yield _after_a_check_in(desk, bare, name)
    finally:
        bare.close()


def _trace(desk: Desk) -> None:
    while count_missing(desk, _WANTED):
        pass


def _complete(desk: Desk) -> Dashboard:
    dashboard = add_weeks(desk, open_dashboard(desk, _WANTED))
    heat_map_chart(dashboard)  # drawn by the window itself
    render_picture(trend_chart(dashboard), Style(), _PICTURE, _DPI)
    return dashboard


def _after_a_check_in(desk: Desk, bare: Any, name: str) -> Row:
    """Return the row of a refresh; each one follows a check-in of its own, which is not timed."""
    dashboard = _complete(desk)
    calls = []
    for objective in list(dashboard.objectives)[:_CHECK_INS]:
        entry = CheckInEntry(Decimal(60), desk.today(), 7, "Theo kế hoạch")
        touched = record_check_in(desk, objective.key_results[0].id, entry).touched
        calls.append(partial(refresh_dashboard, desk, dashboard, touched))
    # The last one leaves its trace missing for the statements that are noted.
    floor = _floor(desk, bare, calls.pop())
    measured = median(seconds(call) for call in calls)
    return Row(f"{name}: after a check-in", "ms", measured, _REFRESH, floor)


def _floor(desk: Desk, bare: Any, call: Callable[[], object]) -> float:
    """Return the seconds of the reading statements of a call by the bare driver."""
    with _read(desk) as statements:
        call()

    def again() -> None:
        for text, values in statements:
            bare.execute(text, values).fetchall()

    return typical(again)


@contextmanager
def _read(desk: Desk) -> Iterator[list[Statement]]:
    """Give the list of the statements that read rows, as they are run."""
    statements: list[Statement] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, *_more: Any) -> None:
        if text.startswith(("SELECT", "WITH")):
            statements.append((text, values))

    event.listen(desk.store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", note)
