"""The figures of the dashboard: what stands on the day first, the weeks after, small changes fast.

    dashboard = open_dashboard(desk, wanted)      # numbers, marks, lists: at once
    while count_missing(desk, wanted): ...        # once after a download or an upgrade
    dashboard = add_weeks(desk, dashboard)        # heat map, trend, burn-up
    dashboard = refresh_dashboard(desk, dashboard, touched)

Every number can be asked for what is behind it: `key_results_behind`. No person is ranked.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.queries.dashboard import (
    BlockerRow,
    Wanted,
    objectives_named,
    objectives_of,
    open_blockers,
)
from okrdesk.db.queries.view import View
from okrdesk.db.traces import count_traces, missing_traces
from okrdesk.domain.dashboard import KeyResultFact, ObjectiveFact, Part
from okrdesk.domain.dashboard_weeks import WeekPart, running_total
from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health, expected
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Kind
from okrdesk.errors import Code, Refused
from okrdesk.services.cycles import current_cycle
from okrdesk.services.dashboard_ground import Ground, moved, read_ground, with_weeks
from okrdesk.services.desk import Desk, Touched

__all__ = [
    "Behind",
    "BlockerRow",
    "Dashboard",
    "Line",
    "Wanted",
    "add_weeks",
    "count_missing",
    "key_results_behind",
    "moves_little",
    "objectives_behind",
    "open_dashboard",
    "refresh_dashboard",
    "whole_dashboard",
]

_CHUNK = 250
_SMALL = frozenset(
    [
        "action_item",
        "blocker",
        "cause",
        "check_in",
        "closure",
        "evidence",
        "indicator_value",
        "key_result",
        "objective",
        "remark",
        "review",
        "step",
    ]
)
"""What changes facts of single objectives only; a change of anything else reads all again."""


@dataclass(frozen=True)
class Line:
    """A unit with all below it; `weeks` is None until they are counted."""

    unit_id: str
    name: str
    part: Part
    weeks: WeekPart | None


@dataclass(frozen=True)
class Dashboard:
    """What a dashboard shows of a cycle; `ground` is None where there is no cycle to show."""

    wanted: Wanted
    ground: Ground | None
    lines: tuple[Line, ...] = ()
    part: Part = field(default_factory=Part)
    weeks: WeekPart | None = None
    blockers: tuple[BlockerRow, ...] = ()

    @property
    def objectives(self) -> Iterable[ObjectiveFact]:
        """The objectives that count."""
        return self.ground.counted() if self.ground else ()

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """The days of which the weeks tell: their Sundays, and today for the last one."""
        if self.ground is None:
            return ()
        weeks = self.ground.weeks
        return (*weeks.ends[:-1], min(weeks.ends[-1], weeks.today))

    @cached_property
    def marks(self) -> Counter[Health]:
        """How many key results show which mark."""
        return self.part.total.marks

    @cached_property
    def overdue(self) -> tuple[KeyResultFact, ...]:
        """The key results whose check-in is overdue, the longest first."""
        late = (one for one in _facts(self) if one.mark is Health.OVERDUE)
        return tuple(sorted(late, key=lambda one: (one.due_on or date.max, one.id)))

    @cached_property
    def stale(self) -> tuple[KeyResultFact, ...]:
        """The key results under way of which nothing was said for long, the longest first."""
        if self.ground is None:
            return ()
        today = self.ground.weeks.today
        found = (one for one in _facts(self) if one.is_stale(today))
        return tuple(sorted(found, key=lambda one: (one.last_on or one.start_on, one.id)))

    @property
    def expected(self) -> float | None:
        """Which progress is expected today where it rises evenly over the cycle."""
        if self.ground is None:
            return None
        start, end = self.ground.span
        return float(expected(start, end, self.ground.weeks.today))

    @property
    def trend(self) -> tuple[tuple[date, float], ...]:
        """Progress (0–1) at the end of each week, from the first on that has one."""
        if self.weeks is None:
            return ()
        pairs = zip(self.ends, self.weeks.progress, strict=True)
        known = ((day, total.progress) for day, total in pairs)
        return tuple((day, share) for day, share in known if share is not None)

    @property
    def burn(self) -> tuple[tuple[date, int, float, int], ...]:
        """By week: how many key results were reached, the sum of progress, how many had begun."""
        if self.weeks is None:
            return ()
        weeks, begun = self.weeks, running_total(self.weeks.begun)
        return tuple(zip(self.ends, weeks.reached, weeks.done, begun, strict=True))


@dataclass(frozen=True)
class Behind:
    """Which key results a number counts: those for which all that is named here holds.

    `line` is a line of the dashboard, `week` the place of a week, at whose end `marks` and
    `reached` are looked at.
    """

    line: str | None = None
    marks: frozenset[Health] | None = None
    week: int | None = None
    axes: frozenset[Axis | None] | None = None
    kind: Kind | None = None
    reached: bool = False
    stale: bool = False


def open_dashboard(desk: Desk, wanted: Wanted) -> Dashboard:
    """Return what stands today; the weeks are added by `add_weeks`."""
    wanted = _of_a_cycle(desk, wanted)
    with desk.view() as view:
        return _dashboard(view, wanted, read_ground(view, wanted))


def count_missing(desk: Desk, wanted: Wanted, limit: int = _CHUNK) -> int:
    """Count up to `limit` traces that are missing; return how many that were, 0 at the end."""
    wanted = _of_a_cycle(desk, wanted)
    with desk.view() as view:
        ids = objectives_of(view, wanted)
        missing = missing_traces(view.connection, desk.agency_id, ids, limit)
    _count(desk, missing)
    return len(missing)


def whole_dashboard(desk: Desk, wanted: Wanted) -> Dashboard:
    """Return a dashboard with its weeks, for paper and the shell, which wait for all of it.

    Raises Refused(NOTHING_TO_DRAW) where no cycle is there.
    """
    dashboard = open_dashboard(desk, wanted)
    if dashboard.ground is None:
        raise Refused(Code.NOTHING_TO_DRAW)
    return _with_all_weeks(desk, dashboard)


def _with_all_weeks(desk: Desk, dashboard: Dashboard) -> Dashboard:
    while count_missing(desk, dashboard.wanted):
        pass
    return add_weeks(desk, dashboard)


def add_weeks(desk: Desk, dashboard: Dashboard) -> Dashboard:
    """Return the dashboard with its weeks, as far as traces are counted."""
    if dashboard.ground is None:
        return dashboard
    with desk.view() as view:
        ground = with_weeks(view, dashboard.ground)
    if _count_of(desk, ground.children):
        return add_weeks(desk, dashboard)
    with desk.view() as view:
        return _dashboard(view, dashboard.wanted, ground)


def moves_little(touched: Touched) -> bool:
    """Say whether a write that touched (entity, id) pairs moves single objectives only.

    After any other one all is read again, and traces may be missing of which there are many.
    """
    return all(entity in _SMALL for entity, _id in touched)


def refresh_dashboard(desk: Desk, dashboard: Dashboard, touched: Touched) -> Dashboard:
    """Return the dashboard after a write that touched (entity, id) pairs."""
    had_weeks = dashboard.weeks is not None
    if dashboard.ground is None or not moves_little(touched):
        fresh = open_dashboard(desk, dashboard.wanted)
        return _with_all_weeks(desk, fresh) if had_weeks else fresh
    ids = _objectives_touched(desk, touched)
    if had_weeks:
        _count_of(desk, ids)
    with desk.view() as view:
        return _dashboard(view, dashboard.wanted, moved(view, dashboard.ground, ids))


def key_results_behind(dashboard: Dashboard, behind: Behind) -> tuple[str, ...]:
    """Return the ids of the key results that a number counts, the earliest due first."""
    return tuple(one.id for one in _behind(dashboard, behind))


def objectives_behind(dashboard: Dashboard, behind: Behind) -> tuple[str, ...]:
    """Return the ids of the objectives of the key results that a number counts, each once."""
    return tuple(dict.fromkeys(one.objective_id for one in _behind(dashboard, behind)))


def _behind(dashboard: Dashboard, behind: Behind) -> list[KeyResultFact]:
    ground = dashboard.ground
    if ground is None:
        return []
    own = (one for one in ground.objectives.values() if _stands_in(ground, one, behind.line))
    shared = (one for one, _weight in ground.shared_into(behind.line))
    counter = ground.counter()
    found = {
        one.id: one
        for objective in (*own, *shared)
        if behind.axes is None or objective.axis in behind.axes
        for one in objective.key_results
        if (behind.kind in (None, one.kind))
        and (not behind.reached or counter.is_reached(one, behind.week))
        and (not behind.stale or one.is_stale(ground.weeks.today))
        and (behind.marks is None or counter.mark(one, behind.week) in behind.marks)
    }
    return sorted(found.values(), key=lambda one: (one.due_on or date.max, one.id))


def _of_a_cycle(desk: Desk, wanted: Wanted) -> Wanted:
    """Return what is wanted of one cycle: where none is named, of the one that runs today."""
    if wanted.cycle_id is not None:
        return wanted
    cycle = current_cycle(desk)
    return wanted if cycle is None else replace(wanted, cycle_id=cycle.id)


def _stands_in(ground: Ground, one: ObjectiveFact, line: str | None) -> bool:
    stands = ground.tree.line_of.get(one.unit_id)
    return stands is not None and line in (None, stands)


def _facts(dashboard: Dashboard) -> Iterable[KeyResultFact]:
    return (one for objective in dashboard.objectives for one in objective.key_results)


def _dashboard(view: View, wanted: Wanted, ground: Ground | None) -> Dashboard:
    if ground is None:
        return Dashboard(wanted, None)
    counter = ground.counter() if ground.week_parts else None
    lines = tuple(
        line
        for id, name in ground.tree.lines
        for line in [Line(id, name, *_joined(ground, id, counter is not None))]
        if line.part.objectives.number
    )
    part, weeks = _joined(ground, None, counter is not None)
    blockers = open_blockers(view, objectives_of(view, wanted))
    known = {one.id for one in ground.counted()}
    mine = tuple(row for row in blockers if row.objective_id in known)
    return Dashboard(wanted, ground, lines, part, weeks, mine)


def _joined(ground: Ground, asked: str | None, with_weeks: bool) -> tuple[Part, WeekPart | None]:
    """Return the parts of the units of a line (None: of all) and of what it shares, together."""
    units = [unit for unit, line in ground.tree.line_of.items() if asked in (None, line)]
    shared = list(ground.shared_into(asked))
    part = Part()
    for unit in units:
        if unit in ground.parts:
            part.join(ground.parts[unit])
    for one, weight in shared:
        part.take(one, weight)
    if not with_weeks:
        return part, None
    weeks = WeekPart.of(len(ground.weeks.ends))
    for unit in units:
        if unit in ground.week_parts:
            weeks.join(ground.week_parts[unit])
    if shared:
        weeks.join(ground.counter().part(shared))
    return part, weeks


def _objectives_touched(desk: Desk, touched: Touched) -> set[str]:
    """Return the objectives that touched pairs name, or that lie above the key results named."""
    key_result = schema.key_result
    names = {id for entity, id in touched if entity == "key_result"}
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        above = connection.scalars(
            select(key_result.c.objective_id).where(
                key_result.c.agency_id == desk.agency_id, key_result.c.id.in_(names)
            )
        )
        return {id for entity, id in touched if entity == "objective"} | set(above)


def _count_of(desk: Desk, objective_ids: Collection[str]) -> int:
    """Count the traces that are missing below some objectives; return how many that were."""
    if not objective_ids:
        return 0
    with desk.view() as view:
        wanted = objectives_named(view, objective_ids)
        missing = missing_traces(view.connection, desk.agency_id, wanted, 10 * _CHUNK)
    _count(desk, missing)
    return len(missing)


def _count(desk: Desk, ids: Collection[str]) -> None:
    if ids:
        with desk.write_device() as connection:
            count_traces(connection, desk.agency_id, list(ids))
