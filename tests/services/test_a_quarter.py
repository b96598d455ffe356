"""A whole quarter of an office: from a directive to the next quarter, with everybody at work."""

from datetime import date, timedelta
from decimal import Decimal

from okrdesk.domain.closing import Outcome
from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.directive import Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.health import Health
from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.domain.organisation import Unit
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.domain.review import ReviewState
from okrdesk.domain.tasks import CauseKind
from okrdesk.services.alignment import MapChoice, find_alignment
from okrdesk.services.cascade import HandDown, hand_down
from okrdesk.services.causes import CauseEntry, ask_exemption, confirm_causes
from okrdesk.services.closing import find_closure
from okrdesk.services.copying import copy_objectives
from okrdesk.services.coverage import find_coverage
from okrdesk.services.cycles import add_cycle, propose_cycle, set_cycle_state
from okrdesk.services.dashboard import Behind, Wanted, key_results_behind, whole_dashboard
from okrdesk.services.directive_work import objective_from
from okrdesk.services.directives import add_directive, save_directive_item
from okrdesk.services.lists import find_key_result_rows
from okrdesk.services.meetings import close_conclusion, find_my_conclusions, hold_meeting
from okrdesk.services.objective_details import ObjectiveDetail, find_objective_detail
from okrdesk.services.objectives import add_objective
from okrdesk.services.remarks import acknowledge, answer, ask_explanation, find_remarks
from okrdesk.services.reorganisation import reorganise
from okrdesk.services.reviews import approve, find_review, return_, submit
from okrdesk.services.units import find_units
from tests.offices import TODAY, Office, check_in, close_all, make_key_result

FIRST, LATER = TODAY - timedelta(days=30), TODAY + timedelta(days=10)


def test_a_quarter_from_the_directive_to_the_next_one(office: Office) -> None:
    ids, leader = office.ids, office.desk
    head, officer = office.seat(ids.head), office.seat(ids.officer)
    item = _comes_from_above(office)
    top, result, own = _goes_down(office, item)
    _is_agreed(office, own)
    (mine,) = (row.id for row in _detail(office, own).key_results)
    said = check_in(officer, mine, 10, FIRST)
    acknowledge(head, [said])
    _is_explained(office, mine)
    _is_excused(office, mine)
    _is_seen(office, mine)
    _is_met_about(office, mine)
    moved = _is_reorganised(office)
    assert find_alignment(leader, MapChoice()).by_id.keys() >= {top, result, own, mine, item}
    check_in(officer, mine, 90, TODAY)
    _ends(office, own)
    assert moved in {unit.id for unit in find_units(leader, LATER)}


def _detail(office: Office, id: str) -> ObjectiveDetail:
    return find_objective_detail(office.desk, id)


def _comes_from_above(office: Office) -> str:
    directive = Directive("", "12-NQ/TU", DirectiveKind.RESOLUTION, "Cải cách", date(2026, 9, 20))
    id = add_directive(office.desk, directive).value
    item = DirectiveItem("", id, "Rút ngắn thời gian", lead_unit_id=office.ids.division)
    made = save_directive_item(office.desk, item).value
    (row,) = find_coverage(office.desk).items
    assert row.state is CoverageState.UNCOVERED
    return made


def _goes_down(office: Office, item: str) -> tuple[str, str, str]:
    """Hand the directive's task down over three levels: agency, division, officer."""
    ids = office.ids
    top = add_objective(office.desk, objective_from(office.desk, item, ids.quarter)).value
    result = make_key_result(office.desk, top, title="Thời gian xử lý")
    division = HandDown(top, (Owner(unit_id=ids.division),), (result,))
    (below,) = hand_down(office.desk, division).value
    (part,) = (row.id for row in _detail(office, below).key_results)
    (own,) = hand_down(office.seat(ids.head), HandDown(below, (Owner(ids.officer),), (part,))).value
    return top, result, own


def _is_agreed(office: Office, own: str) -> None:
    head, officer = office.seat(office.ids.head), office.seat(office.ids.officer)
    submit(officer, own)
    return_(head, own, "Thêm mốc giữa kỳ")
    assert find_review(officer, own).state is ReviewState.RETURNED
    submit(officer, own)
    approve(head, own)
    assert find_review(officer, own).state is ReviewState.APPROVED


def _is_explained(office: Office, key_result: str) -> None:
    head, officer = office.seat(office.ids.head), office.seat(office.ids.officer)
    (row,) = find_key_result_rows(officer, [key_result])
    assert row.health in (Health.BEHIND, Health.OVERDUE)
    asked = ask_explanation(head, key_result, "Vì sao chậm?", LATER).value
    answer(officer, asked, "Chờ sở khác trả lời")
    assert find_remarks(head, [key_result])[-1].text == "Chờ sở khác trả lời"


def _is_excused(office: Office, key_result: str) -> None:
    head, officer = office.seat(office.ids.head), office.seat(office.ids.officer)
    (row,) = find_key_result_rows(officer, [key_result])
    assert row.health is Health.OVERDUE
    entry = CauseEntry(CauseKind.OTHER_AGENCY, "Chờ ý kiến", FIRST, key_result_id=key_result)
    cause = ask_exemption(officer, entry).value
    confirm_causes(head, [cause])
    (row,) = find_key_result_rows(officer, [key_result])
    assert row.health is not Health.OVERDUE


def _is_seen(office: Office, key_result: str) -> None:
    """The number of those behind leads to the key result behind it."""
    shown = whole_dashboard(office.desk, Wanted(office.ids.quarter))
    (row,) = find_key_result_rows(office.desk, [key_result])
    behind = key_results_behind(shown, Behind(marks=frozenset({row.health})))
    assert key_result in behind
    assert len(behind) == shown.marks[row.health]
    (item,) = find_coverage(office.desk).items
    assert item.state is not CoverageState.UNCOVERED


def _is_met_about(office: Office, key_result: str) -> None:
    ids, officer = office.ids, office.seat(office.ids.officer)
    concluded = Conclusion("", "", "Gửi văn bản đôn đốc", ids.officer, LATER, None, key_result)
    meeting = Meeting("", "Giao ban", TODAY, ids.head, ids.division)
    hold_meeting(office.seat(ids.head), meeting, [concluded])
    (mine,) = find_my_conclusions(officer)
    close_conclusion(officer, mine.id)
    assert find_my_conclusions(officer) == []


def _is_reorganised(office: Office) -> str:
    """Merge the team and the other division into a new one; the officer goes along."""
    ids = office.ids
    new = Unit("0199ffff-ffff-7fff-8fff-ffffffffffff", "HC", "Phòng Hành chính", ids.root)
    plan = Plan(Reorganisation.MERGE, TODAY, (ids.team, ids.other), (new,))
    report = reorganise(office.desk, plan).value
    assert report
    made = next(unit for unit in find_units(office.desk, LATER) if unit.code == "HC")
    assert ids.team not in {unit.id for unit in find_units(office.desk, LATER)}
    assert ids.team in {unit.id for unit in find_units(office.desk, FIRST)}
    return made.id


def _ends(office: Office, own: str) -> None:
    ids, leader = office.ids, office.desk
    office.clock.go_on(days=50)
    set_cycle_state(leader, ids.quarter, CycleState.CLOSING)
    close_all(leader, ids.quarter)
    set_cycle_state(leader, ids.quarter, CycleState.CLOSED)
    closure = find_closure(leader, own)
    assert closure is not None
    assert (closure.outcome, closure.grade) == (Outcome.REACHED, Decimal("0.9"))
    following = add_cycle(leader, propose_cycle(leader, "2027-Q1")).value
    (copy,) = copy_objectives(leader, following, {own: None}).value
    found = _detail(office, copy)
    assert found.origin is not None
    assert found.origin.id == own
    assert [row.progress for row in found.key_results] == [0]
