"""What was delivered, by completion date; errors and delays; what excuses them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.tasks import CauseKind, CauseState, FaultKind, TaskState
from okrdesk.errors import Code, Refused
from okrdesk.services.causes import (
    CauseEntry,
    EvidenceFile,
    ask_exemption,
    confirm_causes,
    decline_causes,
    find_causes,
)
from okrdesk.services.deliveries import DeliveryEntry, deliver
from okrdesk.services.desk import Desk
from okrdesk.services.faults import FaultEntry, note_faults, withdraw_fault
from okrdesk.services.held_files import read_file
from okrdesk.services.rule_packs import add_pack, publish_pack
from okrdesk.services.task_details import find_task_detail
from okrdesk.services.task_grid import TaskEntry, save_tasks
from okrdesk.services.task_reach import find_task_reach, find_waiting_tasks
from okrdesk.services.tasks import find_task
from okrdesk.shipped_packs import shipped_text
from tests.offices import TODAY, Office, make_key_result, make_objective
from tests.services.work import DUE, added, delivered, fault, row


@pytest.fixture
def made(office: Office) -> str:
    return added(office.desk, office.ids.officer)


def refusal(call: Any, *given: Any) -> Code:
    with pytest.raises(Refused) as refused:
        call(*given)
    return refused.value.code


def publish(office: Office, change: tuple[str, str]) -> None:
    """Put a pack of their own in force for the officers of Tổ Văn thư: NĐ 335 with a change."""
    text = shipped_text("nd335-staff")
    for before, after in (
        ('id = "nd335-staff"', 'id = "van-thu"'),
        ("[covers]", '[covers]\nunits = ["VT"]'),
        change,
    ):
        assert before in text
        text = text.replace(before, after, 1)
    publish_pack(office.desk, add_pack(office.desk, text).value, date(2026, 1, 1))


def test_the_completion_day_is_not_the_day_of_entry(office: Office, made: str) -> None:
    officer = office.seat(office.ids.officer)
    delivered(officer, made, 2, 5)
    delivered(officer, made, 3, 12)
    found = row(officer, made)
    assert (found.done, found.done_on, found.state) == (5, date(2026, 11, 12), TaskState.DONE)
    first = find_task_detail(officer, made).deliveries[0]
    assert first.done_on == date(2026, 11, 5)
    assert first.entered_at.astimezone().date() == TODAY


def test_what_was_done_before_acceptance_counts_too(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    own = added(officer, office.ids.officer)
    delivered(officer, own, 2)
    assert (row(officer, own).state, row(officer, own).done) == (TaskState.REGISTERED, 2)


def test_a_correction_names_what_it_corrects(office: Office, made: str) -> None:
    officer = office.seat(office.ids.officer)
    wrong = delivered(officer, made, 4)
    entry = DeliveryEntry(made, Decimal(1), date(2026, 11, 9), "Nhầm", wrong)
    deliver(officer, [entry])
    assert (row(officer, made).done, row(officer, made).done_on) == (1, date(2026, 11, 9))
    assert refusal(deliver, officer, [entry]) is Code.ALREADY_CORRECTED
    shown = find_task_detail(officer, made).deliveries
    assert [one.is_in_force for one in shown] == [False, True]
    nothing = DeliveryEntry(made, Decimal(0), date(2026, 11, 9), corrects_id=shown[1].id)
    deliver(officer, [nothing])
    assert (row(officer, made).done, row(officer, made).done_on) == (0, None)


@pytest.mark.parametrize(
    ("quantity", "day", "code"),
    [
        (0, 10, Code.TASK_QUANTITY),
        (-1, 10, Code.TASK_QUANTITY),
        (6, 10, Code.DONE_TOO_MUCH),
        (1, 17, Code.DATE_IN_FUTURE),
    ],
)
def test_a_bad_delivery_is_refused(
    office: Office, made: str, quantity: int, day: int, code: Code
) -> None:
    assert refusal(delivered, office.desk, made, quantity, day) is code
    assert row(office.desk, made).done == 0


def test_two_deliveries_of_one_act_are_counted_together(office: Office, made: str) -> None:
    entries = [DeliveryEntry(made, Decimal(3), date(2026, 11, day)) for day in (5, 6)]
    assert refusal(deliver, office.desk, entries) is Code.DONE_TOO_MUCH


def test_nobody_delivers_for_others_out_of_reach(office: Office, made: str) -> None:
    assert refusal(delivered, office.seat(office.ids.neighbour), made, 1) is Code.NO_AUTHORITY


def test_the_pack_may_allow_more_than_was_assigned(office: Office, made: str) -> None:
    publish(office, ("[rounding]", "[bonus]\npercent = 5\nmost = 7\n\n[rounding]"))
    delivered(office.desk, made, 7)
    assert row(office.desk, made).done == 7


def test_the_pack_says_how_far_back_a_day_may_lie(office: Office, made: str) -> None:
    publish(office, ("deduction = 0.25", "deduction = 0.25\nback_dating_days = 3"))
    assert refusal(delivered, office.desk, made, 1, 10) is Code.DONE_TOO_LONG_AGO
    delivered(office.desk, made, 1, 11)


def test_what_is_done_in_all_adds_or_corrects(office: Office, made: str) -> None:
    officer = office.seat(office.ids.officer)
    for done in (3, 5, 1, 1, 0):
        so_far = TaskEntry(find_task(officer, made), Decimal(done), date(2026, 11, 10))
        save_tasks(officer, [so_far])
        assert row(officer, made).done == done
    assert len(find_task_detail(officer, made).deliveries) == 5


def test_only_who_reviews_notes_errors_and_takes_a_note_back(office: Office, made: str) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    assert refusal(fault, officer, made) is Code.NO_AUTHORITY
    noted = fault(head, made, FaultKind.CONTENT, 2)
    fault(head, made, FaultKind.DELAY)
    assert (row(officer, made).content_errors, row(officer, made).delays) == (2, 1)
    assert refusal(withdraw_fault, officer, noted) is Code.NO_AUTHORITY
    assert [one.may_withdraw for one in find_task_detail(officer, made).faults] == [False, False]
    withdraw_fault(office.desk, noted)
    assert (row(officer, made).content_errors, row(officer, made).delays) == (0, 1)


def test_a_head_does_not_note_the_own_errors(office: Office) -> None:
    own = added(office.desk, office.ids.head)
    assert refusal(fault, office.seat(office.ids.head), own) is Code.NO_AUTHORITY


@pytest.mark.parametrize(
    ("count", "day", "code"),
    [(0, 10, Code.FAULT_COUNT), (1001, 10, Code.FAULT_COUNT), (1, 17, Code.DATE_IN_FUTURE)],
)
def test_a_bad_note_is_refused(office: Office, made: str, count: int, day: int, code: Code) -> None:
    entry = FaultEntry(made, FaultKind.DELAY, date(2026, 11, day), count)
    assert refusal(note_faults, office.desk, [entry]) is code


def waiting(desk: Desk) -> list[str]:
    return [task.id for task in find_waiting_tasks(desk, find_task_reach(desk))]


def request(made: str, **more: Any) -> CauseEntry:
    given = {"content_errors": 1} | more
    return CauseEntry(CauseKind.DISASTER, "Mưa lũ", date(2026, 11, 3), task_id=made, **given)


def test_a_confirmed_cause_excuses_what_was_noted(office: Office, made: str) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    fault(head, made, FaultKind.CONTENT, 2)
    asked = ask_exemption(officer, request(made, content_errors=5, delays=1)).value
    assert (row(officer, made).cause, row(officer, made).exempt_errors) == (CauseState.ASKED, 0)
    assert [waiting(desk) for desk in (head, officer)] == [[made], []]
    confirm_causes(head, [asked])
    found = row(officer, made)
    assert (found.cause, found.exempt_errors, found.exempt_delays) == (CauseState.CONFIRMED, 2, 0)
    assert waiting(head) == []
    assert refusal(confirm_causes, head, [asked]) is Code.CAUSE_STATE


def test_a_declined_cause_excuses_nothing_and_says_why(office: Office, made: str) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    fault(head, made)
    asked = ask_exemption(officer, request(made)).value
    assert refusal(decline_causes, head, [asked], "") is Code.REASON_NEEDED
    assert refusal(decline_causes, officer, [asked], "x") is Code.NO_AUTHORITY
    assert refusal(confirm_causes, office.seat(office.ids.deputy), [asked]) is Code.NO_AUTHORITY
    decline_causes(head, [asked], "Không có văn bản")
    (cause,) = find_causes(officer, made)
    assert (cause.state, cause.answer, cause.decided_by) == (
        CauseState.DECLINED,
        "Không có văn bản",
        "Trần Thị Bình",
    )
    assert row(officer, made).exempt_errors == 0


def test_evidence_is_read_by_those_in_reach_alone(office: Office, made: str) -> None:
    officer = office.seat(office.ids.officer)
    file = EvidenceFile("van-ban.txt", b"da gui")
    ask_exemption(officer, request(made, evidence=(file,)))
    (cause,) = find_causes(officer, made)
    (proof,) = cause.evidence
    assert (proof.name, proof.size) == ("van-ban.txt", 6)
    assert read_file(office.desk, proof.sha256) == b"da gui"
    neighbour = office.seat(office.ids.neighbour)
    assert refusal(read_file, neighbour, proof.sha256) is Code.NOT_FOUND
    assert refusal(read_file, office.desk, "0" * 64) is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"content_errors": 0}, Code.CAUSE_EMPTY),
        ({"content_errors": -1}, Code.FAULT_COUNT),
        ({"to_on": date(2026, 11, 1)}, Code.DATES_UPSIDE_DOWN),
    ],
)
def test_a_bad_request_is_refused(
    office: Office, made: str, more: dict[str, Any], code: Code
) -> None:
    assert refusal(ask_exemption, office.desk, request(made, **more)) is code


def test_a_cause_may_stand_beside_a_key_result_and_changes_no_number(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    entry = CauseEntry(
        CauseKind.OTHER_AGENCY, "Chờ trả lời", date(2026, 11, 3), key_result_id=key_result
    )
    asked = ask_exemption(office.desk, entry).value
    (cause,) = find_causes(office.desk, key_result_id=key_result)
    assert (cause.id, cause.title) == (asked, "Tỷ lệ hồ sơ đúng hạn")
    nothing = CauseEntry(CauseKind.OTHER, "Không rõ", DUE)
    assert refusal(ask_exemption, office.desk, nothing) is Code.MISSING_FIELD
