"""Cycles: named periods that nest, and go from draft to closed one step at a time."""

from dataclasses import replace
from datetime import date

import pytest

from okrdesk.domain.objective import Cycle, CycleKind, CycleState
from okrdesk.errors import Code, Refused
from okrdesk.services.cycles import (
    NEXT_STATES,
    add_cycle,
    current_cycle,
    edit_cycle,
    find_cycle,
    find_cycles,
    propose_cycle,
    set_cycle_state,
)
from okrdesk.services.desk import Desk
from okrdesk.services.history import find_history, undo_last
from tests.offices import Office, check_in, journalled, make_key_result, make_objective

NEVER = "01900000-0000-7000-8000-000000000000"


def started(desk: Desk, code: str) -> str:
    id = add_cycle(desk, propose_cycle(desk, code)).value
    set_cycle_state(desk, id, CycleState.SUBMITTED)
    set_cycle_state(desk, id, CycleState.RUNNING)
    return id


@pytest.mark.parametrize(
    ("code", "name", "start", "end"),
    [
        ("2027", "Năm 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027-q2", "Quý II năm 2027", date(2027, 4, 1), date(2027, 6, 30)),
        ("2028-02", "Tháng 02 năm 2028", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_code_proposes_a_cycle(desk: Desk, code: str, name: str, start: date, end: date) -> None:
    cycle = propose_cycle(desk, code)
    assert (cycle.code, cycle.name) == (code.upper(), name)
    assert (cycle.start_on, cycle.end_on, cycle.state) == (start, end, CycleState.DRAFT)


def test_a_proposal_lies_in_the_shortest_longer_cycle(office: Office) -> None:
    assert propose_cycle(office.desk, "2026-11").parent_id == office.ids.quarter
    assert propose_cycle(office.desk, "2026-Q3").parent_id == office.ids.year
    assert propose_cycle(office.desk, "2027-Q1").parent_id is None


def test_cycles_come_newest_first_with_parent_and_objectives(office: Office) -> None:
    make_objective(office.desk, office.ids)
    add_cycle(office.desk, propose_cycle(office.desk, "2025"))
    rows = [(row.code, row.parent_code, row.objectives) for row in find_cycles(office.desk)]
    assert rows == [("2026-Q4", "2026", 1), ("2026", "", 0), ("2025", "", 0)]


def test_a_new_cycle_is_a_draft_whatever_it_says(desk: Desk) -> None:
    cycle = replace(propose_cycle(desk, "2027"), state=CycleState.RUNNING)
    id = add_cycle(desk, cycle).value
    assert find_cycle(desk, id).state is CycleState.DRAFT


def test_the_current_cycle_is_the_shortest_that_runs_today(office: Office) -> None:
    current = current_cycle(office.desk)
    assert current is not None
    assert current.id == office.ids.quarter
    month = started(office.desk, "2026-11")
    current = current_cycle(office.desk)
    assert current is not None
    assert current.id == month
    set_cycle_state(office.desk, month, CycleState.CLOSING)
    office.clock.go_on(days=60)
    assert current_cycle(office.desk) is None


@pytest.mark.parametrize("state", CycleState)
@pytest.mark.parametrize("wanted", CycleState)
def test_a_cycle_goes_one_step_at_a_time(desk: Desk, state: CycleState, wanted: CycleState) -> None:
    id = add_cycle(desk, propose_cycle(desk, "2027")).value
    way = [CycleState.SUBMITTED, CycleState.RUNNING, CycleState.CLOSING, CycleState.CLOSED]
    for step in way[: list(CycleState).index(state)]:
        set_cycle_state(desk, id, step)
    if wanted in NEXT_STATES[state]:
        set_cycle_state(desk, id, wanted)
        assert find_cycle(desk, id).state is wanted
    else:
        with pytest.raises(Refused) as refused:
            set_cycle_state(desk, id, wanted)
        assert refused.value.code is Code.CYCLE_STEP
        assert find_cycle(desk, id).state is state


def test_a_cycle_with_check_ins_does_not_go_back_to_draft(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    check_in(office.desk, make_key_result(office.desk, objective), 10)
    with pytest.raises(Refused) as refused:
        set_cycle_state(office.desk, office.ids.quarter, CycleState.DRAFT)
    assert refused.value.code is Code.CYCLE_STEP
    undo_last(office.desk)
    set_cycle_state(office.desk, office.ids.quarter, CycleState.DRAFT)


def test_who_moved_a_cycle_and_when_is_in_its_history(office: Office) -> None:
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSING)
    entry = find_history(office.desk, office.ids.quarter)[0]
    assert (entry.field, entry.before, entry.after) == ("state", "running", "closing")
    assert (entry.who, entry.at) == ("Nguyễn Văn An", office.clock.now)


def quarter(desk: Desk, **more: object) -> Cycle:
    return replace(propose_cycle(desk, "2026-Q1"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"code": "2026-Q5"}, Code.BAD_PERIOD, "code"),
        ({"code": "2026-Q4", "start_on": date(2026, 10, 1)}, Code.CODE_TAKEN, "code"),
        ({"kind": CycleKind.MONTH}, Code.BAD_PERIOD, "code"),
        ({"name": " "}, Code.MISSING_FIELD, "name"),
        ({"end_on": date(2025, 1, 1)}, Code.DATES_UPSIDE_DOWN, "end_on"),
        ({"end_on": date(2026, 4, 1)}, Code.DATE_OUTSIDE, "end_on"),
        ({"start_on": date(2025, 12, 31)}, Code.DATE_OUTSIDE, "start_on"),
        ({"parent_id": NEVER}, Code.NOT_FOUND, None),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(
    desk: Desk, more: dict[str, object], code: Code, field: str | None
) -> None:
    before = journalled(desk.store.engine)
    with pytest.raises(Refused) as refused:
        add_cycle(desk, quarter(desk, **more))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert journalled(desk.store.engine) == before


def test_a_year_lies_in_nothing_and_a_quarter_in_a_year(office: Office) -> None:
    year = replace(propose_cycle(office.desk, "2027"), parent_id=office.ids.year)
    nested = quarter(office.desk, parent_id=office.ids.quarter)
    for cycle in (year, nested):
        with pytest.raises(Refused) as refused:
            add_cycle(office.desk, cycle)
        assert refused.value.code is Code.CYCLE_NESTING


def test_a_cycle_stays_around_what_lies_in_it(office: Office) -> None:
    year = find_cycle(office.desk, office.ids.year)
    with pytest.raises(Refused) as refused:
        edit_cycle(office.desk, replace(year, end_on=date(2026, 12, 30)))
    assert refused.value.code is Code.DATE_OUTSIDE
    edit_cycle(office.desk, replace(year, start_on=date(2026, 2, 1), name="Năm công tác 2026"))
    assert find_cycle(office.desk, office.ids.year).start_on == date(2026, 2, 1)


def test_an_edit_leaves_the_state_alone(office: Office) -> None:
    cycle = find_cycle(office.desk, office.ids.quarter)
    edit_cycle(office.desk, replace(cycle, state=CycleState.CLOSED, name="Quý cuối năm"))
    assert find_cycle(office.desk, office.ids.quarter).state is CycleState.RUNNING


def test_a_closed_cycle_is_not_edited(office: Office) -> None:
    for state in (CycleState.CLOSING, CycleState.CLOSED):
        set_cycle_state(office.desk, office.ids.quarter, state)
    with pytest.raises(Refused) as refused:
        edit_cycle(office.desk, find_cycle(office.desk, office.ids.quarter))
    assert refused.value.code is Code.CYCLE_CLOSED


def test_only_planner_and_administrator_change_cycles(office: Office) -> None:
    seat = office.seat(office.ids.head)
    before = journalled(office.engine)
    for write in (
        lambda: add_cycle(seat, propose_cycle(seat, "2027")),
        lambda: edit_cycle(seat, find_cycle(seat, office.ids.quarter)),
        lambda: set_cycle_state(seat, office.ids.quarter, CycleState.CLOSING),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
    assert journalled(office.engine) == before
