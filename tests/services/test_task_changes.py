"""Changes of tasks on their way to the server: told in words, and sent again by today's rules."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.fate import Reason
from okrdesk.errors import Code, Refused
from okrdesk.services.outbox import find_refused, find_waiting, resend
from okrdesk.services.task_decisions import accept
from okrdesk.services.tasks import edit_task, find_task
from tests.offices import Office, make_key_result, make_objective
from tests.services.syncing import enrol, refuse_last
from tests.services.work import added, delivered, fault, row


def test_what_waits_of_a_task_is_told_in_words(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    enrol(office.desk)
    made = added(office.desk, office.ids.officer, key_result_id=key_result)
    delivered(office.desk, made, 3)
    fault(office.desk, made)
    told = [(one.object.entity, one.object.title) for one in find_waiting(office.desk)]
    assert told == [("task", "Soạn thảo công văn")] * 3
    fields = {field.label: field.value for one in find_waiting(office.desk) for field in one.fields}
    assert fields["Người phụ trách (cán bộ)"] == "Đỗ Thị Đào"
    assert fields["Kết quả then chốt"] == "Tỷ lệ hồ sơ đúng hạn"
    assert fields["Người giao"] == "Nguyễn Văn An"
    assert fields["Số lượng hoàn thành"] == "3"


def test_a_refused_edit_is_sent_again_only_as_a_task_that_can_be(office: Office) -> None:
    enrol(office.desk)
    made = added(office.desk, office.ids.officer)
    edit_task(office.desk, replace(find_task(office.desk, made), quantity=Decimal(7)))
    refuse_last(office.desk, Reason.BAD_VALUE)
    (refused,) = find_refused(office.desk)
    with pytest.raises(Refused) as bad:
        resend(office.desk, refused.id, {"quantity": "0"})
    assert bad.value.code is Code.TASK_QUANTITY
    resend(office.desk, refused.id, {"quantity": "6"})
    assert row(office.desk, made).quantity == 6


def test_an_owner_does_not_resend_what_only_the_assigner_may(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    enrol(officer)
    made = added(officer, office.ids.officer)
    edit_task(officer, replace(find_task(officer, made), quantity=Decimal(7)))
    refuse_last(officer, Reason.NO_AUTHORITY)
    accept(office.desk, [made])
    (refused,) = find_refused(officer)
    with pytest.raises(Refused) as bad:
        resend(officer, refused.id, {"quantity": "8"})
    assert bad.value.code is Code.NO_AUTHORITY
