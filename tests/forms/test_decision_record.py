"""The record of a decision (B4): before, after, reason, who, on one page."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.decision_papers import (
    find_decision_paper,
    find_decisions,
    find_decisions_on,
)
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.reviews import approve, submit
from tests.offices import TODAY, Office, make_key_result, make_objective


def test_an_approved_change_says_before_after_and_why(office: Office, tmp_path: Path) -> None:
    ids, officer, head = office.ids, office.seat(office.ids.officer), office.seat(office.ids.head)
    objective = make_objective(officer, ids, Owner(person_id=ids.officer))
    key_result, beside = make_key_result(officer, objective), make_key_result(officer, objective)
    submit(officer, objective)
    approve(head, objective)
    assert find_decisions(officer) == []
    one = find_key_result(officer, key_result)
    office.clock.go_on(minutes=5)
    changed = replace(one, measure=replace(one.measure, target=Decimal(90)))
    edit_key_result(officer, changed, "Mất hai biên chế")
    office.clock.go_on(minutes=5)
    approve(head, objective)
    (row,) = find_decisions(officer)
    assert find_decisions_on(officer, key_result) == find_decisions_on(officer, objective) == [row]
    assert find_decisions_on(officer, beside) == []
    paper = find_decision_paper(officer, row.id)
    assert [(line.before, line.after) for line in paper.rows] == [("100", "90")]
    assert (paper.reason, paper.who) == ("Mất hai biên chế", "Trần Thị Bình")
    assert paper.asked_by == "Đỗ Thị Đào"
    filled = fill_form(officer, "B4", row.id, [Owner(ids.officer)], tmp_path / "b4.pdf")
    pdf = filled.files[0].read_bytes()
    assert len(page_sizes(pdf)) == 1
    text = page_text(pdf, 0)
    for words in ("Mất hai biên chế", "Trần Thị Bình", "100", "90", "09:10, 16/11/2026"):
        assert words in text


def test_an_overruled_colour_is_recorded_and_another_check_in_is_none(
    office: Office, tmp_path: Path
) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    entry = CheckInEntry(
        Decimal(1), TODAY, chosen_colour=Health.ON_TRACK, colour_reason="Đã có nguồn"
    )
    overruled = record_check_in(office.desk, key_result, entry).value.id
    plain = record_check_in(office.desk, key_result, CheckInEntry(Decimal(2), TODAY)).value.id
    assert [row.id for row in find_decisions(office.desk)] == [overruled]
    assert [row.id for row in find_decisions_on(office.desk, key_result)] == [overruled]
    paper = find_decision_paper(office.desk, overruled)
    assert (paper.reason, paper.rows[0].title) == ("Đã có nguồn", "Tỷ lệ hồ sơ đúng hạn")
    owner = Owner(unit_id=office.ids.division)
    filled = fill_form(office.desk, "B4", overruled, [owner], tmp_path / "b4.pdf")
    text = page_text(filled.files[0].read_bytes(), 0)
    assert "Chậm" in text
    assert "Đúng tiến độ" in text
    with pytest.raises(Refused) as refused:
        find_decision_paper(office.desk, plain)
    assert refused.value.code is Code.NOT_FOUND
