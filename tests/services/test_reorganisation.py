"""Reorganising the office's units: what is written, told before, taken back, and as it was then."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from okrdesk.domain.dates import format_date
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Unit
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.errors import Code, Refused
from okrdesk.services.groups import find_groups
from okrdesk.services.history import undo_last
from okrdesk.services.lists import Filter, find_objective_rows
from okrdesk.services.objectives import find_objective
from okrdesk.services.people import find_people
from okrdesk.services.reorganisation import preview, reorganise
from okrdesk.services.shares import find_shares, share_objective
from okrdesk.services.units import find_units
from tests.offices import TODAY, Office, journalled, make_objective

YESTERDAY = TODAY - timedelta(days=1)


def plan(kind: Reorganisation, *units: str, **more: object) -> Plan:
    return replace(Plan(kind, TODAY, units), **more)  # type: ignore[arg-type]


def new_unit(office: Office, code: str = "M", name: str = "Phòng Hành chính") -> Unit:
    return Unit(new_id(), code, name, office.ids.root)


def names(office: Office, on: date | None = None) -> list[tuple[str, int]]:
    return [(row.name, row.depth) for row in find_units(office.desk, on)]


def test_a_renamed_unit_is_called_as_it_was_on_earlier_days(office: Office) -> None:
    wanted = plan(Reorganisation.RENAME, office.ids.division, name="Phòng Hành chính")
    report = reorganise(office.desk, wanted).value
    assert [line.name for line in report.before] == ["Phòng Tổng hợp"]
    assert [line.name for line in report.after] == ["Phòng Hành chính"]
    assert report.people
    assert not any(one.is_moved for one in report.people)
    assert ("Phòng Tổng hợp", 1) in names(office, YESTERDAY)
    assert ("Phòng Hành chính", 1) in names(office, TODAY)
    assert ("Phòng Hành chính", 1) in names(office)


def test_a_moved_unit_stood_elsewhere_on_earlier_days(office: Office) -> None:
    reorganise(office.desk, plan(Reorganisation.MOVE, office.ids.team, parent_id=office.ids.other))
    above = {row.id: row.parent_id for row in find_units(office.desk, TODAY)}
    before = {row.id: row.parent_id for row in find_units(office.desk, YESTERDAY)}
    assert above[office.ids.team] == office.ids.other
    assert before[office.ids.team] == office.ids.division


def test_a_unit_changed_twice_on_a_day_keeps_what_it_was_before_both(office: Office) -> None:
    reorganise(office.desk, plan(Reorganisation.RENAME, office.ids.team, name="Tổ Một"))
    reorganise(office.desk, plan(Reorganisation.RENAME, office.ids.team, name="Tổ Hai"))
    assert ("Tổ Văn thư", 2) in names(office, YESTERDAY)
    assert ("Tổ Hai", 2) in names(office, TODAY)
    earlier = replace(plan(Reorganisation.RENAME, office.ids.team, name="Tổ Ba"), on=YESTERDAY)
    with pytest.raises(Refused) as refused:
        reorganise(office.desk, earlier)
    assert refused.value.code is Code.REORGANISED_LATER
    assert refused.value.params["date"] == format_date(TODAY)


def test_merged_units_end_and_all_of_theirs_goes_on(office: Office) -> None:
    goal = make_objective(office.desk, office.ids)
    into = new_unit(office)
    wanted = plan(Reorganisation.MERGE, office.ids.division, office.ids.other, into=(into,))
    told = preview(office.desk, wanted)
    report = reorganise(office.desk, wanted).value
    assert told == report
    assert [(line.name, line.people, line.objectives) for line in report.before] == [
        ("Phòng Tổng hợp", 2, 1),
        ("Phòng Một cửa", 1, 0),
    ]
    assert [(line.name, line.people, line.objectives) for line in report.after] == [
        ("Phòng Hành chính", 3, 1)
    ]
    assert [(one.title, one.after) for one in report.below] == [("Tổ Văn thư", "Phòng Hành chính")]
    assert names(office, TODAY) == [
        ("Sở Thử nghiệm", 0), ("Phòng Hành chính", 1), ("Tổ Văn thư", 2),
    ]  # fmt: skip
    assert len(names(office, YESTERDAY)) == 4
    assert find_objective(office.desk, goal).owner == Owner(unit_id=into.id)
    homes = {row.name: row.unit_name for row in find_people(office.desk)}
    assert homes["Trần Thị Bình"] == homes["Phạm Hòa"] == "Phòng Hành chính"
    (row,) = [row for row in find_units(office.desk, TODAY) if row.id == into.id]
    assert (row.leader, row.people, row.from_on) == ("Trần Thị Bình", 3, TODAY)


def test_a_unit_that_takes_over_shows_what_it_had(office: Office) -> None:
    make_objective(office.desk, office.ids)
    report = preview(office.desk, plan(Reorganisation.DISSOLVE, office.ids.team))
    assert [(line.name, line.objectives) for line in report.before] == [
        ("Tổ Văn thư", 0),
        ("Phòng Tổng hợp", 1),
    ]
    assert [(line.name, line.objectives) for line in report.after] == [("Phòng Tổng hợp", 1)]
    assert report.work == ()


def test_a_split_gives_each_what_was_chosen(office: Office) -> None:
    goal = make_objective(office.desk, office.ids)
    other_goal = make_objective(office.desk, office.ids, title="Giảm giấy tờ")
    one, two = new_unit(office), new_unit(office, "M2", "Phòng Pháp chế")
    chosen = {office.ids.deputy: two.id, other_goal: two.id}
    wanted = plan(Reorganisation.SPLIT, office.ids.division, into=(one, two), chosen=chosen)
    report = reorganise(office.desk, wanted).value
    assert [(who.title, who.after) for who in report.people] == [
        ("Trần Thị Bình", "Phòng Hành chính"), ("Lê Văn Cường", "Phòng Pháp chế"),
    ]  # fmt: skip
    assert find_objective(office.desk, goal).owner.unit_id == one.id
    assert find_objective(office.desk, other_goal).owner.unit_id == two.id


def test_a_shared_objective_is_shared_once_and_never_with_its_owner(office: Office) -> None:
    goal = make_objective(office.desk, office.ids, Owner(unit_id=office.ids.root))
    share_objective(
        office.desk,
        goal,
        [(office.ids.division, Decimal(30)), (office.ids.other, Decimal(20))],
    )
    merged = plan(
        Reorganisation.MERGE,
        office.ids.division,
        into=(next(unit for unit in units(office) if unit.id == office.ids.other),),
    )
    reorganise(office.desk, merged)
    (share,) = find_shares(office.desk, goal)
    assert (share.unit_id, share.weight) == (office.ids.other, Decimal(50))
    reorganise(office.desk, plan(Reorganisation.DISSOLVE, office.ids.other, on=TODAY))
    assert find_shares(office.desk, goal) == ()


def units(office: Office) -> list[Unit]:
    rows = find_units(office.desk)
    return [Unit(row.id, row.code, row.name, row.parent_id) for row in rows]


def test_undo_takes_all_of_it_back(office: Office) -> None:
    make_objective(office.desk, office.ids)
    before = journalled(office.engine)
    wanted = plan(
        Reorganisation.MERGE, office.ids.division, office.ids.other, into=(new_unit(office),)
    )
    reorganise(office.desk, wanted)
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_what_lies_ahead_can_be_read_but_not_yet_carried_out(office: Office) -> None:
    wanted = plan(Reorganisation.DISSOLVE, office.ids.team, on=TODAY + timedelta(days=15))
    assert [one.after for one in preview(office.desk, wanted).people] == ["Phòng Tổng hợp"]
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        reorganise(office.desk, wanted)
    assert refused.value.code is Code.REORGANISED_TOO_EARLY
    assert journalled(office.engine) == before


def test_a_code_in_use_is_refused(office: Office) -> None:
    wanted = plan(Reorganisation.MERGE, office.ids.team, into=(new_unit(office, "th"),))
    with pytest.raises(Refused) as refused:
        preview(office.desk, wanted)
    assert refused.value.code is Code.CODE_TAKEN


def test_only_an_administrator_reorganises(office: Office) -> None:
    wanted = plan(Reorganisation.DISSOLVE, office.ids.team)
    for call in (preview, reorganise):
        with pytest.raises(Refused) as refused:
            call(office.seat(office.ids.head), wanted)
        assert refused.value.code is Code.NO_AUTHORITY


def test_an_old_cycle_calls_units_as_they_were_called(office: Office) -> None:
    goal = make_objective(office.desk, office.ids, Owner(unit_id=office.ids.team))
    office.clock.go_on(days=60)
    day = office.desk.today()
    wanted = Plan(Reorganisation.RENAME, day, (office.ids.team,), name="Tổ Lưu trữ")
    reorganise(office.desk, wanted)
    (row,) = find_objective_rows(office.desk, [goal])
    assert row.owner == "Tổ Văn thư"
    groups = find_groups(office.desk, Filter(cycle_id=office.ids.quarter))
    assert groups[0].groups[0].groups[0].title == "Tổ Văn thư"
    assert ("Tổ Lưu trữ", 2) in names(office)
