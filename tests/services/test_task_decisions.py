"""Accepting, giving back, cancelling, rolling over and sharing tasks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.act import Act
from okrdesk.domain.tasks import Share, TaskState
from okrdesk.errors import Code, Refused
from okrdesk.services.history import next_undo, undo_last
from okrdesk.services.task_decisions import Later, accept, cancel, return_, roll_over, share_task
from okrdesk.services.task_details import find_task_detail
from okrdesk.services.tasks import edit_task, find_task
from tests.offices import Office, journalled
from tests.services.work import added, delivered, row

DECEMBER = Later(date(2026, 12, 1), date(2026, 12, 20))


def refusal(call: Any, *given: Any) -> Code:
    with pytest.raises(Refused) as refused:
        call(*given)
    return refused.value.code


def test_a_head_accepts_many_in_one_act_and_one_undo_takes_it_back(office: Office) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    tasks = [added(officer, office.ids.officer, f"Việc {n}") for n in range(3)]
    before = journalled(office.engine)
    accept(head, tasks, "Đồng ý")
    assert {row(head, id).state for id in tasks} == {TaskState.ACCEPTED}
    assert {row(head, id).assigner for id in tasks} == {"Trần Thị Bình"}
    undoable = next_undo(head)
    assert undoable is not None
    assert undoable.act is Act.ACCEPT_TASK
    undo_last(head)
    assert journalled(office.engine) == before


def test_nobody_accepts_the_own_tasks_but_who_has_nobody_above(office: Office) -> None:
    for person in (office.ids.officer, office.ids.deputy, office.ids.head):
        made = added(office.seat(person), person)
        assert refusal(accept, office.seat(person), [made]) is Code.NO_AUTHORITY
        accept(office.desk, [made])


def test_one_bad_task_keeps_all_of_them_as_they_are(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    good, accepted = added(officer, office.ids.officer), added(office.desk, office.ids.officer)
    assert refusal(accept, office.desk, [good, accepted]) is Code.TASK_STATE
    assert row(office.desk, good).state is TaskState.REGISTERED


def test_what_is_given_back_waits_anew_once_it_is_changed(office: Office) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    made = added(officer, office.ids.officer)
    assert refusal(return_, head, [made], " ") is Code.REASON_NEEDED
    return_(head, [made], "Chưa rõ sản phẩm")
    assert row(officer, made).state is TaskState.RETURNED
    edit_task(officer, replace(find_task(officer, made), note="Đã xem"))
    assert row(officer, made).state is TaskState.RETURNED
    office.clock.go_on(minutes=1)
    edit_task(officer, replace(find_task(officer, made), title="Công văn trả lời"))
    assert row(officer, made).state is TaskState.REGISTERED
    accept(head, [made])
    (given_back, taken_on) = find_task_detail(officer, made).decisions
    assert (given_back.comment, given_back.who) == ("Chưa rõ sản phẩm", "Trần Thị Bình")
    assert taken_on.kind == "accept"


def test_a_cancelled_task_is_cancelled_for_good(office: Office) -> None:
    made = added(office.desk, office.ids.officer)
    officer = office.seat(office.ids.officer)
    assert refusal(cancel, officer, [made], "Không làm") is Code.NO_AUTHORITY
    assert refusal(cancel, office.desk, [made], "") is Code.REASON_NEEDED
    cancel(office.desk, [made], "Thay đổi kế hoạch")
    assert row(office.desk, made).state is TaskState.CANCELLED
    assert refusal(cancel, office.desk, [made], "Lần nữa") is Code.TASK_STATE
    changed = replace(find_task(office.desk, made), note="x")
    assert refusal(edit_task, office.desk, changed) is Code.TASK_STATE
    assert refusal(delivered, officer, made, 1) is Code.TASK_STATE


def test_what_is_left_is_rolled_over_with_its_shares(office: Office) -> None:
    ids = office.ids
    made = added(office.desk, ids.officer)
    share_task(office.desk, made, [Share(ids.deputy, Decimal(40))])
    delivered(office.seat(ids.officer), made, 2)
    assert refusal(roll_over, office.seat(ids.officer), [made], DECEMBER) is Code.NO_AUTHORITY
    (later,) = roll_over(office.desk, [made], DECEMBER).value
    assert row(office.desk, made).state is TaskState.ROLLED_OVER
    found = row(office.desk, later)
    assert (found.quantity, found.due_on, found.state) == (3, DECEMBER.due_on, TaskState.ACCEPTED)
    assert found.rolled_from_id == made
    assert [(share.name, share.percent) for share in found.shares] == [("Lê Văn Cường", 40)]


def test_what_is_done_or_not_agreed_is_not_rolled_over(office: Office) -> None:
    done = added(office.desk, office.ids.officer)
    delivered(office.desk, done, 5)
    assert refusal(roll_over, office.desk, [done], DECEMBER) is Code.TASK_NOTHING_LEFT
    waiting = added(office.seat(office.ids.officer), office.ids.officer)
    assert refusal(roll_over, office.desk, [waiting], DECEMBER) is Code.TASK_STATE


def test_shares_are_set_anew_as_a_whole(office: Office) -> None:
    ids = office.ids
    made = added(office.desk, ids.officer)
    share_task(office.desk, made, [Share(ids.deputy, Decimal(40)), Share(ids.head, Decimal(10))])
    share_task(office.desk, made, [Share(ids.deputy, Decimal(30))])
    found = row(office.desk, made)
    assert [(one.person_id, one.percent) for one in found.shares] == [(ids.deputy, 30)]
    assert found.owners_share == 70
    assert row(office.seat(ids.deputy), made).title == found.title
    share_task(office.desk, made, [])
    assert row(office.desk, made).owners_share == 100


def test_once_agreed_only_the_assigner_shares_a_task(office: Office) -> None:
    ids = office.ids
    officer = office.seat(ids.officer)
    own = added(officer, ids.officer)
    share_task(officer, own, [Share(ids.deputy, Decimal(20))])
    accept(office.desk, [own])
    assert refusal(share_task, officer, own, []) is Code.TASK_AGREED
    too_much = [Share(ids.deputy, Decimal(60)), Share(ids.head, Decimal(60))]
    assert refusal(share_task, office.desk, own, too_much) is Code.SHARES_TOO_MUCH


def test_the_detail_says_what_may_be_done_now(office: Office) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    made = added(officer, office.ids.officer)
    mine, heads = find_task_detail(officer, made).may, find_task_detail(head, made).may
    assert (mine.edit, mine.accept, mine.deliver, mine.note_fault) == (
        True, False, True, False,
    )  # fmt: skip
    assert (heads.accept, heads.give_back, heads.cancel, heads.roll_over) == (
        True, True, True, False,
    )  # fmt: skip
    accept(head, [made])
    assert find_task_detail(head, made).may.roll_over
