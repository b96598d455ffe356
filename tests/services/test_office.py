"""The birth of an office, its letterhead and its settings."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from okrdesk.db import schema
from okrdesk.db.engine import open_engine
from okrdesk.domain.check_in import Prompt
from okrdesk.domain.health import Health, Limits
from okrdesk.domain.organisation import LetterheadKind
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.cycles import find_cycles
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.office import (
    NewOffice,
    create_office,
    edit_agency,
    edit_office_setting,
    find_agency,
    find_office_settings,
    find_own_name,
    open_desk,
)
from okrdesk.services.people import me
from okrdesk.services.units import find_units
from tests.offices import KEY, TODAY, Clock, Office, journalled, make_key_result, make_objective


def test_a_new_office_has_a_root_unit_and_its_first_person(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "new.db", KEY)
    schema.metadata.create_all(engine)
    assert open_desk(engine) is None
    new = NewOffice(" Sở  Nội vụ ", " SNV ", " Lê  Thị Hoa\u0300 ")
    desk = create_office(engine, {"now": Clock()}, new)
    assert find_agency(desk).name == "Sở Nội vụ"
    assert [(row.code, row.name, row.leader) for row in find_units(desk)] == [
        ("SNV", "Sở Nội vụ", "Lê Thị Hoà")
    ]
    assert find_own_name(desk) == me(desk).person.name == "Lê Thị Hoà"
    reopened = open_desk(engine)
    assert reopened is not None
    assert (reopened.agency_id, reopened.person_id) == (desk.agency_id, desk.person_id)
    assert reopened.store.device == desk.store.device
    engine.dispose()


@pytest.mark.parametrize(
    "new",
    [
        NewOffice(" ", "SNV", "Hoa"),
        NewOffice("Sở", "", "Hoa"),
        NewOffice("Sở", "SNV", " "),
        NewOffice("x" * 301, "SNV", "Hoa"),
    ],
)
def test_an_office_without_names_is_not_born(tmp_path: Path, new: NewOffice) -> None:
    engine = open_engine(tmp_path / "new.db", KEY)
    schema.metadata.create_all(engine)
    with pytest.raises(Refused) as refused:
        create_office(engine, {}, new)
    assert refused.value.code in (Code.MISSING_FIELD, Code.TOO_LONG)
    assert open_desk(engine) is None
    assert not any(journalled(engine).values())
    engine.dispose()


def test_the_letterhead_is_changed_and_taken_back(office: Office) -> None:
    before = find_agency(office.desk)
    party = replace(before, superior="Tỉnh ủy X", place="Hà Nội", letterhead=LetterheadKind.PARTY)
    edit_agency(office.desk, party)
    assert find_agency(office.desk) == party
    undo_last(office.desk)
    assert find_agency(office.desk) == before


def test_settings_have_defaults_and_are_set_one_by_one(desk: Desk) -> None:
    assert find_office_settings(desk).limits == Limits(10, 25, 3)
    edit_office_setting(desk, "on_track_points", 5)
    edit_office_setting(desk, "on_track_points", 6)
    edit_office_setting(desk, "grace_days", 0)
    edit_office_setting(desk, "prompts", ["delay"])
    settings = find_office_settings(desk)
    assert settings.limits == Limits(6, 25, 0)
    assert settings.prompts == (Prompt.DELAY,)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("on_track_points", 26, Code.LIMITS_UPSIDE_DOWN),
        ("at_risk_points", 9, Code.LIMITS_UPSIDE_DOWN),
        ("at_risk_points", 101, Code.BAD_VALUE),
        ("on_track_points", -1, Code.BAD_VALUE),
        ("on_track_points", "10", Code.BAD_VALUE),
        ("on_track_points", True, Code.BAD_VALUE),
        ("grace_days", 61, Code.BAD_VALUE),
        ("prompts", "delay", Code.BAD_VALUE),
        ("prompts", ["what"], Code.BAD_VALUE),
        ("colour", 1, Code.NOT_FOUND),
    ],
)
def test_a_setting_takes_only_what_it_can(desk: Desk, key: str, value: object, code: Code) -> None:
    before = journalled(desk.store.engine)
    with pytest.raises(Refused) as refused:
        edit_office_setting(desk, key, value)
    assert refused.value.code is code
    assert journalled(desk.store.engine) == before


def test_new_limits_colour_the_next_check_in(office: Office) -> None:
    """46 of 91 days have passed: 51 % is expected, 40 % is 11 points behind."""
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    entry = CheckInEntry(Decimal(40), TODAY)
    recorded = record_check_in(office.desk, key_result, entry).value
    assert recorded.computed_colour is Health.AT_RISK
    edit_office_setting(office.desk, "on_track_points", 11)
    recorded = record_check_in(office.desk, key_result, entry).value
    assert recorded.computed_colour is Health.ON_TRACK


def test_only_an_administrator_changes_the_office(office: Office) -> None:
    seat = office.seat(office.ids.head)
    before = journalled(office.engine)
    for write in (
        lambda: edit_agency(seat, replace(find_agency(seat), name="Khác")),
        lambda: edit_office_setting(seat, "grace_days", 9),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
    assert journalled(office.engine) == before


def test_a_new_office_can_begin_in_the_cycles_of_today(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "new.db", KEY)
    schema.metadata.create_all(engine)
    desk = create_office(engine, {"now": Clock()}, NewOffice("Sở", "S", "Lê Hoa"))
    states = {row.code: row.state.value for row in find_cycles(desk)}
    quarter = (TODAY.month + 2) // 3
    assert len(states) == 5
    assert {code for code, state in states.items() if state == "running"} == {
        f"{TODAY.year}",
        f"{TODAY.year}-Q{quarter}",
    }
