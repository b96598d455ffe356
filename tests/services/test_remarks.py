"""Words on work: note taken, comments, returns and their corrections, questions and answers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.domain.remark import RemarkKind
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.desk import Desk
from okrdesk.services.remark_lists import (
    find_asked,
    find_asked_by_me,
    find_returned,
    find_to_acknowledge,
)
from okrdesk.services.remarks import (
    acknowledge,
    answer,
    ask_explanation,
    comment,
    find_remarks,
    return_check_in,
)
from tests.offices import TODAY, Office, check_in, make_key_result, make_objective

K = RemarkKind
DUE = TODAY + timedelta(days=3)


@pytest.fixture
def work(office: Office) -> tuple[Desk, Desk, str]:
    """Return the desks of the deputy (an officer of the head's own unit) and the head, and a key
    result of the deputy.
    """
    deputy, head = office.seat(office.ids.deputy), office.seat(office.ids.head)
    objective = make_objective(deputy, office.ids, Owner(person_id=office.ids.deputy))
    return deputy, head, make_key_result(deputy, objective)


def recorded(desk: Desk, key_result: str, value: int) -> str:
    return record_check_in(desk, key_result, CheckInEntry(Decimal(value), TODAY)).value.id


def code_of(refused: pytest.ExceptionInfo[Refused]) -> Code:
    return refused.value.code


def test_a_new_check_in_waits_for_the_nearest_head_until_note_is_taken(
    office: Office, work: tuple[Desk, Desk, str]
) -> None:
    deputy, head, key_result = work
    first, second = recorded(deputy, key_result, 10), recorded(deputy, key_result, 20)
    assert [row.id for row in find_to_acknowledge(head)] == [first, second]
    assert find_to_acknowledge(head)[0].owner == "Lê Văn Cường"
    assert find_to_acknowledge(deputy) == []
    assert find_to_acknowledge(office.desk) == []
    done = acknowledge(head, [first, second])
    assert len(done.value) == 2
    assert find_to_acknowledge(head) == []
    assert acknowledge(head, [first]).value == ()
    assert [row.kind for row in find_remarks(deputy, [key_result])] == [K.ACKNOWLEDGE] * 2


def test_a_heads_own_check_ins_wait_for_the_head_above(office: Office) -> None:
    head = office.seat(office.ids.head)
    objective = make_objective(head, office.ids, Owner(person_id=office.ids.head))
    id = recorded(head, make_key_result(head, objective), 10)
    assert [row.id for row in find_to_acknowledge(office.desk)] == [id]
    with pytest.raises(Refused) as refused:
        acknowledge(head, [id])
    assert code_of(refused) is Code.REMARK_OF_OWN


def test_a_returned_check_in_comes_back_to_its_officer_until_it_is_corrected(
    work: tuple[Desk, Desk, str],
) -> None:
    deputy, head, key_result = work
    id = recorded(deputy, key_result, 10)
    with pytest.raises(Refused) as refused:
        return_check_in(head, id, " ")
    assert (code_of(refused), refused.value.field) == (Code.REASON_NEEDED, "comment")
    return_check_in(head, id, "Thiếu minh chứng")
    assert find_to_acknowledge(head) == []
    (back,) = find_returned(deputy)
    assert (back.check_in_id, back.word.text, back.word.author) == (
        id,
        "Thiếu minh chứng",
        "Trần Thị Bình",
    )
    with pytest.raises(Refused) as refused:
        return_check_in(head, id, "Lần nữa")
    assert code_of(refused) is Code.REMARK_STATE
    entry = CheckInEntry(Decimal(12), TODAY, corrects_id=id)
    again = record_check_in(deputy, key_result, entry).value.id
    assert find_returned(deputy) == []
    assert [row.id for row in find_to_acknowledge(head)] == [again]


def test_everybody_comments_and_only_those_above_judge(
    office: Office, work: tuple[Desk, Desk, str]
) -> None:
    deputy, _head, key_result = work
    id = recorded(deputy, key_result, 10)
    other = office.seat(office.ids.neighbour)
    comment(other, "check_in", id, "Phòng tôi phối hợp được")
    comment(other, "key_result", key_result, "Rất cần")
    assert {row.text for row in find_remarks(deputy, [key_result])} == {
        "Phòng tôi phối hợp được",
        "Rất cần",
    }
    for act in (
        lambda: acknowledge(other, [id]),
        lambda: return_check_in(other, id, "x"),
        lambda: ask_explanation(other, key_result, "x", DUE),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) is Code.NO_AUTHORITY


def test_a_red_key_result_is_explained_by_its_day(
    office: Office, work: tuple[Desk, Desk, str]
) -> None:
    deputy, head, key_result = work
    check_in(deputy, key_result, 1)
    ask_explanation(head, key_result, "Vì sao chậm?", DUE)
    (owed,) = find_asked(deputy)
    assert (owed.question.due_on, owed.is_overdue(TODAY), owed.answer) == (DUE, False, None)
    office.clock.go_on(days=4)
    assert owed.is_overdue(deputy.today())
    with pytest.raises(Refused) as refused:
        ask_explanation(head, key_result, "Nữa", deputy.today())
    assert code_of(refused) is Code.REMARK_STATE
    assert [one.question.id for one in find_asked_by_me(head)] == [owed.question.id]
    with pytest.raises(Refused) as refused:
        answer(office.seat(office.ids.neighbour), owed.question.id, "x")
    assert code_of(refused) is Code.NO_AUTHORITY
    answer(deputy, owed.question.id, "Chờ số liệu của tỉnh")
    assert (find_asked(deputy), find_asked_by_me(head)) == ([], [])
    kept = [(row.kind, row.text) for row in find_remarks(office.desk, [key_result])]
    assert kept == [(K.ASK, "Vì sao chậm?"), (K.ANSWER, "Chờ số liệu của tỉnh")]
    with pytest.raises(Refused) as refused:
        answer(deputy, owed.question.id, "Lần hai")
    assert code_of(refused) is Code.REMARK_STATE


@pytest.mark.parametrize(
    ("value", "due", "code"),
    [(99, DUE, Code.NOT_RED), (1, TODAY - timedelta(days=1), Code.DATE_IN_PAST)],
)
def test_only_red_is_explained_and_not_yesterday(
    work: tuple[Desk, Desk, str], value: int, due: date, code: Code
) -> None:
    deputy, head, key_result = work
    check_in(deputy, key_result, value)
    with pytest.raises(Refused) as refused:
        ask_explanation(head, key_result, "Vì sao?", due)
    assert code_of(refused) is code


def test_a_unit_without_a_head_is_looked_after_from_above(office: Office) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    objective = make_objective(officer, office.ids, Owner(person_id=office.ids.officer))
    id = recorded(officer, make_key_result(officer, objective), 10)
    assert [row.id for row in find_to_acknowledge(head)] == [id]
    assert find_to_acknowledge(office.desk) == []
