"""Closing: objectives with grades and outcomes, what a cycle still misses, and its end."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.closing import Outcome
from okrdesk.domain.health import Health
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.check_ins import find_check_ins, find_late
from okrdesk.services.closing import (
    Ending,
    Grade,
    close_objective,
    find_closure,
    reopen_objective,
    suggest,
)
from okrdesk.services.cycles import set_cycle_state
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.history import undo_last
from okrdesk.services.lists import find_key_result_rows
from okrdesk.services.missing import find_missing
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.office import edit_office_setting
from okrdesk.services.reviews import approve, return_, submit
from okrdesk.services.today import find_due
from okrdesk.services.why import why_key_result
from tests.offices import (
    END,
    Office,
    check_in,
    close_all,
    journalled,
    make_key_result,
    make_objective,
)


def ending(grades: dict[str, str], outcome: Outcome = Outcome.REACHED) -> Ending:
    given = {id: Grade(Decimal(grade), "Theo số liệu") for id, grade in grades.items()}
    return Ending(outcome, "Hoàn thành kế hoạch", given)


def code_of(desk: Desk, objective: str, given: Ending) -> Code:
    with pytest.raises(Refused) as refused:
        close_objective(desk, objective, given)
    return refused.value.code


def test_a_suggestion_reads_progress_and_means_it_by_weight(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    first = make_key_result(office.desk, objective, weight=Decimal(75))
    make_key_result(office.desk, objective, title="Hai", weight=Decimal(25))
    check_in(office.desk, first, 100)
    (one,) = suggest(office.desk, [objective])
    assert [line.suggested for line in one.lines] == [Decimal("1.0"), Decimal("0.0")]
    assert (one.suggested, one.outcome) == (Decimal("0.75"), Outcome.NOT_REACHED)
    assert one.may_close
    assert not one.is_closed


def test_one_act_closes_an_objective_and_its_key_results(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    done = close_objective(office.desk, objective, ending({key_result: "0.7"}))
    assert ("objective", objective) in done.touched
    closure = find_closure(office.desk, objective)
    assert closure is not None
    assert (closure.grade, closure.outcome) == (Decimal("0.7"), Outcome.REACHED)
    (one,) = suggest(office.desk, [objective])
    assert one.lines[0].closure is not None
    assert one.lines[0].closure.reason == "Theo số liệu"
    undo_last(office.desk)
    assert find_closure(office.desk, objective) is None


def test_a_closed_objective_takes_no_check_in_and_is_no_longer_due(office: Office) -> None:
    objective = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    key_result = make_key_result(office.desk, objective)
    seat = office.seat(office.ids.officer)
    assert [row.id for row in find_due(seat)] == [key_result]
    close_objective(office.desk, objective, ending({key_result: "0"}, Outcome.DROPPED))
    with pytest.raises(Refused) as refused:
        check_in(seat, key_result, 5)
    assert refused.value.code is Code.OBJECTIVE_CLOSED
    assert find_due(seat) == []
    assert find_key_result_rows(seat, [key_result])[0].health is Health.CLOSED
    lines = why_key_result(seat, key_result).health.lines
    assert [line.params["mark"] for line in lines if "mark" in line.params] == [Health.CLOSED]


def test_every_key_result_has_a_grade_and_every_word_a_reason(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    before = journalled(office.engine)
    assert code_of(office.desk, objective, ending({})) is Code.MISSING_FIELD
    assert code_of(office.desk, objective, ending({key_result: "1.2"})) is Code.GRADE_RANGE
    silent = Ending(Outcome.REACHED, " ", {key_result: Grade(Decimal(1), "Đủ")})
    assert code_of(office.desk, objective, silent) is Code.REASON_NEEDED
    silent = Ending(Outcome.REACHED, "Đủ", {key_result: Grade(Decimal(1), "")})
    assert code_of(office.desk, objective, silent) is Code.REASON_NEEDED
    archive(office.desk, "objective", objective)
    assert code_of(office.desk, objective, ending({key_result: "1"})) is Code.ARCHIVED
    undo_last(office.desk)
    assert journalled(office.engine)["closure"] == before["closure"] == {}


def test_only_who_may_edit_an_objective_closes_it(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    stranger = office.seat(office.ids.neighbour)
    assert code_of(stranger, objective, ending({key_result: "1"})) is Code.NO_AUTHORITY
    assert not suggest(stranger, [objective])[0].may_close
    close_objective(office.seat(office.ids.head), objective, ending({key_result: "1"}))


def test_the_last_closure_counts_and_opens_again_while_the_cycle_is_closing(
    office: Office,
) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    given = ending({key_result: "0.4"}, Outcome.NOT_REACHED)
    close_objective(office.desk, objective, given)
    assert code_of(office.desk, objective, given) is Code.CLOSED_FOR_GOOD
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSING)
    close_objective(office.desk, objective, ending({key_result: "0.9"}, Outcome.KEPT))
    closure = find_closure(office.desk, objective)
    assert closure is not None
    assert (closure.grade, closure.outcome) == (Decimal("0.9"), Outcome.KEPT)
    reopen_objective(office.desk, objective, "Bổ sung số liệu")
    assert find_closure(office.desk, objective) is None
    check_in(office.desk, key_result, 5)
    assert find_key_result_rows(office.desk, [key_result])[0].health is not Health.CLOSED


def test_an_objective_without_key_results_has_a_grade_of_its_own(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    close_objective(office.desk, objective, Ending(Outcome.KEPT, "Giữ", grade=Decimal("0.65")))
    closure = find_closure(office.desk, objective)
    assert closure is not None
    assert closure.grade == Decimal("0.65")


def test_a_cycle_tells_what_it_misses(office: Office) -> None:
    objective = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    key_result = make_key_result(office.desk, objective)
    missing = find_missing(office.desk, office.ids.quarter)
    (one,) = missing.closed
    assert (one.id, one.owner, one.unit) == (objective, "Đỗ Thị Đào", "Tổ Văn thư")
    assert missing.approved == missing.checked_in == missing.closed
    assert missing.judged == ()
    without = {row.title for row in missing.goals}
    assert without == {"Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Hòa"}
    check_in(office.desk, key_result, 5)
    assert find_missing(office.desk, office.ids.quarter).checked_in == ()
    close_objective(office.desk, objective, ending({key_result: "1"}))
    (left,) = find_missing(office.desk, office.ids.quarter).approved
    assert left.id == objective
    submit(office.seat(office.ids.officer), objective)
    waits = find_missing(office.desk, office.ids.quarter)
    assert ([one.id for one in waits.judged], waits.approved) == ([objective], ())
    approve(office.seat(office.ids.head), objective)
    settled = find_missing(office.desk, office.ids.quarter)
    assert settled.is_settled
    assert settled.approved == settled.judged == ()


def test_a_cycle_is_closed_only_when_all_of_it_is(office: Office) -> None:
    make_objective(office.desk, office.ids)
    make_objective(office.desk, office.ids, Owner(office.ids.officer), title="Hai")
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSING)
    with pytest.raises(Refused) as refused:
        set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSED)
    assert refused.value.code is Code.CYCLE_NOT_SETTLED
    assert refused.value.params["count"] == 2
    assert refused.value.params["where"] == "Phòng Tổng hợp: 1, Tổ Văn thư: 1"
    close_all(office.desk, office.ids.quarter)
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSED)


@pytest.mark.parametrize("way", ["approved", "returned", "dropped"])
def test_a_cycle_ends_only_when_nothing_in_it_waits_for_a_word(office: Office, way: str) -> None:
    desk, head = office.desk, office.seat(office.ids.head)
    objective = make_objective(desk, office.ids, Owner(office.ids.officer))
    submit(desk, objective)
    approve(head, objective)
    edit_objective(desk, replace(find_objective(desk, objective), title="Sửa"))
    submit(desk, objective)
    close_objective(desk, objective, Ending(Outcome.REACHED, "Đạt", grade=Decimal(1)))
    set_cycle_state(desk, office.ids.quarter, CycleState.CLOSING)
    with pytest.raises(Refused) as refused:
        set_cycle_state(desk, office.ids.quarter, CycleState.CLOSED)
    assert refused.value.code is Code.CYCLE_NOT_JUDGED
    assert refused.value.params["where"] == "Tổ Văn thư: 1"
    if way == "approved":
        approve(head, objective)
    elif way == "returned":
        return_(head, objective, "Giữ mức cũ")
    else:
        close_objective(desk, objective, Ending(Outcome.DROPPED, "Bỏ", grade=Decimal(0)))
    set_cycle_state(desk, office.ids.quarter, CycleState.CLOSED)


def test_late_check_ins_are_marked_and_end_with_the_days_that_the_office_gives(
    office: Office,
) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    edit_office_setting(office.desk, "late_days", 2)
    check_in(office.desk, key_result, 1)
    office.clock.now = office.clock.now.replace(year=2027, month=1, day=2)
    check_in(office.desk, key_result, 50, on=END)
    rows = find_key_result_detail(office.desk, key_result).check_ins
    assert [row.after_cycle for row in rows] == [True, False]
    entries = find_check_ins(office.desk, key_result)
    assert find_late(office.desk, entries) == {rows[0].check_in.id}
    office.clock.go_on(days=1)
    with pytest.raises(Refused) as refused:
        check_in(office.desk, key_result, 60, on=END)
    assert refused.value.code is Code.LATE_WINDOW_OVER
    assert refused.value.params["until"] == "02/01/2027"
    assert len(find_check_ins(office.desk, key_result)) == 2
    assert date(2027, 1, 3) == office.desk.today()
