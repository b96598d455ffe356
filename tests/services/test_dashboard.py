"""The dashboard counts by the plain rules, opens what is behind a number, and follows changes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.db.journal import Work
from okrdesk.domain.act import Act as Name
from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.domain.progress import Kind, Measure
from okrdesk.services import trends
from okrdesk.services.dashboard import (
    Behind,
    Dashboard,
    Wanted,
    add_weeks,
    count_missing,
    key_results_behind,
    objectives_behind,
    open_dashboard,
    refresh_dashboard,
)
from okrdesk.services.desk import Desk
from okrdesk.services.lists import Filter, find_key_result_rows, find_objective_ids
from okrdesk.services.shares import share_objective
from tests.office_fixtures import Offices
from tests.offices import TODAY, Office, check_in, make_key_result, make_objective
from tests.random_acts import Act, Player, acts


@dataclass(frozen=True)
class Listening(Desk):
    """A desk that remembers what its writes touched."""

    heard: set[tuple[str, str]] = field(default_factory=set)

    @contextmanager
    def write(self, act: Name, undoes: str | None = None) -> Iterator[Work]:
        """Write, and remember."""
        with super().write(act, undoes) as work:
            yield work
        self.heard.update(work.touched)


def whole(desk: Desk, wanted: Wanted) -> Dashboard:
    """Return a dashboard counted from scratch."""
    dashboard = open_dashboard(desk, wanted)
    while count_missing(desk, wanted):
        pass
    return add_weeks(desk, dashboard)


def told(dashboard: Dashboard) -> object:
    """Return all that a dashboard says, to be compared."""
    lines = [(line.unit_id, line.name, line.part, line.weeks) for line in dashboard.lines]
    listed = (dashboard.overdue, dashboard.stale, dashboard.blockers)
    return lines, dashboard.part, dashboard.ends, dashboard.burn, listed


def trend_by_check_ins(desk: Desk, wanted: Wanted, days: tuple[date, ...]) -> list[float]:
    """Return the progress of all objectives on some days by the rules, from every check-in."""
    ids = [one.id for one in open_dashboard(desk, wanted).objectives]
    with desk.view() as view:
        known = trends._known(view, ids)
    objectives = [known.objectives[id] for id in ids]
    return [trends._rolled(objectives, known, day) for day in days]


@settings(max_examples=25, deadline=None)
@given(st.lists(acts, max_size=12))
def test_after_any_acts_it_equals_a_dashboard_counted_from_scratch(
    busy_offices: Offices, played: list[Act]
) -> None:
    with busy_offices() as office:
        desk = Listening(office.desk.store, office.desk.person_id)
        wanted = Wanted(office.ids.quarter)
        dashboard = whole(desk, wanted)
        for act in played:
            desk.heard.clear()
            Player(office, desk).play(act)
            if desk.heard:
                dashboard = refresh_dashboard(desk, dashboard, frozenset(desk.heard))
        fresh = whole(desk, wanted)
        assert told(dashboard) == told(fresh)
        _assert_equals_the_check_ins(desk, fresh)


def _assert_equals_the_check_ins(desk: Desk, dashboard: Dashboard) -> None:
    days = dashboard.ends[:-1]
    trend = dict(dashboard.trend)
    for day, share in zip(days, trend_by_check_ins(desk, dashboard.wanted, days), strict=True):
        assert trend.get(day, 0.0) == pytest.approx(share, abs=1e-5)
    ids = [one.id for each in dashboard.objectives for one in each.key_results]
    rows = find_key_result_rows(desk, ids)
    assert dashboard.marks == Counter(row.health for row in rows)
    assert sum(dashboard.marks.values()) == dashboard.part.total.number == len(rows)


@pytest.fixture
def filled(office: Office) -> Office:
    """Give an office with an objective in each division: one red and overdue, one reached."""
    ids, desk = office.ids, office.desk
    first = make_objective(desk, ids, Owner(unit_id=ids.division), axis=Axis.ECONOMY)
    second = make_objective(desk, ids, Owner(ids.neighbour), "Số hóa hồ sơ")
    late, other = make_key_result(desk, first), make_key_result(desk, first)
    check_in(desk, late, 5, date(2026, 10, 20), confidence=3)
    check_in(desk, other, 10, TODAY, confidence=5)
    done = make_key_result(desk, second, Measure(Kind.COUNT, target=Decimal(3)))
    check_in(desk, done, 3, TODAY - timedelta(7))
    return office


def test_every_number_opens_as_many_key_results_as_it_says(filled: Office) -> None:
    dashboard = whole(filled.desk, Wanted(filled.ids.quarter))
    for line in dashboard.lines:
        for mark, count in line.part.total.marks.items():
            behind = Behind(line=line.unit_id, marks=frozenset([mark]))
            assert len(key_results_behind(dashboard, behind)) == count
        assert line.weeks is not None
        for week, marks in enumerate(line.weeks.marks):
            for mark, count in marks.items():
                behind = Behind(line=line.unit_id, marks=frozenset([mark]), week=week)
                assert len(key_results_behind(dashboard, behind)) == count
    for week, (_day, reached, _done, _begun) in enumerate(dashboard.burn):
        assert len(key_results_behind(dashboard, Behind(reached=True, week=week))) == reached
    (objective,) = objectives_behind(dashboard, Behind(reached=True))
    assert find_objective_ids(filled.desk, Filter(ids=frozenset([objective]))) == [objective]
    assert len(key_results_behind(dashboard, Behind(reached=True))) == 1
    assert len(key_results_behind(dashboard, Behind(axes=frozenset([Axis.ECONOMY])))) == 2
    assert len(key_results_behind(dashboard, Behind(kind=Kind.COUNT))) == 1


def test_a_shared_objective_counts_in_each_unit_and_once_in_all(filled: Office) -> None:
    ids = filled.ids
    before = whole(filled.desk, Wanted(ids.quarter))
    shared = next(one.id for one in before.objectives if one.unit_id == ids.division)
    share_objective(filled.desk, shared, [(ids.other, Decimal(30))])
    after = whole(filled.desk, Wanted(ids.quarter))
    assert {line.unit_id: line.part.objectives.number for line in after.lines} == {
        ids.division: 1,
        ids.other: 2,
    }
    assert after.part == before.part
    there = whole(filled.desk, Wanted(ids.quarter, ids.other))
    assert there.part.objectives.number == len(list(there.objectives)) == 2


def test_the_last_week_is_today(filled: Office) -> None:
    dashboard = whole(filled.desk, Wanted(filled.ids.quarter))
    assert dashboard.ends[-1] == TODAY
    assert dashboard.weeks is not None
    assert dashboard.weeks.marks[-1] == dashboard.marks
    assert dashboard.trend[-1][1] == pytest.approx(dashboard.part.objectives.progress)


def test_a_unit_stands_in_the_line_below_the_unit_looked_at(filled: Office) -> None:
    ids = filled.ids
    lines = {line.unit_id: line.part.objectives.number for line in _lines(filled, Wanted())}
    assert lines == {ids.division: 1, ids.other: 1}
    below = {line.unit_id for line in _lines(filled, Wanted(unit_id=ids.division))}
    assert below == {ids.division}


def _lines(office: Office, wanted: Wanted) -> tuple[object, ...]:
    return open_dashboard(office.desk, wanted).lines


def test_it_is_narrowed_to_an_axis(filled: Office) -> None:
    dashboard = whole(filled.desk, Wanted(filled.ids.quarter, axis=Axis.ECONOMY))
    assert [one.title for one in dashboard.objectives] == ["Nâng mức hài lòng"]


def test_the_list_of_overdue_ones_begins_with_the_longest(filled: Office) -> None:
    filled.clock.go_on(days=20)
    dashboard = open_dashboard(filled.desk, Wanted(filled.ids.quarter))
    due = [one.due_on for one in dashboard.overdue]
    assert due == sorted(due)
    assert len(due) == dashboard.marks[Health.OVERDUE] == 3


def test_without_a_cycle_there_is_nothing_to_show(office: Office) -> None:
    office.clock.go_on(days=400)
    dashboard = whole(office.desk, Wanted())
    assert dashboard.ground is None
    assert not dashboard.lines
    assert dashboard.trend == ()
