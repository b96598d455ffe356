"""Progress over time, as it is known today: a corrected value was never there."""

from datetime import date

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.trends import objective_trend, unit_trend
from tests.offices import TODAY, Office, check_in, make_key_result, make_objective

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
