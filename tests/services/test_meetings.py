"""Meetings: held with conclusions, changed, carried out, and found by whom they concern."""

from datetime import date, timedelta

import pytest

from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.history import find_history, undo_last
from okrdesk.services.meetings import (
    Conclusion,
    ConclusionFilter,
    Meeting,
    close_conclusion,
    edit_meeting,
    find_conclusions,
    find_meeting,
    find_meetings,
    find_my_conclusions,
    hold_meeting,
    may_hold_meeting,
    reopen_conclusion,
    save_conclusion,
)
from tests.offices import TODAY, Office, make_key_result, make_objective

DUE = TODAY + timedelta(days=7)


def meeting(unit_id: str | None, **more: object) -> Meeting:
    values: dict[str, object] = {"title": "Giao ban tuần", "held_on": TODAY, "note": "Xem KR đỏ"}
    return Meeting("", owner_person_id="", owner_unit_id=unit_id, **(values | more))  # type: ignore[arg-type]


def held(office: Office, desk: Desk | None = None, *conclusions: Conclusion) -> str:
    return hold_meeting(desk or office.desk, meeting(office.ids.division), conclusions).value


def given(text: str = "Bổ sung người", **more: object) -> Conclusion:
    return Conclusion("", "", text, **more)  # type: ignore[arg-type]


def test_a_meeting_is_held_with_its_conclusions_in_one_act(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    first = given(owner_person_id=office.ids.officer, due_on=DUE, key_result_id=key_result)
    id = held(office, office.seat(office.ids.head), first, given("Rà soát"))
    (row,) = find_meetings(office.desk, frozenset([office.ids.division]))
    assert (row.meeting.id, row.owner, row.unit) == (id, "Trần Thị Bình", "Phòng Tổng hợp")
    assert (row.conclusions, row.open) == (2, 2)
    rows = find_conclusions(office.desk, ConclusionFilter(meeting_id=id))
    assert [one.conclusion.text for one in rows] == ["Bổ sung người", "Rà soát"]
    assert [one.subject for one in rows] == ["Tỷ lệ hồ sơ đúng hạn", ""]
    assert {entry.act for entry in find_history(office.desk, id)} == {"hold-meeting"}
    undo_last(office.seat(office.ids.head))
    assert find_meetings(office.desk) == []


def test_only_those_over_a_unit_hold_its_meetings(office: Office) -> None:
    ids = office.ids
    for person, unit in ((ids.officer, ids.team), (ids.deputy, ids.team), (ids.head, None)):
        assert not may_hold_meeting(office.seat(person), unit)
        with pytest.raises(Refused) as refused:
            hold_meeting(office.seat(person), meeting(unit))
        assert refused.value.code is Code.NO_AUTHORITY
    hold_meeting(office.seat(ids.deputy), meeting(ids.division))
    hold_meeting(office.seat(ids.head), meeting(ids.team))
    hold_meeting(office.desk, meeting(None))
    assert len(find_meetings(office.seat(ids.officer))) == 3


def test_minutes_are_changed_but_not_who_held_the_meeting(office: Office) -> None:
    id = held(office, office.seat(office.ids.head))
    known = find_meeting(office.desk, id)
    edit_meeting(office.desk, Meeting(id, "Họp quý", TODAY, "khác", office.ids.division))
    changed = find_meeting(office.desk, id)
    assert (changed.title, changed.owner_person_id) == ("Họp quý", known.owner_person_id)
    first = save_conclusion(office.desk, Conclusion("", id, "Một")).value
    save_conclusion(office.desk, Conclusion("", id, "Hai"))
    save_conclusion(office.desk, Conclusion(first, id, "Một, sửa", ordinal=1))
    rows = find_conclusions(office.desk, ConclusionFilter(meeting_id=id))
    assert [one.conclusion.text for one in rows] == ["Một, sửa", "Hai"]
    archive(office.desk, "conclusion", first)
    assert len(find_conclusions(office.desk, ConclusionFilter(meeting_id=id))) == 1
    archive(office.desk, "meeting", id)
    assert (find_meetings(office.desk), find_conclusions(office.desk)) == ([], [])
    with pytest.raises(Refused) as refused:
        save_conclusion(office.desk, Conclusion("", id, "Ba"))
    assert refused.value.code is Code.ARCHIVED


def test_who_has_to_carry_out_a_conclusion_says_that_it_is_done(office: Office) -> None:
    id = held(office, None, given(owner_person_id=office.ids.officer, due_on=DUE))
    officer = office.seat(office.ids.officer)
    (mine,) = find_my_conclusions(officer)
    assert find_my_conclusions(office.desk) == []
    with pytest.raises(Refused) as refused:
        close_conclusion(office.seat(office.ids.neighbour), mine.id)
    assert refused.value.code is Code.NO_AUTHORITY
    close_conclusion(officer, mine.id)
    assert find_my_conclusions(officer) == []
    (row,) = find_conclusions(office.desk, ConclusionFilter(meeting_id=id))
    assert row.conclusion.closed_on == TODAY
    reopen_conclusion(office.desk, mine.id)
    assert [one.id for one in find_my_conclusions(officer)] == [mine.id]


def test_conclusions_are_found_by_what_they_are_about(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    held(office, None, given("Một", objective_id=objective), given("Hai", key_result_id=key_result))
    by_objective = find_conclusions(office.desk, ConclusionFilter(objective_id=objective))
    about = ConclusionFilter(key_result_ids=frozenset([key_result]))
    assert [one.conclusion.text for one in by_objective] == ["Một"]
    assert [one.conclusion.text for one in find_conclusions(office.desk, about)] == ["Hai"]


@pytest.mark.parametrize(
    ("conclusion", "code"),
    [
        (given(" "), Code.MISSING_FIELD),
        (given(due_on=TODAY - timedelta(days=1)), Code.DATES_UPSIDE_DOWN),
        (given(owner_person_id="0" * 32), Code.NOT_FOUND),
    ],
)
def test_a_wrong_conclusion_says_its_place_and_nothing_is_written(
    office: Office, conclusion: Conclusion, code: Code
) -> None:
    with pytest.raises(Refused) as refused:
        held(office, None, given(), conclusion)
    assert (refused.value.code, refused.value.params["place"]) == (code, 1)
    assert find_meetings(office.desk) == []


def test_a_conclusion_is_carried_out_between_the_meeting_and_today(office: Office) -> None:
    held(office, None, given())
    (row,) = find_conclusions(office.desk)
    days = ((date(2026, 1, 1), Code.DATES_UPSIDE_DOWN), (DUE, Code.DATE_IN_FUTURE))
    for day, code in days:
        with pytest.raises(Refused) as refused:
            close_conclusion(office.desk, row.id, day)
        assert refused.value.code is code
