"""History of objects, and taking back the last act by name."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.act import Act
from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Role
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.history import find_history, next_undo, undo_last
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.roles import grant_role, revoke_role
from tests.offices import Office, check_in, journalled, make_key_result, make_objective, tables


def next_act(desk: Desk) -> Act | None:
    undoable = next_undo(desk)
    return undoable.act if undoable else None


def test_undo_is_named_and_goes_back_act_by_act(office: Office) -> None:
    start = journalled(office.engine)
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    check_in(office.desk, key_result, 10)
    archive(office.desk, "key_result", key_result)
    acts = []
    for _ in range(4):
        acts.append(next_act(office.desk))
        undo_last(office.desk)
    assert acts == [Act.ARCHIVE, Act.CHECK_IN, Act.ADD_KEY_RESULT, Act.ADD_OBJECTIVE]
    assert journalled(office.engine) == start


def test_undo_says_what_it_took_back_and_what_changed(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 10)
    done = undo_last(office.desk)
    assert done.value.act is Act.CHECK_IN
    assert ("key_result", key_result) in done.touched
    assert {name for name, _ in done.touched} == {"check_in", "key_result", "objective"}


def test_the_birth_of_an_office_is_not_taken_back(office: Office) -> None:
    seen = []
    while (undoable := next_undo(office.desk)) is not None:
        seen.append(undoable.act)
        undo_last(office.desk)
    assert Act.SET_UP not in seen
    with pytest.raises(Refused) as refused:
        undo_last(office.desk)
    assert refused.value.code is Code.NOTHING_TO_UNDO


def test_an_act_that_changed_nothing_is_not_there_to_undo(office: Office) -> None:
    make_objective(office.desk, office.ids)
    before = next_undo(office.desk)
    grant_role(office.desk, office.ids.admin, Role.PLANNER)
    assert next_undo(office.desk) == before


def test_everybody_takes_back_the_own_acts(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    own = make_objective(officer, office.ids, Owner(office.ids.officer))
    make_objective(office.desk, office.ids)
    undo_last(officer)
    with pytest.raises(Refused):
        find_objective(office.desk, own)
    with pytest.raises(Refused) as refused:
        undo_last(officer)
    assert refused.value.code is Code.NOTHING_TO_UNDO


def test_what_somebody_changed_since_is_not_taken_back(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    stored = find_objective(office.desk, id)
    edit_objective(office.desk, replace(stored, title="Một", weight=Decimal(5)))
    head = office.seat(office.ids.head)
    edit_objective(head, replace(find_objective(head, id), title="Hai"))
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        undo_last(office.desk)
    assert refused.value.code is Code.CHANGED_SINCE
    assert journalled(office.engine) == before
    undo_last(head)
    undo_last(office.desk)
    assert find_objective(office.desk, id) == stored


def test_another_field_changed_since_stays(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    stored = find_objective(office.desk, id)
    edit_objective(office.desk, replace(stored, title="Một"))
    head = office.seat(office.ids.head)
    edit_objective(head, replace(find_objective(head, id), weight=Decimal(7)))
    undo_last(office.desk)
    assert find_objective(office.desk, id) == replace(stored, weight=Decimal(7))


def test_what_somebody_built_upon_is_not_taken_back(office: Office) -> None:
    """A key result of somebody else under the objective, a check-in, a correction: all keep it."""
    head = office.seat(office.ids.head)
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(head, objective)
    check_in(office.seat(office.ids.deputy), key_result, 10)
    for desk in (office.desk, head):
        before = journalled(office.engine)
        with pytest.raises(Refused) as refused:
            undo_last(desk)
        assert refused.value.code is Code.CHANGED_SINCE
        assert journalled(office.engine) == before
    for desk in (office.seat(office.ids.deputy), head, office.desk):
        undo_last(desk)
    assert journalled(office.engine)["objective"] == {}


def test_a_corrected_check_in_is_not_taken_back(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    first = check_in(office.desk, key_result, 90)
    check_in(office.seat(office.ids.head), key_result, 9, corrects_id=first)
    with pytest.raises(Refused) as refused:
        undo_last(office.desk)
    assert refused.value.code is Code.CHANGED_SINCE


def test_taking_a_correction_back_puts_the_corrected_value_in_force(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    first = check_in(office.desk, key_result, 90)
    check_in(office.desk, key_result, 9, corrects_id=first)
    undo_last(office.desk)
    state = tables(office.engine, ["key_result_state"])["key_result_state"][key_result]
    assert (state["value"], state["check_ins"]) == (90, 1)


def test_an_act_of_the_office_is_taken_back_only_with_its_right(office: Office) -> None:
    head = office.seat(office.ids.head)
    grant_role(office.desk, office.ids.head, Role.PLANNER)
    add_measure_unit(head, "tỷ đồng")
    revoke_role(office.desk, office.ids.head, Role.PLANNER)
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        undo_last(head)
    assert refused.value.code is Code.NO_AUTHORITY
    assert journalled(office.engine) == before


def test_history_tells_before_after_who_and_both_times(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    office.clock.go_on(days=1)
    deputy = office.seat(office.ids.deputy)
    stored = find_key_result(deputy, key_result)
    edit_key_result(deputy, replace(stored, title="Tỷ lệ trước hạn"))
    check_in(deputy, key_result, 10, date(2026, 11, 2))
    entries = find_history(office.desk, key_result)
    assert [entry.act for entry in entries[-2:]] == ["add-key-result"] * 2
    title = next(entry for entry in entries if entry.op == "set")
    assert (title.before, title.after) == ("Tỷ lệ hồ sơ đúng hạn", "Tỷ lệ trước hạn")
    assert (title.who, title.at) == ("Lê Văn Cường", office.clock.now)
    value = next(entry for entry in entries if entry.field == "value")
    assert (value.before, value.after) == (None, "10")
    assert value.effective_on == date(2026, 11, 2)


def test_an_undone_act_and_its_undoing_both_stay_in_the_history(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    edit_objective(office.desk, replace(find_objective(office.desk, id), title="Khác"))
    undo_last(office.desk)
    titles = [(h.act, h.before, h.after) for h in find_history(office.desk, id) if h.op == "set"]
    assert titles == [
        ("undo", "Khác", "Nâng mức hài lòng"),
        ("edit-objective", "Nâng mức hài lòng", "Khác"),
    ]


def test_the_history_of_what_never_was_is_empty(desk: Desk) -> None:
    assert find_history(desk, "01900000-0000-7000-8000-000000000000") == []
