"""Charts of what is in the database: their numbers are those of the lists."""

from datetime import timedelta
from decimal import Decimal

import pytest

from okrdesk.charts.source import key_result_data, objective_data, unit_data
from okrdesk.domain.objective import Owner, Phase
from okrdesk.domain.progress import Kind, Measure
from okrdesk.errors import Code, Refused
from okrdesk.services.lists import find_objective_rows
from tests.offices import END, START, TODAY, Office, check_in, make_key_result, make_objective

WEEK = timedelta(days=7)
NOBODY = "01900000-0000-7000-8000-000000000000"


def test_a_key_result_brings_its_values_plan_and_target(office: Office) -> None:
    key_result = make_key_result(
        office.desk,
        make_objective(office.desk, office.ids),
        measure_unit="hồ sơ",
        phases=(Phase(TODAY, Decimal(30)),),
    )
    wrong = check_in(office.desk, key_result, 90, TODAY - WEEK)
    check_in(office.desk, key_result, 9, TODAY - WEEK, corrects_id=wrong)
    check_in(office.desk, key_result, 25)
    chart = key_result_data(office.desk, key_result)
    assert (chart.title, chart.unit) == ("Tỷ lệ hồ sơ đúng hạn", "hồ sơ")
    assert (chart.start_on, chart.end_on, chart.today) == (START, END, TODAY)
    assert (chart.start_value, chart.target_value) == (0, 100)
    assert [(point.on, point.value) for point in chart.points] == [
        (TODAY - WEEK, 9),
        (TODAY, 25),
    ]
    assert chart.points[0].corrected
    assert chart.points[0].late
    assert chart.expected_at(TODAY) == 30


def test_a_keep_kind_brings_its_limits(office: Office) -> None:
    measure = Measure(Kind.KEEP_BETWEEN, low=Decimal(2), high=Decimal(5))
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids), measure)
    chart = key_result_data(office.desk, key_result)
    assert (chart.low, chart.high, chart.target_value) == (2, 5, None)


def test_an_objective_ends_where_its_row_stands(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    make_key_result(office.desk, objective, title="Khác")
    check_in(office.desk, key_result, 60)
    chart = objective_data(office.desk, objective)
    row = find_objective_rows(office.desk, [objective])[0]
    assert float(chart.points[-1][1]) == pytest.approx(row.progress)
    assert [(part.title, part.progress) for part in chart.parts] == [
        ("Tỷ lệ hồ sơ đúng hạn", pytest.approx(0.6)),
        ("Khác", 0),
    ]


def test_a_unit_takes_in_what_is_below_it_in_the_running_cycle(office: Office) -> None:
    for owner, value in ((Owner(office.ids.officer), 40), (Owner(unit_id=office.ids.division), 80)):
        objective = make_objective(office.desk, office.ids, owner)
        check_in(office.desk, make_key_result(office.desk, objective), value)
    chart = unit_data(office.desk, office.ids.division)
    assert chart.title == "Phòng Tổng hợp"
    assert float(chart.points[-1][1]) == pytest.approx(0.6)
    assert len(chart.parts) == 2
    assert float(unit_data(office.desk, office.ids.team).points[-1][1]) == pytest.approx(0.4)


def test_what_is_not_there_or_empty_is_refused(office: Office) -> None:
    for draw, code in (
        (lambda: key_result_data(office.desk, NOBODY), Code.NOT_FOUND),
        (lambda: objective_data(office.desk, NOBODY), Code.NOT_FOUND),
        (lambda: unit_data(office.desk, NOBODY), Code.NOT_FOUND),
        (lambda: unit_data(office.desk, office.ids.team), Code.NOTHING_TO_DRAW),
        (lambda: unit_data(office.desk, office.ids.team, office.ids.year), Code.NOTHING_TO_DRAW),
    ):
        with pytest.raises(Refused) as refused:
            draw()
        assert refused.value.code is code


def test_outside_every_cycle_a_unit_has_nothing_to_draw(office: Office) -> None:
    office.clock.go_on(days=400)
    with pytest.raises(Refused) as refused:
        unit_data(office.desk, office.ids.division)
    assert refused.value.code is Code.NOTHING_TO_DRAW
