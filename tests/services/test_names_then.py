"""Papers of a past period name units and posts as they were then; those of today as they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.services.cycles import add_cycle, propose_cycle
from okrdesk.services.evaluation_papers import find_task_papers
from okrdesk.services.evaluation_tables import unit_table
from okrdesk.services.period_papers import find_period_paper
from okrdesk.services.plan_papers import find_plan_paper
from okrdesk.services.registration import find_registration
from okrdesk.services.reorganisation import reorganise
from okrdesk.services.unit_papers import find_results_paper
from okrdesk.services.units import find_unit
from tests.offices import TODAY, Office
from tests.services.evaluating import October, october

OLD, NEW = "Tổ Văn thư", "Tổ Hành chính"


@pytest.fixture
def month(office: Office) -> October:
    """October with its evaluations; today the team was renamed and went to the other division."""
    made = october(office)
    ids = office.ids
    for kind, more in (
        (Reorganisation.RENAME, {"name": NEW}),
        (Reorganisation.MOVE, {"parent_id": ids.other}),
    ):
        reorganise(office.desk, replace(Plan(kind, TODAY, (ids.team,)), **more))
    return made


def test_evaluations_of_a_past_month_name_the_unit_as_it_was(month: October) -> None:
    ids = month.office.ids
    (paper,) = find_task_papers(month.officer, month.period, [ids.officer])
    assert paper.bearer.unit == OLD
    plan = find_plan_paper(month.officer, month.period, Owner(ids.officer))
    assert plan.bearer.unit == OLD
    results = find_results_paper(month.office.desk, month.period, ids.team)
    assert (results.bearer.name, results.bearer.unit) == (OLD, "Phòng Tổng hợp")
    names = {row.unit for row in unit_table(month.office.desk, month.period).rows}
    assert OLD in names
    assert NEW not in names


def test_a_cycle_that_is_over_names_units_as_on_its_last_day(office: Office) -> None:
    ids, desk = office.ids, office.desk
    past = add_cycle(desk, propose_cycle(desk, "2026-Q3")).value
    rename = Plan(Reorganisation.RENAME, TODAY - timedelta(days=1), (ids.team,), name=NEW)
    reorganise(desk, rename)
    for cycle, name in ((past, OLD), (ids.quarter, NEW)):
        assert find_registration(desk, cycle, Owner(unit_id=ids.team)).registrant.name == name
        assert find_registration(desk, cycle, Owner(ids.officer)).registrant.unit == name
        assert find_period_paper(desk, cycle, Owner(unit_id=ids.team)).bearer.name == name
        assert find_period_paper(desk, cycle, Owner(ids.officer)).bearer.unit == name
    assert find_unit(desk, ids.team, date(2026, 9, 30)).name == OLD
