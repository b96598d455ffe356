"""An objective cause on a key result: confirmed, it stops overdue in its period."""

from datetime import timedelta

from okrdesk.domain.explanation import Key
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.domain.tasks import CauseKind
from okrdesk.services.archive import archive
from okrdesk.services.causes import (
    CauseEntry,
    ask_exemption,
    confirm_causes,
    decline_causes,
    find_causes_to_judge,
)
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.lists import find_key_result_rows, find_objective_rows
from okrdesk.services.why import why_key_result
from tests.offices import TODAY, Office, make_key_result, make_objective


def overdue(office: Office) -> tuple[Desk, Desk, str, str]:
    """Return the desks of officer and head, and a key result that was never checked in."""
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    objective = make_objective(officer, office.ids, Owner(person_id=office.ids.officer))
    key_result = make_key_result(officer, objective)
    assert mark(head, key_result) is Health.OVERDUE
    return officer, head, objective, key_result


def mark(desk: Desk, key_result: str) -> Health:
    return find_key_result_rows(desk, [key_result])[0].health


def asked(officer: Desk, key_result: str, days: int) -> str:
    entry = CauseEntry(
        CauseKind.DISASTER,
        "Bão số 12",
        from_on=TODAY - timedelta(days=10),
        to_on=TODAY + timedelta(days=days),
        key_result_id=key_result,
    )
    return ask_exemption(officer, entry).value


def test_only_a_confirmed_cause_stops_overdue_and_only_in_its_period(office: Office) -> None:
    officer, head, objective, key_result = overdue(office)
    cause = asked(officer, key_result, 5)
    assert mark(head, key_result) is Health.OVERDUE
    confirm_causes(head, [cause])
    assert mark(head, key_result) is not Health.OVERDUE
    assert find_objective_rows(head, [objective])[0].health is not Health.OVERDUE
    (row,) = find_key_result_rows(head, [key_result])
    assert row.excused_until == TODAY + timedelta(days=5)
    keys = [line.key for line in why_key_result(head, key_result).health.lines]
    assert Key.EXCUSED in keys
    office.clock.go_on(days=6)
    head.store.refresh_outdated()
    assert mark(head, key_result) is Health.OVERDUE
    assert find_key_result_rows(head, [key_result])[0].excused_until is None


def test_an_undecided_cause_waits_for_the_confirmer_while_its_cycle_is_open(
    office: Office,
) -> None:
    officer, head, objective, key_result = overdue(office)
    cause = asked(officer, key_result, 5)
    assert [(one.id, one.owner_name) for one in find_causes_to_judge(head)] == [
        (cause, "Đỗ Thị Đào")
    ]
    assert find_causes_to_judge(officer) == []
    archive(head, "objective", objective)
    assert find_causes_to_judge(head) == []
    undo_last(head)
    confirm_causes(head, [cause])
    assert find_causes_to_judge(head) == []


def test_a_declined_cause_and_one_taken_back_excuse_nothing(office: Office) -> None:
    officer, head, _objective, key_result = overdue(office)
    decline_causes(head, [asked(officer, key_result, 5)], "Không có căn cứ")
    assert mark(head, key_result) is Health.OVERDUE
    confirm_causes(head, [asked(officer, key_result, 5)])
    undo_last(head)
    assert mark(head, key_result) is Health.OVERDUE
