"""Submitting, returning and approving objectives: who may, on what content, and what it becomes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.db.store import on_clock
from okrdesk.domain.fate import Fate
from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Role
from okrdesk.domain.review import ReviewKind, ReviewState
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.desk import Desk
from okrdesk.services.history import next_undo, undo_last
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.office import edit_office_setting
from okrdesk.services.review_inbox import find_inbox
from okrdesk.services.reviews import approve, find_review, return_, submit
from okrdesk.services.roles import grant_role
from tests.offices import Office, check_in, close_cycle, make_key_result, make_objective
from tests.services.syncing import answer, enrol, waiting

S = ReviewState


def own(office: Office) -> tuple[Desk, Desk, str, str]:
    """Return the officer's desk, the head's, and the officer's objective with its key result."""
    ids = office.ids
    officer = office.seat(ids.officer)
    objective = make_objective(officer, ids, Owner(person_id=ids.officer))
    return officer, office.seat(ids.head), objective, make_key_result(officer, objective)


def retitle(desk: Desk, id: str, title: str) -> None:
    edit_objective(desk, replace(find_objective(desk, id), title=title))


def state(desk: Desk, id: str) -> ReviewState:
    return find_review(desk, id).state


def code_of(refused: pytest.ExceptionInfo[Refused]) -> Code:
    return refused.value.code


def test_an_objective_goes_from_draft_over_submitted_to_approved(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    assert state(officer, objective) is S.DRAFT
    submit(officer, objective, "Xin duyệt")
    assert state(head, objective) is S.SUBMITTED
    approve(head, objective, "Đồng ý")
    view = find_review(officer, objective)
    assert view.state is S.APPROVED
    told = [(word.kind, word.who, word.comment) for word in view.history]
    assert told == [
        (ReviewKind.APPROVE, "Trần Thị Bình", "Đồng ý"),
        (ReviewKind.SUBMIT, "Đỗ Thị Đào", "Xin duyệt"),
    ]
    assert not any((view.may_submit, view.may_return, view.may_approve))


def test_a_returned_objective_says_why_and_comes_back(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    submit(officer, objective)
    with pytest.raises(Refused) as refused:
        return_(head, objective, "  ")
    assert (code_of(refused), refused.value.field) == (Code.REASON_NEEDED, "comment")
    return_(head, objective, "Thiếu số liệu")
    view = find_review(officer, objective)
    assert (view.state, view.may_submit) == (S.RETURNED, True)
    assert view.history[0].comment == "Thiếu số liệu"
    retitle(officer, objective, "Nâng mức hài lòng lên 95 %")
    view = find_review(officer, objective)
    assert view.state is S.RETURNED
    assert [(one.label, one.before, one.after) for one in view.changes] == [
        ("Nội dung", "Nâng mức hài lòng", "Nâng mức hài lòng lên 95 %")
    ]
    submit(officer, objective)
    assert state(head, objective) is S.SUBMITTED


def test_an_edit_after_approval_is_an_amendment_that_says_what_changed(office: Office) -> None:
    officer, head, objective, key_result = own(office)
    submit(officer, objective)
    approve(head, objective)
    known = find_key_result(officer, key_result)
    measure = replace(known.measure, target=Decimal(90))
    edit_key_result(officer, replace(known, measure=measure), "Nguồn lực bị cắt")
    make_key_result(officer, objective, title="Số hồ sơ trễ hạn")
    view = find_review(head, objective)
    assert (view.state, view.history[0].is_current) == (S.AMENDED, False)
    assert view.history[0].comment == "Nguồn lực bị cắt"
    assert {(one.title, one.label, one.before, one.after) for one in view.changes} == {
        ("Tỷ lệ hồ sơ đúng hạn", "Mức cần đạt", "100", "90"),
        ("Số hồ sơ trễ hạn", "Kết quả then chốt", "", "đã thêm"),
    }
    archive(officer, "key_result", key_result)
    assert ("Tỷ lệ hồ sơ đúng hạn", "đã bỏ") in {
        (one.title, one.after) for one in find_review(head, objective).changes
    }
    submit(officer, objective)
    approve(head, objective)
    assert find_review(head, objective).changes == ()


def test_what_is_taken_back_to_the_approved_content_is_approved(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    submit(officer, objective)
    approve(head, objective)
    retitle(officer, objective, "Khác")
    assert state(officer, objective) is S.AMENDED
    undo_last(officer)
    assert state(officer, objective) is S.APPROVED


def test_check_ins_and_tags_are_no_part_of_what_is_agreed(office: Office) -> None:
    officer, head, objective, key_result = own(office)
    submit(officer, objective)
    approve(head, objective)
    check_in(officer, key_result, 40)
    edit_objective(officer, replace(find_objective(officer, objective), tags=("đường",)))
    assert state(officer, objective) is S.APPROVED


def test_nobody_approves_an_own_objective_below_the_top(office: Office) -> None:
    head = office.seat(office.ids.head)
    objective = make_objective(head, office.ids, Owner(person_id=office.ids.head))
    submit(head, objective)
    with pytest.raises(Refused) as refused:
        approve(head, objective)
    assert code_of(refused) is Code.NO_AUTHORITY
    assert not find_review(head, objective).may_approve
    approve(office.desk, objective)
    top = make_objective(office.desk, office.ids, Owner(person_id=office.ids.admin))
    submit(office.desk, top)
    approve(office.desk, top)
    assert state(head, top) is S.APPROVED


@pytest.mark.parametrize("who", ["officer", "deputy", "neighbour"])
def test_only_heads_above_return_and_approve(office: Office, who: str) -> None:
    officer, _head, objective, _key_result = own(office)
    submit(officer, objective)
    other = office.seat(getattr(office.ids, who))
    for act in (approve, return_):
        with pytest.raises(Refused) as refused:
            act(other, objective, "Vì sao")
        assert code_of(refused) is Code.NO_AUTHORITY


def test_the_leader_of_the_agency_approves_everywhere(office: Office) -> None:
    officer, _head, objective, _key_result = own(office)
    submit(officer, objective)
    grant_role(office.desk, office.ids.neighbour, Role.AGENCY_LEADER)
    approve(office.seat(office.ids.neighbour), objective)
    assert state(officer, objective) is S.APPROVED


def test_only_who_may_edit_an_objective_submits_it(office: Office) -> None:
    officer, _head, objective, _key_result = own(office)
    with pytest.raises(Refused) as refused:
        submit(office.seat(office.ids.neighbour), objective)
    assert code_of(refused) is Code.NO_AUTHORITY
    assert find_review(officer, objective).may_submit
    assert not find_review(office.seat(office.ids.neighbour), objective).may_submit


def test_each_word_fits_one_state(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    for act in (approve, return_):
        with pytest.raises(Refused) as refused:
            act(head, objective, "Vì sao")
        assert code_of(refused) is Code.REVIEW_STATE
        assert refused.value.params["state"] == "nháp"
    submit(officer, objective)
    with pytest.raises(Refused) as refused:
        submit(officer, objective)
    assert code_of(refused) is Code.REVIEW_STATE


def test_what_was_not_read_is_not_approved(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    submit(officer, objective)
    read = find_review(head, objective).content_hash
    retitle(officer, objective, "Khác")
    submit(officer, objective)
    with pytest.raises(Refused) as refused:
        approve(head, objective, content=read)
    assert code_of(refused) is Code.REVIEW_CHANGED
    approve(head, objective, content=find_review(head, objective).content_hash)


def test_in_a_closed_cycle_and_of_archived_objectives_nothing_is_said(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    archive(officer, "objective", objective)
    with pytest.raises(Refused) as refused:
        submit(officer, objective)
    assert code_of(refused) is Code.ARCHIVED
    restore(officer, "objective", objective)
    submit(officer, objective)
    close_cycle(office.desk, office.ids.quarter)
    with pytest.raises(Refused) as refused:
        approve(head, objective)
    assert code_of(refused) is Code.CYCLE_CLOSED
    view = find_review(head, objective)
    assert not any((view.may_submit, view.may_approve, view.may_return))
    assert find_inbox(head) == []


def test_the_inbox_tells_what_waits_for_whom_and_how_long(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    submit(officer, objective, "Xin duyệt")
    other = make_objective(head, office.ids, Owner(unit_id=office.ids.team), title="Của tổ")
    office.clock.go_on(days=5)  # Monday to Saturday
    submit(head, other)
    (first, second) = find_inbox(head)
    assert (first.id, first.owner, first.unit) == (objective, "Đỗ Thị Đào", "Tổ Văn thư")
    assert (first.comment, first.age, first.is_amendment) == ("Xin duyệt", 4, False)
    assert (second.id, second.owner, second.age) == (other, "Tổ Văn thư", 0)
    edit_office_setting(office.desk, "holidays", ["2026-11-18"])
    assert find_inbox(head)[0].age == 3
    assert find_inbox(officer) == []
    assert find_inbox(office.seat(office.ids.neighbour)) == []
    approve(head, objective)
    retitle(officer, objective, "Khác")
    assert [row.id for row in find_inbox(head)] == [other]
    submit(officer, objective)
    assert {row.id: row.is_amendment for row in find_inbox(head)} == {objective: True, other: False}


def test_lists_show_and_find_by_state(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    other = make_objective(officer, office.ids, Owner(person_id=office.ids.officer), title="Hai")
    submit(officer, objective)
    rows = find_objective_rows(head, [other, objective])
    assert [row.review for row in rows] == [S.DRAFT, S.SUBMITTED]
    assert find_objective_ids(head, Filter(review=S.SUBMITTED)) == [objective]
    assert find_objective_ids(head, Filter(review=S.DRAFT)) == [other]
    assert find_objective_ids(head, Filter(review=S.APPROVED)) == []


def test_a_word_is_undone_until_it_was_sent(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    submit(officer, objective)
    undo_last(officer)
    assert state(officer, objective) is S.DRAFT
    assert find_review(officer, objective).history == ()
    enrol(officer)
    submit(officer, objective)
    assert find_review(officer, objective).history[0].is_waiting
    answer(officer, [change.cid for change in waiting(officer)], Fate.APPLIED)
    assert not find_review(officer, objective).history[0].is_waiting
    undoable = next_undo(officer)
    assert undoable is None or undoable.act != "submit-objective"
    assert state(head, objective) is S.SUBMITTED


def test_an_approval_of_what_was_there_before_an_edit_stands_for_that(office: Office) -> None:
    """The head approves on another PC what the officer had edited offline before."""
    officer, head, objective, _key_result = own(office)
    submit(officer, objective)
    read = find_review(head, objective)
    retitle(officer, objective, "Sửa khi không có mạng")
    office.clock.go_on(hours=1)
    from okrdesk.db import schema
    from okrdesk.domain.act import Act

    with head.write(Act.APPROVE_OBJECTIVE) as work:
        work.add(
            schema.review,
            objective_id=objective,
            author_id=head.person_id,
            kind="approve",
            content_hash=read.content_hash,
            entered_at=work.author.now,
        )
    view = find_review(officer, objective)
    assert view.state is S.AMENDED
    assert [(one.before, one.after) for one in view.changes] == [
        ("Nâng mức hài lòng", "Sửa khi không có mạng")
    ]


def test_words_of_a_clock_that_runs_back_keep_their_order(office: Office) -> None:
    officer, head, objective, _key_result = own(office)
    submit(officer, objective)
    earlier = office.clock.now.replace(year=2009)
    slow = replace(head, store=on_clock(head.store, lambda: earlier))
    approve(slow, objective)
    assert state(officer, objective) is S.APPROVED
