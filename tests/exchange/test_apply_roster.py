"""A roster becomes units, people and posts in one act; the same roster again changes nothing."""

from typing import Any

import pytest

from okrdesk.db import schema
from okrdesk.errors import Code, Refused
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.services.bulk import Counts
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.people import find_people
from okrdesk.services.units import find_units
from tests.exchange.books import book
from tests.offices import NUMBER, Office, journalled

HEADER = ["Mã", "Họ và tên", "Đối tượng", "Chức vụ", "Đơn vị", "Đơn vị cấp trên", "Lãnh đạo"]
ROWS: list[list[Any]] = [
    ["N01", "Vũ Thị Hằng", "công chức", "Trưởng ban", "Ban Chuyển đổi số", None, "x"],
    ["N02", "Đỗ Văn Khoa", "viên chức", "Chuyên viên", "Tổ Dữ liệu", "Ban Chuyển đổi số", None],
    ["N02", None, None, "Kiêm nhiệm", "Phòng Một cửa", None, None],
    ["003", "Lê Văn Cường", "công chức", "Trưởng phòng", "phong tong hop", None, "x"],
]


def read(desk: Desk, *rows: list[Any], header: list[str] = HEADER) -> Preview[Any]:
    return preview(desk, KindName.ROSTER, book(header, *rows))


def posts(desk: Desk) -> set[tuple[str, str, str, bool]]:
    return {
        (person.code, post.unit_name, post.title, post.is_leader)
        for person in find_people(desk)
        for post in person.posts
    }


def test_a_roster_makes_units_people_and_posts(desk: Desk) -> None:
    seen = read(desk, *ROWS)
    assert (seen.ready, seen.problems) == (4, ())
    assert seen.notes == (
        "Các đơn vị sau chưa có và sẽ được tạo mới: Ban Chuyển đổi số, Tổ Dữ liệu.",
    )
    done = apply(desk, seen)
    assert done.value == Counts(created=2 + 2 + 3, changed=1, unchanged=1)
    assert [(unit.name, unit.code, unit.depth) for unit in find_units(desk)] == [
        ("Sở Thử nghiệm", "STN", 0),
        ("Ban Chuyển đổi số", "BCDS", 1),
        ("Tổ Dữ liệu", "TDL", 2),
        ("Phòng Một cửa", "MC", 1),
        ("Phòng Tổng hợp", "TH", 1),
        ("Tổ Văn thư", "VT", 2),
    ]
    assert {
        ("N01", "Ban Chuyển đổi số", "Trưởng ban", True),
        ("N02", "Tổ Dữ liệu", "Chuyên viên", False),
        ("N02", "Phòng Một cửa", "Kiêm nhiệm", False),
        ("003", "Phòng Tổng hợp", "Trưởng phòng", True),
    } <= posts(desk)


def test_the_same_roster_again_changes_nothing(desk: Desk, office: Office) -> None:
    apply(desk, read(desk, *ROWS))
    before = journalled(office.engine)
    assert apply(desk, read(desk, *ROWS)).value == Counts(unchanged=3 + 4)
    assert journalled(office.engine) == before


def test_a_corrected_roster_updates_by_code(desk: Desk) -> None:
    apply(desk, read(desk, *ROWS))
    corrected = ["n01", "Vũ Thị Hạnh", "viên chức", "Phó ban", "Ban Chuyển đổi số", None, "cấp phó"]
    assert apply(desk, read(desk, corrected)).value == Counts(changed=2)
    (person,) = [person for person in find_people(desk) if person.code == "N01"]
    assert (person.name, person.kind.value) == ("Vũ Thị Hạnh", "public-employee")
    (post,) = person.posts
    assert (post.title, post.is_leader, post.is_deputy) == ("Phó ban", False, True)


def test_without_the_column_nobody_loses_the_lead(desk: Desk) -> None:
    header = ["Mã", "Họ và tên", "Đối tượng", "Đơn vị"]
    row = ["002", "Trần Thị Bình", "công chức", "Phòng Tổng hợp"]
    assert apply(desk, read(desk, row, header=header)).value == Counts(unchanged=2)


def test_one_undo_takes_it_all_back(desk: Desk, office: Office) -> None:
    before = journalled(office.engine)
    apply(desk, read(desk, *ROWS))
    undo_last(desk)
    assert journalled(office.engine) == before


def test_units_of_one_name_below_two_units_are_two(desk: Desk) -> None:
    rows = [
        ["N01", "A", "công chức", None, "Tổ Hành chính", "Phòng Tổng hợp", None],
        ["N02", "B", "công chức", None, "Tổ Hành chính", "Phòng Một cửa", None],
    ]
    apply(desk, read(desk, *rows))
    assert [unit.code for unit in find_units(desk) if unit.name == "Tổ Hành chính"] == [
        "THC2",
        "THC",
    ]
    assert apply(desk, read(desk, *rows)).value == Counts(unchanged=4)
    ambiguous = ["N03", "C", "công chức", None, "Tổ Hành chính", None, None]
    (problem,) = read(desk, ambiguous).problems
    assert (problem.code, problem.column) == (Code.AMBIGUOUS, "Đơn vị")


def test_problems_with_the_office_name_their_row(desk: Desk) -> None:
    header = [*HEADER, "Số định danh", "Ngày sinh"]
    seen = read(
        desk,
        ["N01", "A", "công chức", None, "TH", None, None, NUMBER, None],
        ["N02", "B", "công chức", None, "Một", "Hai", None, None, None],
        ["N03", "C", "công chức", None, "Hai", "Một", None, None, None],
        ["N04", "D", "công chức", None, "TH", None, None, None, "01/01/2030"],
        header=header,
    )
    assert [(each.row, each.column, each.code) for each in seen.problems] == [
        (3, "Đơn vị", Code.UNIT_LOOP),
        (4, "Đơn vị", Code.UNIT_LOOP),
        (2, "Số định danh", Code.NUMBER_TAKEN),
        (5, "Ngày sinh", Code.DATE_IN_FUTURE),
    ]
    assert seen.ready == 0


def test_only_who_edits_the_organisation_may_import_it(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        read(office.seat(office.ids.head), *ROWS)
    assert caught.value.code is Code.NO_AUTHORITY
    seen = read(office.desk, *ROWS)
    with pytest.raises(Refused) as caught:
        apply(office.seat(office.ids.head), seen)
    assert caught.value.code is Code.NO_AUTHORITY


def test_problems_ask_for_agreement_and_good_rows_are_then_written(
    desk: Desk, office: Office
) -> None:
    before = journalled(office.engine)
    seen = read(desk, ROWS[0], ["N09", "X", "thợ", None, "TH", None, None])
    with pytest.raises(Refused) as caught:
        apply(desk, seen)
    assert (caught.value.code, caught.value.params) == (Code.IMPORT_HAS_PROBLEMS, {"count": 1})
    assert journalled(office.engine) == before
    assert apply(desk, seen, good_rows_only=True).value == Counts(created=3)


def test_a_roster_touches_what_it_writes(desk: Desk) -> None:
    done = apply(desk, read(desk, ROWS[0]))
    assert {entity for entity, _id in done.touched} == {
        schema.unit.name,
        schema.person.name,
        schema.post.name,
    }


def test_nothing_to_import_is_said(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        apply(desk, read(desk))
    assert caught.value.code is Code.NOTHING_TO_IMPORT
