"""People: names in Vietnamese order, codes and numbers used once, numbers masked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from okrdesk.domain.organisation import Person, PersonKind, Post, Role
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.history import find_history, undo_last
from okrdesk.services.people import (
    Wanted,
    add_person,
    edit_person,
    find_owners,
    find_people,
    find_person,
    find_person_by_number,
    find_person_row,
    me,
)
from okrdesk.services.posts import edit_post, find_post, find_posts
from tests.offices import NUMBER, TODAY, Office, journalled

CIVIL = PersonKind.CIVIL_SERVANT


def names(desk: Desk, **wanted: object) -> list[str]:
    return [row.name for row in find_people(desk, **wanted)]  # type: ignore[arg-type]


def test_people_come_by_given_name_in_vietnamese_order(desk: Desk) -> None:
    for number, name in enumerate(("Ngô Đạt", "Bùi Dũng", "Lý Ánh", "Vũ An", "Hồ Hoà")):
        add_person(desk, Person("", f"9{number}", name, CIVIL))
    assert names(desk) == [
        "Nguyễn Văn An",
        "Vũ An",
        "Lý Ánh",
        "Trần Thị Bình",
        "Lê Văn Cường",
        "Bùi Dũng",
        "Đỗ Thị Đào",
        "Ngô Đạt",
        "Hồ Hoà",
        "Phạm Hòa",
    ]


def test_people_of_a_unit_with_or_without_those_below(office: Office) -> None:
    desk, unit = office.desk, office.ids.division
    assert names(desk, unit_id=unit) == ["Trần Thị Bình", "Lê Văn Cường", "Đỗ Thị Đào"]
    assert names(desk, unit_id=unit, include_below=False) == ["Trần Thị Bình", "Lê Văn Cường"]


@pytest.mark.parametrize("text", ["dao", "Đào", "do thi", "004", "thi  dao", "ĐA\u0300O"])
def test_people_are_found_without_accents_and_by_code(desk: Desk, text: str) -> None:
    assert names(desk, wanted=Wanted(text=text)) == ["Đỗ Thị Đào"]


def test_archived_people_are_listed_only_on_request(office: Office) -> None:
    archive(office.desk, "person", office.ids.officer)
    assert "Đỗ Thị Đào" not in names(office.desk)
    assert "Đỗ Thị Đào" in names(office.desk, wanted=Wanted(archived=True))


def test_a_row_shows_the_main_post_of_the_day(office: Office) -> None:
    row = find_person_row(office.desk, office.ids.head)
    assert (row.unit_name, row.unit_id) == ("Phòng Tổng hợp", office.ids.division)
    (post,) = find_posts(office.desk, person_id=office.ids.officer)
    edit_post(office.desk, replace(find_post(office.desk, post.id), to_on=TODAY))
    tomorrow = TODAY + timedelta(days=1)
    assert find_person_row(office.desk, office.ids.officer, on=tomorrow).unit_id is None
    assert find_person_row(office.desk, office.ids.officer).unit_name == "Tổ Văn thư"


def test_a_person_and_the_first_post_are_one_act(office: Office) -> None:
    before = journalled(office.engine)
    post = Post("", "", office.ids.other, "Chuyên viên")
    id = add_person(office.desk, Person("", "006", " Vũ  An ", CIVIL), post).value
    row = find_person_row(office.desk, id)
    assert (row.name, row.title, row.unit_name) == ("Vũ An", "Chuyên viên", "Phòng Một cửa")
    undo_last(office.desk)
    assert journalled(office.engine) == before


@pytest.mark.parametrize("typed", ["012345678", "012 345 678", "001.099.012.345", "001099012345"])
def test_a_personal_number_keeps_its_zeros(desk: Desk, typed: str) -> None:
    id = add_person(desk, Person("", "006", "Vũ An", CIVIL, None, typed)).value
    kept = "".join(digit for digit in typed if digit.isdigit())
    assert find_person(desk, id).personal_number == kept


@pytest.mark.parametrize(
    "typed", ["1", "0010840123456", "00108401234a", "٠٠١٠٨٤٠١٢٣٤٥", "•••••••••345"]
)
def test_a_number_of_another_length_or_script_is_refused(desk: Desk, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        add_person(desk, Person("", "006", "Vũ An", CIVIL, None, typed))
    assert (refused.value.code, refused.value.field) == (
        Code.BAD_PERSONAL_NUMBER,
        "personal_number",
    )
    assert typed not in str(refused.value)


def test_a_personal_number_belongs_to_one_person(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        add_person(desk, Person("", "006", "Vũ An", CIVIL, None, NUMBER))
    assert refused.value.code is Code.NUMBER_TAKEN
    assert refused.value.params == {"name": "Đỗ Thị Đào"}


def test_numbers_are_masked_without_the_right_to_read_them(office: Office) -> None:
    assert find_person(office.desk, office.ids.officer).personal_number == NUMBER
    assert find_person_row(office.desk, office.ids.officer).personal_number == "•••••••••345"
    seat = office.seat(office.ids.head)
    assert find_person(seat, office.ids.officer).personal_number == "•••••••••345"
    shown = [h for h in find_history(seat, office.ids.officer) if h.field == "personal_number"]
    assert [entry.after for entry in shown] == ["•••••••••345"]


def test_a_number_given_masked_stays_as_it_is(office: Office) -> None:
    person = find_person(office.desk, office.ids.officer)
    edit_person(office.desk, replace(person, personal_number="•••••••••345", code="014"))
    kept = find_person(office.desk, office.ids.officer)
    assert (kept.personal_number, kept.code) == (NUMBER, "014")


def test_a_number_can_be_taken_away(office: Office) -> None:
    person = find_person(office.desk, office.ids.officer)
    edit_person(office.desk, replace(person, personal_number=" "))
    assert find_person(office.desk, office.ids.officer).personal_number is None
    assert find_person_by_number(office.desk, NUMBER) is None


def test_a_person_is_found_by_the_whole_number_alone(office: Office) -> None:
    found = find_person_by_number(office.desk, "001 084 012 345")
    assert found is not None
    assert found.id == office.ids.officer
    assert find_person_by_number(office.desk, "999999999999") is None
    with pytest.raises(Refused) as refused:
        find_person_by_number(office.desk, NUMBER[:6])
    assert refused.value.code is Code.BAD_PERSONAL_NUMBER


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("", "", "Vũ An", CIVIL), Code.MISSING_FIELD),
        (Person("", "006", " ", CIVIL), Code.MISSING_FIELD),
        (Person("", "004", "Vũ An", CIVIL), Code.CODE_TAKEN),
        (Person("", "006", "x" * 201, CIVIL), Code.TOO_LONG),
        (Person("", "006", "Vũ An", CIVIL, TODAY + timedelta(days=1)), Code.DATE_IN_FUTURE),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(
    desk: Desk, person: Person, code: Code
) -> None:
    before = journalled(desk.store.engine)
    with pytest.raises(Refused) as refused:
        add_person(desk, person)
    assert refused.value.code is code
    assert journalled(desk.store.engine) == before


def test_a_bad_post_leaves_no_person_either(desk: Desk) -> None:
    before = journalled(desk.store.engine)
    with pytest.raises(Refused):
        add_person(desk, Person("", "006", "Vũ An", CIVIL), Post("", "", desk.agency_id, ""))
    assert journalled(desk.store.engine) == before


def test_only_an_administrator_changes_people_or_looks_for_a_number(office: Office) -> None:
    seat = office.seat(office.ids.head)
    before = journalled(office.engine)
    for write in (
        lambda: add_person(seat, Person("", "006", "Vũ An", CIVIL)),
        lambda: edit_person(seat, Person(office.ids.officer, "006", "Vũ An", CIVIL)),
        lambda: find_person_by_number(seat, NUMBER),
        lambda: archive(seat, "person", office.ids.officer),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
    assert journalled(office.engine) == before


def test_me_is_who_sits_at_the_desk(office: Office) -> None:
    own = me(office.desk)
    assert own.person.name == "Nguyễn Văn An"
    assert own.roles == {Role.AGENCY_LEADER, Role.ADMINISTRATOR, Role.PLANNER}
    assert me(office.seat(office.ids.officer)).roles == frozenset()


def test_owners_are_people_then_units_and_tell_namesakes_apart(office: Office) -> None:
    post = Post("", "", office.ids.other, "Chuyên viên")
    add_person(office.desk, Person("", "006", "Bùi Thị Đào", CIVIL), post)
    found = [(row.name, row.detail) for row in find_owners(office.desk, "dao")]
    assert found == [("Bùi Thị Đào", "Chuyên viên · Phòng Một cửa"), ("Đỗ Thị Đào", "Tổ Văn thư")]
    units = [row.name for row in find_owners(office.desk, "phong")]
    assert units == ["Phòng Một cửa", "Phòng Tổng hợp"]
    assert len(find_owners(office.desk, limit=2)) == 2
    assert {row.entity for row in find_owners(office.desk)} == {"person", "unit"}


def test_an_owner_may_be_chosen_by_anybody(office: Office) -> None:
    seat = office.seat(office.ids.neighbour)
    assert find_owners(seat, "004")[0].id == office.ids.officer
    with seat.read() as connection:
        assert not seat.may(connection, Right.READ_PERSONAL_NUMBERS)


def test_a_person_is_changed_field_by_field(office: Office) -> None:
    person = find_person(office.desk, office.ids.officer)
    changed = replace(person, born_on=date(1990, 2, 21), kind=PersonKind.CONTRACT)
    edit_person(office.desk, changed)
    assert find_person(office.desk, office.ids.officer) == changed
    last = [h.field for h in find_history(office.desk, person.id) if h.op == "set"]
    assert sorted(last) == ["born_on", "kind"]
