"""What a person or unit registered for a cycle, and the sheets made of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from okrdesk.domain.objective import Commitment, Owner
from okrdesk.domain.organisation import Person, PersonKind, Post
from okrdesk.errors import Code, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.services.archive import archive
from okrdesk.services.cycles import add_cycle, propose_cycle
from okrdesk.services.office import edit_agency, find_agency
from okrdesk.services.people import add_person
from okrdesk.services.posts import add_post, edit_post, find_post, find_posts
from okrdesk.services.registration import Registrant, find_members, find_registration
from tests.offices import END, START, TODAY, Office, make_key_result, make_objective


def test_a_person_signs_with_the_head_of_the_unit(office: Office) -> None:
    found = find_registration(office.desk, office.ids.quarter, Owner(office.ids.deputy))
    assert found.registrant == Registrant(
        True, "Lê Văn Cường", "", "Phòng Tổng hợp", "Trần Thị Bình", code="003"
    )
    assert found.cycle.code == "2026-Q4"
    assert found.agency.name == "Sở Thử nghiệm"


def test_a_sheet_of_a_past_cycle_is_signed_by_who_heads_the_unit_today(office: Office) -> None:
    ids, desk = office.ids, office.desk
    past = add_cycle(desk, propose_cycle(desk, "2026-Q3")).value
    for person, place in ((ids.head, {"to_on": TODAY - timedelta(1)}), (ids.deputy, {})):
        post = find_post(desk, find_posts(desk, person_id=person)[0].id)
        more = place or {"is_leader": True, "is_deputy": False}
        edit_post(desk, replace(post, **more))
    paper = find_registration(desk, past, Owner(unit_id=ids.division)).registrant
    assert (paper.leader, paper.approver) == ("Lê Văn Cường", "Nguyễn Văn An")
    assert find_registration(desk, past, Owner(ids.head)).registrant.leader == "Nguyễn Văn An"


def test_the_head_of_a_unit_signs_with_the_head_above(office: Office) -> None:
    found = find_registration(office.desk, office.ids.quarter, Owner(office.ids.head))
    assert found.registrant.leader == "Nguyễn Văn An"


def test_the_head_of_all_signs_alone(office: Office) -> None:
    found = find_registration(office.desk, office.ids.quarter, Owner(office.ids.admin))
    assert found.registrant.leader == ""


def test_a_unit_is_signed_by_its_head_and_approved_above(office: Office) -> None:
    owner = Owner(unit_id=office.ids.division)
    found = find_registration(office.desk, office.ids.quarter, owner)
    assert found.registrant == Registrant(
        False, "Phòng Tổng hợp", "", "Sở Thử nghiệm", "Trần Thị Bình", "Nguyễn Văn An", "TH"
    )
    team = find_registration(office.desk, office.ids.quarter, Owner(unit_id=office.ids.team))
    assert (team.registrant.leader, team.registrant.approver) == ("", "Trần Thị Bình")


def test_a_person_without_a_post_registers_too(office: Office) -> None:
    newcomer = add_person(office.desk, Person("", "9", "Hà Mới", PersonKind.CONTRACT)).value
    found = find_registration(office.desk, office.ids.quarter, Owner(newcomer))
    assert found.registrant == Registrant(True, "Hà Mới", code="9")


def test_own_objectives_of_the_cycle_stand_on_the_sheet_in_order(office: Office) -> None:
    owner = Owner(office.ids.officer)
    first = make_objective(office.desk, office.ids, owner, "Một")
    second = make_objective(office.desk, office.ids, owner, "Hai")
    gone = make_objective(office.desk, office.ids, owner, "Ba")
    make_objective(office.desk, office.ids, Owner(office.ids.head), "Của người khác")
    for title in ("X", "Y", "Z"):
        make_key_result(office.desk, first, title=title, owner=Owner(office.ids.neighbour))
    archive(office.desk, "objective", gone)
    archive(office.desk, "key_result", make_key_result(office.desk, second, title="W"))
    found = find_registration(office.desk, office.ids.quarter, owner)
    assert [one.objective.title for one in found.objectives] == ["Một", "Hai"]
    assert [(one.title, name) for one, name in found.objectives[0].key_results] == [
        ("X", "Phạm Hòa"),
        ("Y", "Phạm Hòa"),
        ("Z", "Phạm Hòa"),
    ]
    assert found.objectives[0].owner == "Đỗ Thị Đào"
    assert found.objectives[1].key_results == ()
    assert find_registration(office.desk, office.ids.year, owner).objectives == ()


def test_members_are_those_of_today_by_code(office: Office) -> None:
    ids = office.ids
    every = find_members(office.desk, frozenset([ids.division, ids.team, ids.other]))
    assert [owner.person_id for owner in every] == [
        ids.head,
        ids.deputy,
        ids.officer,
        ids.neighbour,
    ]
    archive(office.desk, "person", ids.deputy)
    post = find_posts(office.desk, person_id=ids.officer)[0]
    ended = replace(find_post(office.desk, post.id), to_on=TODAY - timedelta(days=1))
    edit_post(office.desk, ended)
    left = find_members(office.desk, frozenset([ids.division, ids.team]))
    assert [owner.person_id for owner in left] == [ids.head]
    assert find_members(office.desk, frozenset()) == []


def test_a_person_in_two_units_is_one_member(office: Office) -> None:
    ids = office.ids
    person = Person("", "6", "Vũ Mai", PersonKind.CIVIL_SERVANT)
    both = add_person(office.desk, person, Post("", "", ids.team, "", share=50)).value
    add_post(office.desk, Post("", both, ids.other, "", share=50))
    members = find_members(office.desk, frozenset([ids.team, ids.other]))
    assert [owner.person_id for owner in members].count(both) == 1


@pytest.mark.parametrize(
    ("seat", "whose", "may"),
    [
        ("officer", "officer", True),
        ("officer", "head", False),
        ("deputy", "officer", False),
        ("deputy", "head", True),
        ("head", "officer", True),
        ("head", "neighbour", False),
        ("admin", "neighbour", True),
    ],
)
def test_a_sheet_is_printed_by_who_may(office: Office, seat: str, whose: str, may: bool) -> None:
    desk = office.seat(getattr(office.ids, seat))
    owner = Owner(getattr(office.ids, whose))
    if may:
        assert find_registration(desk, office.ids.quarter, owner)
        return
    with pytest.raises(Refused) as refused:
        find_registration(desk, office.ids.quarter, owner)
    assert refused.value.code is Code.NO_AUTHORITY


def test_the_sheet_says_what_was_registered(office: Office) -> None:
    agency = replace(find_agency(office.desk), superior="UBND TỈNH", place="Hà Nội")
    edit_agency(office.desk, agency)
    owner = Owner(office.ids.officer)
    more = {"weight": Decimal("62.5"), "commitment": Commitment.ASPIRATIONAL}
    objective = make_objective(office.desk, office.ids, owner, **more)
    make_key_result(office.desk, objective, measure_unit="hồ sơ", weight=Decimal(40))
    sheet = find_registration(office.desk, office.ids.quarter, owner)
    assert (sheet.agency, sheet.on) == (agency, TODAY)
    assert (sheet.registrant.is_person, sheet.registrant.name) == (True, "Đỗ Thị Đào")
    assert (sheet.cycle.start_on, sheet.cycle.end_on) == (START, END)
    written = sheet.objectives[0]
    assert (written.objective.weight, written.objective.commitment) == (
        Decimal("62.5"),
        Commitment.ASPIRATIONAL,
    )
    key_result, _owner = written.key_results[0]
    assert (key_result.measure_unit, key_result.weight) == ("hồ sơ", 40)


def test_a_form_is_one_file_or_one_for_each(office: Office, tmp_path: Path) -> None:
    owners = [Owner(office.ids.officer), Owner(unit_id=office.ids.division)]
    one = fill_form(office.desk, "F11", office.ids.quarter, owners, tmp_path / "all.pdf").files
    assert one == (tmp_path / "all.pdf",)
    each = fill_form(office.desk, "F11", office.ids.quarter, owners, tmp_path / "each").files
    assert len(set(each)) == 2
    assert all(file.read_bytes().startswith(b"%PDF") for file in (*one, *each))


def test_a_sheet_that_may_not_be_printed_stops_the_form_and_leaves_no_file(
    office: Office, tmp_path: Path
) -> None:
    seat = office.seat(office.ids.officer)
    owners = [Owner(office.ids.officer), Owner(office.ids.head)]
    for target in (tmp_path / "all.pdf", tmp_path / "each"):
        with pytest.raises(Refused):
            fill_form(seat, "F11", office.ids.quarter, owners, target)
        assert not target.exists()
