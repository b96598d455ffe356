from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from okrdesk.charts import Point, Span, Subject, key_result_chart, points_of, progress_chart
from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.forecast import forecast
from okrdesk.domain.progress import Kind
from tests.charts.conftest import MEASURES, YEAR, MakeChart, values


def check_in(number: int, on: date, entered: date, value: str, **more: object) -> CheckIn:
    moment = datetime(entered.year, entered.month, entered.day, 3, tzinfo=UTC)
    made = CheckIn(str(number), "kr", "p", on, moment, Decimal(value))
    return replace(made, **more)  # type: ignore[arg-type]


def test_check_ins_become_points_by_effective_day() -> None:
    entries = [
        check_in(1, date(2026, 3, 9), date(2026, 3, 9), "30"),
        check_in(2, date(2026, 3, 2), date(2026, 3, 10), "25"),
    ]
    assert points_of(entries, MEASURES[Kind.INCREASE]) == (
        Point(date(2026, 3, 2), Decimal(25), late=True),
        Point(date(2026, 3, 9), Decimal(30)),
    )


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    day = date(2026, 3, 9)
    entries = [
        check_in(1, day, day, "30"),
        check_in(2, day, day, "31", corrects_id="1"),
        check_in(3, day, day, "32", corrects_id="2"),
    ]
    assert points_of(entries, MEASURES[Kind.INCREASE]) == (Point(day, Decimal(32), corrected=True),)


def test_steps_are_drawn_as_percentage_of_weight() -> None:
    day = date(2026, 3, 9)
    entry = check_in(1, day, day, "0", steps_done=frozenset("b"))
    assert points_of([entry], MEASURES[Kind.STEPS]) == (Point(day, Decimal(75)),)


def test_the_expected_line_runs_from_start_to_target(make_chart: MakeChart) -> None:
    chart = make_chart()
    assert chart.expected == ((YEAR.start_on, Decimal(20)), (YEAR.end_on, Decimal(100)))
    assert chart.expected_at(date(2026, 7, 2)) == Decimal(60)
    assert chart.expected_at(date(2027, 1, 1)) is None


def test_the_expected_line_bends_at_phases(make_chart: MakeChart) -> None:
    chart = make_chart(phases=((date(2026, 7, 2), Decimal(90)), (date(2026, 4, 1), Decimal(30))))
    assert [value for _on, value in chart.expected] == [20, 30, 90, 100]
    assert chart.phases[0] == (date(2026, 4, 1), Decimal(30))


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (Kind.KEEP_AT_LEAST, Decimal(25), None),
        (Kind.KEEP_AT_MOST, None, Decimal(25)),
        (Kind.KEEP_BETWEEN, Decimal(22), Decimal(40)),
    ],
)
def test_keep_kinds_have_limits_and_neither_target_nor_forecast(
    make_chart: MakeChart, kind: Kind, low: Decimal | None, high: Decimal | None
) -> None:
    chart = make_chart(kind)
    assert (chart.low, chart.high) == (low, high)
    assert (chart.start_value, chart.target_value, chart.expected) == (None, None, ())
    assert chart.forecast is None


def test_yes_or_no_has_no_line_to_follow(make_chart: MakeChart) -> None:
    chart = make_chart(Kind.YES_NO)
    assert (chart.expected, chart.forecast, chart.start_value) == ((), None, None)


def test_the_forecast_is_that_of_the_domain_for_the_last_day(make_chart: MakeChart) -> None:
    chart = make_chart()
    known = forecast([(point.on, point.value) for point in chart.points], YEAR.end_on)
    assert known is not None
    assert chart.forecast is not None
    assert (chart.forecast.at, chart.forecast.value) == (YEAR.end_on, known.value)


def test_three_values_give_no_forecast(make_chart: MakeChart) -> None:
    assert make_chart(points=values(3)).forecast is None


def test_nothing_is_forecast_after_the_end() -> None:
    after = Span(YEAR.start_on, YEAR.end_on, date(2027, 1, 1))
    subject = Subject("Hồ sơ", "hồ sơ", MEASURES[Kind.INCREASE])
    assert key_result_chart(subject, after, values(6)).forecast is None


def test_a_forecast_of_steps_stays_within_what_can_be(make_chart: MakeChart) -> None:
    forecast_ = make_chart(Kind.STEPS, values(6, "0", "18")).forecast
    assert forecast_ is not None
    assert forecast_.high == 100


def test_progress_is_sorted_and_expected_to_rise_evenly() -> None:
    points = [(date(2026, 6, 1), 0.4), (date(2026, 2, 1), 0.1)]
    chart = progress_chart("Mục tiêu", YEAR, points)
    assert chart.points == (
        (date(2026, 2, 1), Fraction(1, 10)),
        (date(2026, 6, 1), Fraction(2, 5)),
    )
    assert chart.expected_at(YEAR.today) == Fraction(1, 2)
