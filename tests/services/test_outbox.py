"""What became of the own changes: shown in words, sent again, handed over, put aside."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from okrdesk.db import schema
from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.objective import Objective, Owner
from okrdesk.domain.permissions import RIGHTS, Right
from okrdesk.domain.progress import Measure
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.reason_texts import ADVICE, REASONS, advice_text, reason_text
from okrdesk.right_names import STANDING_NAMES
from okrdesk.services.check_ins import find_check_ins
from okrdesk.services.cycles import find_cycle
from okrdesk.services.desk import Desk
from okrdesk.services.history import next_undo
from okrdesk.services.key_results import find_key_result
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.outbox import (
    Handling,
    answer_handover,
    discard,
    find_arrived,
    find_handled,
    find_handovers,
    find_parked,
    find_refused,
    find_waiting,
    hand_over,
    resend,
)
from tests.offices import Office, check_in, make_key_result, make_objective
from tests.services.syncing import answer, enrol, hand_over_to, refuse_last, waiting


def _titled(desk: Desk, id: str, title: str) -> Objective:
    return replace(find_objective(desk, id), title=title)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_and_an_advice(reason: Reason) -> None:
    assert reason_text(reason) not in ("", REASONS[reason])
    assert advice_text(reason) not in ("", ADVICE[reason])


def test_who_may_open_a_cycle_again_is_whom_to_ask() -> None:
    advice = advice_text(Reason.CYCLE_CLOSED).lower()
    for standing in RIGHTS[Right.EDIT_CYCLES]:
        assert _(STANDING_NAMES[standing]).lower() in advice


def test_nothing_waits_in_a_stand_alone_office(office: Office) -> None:
    make_objective(office.desk, office.ids)
    assert find_waiting(office.desk) == []


def test_what_waits_is_told_in_words(office: Office) -> None:
    enrol(office.desk)
    objective = make_objective(office.desk, office.ids, Owner(person_id=office.ids.officer))
    (row,) = find_waiting(office.desk)
    assert (row.what, row.who) == ("Thêm mục tiêu", "Nguyễn Văn An")
    assert (row.object.entity, row.object.id) == ("objective", objective)
    assert row.object.title == "Nâng mức hài lòng"
    told = {field.label: field.value for field in row.fields}
    assert told["Người phụ trách (cán bộ)"] == "Đỗ Thị Đào"
    assert told["Chu kỳ"] == find_cycle(office.desk, office.ids.quarter).name
    assert row.text.startswith("Thêm mục tiêu: Nâng mức hài lòng\n")
    assert "Bắt đầu: 01/10/2026" in row.text


def test_a_check_in_is_about_its_key_result(office: Office) -> None:
    enrol(office.desk)
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 40)
    row = find_waiting(office.desk)[0]
    assert (row.object.id, row.object.title) == (key_result, "Tỷ lệ hồ sơ đúng hạn")
    assert {field.name: field.value for field in row.fields}["value"] == "40"


def test_what_hangs_on_a_refused_change_is_still_told(office: Office) -> None:
    enrol(office.desk)
    make_objective(office.desk, office.ids)
    refuse_last(office.desk, Reason.BAD_VALUE)
    (row,) = find_refused(office.desk)
    assert row.object.title == "Nâng mức hài lòng"
    assert (row.fate, row.reason) == (Fate.REFUSED, Reason.BAD_VALUE)
    assert row.why == "Có giá trị không hợp lệ."


def test_a_refused_act_is_one_row_about_the_change_that_was_wrong(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    make_key_result(desk, make_objective(desk, office.ids))
    first, second = waiting(desk)
    with desk.write_device() as connection:
        table = schema.change
        connection.execute(update(table).values(grp=first.grp).where(table.c.cid == second.cid))
    answer(desk, [first.cid], Fate.REFUSED, Reason.DEPENDS_ON_REFUSED)
    answer(desk, [second.cid], Fate.REFUSED, Reason.TOO_LONG)
    (row,) = find_refused(desk)
    assert (row.id, row.reason, len(row.parts)) == (second.cid, Reason.TOO_LONG, 2)


def test_what_was_refused_is_sent_again_as_a_new_change(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    objective = make_objective(desk, office.ids)
    (cid,) = refuse_last(desk, Reason.CYCLE_CLOSED)
    resend(desk, cid)
    assert find_objective(desk, objective).title == "Nâng mức hài lòng"
    assert find_refused(desk) == []
    (again,) = waiting(desk)
    assert (again.eid, again.op, again.action) == (objective, "create", "resend")
    (handled,) = find_handled(desk)
    assert (handled.how, handled.change.id) == (Handling.RESENT, cid)


def test_what_was_wrong_is_corrected_while_sending_again(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    key_result = make_key_result(desk, objective)
    enrol(desk)
    edited = find_key_result(desk, key_result)
    check_in(desk, key_result, 40)
    (cid,) = refuse_last(desk, Reason.BAD_VALUE)
    resend(desk, cid, {"value": "41.5"})
    assert [entry.value for entry in find_check_ins(desk, key_result)] == [Decimal("41.5")]
    assert edited.measure.target == Decimal(100)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"value": "nhiều"}, Code.BAD_NUMBER),
        ({"effective_on": "hôm qua"}, Code.BAD_DATE),
        ({"confidence": 99}, Code.CONFIDENCE_RANGE),
        ({"comment": "x" * 20_001}, Code.TOO_LONG),
    ],
)
def test_a_wrong_correction_is_refused_and_leaves_the_change_in_the_list(
    office: Office, fields: dict[str, object], code: Code
) -> None:
    desk = office.desk
    key_result = make_key_result(desk, make_objective(desk, office.ids))
    enrol(desk)
    check_in(desk, key_result, 40)
    (cid,) = refuse_last(desk, Reason.BAD_VALUE)
    with pytest.raises(Refused) as refused:
        resend(desk, cid, fields)
    assert refused.value.code is code
    assert [row.id for row in find_refused(desk)] == [cid]
    assert waiting(desk) == []


def test_an_edit_is_sent_again_on_what_stands_now(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    enrol(desk)
    edit_objective(desk, _titled(desk, objective, "Nâng mức hài lòng của dân"))
    (cid,) = [change.cid for change in waiting(desk)]
    answer(desk, [cid], Fate.REFUSED, Reason.NOT_IN_POSTING)
    edit_objective(desk, _titled(desk, objective, "Khác"))
    resend(desk, cid, {"title": "Nâng mức hài lòng của người dân"})
    assert find_objective(desk, objective).title == "Nâng mức hài lòng của người dân"


def test_without_the_right_a_change_is_not_sent_again(office: Office) -> None:
    desk, ids = office.desk, office.ids
    objective = make_objective(desk, ids)
    enrol(desk)
    edit_objective(desk, _titled(desk, objective, "Mới"))
    (cid,) = refuse_last(desk, Reason.NO_AUTHORITY)
    with pytest.raises(Refused) as refused:
        resend(office.seat(ids.neighbour), cid)
    assert refused.value.code is Code.NO_AUTHORITY


def test_a_change_of_what_left_this_pc_cannot_be_sent_again(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    edit_objective(desk, _titled(desk, objective, "Mới"))
    enrol(desk)
    edit_objective(desk, _titled(desk, objective, "Mới hơn"))
    (cid,) = refuse_last(desk, Reason.NO_AUTHORITY)
    with desk.write_device() as connection:
        connection.info["journal_is_writing"] = True
        connection.execute(schema.objective.delete().where(schema.objective.c.id == objective))
        connection.info.pop("journal_is_writing")
    with pytest.raises(Refused) as refused:
        resend(desk, cid)
    assert refused.value.code is Code.NOT_FOUND


def test_a_change_without_right_is_offered_to_whoever_is_responsible(office: Office) -> None:
    desk, ids = office.desk, office.ids
    objective = make_objective(desk, ids)
    enrol(desk)
    edit_objective(desk, _titled(desk, objective, "Mới"))
    (cid,) = refuse_last(desk, Reason.NO_AUTHORITY)
    edit_objective(desk, _titled(desk, objective, "Nâng mức hài lòng"))
    hand_over(office.seat(ids.neighbour), cid)
    offered = waiting(desk)[-1]
    assert (offered.action, offered.fields) == ("hand-over", {"title": "Mới"})
    assert find_refused(office.seat(ids.neighbour)) == []


def test_a_discarded_change_stays_in_the_journal_with_who_and_when(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    make_objective(desk, office.ids)
    (cid,) = refuse_last(desk, Reason.QUOTA)
    discard(desk, cid)
    assert find_refused(desk) == []
    (handled,) = find_handled(desk)
    assert (handled.how, handled.at) == (Handling.DISCARDED, office.clock.now)
    assert "Nâng mức hài lòng" in handled.change.text
    with pytest.raises(Refused):
        discard(desk, cid)


def test_a_discarded_change_is_taken_up_again(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    objective = make_objective(desk, office.ids)
    (cid,) = refuse_last(desk, Reason.QUOTA)
    discard(desk, cid)
    resend(desk, cid)
    assert [one.eid for one in waiting(desk)] == [objective]
    assert [one.how for one in find_handled(desk)] == [Handling.RESENT]
    with pytest.raises(Refused):
        resend(desk, cid)


def test_a_discarded_change_stays_so_where_it_cannot_be_sent(office: Office) -> None:
    desk = office.desk
    key_result = make_key_result(desk, make_objective(desk, office.ids))
    enrol(desk)
    check_in(desk, key_result, 40)
    (cid,) = refuse_last(desk, Reason.BAD_VALUE)
    discard(desk, cid)
    with pytest.raises(Refused):
        resend(desk, cid, {"value": "nhiều"})
    assert [one.how for one in find_handled(desk)] == [Handling.DISCARDED]


def test_what_was_done_about_a_refusal_is_no_act_to_undo(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    edit_objective(desk, _titled(desk, objective, "Mới"))
    last = next_undo(desk)
    enrol(desk)
    edit_objective(desk, _titled(desk, objective, "Mới hơn"))
    (cid,) = refuse_last(desk, Reason.QUOTA)
    assert next_undo(desk) == last
    resend(desk, cid)
    assert next_undo(desk) == last


def test_parked_changes_say_what_they_wait_for(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    make_objective(desk, office.ids)
    answer(desk, [one.cid for one in waiting(desk)], Fate.PARKED, Reason.HANDOVER)
    (row,) = find_parked(desk)
    assert row.reason is Reason.HANDOVER
    assert find_refused(desk) == []


def test_what_others_changed_is_listed_the_newest_first(office: Office) -> None:
    desk, ids = office.desk, office.ids
    mine = make_objective(desk, ids)
    head = office.seat(ids.head)
    edit_objective(head, _titled(head, mine, "Một"))
    office.clock.go_on(hours=1)
    since = office.clock.now
    edit_objective(head, _titled(head, mine, "Hai"))
    enrol(desk)
    rows = find_arrived(desk)
    assert [row.fields[0].value for row in rows] == ["Hai", "Một"]
    assert rows[0].who == "Trần Thị Bình"
    assert len(find_arrived(desk, since)) == 1
    assert find_arrived(desk, since + timedelta(hours=1)) == []


def test_a_change_that_waits_for_my_word_is_answered_once(office: Office) -> None:
    desk, ids = office.desk, office.ids
    objective = make_objective(desk, ids)
    record = {
        "cid": "0199bbbb-0000-7000-8000-000000000001",
        "grp": "0199bbbb-0000-7000-8000-000000000002",
        "actor": ids.officer,
        "act": "edit-objective",
        "ent": "objective",
        "eid": objective,
        "op": "set",
        "set": {"tags": {"đường": True, "cầu": False}, "title": "Mới"},
        "wall": 1_795_000_000_000,
    }
    hand_over_to(desk, record)
    (row,) = find_handovers(desk)
    assert (row.change.who, row.change.object.title) == ("Đỗ Thị Đào", "Nâng mức hài lòng")
    assert {field.value for field in row.change.fields} == {"Mới", "+ đường; − cầu"}
    assert row.answer is None
    answer_handover(desk, row.id, accept=True)
    assert find_handovers(desk)[0].answer == "accept"
    with pytest.raises(Refused):
        answer_handover(desk, objective, accept=False)


def test_measures_are_checked_when_a_key_result_is_sent_again(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    enrol(desk)
    make_key_result(desk, objective)
    (cid,) = refuse_last(desk, Reason.BAD_VALUE)
    with pytest.raises(Refused) as refused:
        resend(desk, cid, {"target_value": "0"})
    assert refused.value.code is Code.START_EQUALS_TARGET
    resend(desk, cid, {"target_value": "80"})
    (again,) = waiting(desk)
    assert find_key_result(desk, again.eid).measure == Measure(
        find_key_result(desk, again.eid).measure.kind, Decimal(0), Decimal(80)
    )
