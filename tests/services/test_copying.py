"""Copies of objectives: chosen key results on other days, nothing reached, and their origin."""

from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.objective import Phase
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.copying import copy_objectives
from okrdesk.services.cycles import add_cycle, find_cycle, propose_cycle
from okrdesk.services.history import undo_last
from okrdesk.services.key_results import find_key_result
from okrdesk.services.lists import find_key_results_under
from okrdesk.services.objective_details import find_objective_detail
from tests.offices import Office, check_in, journalled, make_key_result, make_objective


@pytest.fixture
def next_quarter(office: Office) -> str:
    return add_cycle(office.desk, propose_cycle(office.desk, "2027-Q1")).value


def test_chosen_key_results_begin_anew_in_the_other_cycle(
    office: Office, next_quarter: str
) -> None:
    objective = make_objective(office.desk, office.ids, tags=("đô thị",))
    phases = (Phase(date(2026, 12, 31), Decimal(100)),)
    taken = make_key_result(office.desk, objective, weight=Decimal(40), phases=phases)
    make_key_result(office.desk, objective, title="Bỏ lại")
    check_in(office.desk, taken, 80)
    (copy,) = copy_objectives(office.desk, next_quarter, {objective: [taken]}).value
    detail = find_objective_detail(office.desk, copy)
    assert detail.objective.tags == ("đô thị",)
    assert (detail.objective.start_on, detail.objective.end_on) == (
        date(2027, 1, 1),
        date(2027, 3, 31),
    )
    assert detail.origin is not None
    quarter = find_cycle(office.desk, office.ids.quarter)
    assert (detail.origin.id, detail.origin.cycle) == (objective, quarter.name)
    (row,) = detail.key_results
    assert (row.progress, row.value, row.weight) == (0, None, Decimal(40))
    key_result = find_key_result(office.desk, row.id)
    assert key_result.copied_from_id == taken
    assert key_result.phases == (Phase(date(2027, 3, 31), Decimal(100)),)


def test_steps_of_a_copy_are_its_own(office: Office, next_quarter: str) -> None:
    objective = make_objective(office.desk, office.ids)
    measure = Measure(Kind.STEPS, steps=(Step("", "Khảo sát", Decimal(1)),))
    source = make_key_result(office.desk, objective, measure)
    (copy,) = copy_objectives(office.desk, next_quarter, {objective: None}).value
    (row,) = find_key_results_under(office.desk, [copy])
    steps = find_key_result(office.desk, row.id).measure.steps
    assert [step.title for step in steps] == ["Khảo sát"]
    assert steps[0].id not in ("", find_key_result(office.desk, source).measure.steps[0].id)


def test_a_copy_is_one_act_that_can_be_undone(office: Office, next_quarter: str) -> None:
    first, second = (make_objective(office.desk, office.ids, title=name) for name in "AB")
    make_key_result(office.desk, first)
    before = journalled(office.engine)
    copy_objectives(office.desk, next_quarter, {first: None, second: None})
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_what_cannot_be_copied_is_refused_and_leaves_nothing(
    office: Office, next_quarter: str
) -> None:
    objective, gone = (make_objective(office.desk, office.ids, title=name) for name in "AB")
    archive(office.desk, "objective", gone)
    before = journalled(office.engine)
    for desk, cycle, chosen, code in (
        (office.desk, office.ids.quarter, {objective: None}, Code.SAME_CYCLE),
        (office.desk, next_quarter, {objective: None, gone: None}, Code.ARCHIVED),
        (office.desk, next_quarter, {objective: [gone]}, Code.NOT_FOUND),
        (office.seat(office.ids.neighbour), next_quarter, {objective: None}, Code.NO_AUTHORITY),
    ):
        with pytest.raises(Refused) as refused:
            copy_objectives(desk, cycle, chosen)
        assert refused.value.code is code
    assert journalled(office.engine) == before
