"""Charts of what is in the database: a key result, an objective, a unit in a cycle."""

from fractions import Fraction

from okrdesk.charts.building import Span, Subject, key_result_chart, points_of, progress_chart
from okrdesk.charts.data import KeyResultChart, Part, ProgressChart
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import find_check_ins
from okrdesk.services.cycles import current_cycle
from okrdesk.services.desk import Desk
from okrdesk.services.key_results import find_key_result_in_force
from okrdesk.services.lists import unit_with_all_below
from okrdesk.services.trends import Trend, objective_trend, unit_trend
from okrdesk.services.units import find_unit


def key_result_data(desk: Desk, id: str) -> KeyResultChart:
    """Return the chart of one key result; raise Refused(NOT_FOUND) where there is none."""
    one = find_key_result_in_force(desk, id)
    subject = Subject(
        one.title,
        one.measure_unit,
        one.measure,
        tuple((phase.on, phase.value) for phase in one.phases),
    )
    points = points_of(find_check_ins(desk, id), one.measure)
    return key_result_chart(subject, Span(one.start_on, one.end_on, desk.today()), points)


def objective_data(desk: Desk, id: str) -> ProgressChart:
    """Return the chart of an objective's progress; raise Refused(NOT_FOUND)."""
    return _chart(desk, objective_trend(desk, id))


def unit_data(desk: Desk, id: str, cycle_id: str | None = None) -> ProgressChart:
    """Return the chart of a unit with all below it, in a cycle or in the one that runs today.

    Raises Refused: NOT_FOUND, NOTHING_TO_DRAW.
    """
    if cycle_id is None:
        cycle = current_cycle(desk)
        if cycle is None:
            raise Refused(Code.NOTHING_TO_DRAW)
        cycle_id = cycle.id
    unit = find_unit(desk, id)
    return _chart(desk, unit_trend(desk, unit.name, unit_with_all_below(desk, id), cycle_id))


def _chart(desk: Desk, trend: Trend) -> ProgressChart:
    parts = [
        Part(
            one.title,
            None if one.progress is None else Fraction(one.progress),
            Fraction(one.expected),
            one.health,
        )
        for one in trend.parts
    ]
    span = Span(trend.start_on, trend.end_on, desk.today())
    return progress_chart(trend.title, span, trend.points, parts)
