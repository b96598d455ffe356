"""Progress over time, as it is known today: a corrected value was never there."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.domain.objective import LinkKind, Owner, RollUp
from okrdesk.errors import Code, Refused
from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows
from okrdesk.services.trends import objective_trend, unit_trend
from tests.office_fixtures import Offices
from tests.offices import TODAY, Office, align, check_in, make_key_result, make_objective
from tests.random_acts import Act, acts, play

SECOND, NINTH = date(2026, 11, 2), date(2026, 11, 9)


def test_a_trend_goes_from_check_in_to_check_in_until_today(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    first, second = (make_key_result(office.desk, objective) for _ in range(2))
    check_in(office.desk, first, 40, SECOND)
    check_in(office.desk, second, 20, NINTH)
    trend = objective_trend(office.desk, objective)
    assert trend.points == ((SECOND, 0.2), (NINTH, pytest.approx(0.3)), (TODAY, pytest.approx(0.3)))
    assert [part.progress for part in trend.parts] == [0.4, 0.2]
    assert trend.expected_today == pytest.approx(46 / 91)


def test_a_value_corrected_to_a_later_day_never_counted(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    wrong = check_in(office.desk, key_result, 90, SECOND)
    check_in(office.desk, key_result, 9, NINTH, corrects_id=wrong)
    points = dict(objective_trend(office.desk, objective).points)
    assert points[NINTH] == pytest.approx(0.09)
    assert points.get(SECOND, 0) == 0


def test_a_unit_takes_its_own_objectives_and_those_of_its_people(office: Office) -> None:
    own = make_objective(office.desk, office.ids, title="Của phòng")
    other = make_objective(office.desk, office.ids, Owner(office.ids.neighbour), "Nơi khác")
    for objective, value in ((own, 50), (other, 100)):
        check_in(office.desk, make_key_result(office.desk, objective), value)
    units = frozenset({office.ids.division})
    trend = unit_trend(office.desk, "Phòng Tổng hợp", units, office.ids.quarter)
    assert [part.title for part in trend.parts] == ["Của phòng"]
    assert trend.points[-1] == (TODAY, 0.5)


def test_what_is_not_there_has_no_trend(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        objective_trend(office.desk, office.ids.root)
    assert refused.value.code is Code.NOT_FOUND
    with pytest.raises(Refused) as refused:
        unit_trend(office.desk, "", frozenset({office.ids.root}), office.ids.quarter)
    assert refused.value.code is Code.NOTHING_TO_DRAW


@pytest.mark.parametrize("roll_up", RollUp)
def test_a_trend_ends_where_the_list_stands(office: Office, roll_up: RollUp) -> None:
    parent = make_objective(office.desk, office.ids, title="Cha", roll_up=roll_up)
    check_in(office.desk, make_key_result(office.desk, parent), 80, SECOND)
    child = make_objective(office.desk, office.ids, title="Con")
    key_result = make_key_result(office.desk, child)
    check_in(office.desk, key_result, 20, SECOND)
    check_in(office.desk, key_result, 40, NINTH)
    supporting = make_objective(office.desk, office.ids, title="Bạn")
    check_in(office.desk, make_key_result(office.desk, supporting), 100, SECOND)
    empty = make_objective(office.desk, office.ids, title="Trống")
    align(office.desk, child, parent)
    align(office.desk, empty, parent)
    align(office.desk, supporting, parent, LinkKind.SUPPORTS)
    trend = objective_trend(office.desk, parent)
    row = find_objective_rows(office.desk, [parent])[0]
    assert trend.points[-1] == (TODAY, pytest.approx(row.progress))
    first = {RollUp.KEY_RESULTS: 0.8, RollUp.CHILDREN: 0.2, RollUp.BOTH: 0.5}[roll_up]
    assert trend.points[0] == (SECOND, pytest.approx(first))
    titles = [part.title for part in trend.parts]
    assert ("Con" in titles) is (roll_up is not RollUp.KEY_RESULTS)


@settings(max_examples=15)
@given(st.lists(acts | st.integers(0, 20), max_size=10))
def test_every_trend_ends_where_the_list_stands_whatever_was_done(
    busy_offices: Offices, played: list[Act | int]
) -> None:
    with busy_offices() as office:
        play(office, played)
        today = office.desk.today()
        ids = find_objective_ids(office.desk, Filter())
        for row in find_objective_rows(office.desk, ids):
            points = dict(objective_trend(office.desk, row.id).points)
            if row.start_on <= today <= row.end_on:
                assert points[today] == pytest.approx(row.progress or 0)
