"""Coverage: what stands behind the items of directives, and work made from an item."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.objective import LinkKind, Owner
from okrdesk.errors import Code, Refused
from okrdesk.forms.gathering import gather
from okrdesk.services.archive import archive
from okrdesk.services.coverage import CoverageState, ItemRow, find_coverage, find_item_detail
from okrdesk.services.coverage_papers import CoveragePaper
from okrdesk.services.desk import Desk
from okrdesk.services.directive_work import (
    key_result_from,
    objective_from,
    objectives_for,
    task_from,
)
from okrdesk.services.directives import (
    Axis,
    Directive,
    DirectiveItem,
    DirectiveKind,
    EvidenceFile,
    add_directive,
    attach_directive_file,
    save_directive_item,
)
from okrdesk.services.key_results import add_key_result, find_key_result
from okrdesk.services.objectives import add_objective, find_objective
from okrdesk.services.task_decisions import cancel
from okrdesk.services.tasks import add_task, find_task
from tests.offices import Office, align, check_in, make_key_result, make_objective
from tests.services.work import added, delivered

DIRECTIVE = Directive(
    "", "05-NQ/TU", DirectiveKind.RESOLUTION, "Nâng chỉ số hài lòng", date(2026, 1, 15), "Tỉnh ủy"
)


def items_of(desk: Desk, *items: dict[str, Any], **of_directive: Any) -> tuple[str, list[str]]:
    """Add a directive with items; return its id and theirs in their order."""
    directive = add_directive(desk, replace(DIRECTIVE, **of_directive)).value
    made = [
        save_directive_item(desk, DirectiveItem("", directive, f"Việc {at}", **one)).value
        for at, one in enumerate(items)
    ]
    return directive, made


def row(desk: Desk, item_id: str) -> ItemRow:
    return next(one for one in find_coverage(desk).items if one.item.id == item_id)


def test_an_item_is_covered_by_what_names_it_and_moves_with_it(office: Office) -> None:
    desk, ids = office.desk, office.ids
    _directive, (item,) = items_of(desk, {"due_on": date(2026, 12, 31)})
    assert row(desk, item).state is CoverageState.UNCOVERED
    objective = make_objective(desk, ids, directive_item_id=item)
    assert row(desk, item).state is CoverageState.STILL
    key_result = make_key_result(desk, objective)
    check_in(desk, key_result, 40)
    moving = row(desk, item)
    assert (moving.state, moving.progress) == (CoverageState.MOVING, 0.4)
    assert moving.moved_on == date(2026, 11, 16)
    check_in(desk, key_result, 100)
    assert row(desk, item).state is CoverageState.DONE
    archive(desk, "objective", objective)
    assert row(desk, item).state is CoverageState.UNCOVERED


def test_what_stood_still_for_a_month_moves_no_more_and_is_late_after_its_day(
    office: Office,
) -> None:
    desk = office.desk
    _directive, (item,) = items_of(desk, {"due_on": date(2026, 12, 31)})
    check_in(
        desk, make_key_result(desk, make_objective(desk, office.ids, directive_item_id=item)), 4
    )
    office.clock.go_on(days=30)
    assert row(desk, item).state is CoverageState.MOVING
    office.clock.go_on(days=1)
    assert row(desk, item).state is CoverageState.STILL
    office.clock.go_on(days=20)
    late = row(desk, item)
    assert (late.state, late.is_overdue) == (CoverageState.LATE, True)


def test_a_key_result_counts_once_with_its_objective_and_tasks_beside_it(office: Office) -> None:
    desk, ids = office.desk, office.ids
    _directive, (item,) = items_of(desk, {})
    objective = make_objective(desk, ids, directive_item_id=item)
    key_result = make_key_result(desk, objective, directive_item_id=item)
    check_in(desk, key_result, 50)
    made = added(desk, ids.head, directive_item_id=item)
    delivered(desk, made, 5)
    seen = row(desk, item)
    assert (seen.objectives, seen.key_results, seen.tasks) == (1, 1, 1)
    assert seen.progress == 0.75
    gone = added(desk, ids.head, "Việc thôi không làm", directive_item_id=item)
    cancel(desk, [gone], "Không còn cần")
    assert row(desk, item).tasks == 1
    detail = find_item_detail(desk, item)
    assert [one.id for one in detail.objectives] == [objective]
    assert [one.id for one in detail.key_results] == [key_result]
    assert [one.id for one in detail.tasks] == [made]


def test_a_check_in_far_below_an_objective_moves_the_item(office: Office) -> None:
    desk, ids = office.desk, office.ids
    _directive, (item, other) = items_of(desk, {}, {})
    above = make_objective(desk, ids, directive_item_id=item)
    below = make_objective(desk, ids, title="Ở giữa")
    lowest = make_objective(desk, ids, title="Ở dưới")
    align(desk, below, above)
    align(desk, lowest, below)
    check_in(desk, make_key_result(desk, lowest), 10)
    assert row(desk, item).state is CoverageState.MOVING
    drawn_only = make_objective(desk, ids, title="Chỉ vẽ", directive_item_id=other)
    align(desk, lowest, drawn_only, LinkKind.SUPPORTS)
    assert row(desk, other).state is CoverageState.STILL


def test_a_directive_rolls_its_items_up_and_counts_them_by_state(office: Office) -> None:
    desk, ids = office.desk, office.ids
    over = {"due_on": date(2026, 11, 1)}
    directive, (done, empty) = items_of(desk, {}, over)
    items_of(desk, {}, code="06-NQ/TU", issued_on=date(2026, 2, 1))
    attach_directive_file(desk, directive, EvidenceFile("nq.pdf", b"x"))
    delivered(desk, added(desk, ids.head, directive_item_id=done), 5)
    found = find_coverage(desk, directive)
    (one,) = found.directives
    assert (one.items, one.progress, one.overdue, one.files) == (2, 0.5, 1, 1)
    assert one.states == {CoverageState.DONE: 1, CoverageState.UNCOVERED: 1}
    assert (found.progress, found.count(CoverageState.UNCOVERED)) == (0.5, 1)
    everything = find_coverage(desk)
    assert [each.directive.code for each in everything.directives] == ["06-NQ/TU", "05-NQ/TU"]
    assert len(everything.items) == 3
    archive(desk, "directive_item", empty)
    assert find_coverage(desk, directive).progress == 1.0
    archive(desk, "directive", directive)
    assert len(find_coverage(desk).directives) == 1
    assert len(find_coverage(desk, directive).items) == 1


def test_a_unit_has_what_it_or_one_below_it_leads_or_supports(office: Office) -> None:
    desk, ids = office.desk, office.ids
    _first, made = items_of(
        desk, {"lead_unit_id": ids.division}, {"support_unit_ids": (ids.team,)}, {}
    )
    items_of(desk, {"lead_unit_id": ids.other}, code="06-NQ/TU")
    found = find_coverage(desk, unit_id=ids.division)
    assert [one.item.id for one in found.items] == made[:2]
    assert [one.directive.code for one in found.directives] == ["05-NQ/TU"]
    assert found.items[0].lead == "Phòng Tổng hợp"
    assert found.items[1].supports == ("Tổ Văn thư",)
    assert [one.item.id for one in find_coverage(desk, unit_id=ids.team).items] == made[1:2]
    for wrong in ({"directive_id": ids.team}, {"unit_id": ids.head}):
        with pytest.raises(Refused) as refused:
            find_coverage(desk, **wrong)
        assert refused.value.code is Code.NOT_FOUND


def test_work_is_made_from_an_item_in_one_step(office: Office) -> None:
    desk, ids = office.desk, office.ids
    given = {
        "lead_unit_id": ids.division,
        "due_on": date(2026, 12, 15),
        "target": "Tối thiểu 95 % hồ sơ",
        "axis": Axis.INSTITUTIONS,
    }
    _directive, (item,) = items_of(desk, given)
    draft = objective_from(desk, item)
    assert draft.owner == Owner(unit_id=ids.division)
    assert (draft.cycle_id, draft.end_on, draft.axis) == (
        ids.quarter,
        date(2026, 12, 15),
        Axis.INSTITUTIONS,
    )
    objective = add_objective(desk, draft).value
    assert find_objective(desk, objective).directive_item_id == item
    key_result = add_key_result(desk, key_result_from(desk, item, objective)).value
    measure = find_key_result(desk, key_result)
    assert (measure.measure.target, measure.measure_unit) == (Decimal(95), "%")
    assert measure.end_on == date(2026, 12, 15)
    task = find_task(desk, add_task(desk, task_from(desk, item)).value)
    assert (task.title, task.due_on, task.directive_item_id) == ("Việc 0", date(2026, 12, 15), item)
    assert task.axis is Axis.INSTITUTIONS
    assert find_item_detail(desk, item).row.state is CoverageState.STILL


def test_who_may_not_write_for_the_lead_unit_owns_what_is_made(office: Office) -> None:
    _directive, (item,) = items_of(
        office.desk, {"lead_unit_id": office.ids.division, "due_on": date(2027, 6, 30)}
    )
    officer = office.seat(office.ids.officer)
    draft = objective_from(officer, item, office.ids.year)
    assert draft.owner == Owner(person_id=office.ids.officer)
    assert (draft.cycle_id, draft.end_on) == (office.ids.year, date(2026, 12, 31))
    archive(office.desk, "directive_item", item)
    with pytest.raises(Refused) as refused:
        task_from(officer, item)
    assert refused.value.code is Code.ARCHIVED


def test_tasks_out_of_reach_count_and_are_not_named(office: Office) -> None:
    desk, ids = office.desk, office.ids
    _directive, (item,) = items_of(desk, {})
    added(desk, ids.head, directive_item_id=item)
    neighbour = office.seat(ids.neighbour)
    assert row(neighbour, item).tasks == 1
    assert find_item_detail(neighbour, item).tasks == ()


def test_the_report_of_a_unit_says_what_it_has_a_part_in(office: Office) -> None:
    desk, ids = office.desk, office.ids
    items_of(desk, {"lead_unit_id": ids.division, "due_on": date(2026, 11, 1)}, {})
    (facts,) = gather(desk, "B1", "2026", [Owner(unit_id=ids.division)])
    assert isinstance(facts, CoveragePaper)
    assert (facts.bearer.name, facts.head, facts.okr) == ("Phòng Tổng hợp", "Trần Thị Bình", 0)
    ((row,),) = (part.rows for part in facts.parts)
    assert (row.name, row.lead, row.is_overdue) == ("Việc 0", "Phòng Tổng hợp", True)
    assert [(one.name, one.count) for one in facts.shares] == [("uncovered", 1)]
    with pytest.raises(Refused) as refused:
        gather(desk, "B1", "2026", [Owner(person_id=ids.head)])
    assert refused.value.code is Code.FORM_OF_UNIT


def test_objectives_to_choose_are_those_one_may_change_the_serving_ones_first(
    office: Office,
) -> None:
    desk, ids = office.desk, office.ids
    _directive, (item, other) = items_of(desk, {}, {})
    free = make_objective(desk, ids, title="A")
    serving = make_objective(desk, ids, title="B", directive_item_id=item)
    elsewhere = make_objective(desk, ids, title="C", directive_item_id=other)
    found = objectives_for(desk, item)
    assert found[0].id == serving
    assert {one.id: (one.serves, one.is_free) for one in found} == {
        free: (False, True),
        serving: (True, False),
        elsewhere: (False, False),
    }
    assert objectives_for(office.seat(ids.neighbour), item) == []
