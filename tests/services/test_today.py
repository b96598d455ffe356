"""Hôm nay: what is due, for whom, in which order, and with which mark."""

from datetime import timedelta

from okrdesk.domain.health import Health
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.services.archive import archive
from okrdesk.services.cycles import set_cycle_state
from okrdesk.services.desk import Desk
from okrdesk.services.drafts import discard_draft, save_draft
from okrdesk.services.office import edit_office_setting
from okrdesk.services.today import find_due
from tests.offices import TODAY, Office, check_in, close_all, make_key_result, make_objective

WEEK = timedelta(days=7)


def own(office: Office, title: str, person: str = "", **more: object) -> str:
    """Add a key result of a person (the officer) with nothing recorded."""
    owner = Owner(person or office.ids.officer)
    objective = make_objective(office.desk, office.ids, owner)
    return make_key_result(office.desk, objective, title=title, owner=owner, **more)


def titles(desk: Desk) -> list[str]:
    return [row.title for row in find_due(desk)]


def test_overdue_comes_first_then_the_day_then_the_title(office: Office) -> None:
    """It is Monday 16/11; B was due on the 8th, A and C are on the 22nd, D is on the 29th."""
    for title, last in (("C", TODAY - WEEK), ("B", TODAY - 3 * WEEK), ("A", TODAY - WEEK)):
        check_in(office.desk, own(office, title), 5, last)
    check_in(office.desk, own(office, "D"), 5, TODAY)
    own(office, "E")
    rows = find_due(office.seat(office.ids.officer))
    assert [row.title for row in rows] == ["E", "B", "A", "C"]
    assert [row.health is Health.OVERDUE for row in rows] == [True, True, False, False]
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)


def test_what_is_due_within_a_week_is_shown_before_it_is_late(office: Office) -> None:
    check_in(office.desk, own(office, "A"), 5, TODAY)
    seat = office.seat(office.ids.officer)
    assert titles(seat) == []
    assert [row.title for row in find_due(seat, ahead_days=13)] == ["A"]
    office.clock.go_on(days=6)
    assert titles(seat) == ["A"]


def test_grace_is_an_office_setting(office: Office) -> None:
    """Due on 15/11: on the 19th, the fourth day after, three days of grace are over."""
    check_in(office.desk, own(office, "A"), 50, TODAY - 2 * WEEK)
    seat = office.seat(office.ids.officer)
    office.clock.go_on(days=2)
    assert find_due(seat)[0].health is Health.ON_TRACK
    office.clock.go_on(days=1)
    assert find_due(seat)[0].health is Health.OVERDUE
    edit_office_setting(office.desk, "grace_days", 4)
    assert find_due(seat)[0].health is Health.ON_TRACK


def test_those_of_a_unit_wait_for_its_head_and_deputies(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    make_key_result(office.desk, objective, title="Của phòng")
    own(office, "Của riêng")
    ids = office.ids
    for person in (ids.head, ids.deputy):
        assert titles(office.seat(person)) == ["Của phòng"]
    assert titles(office.seat(ids.officer)) == ["Của riêng"]
    assert titles(office.seat(ids.neighbour)) == []


def test_a_draft_is_noted_for_who_keeps_it(office: Office) -> None:
    key_result = own(office, "A")
    seat = office.seat(office.ids.officer)
    save_draft(office.desk, "check-in", key_result, {"comment": "của người khác"})
    assert [row.has_draft for row in find_due(seat)] == [False]
    save_draft(seat, "check-in", key_result, {"comment": "đang viết"})
    save_draft(seat, "correction", key_result, {"comment": "khác loại"})
    assert [row.has_draft for row in find_due(seat)] == [True]
    discard_draft(seat, "check-in", key_result)
    assert [row.has_draft for row in find_due(seat)] == [False]


def test_the_next_day_that_was_set_counts(office: Office) -> None:
    key_result = own(office, "A")
    check_in(office.desk, key_result, 5, TODAY - WEEK, next_on=TODAY + 3 * WEEK)
    assert titles(office.seat(office.ids.officer)) == []


def test_what_was_put_away_or_cannot_be_checked_in_is_not_asked_for(office: Office) -> None:
    kept, gone = own(office, "A"), own(office, "B")
    own(office, "C", rhythm=Rhythm.IRREGULAR)
    below = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    make_key_result(office.desk, below, title="D", owner=Owner(office.ids.officer))
    archive(office.desk, "key_result", gone)
    archive(office.desk, "objective", below)
    seat = office.seat(office.ids.officer)
    assert [row.id for row in find_due(seat)][:1] == [kept]
    assert not {"B", "D"} & set(titles(seat))
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSING)
    assert "A" in titles(seat)
    close_all(office.desk, office.ids.quarter)
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSED)
    assert titles(seat) == []


def test_a_row_tells_what_the_list_shows(office: Office) -> None:
    key_result = own(office, "A", measure_unit="hồ sơ")
    check_in(office.desk, key_result, 5, TODAY - 2 * WEEK)
    row = find_due(office.seat(office.ids.officer))[0]
    assert (row.value, row.target, row.measure_unit) == (5, 100, "hồ sơ")
    assert (row.progress, row.last_on) == (0.05, TODAY - 2 * WEEK)
    assert row.objective == "Nâng mức hài lòng"
