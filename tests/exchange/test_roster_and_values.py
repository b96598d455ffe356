"""The roster and the values workbooks become entries; what is wrong is named by its place."""

from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.organisation import PersonKind
from okrdesk.errors import Code
from okrdesk.exchange.kinds.roster import Leading, RosterEntry
from okrdesk.exchange.preview import KindName
from okrdesk.exchange.reading import read_kind
from tests.exchange.books import ROSTER_HEADER, VALUES_HEADER, book


def test_a_roster_row_is_a_person_with_a_post() -> None:
    header = ["STT", "HO VA TEN", "Mã CB", "Ngày sinh", "Số CCCD", "Đối tượng", "Chức vụ"]
    header += ["Phòng ban", "Trực thuộc", "Lãnh đạo (x, cấp phó)", "Từ ngày"]
    row = [1, "Nguye\u0302\u0303n Thị  Hòa ", 12, "05/09/1984", 1084012345, "Công chức"]
    row += ["Trưởng phòng", "Phòng Tổng hợp", "Sở Nội vụ", "X", 46_000]
    preview = read_kind(KindName.ROSTER, book(["DANH SÁCH"], header, row))
    assert preview.rows[0].item == RosterEntry(
        code="12",
        name="Nguyễn Thị Hòa",
        kind=PersonKind.CIVIL_SERVANT,
        unit="Phòng Tổng hợp",
        parent_unit="Sở Nội vụ",
        title="Trưởng phòng",
        leading=Leading.LEADER,
        born_on=date(1984, 9, 5),
        personal_number="001084012345",
        from_on=date(2025, 12, 9),
    )


def test_further_rows_of_a_code_are_further_posts() -> None:
    preview = read_kind(
        KindName.ROSTER,
        book(ROSTER_HEADER, ["01", "An", "viên chức", "A"], ["01", None, None, "B"]),
    )
    assert [(row.item.name, row.item.kind.value, row.item.unit) for row in preview.rows] == [
        ("An", "public-employee", "A"),
        ("An", "public-employee", "B"),
    ]


def test_roster_problems_are_named() -> None:
    preview = read_kind(
        KindName.ROSTER,
        book(
            ROSTER_HEADER,
            ["01", "An", "viên chức", "A"],
            ["01", "Bình", "viên chức", "B"],
            ["01", "An", "viên chức", "a"],
            ["02", None, "thợ", "A"],
            [None, "Cúc", "cán bộ", None],
        ),
    )
    assert [(p.row, p.column, p.code) for p in preview.problems] == [
        (3, "Mã", Code.DUPLICATE_ROW),
        (4, "Mã", Code.DUPLICATE_ROW),
        (5, "Đối tượng", Code.BAD_VALUE),
        (5, "Họ và tên", Code.MISSING_FIELD),
        (6, "Mã", Code.MISSING_FIELD),
        (6, "Đơn vị", Code.MISSING_FIELD),
    ]
    assert preview.ready == 1


def test_a_value_row_is_a_value_on_a_day() -> None:
    header = [*VALUES_HEADER, "Độ tin cậy", "Ghi chú"]
    rows: list[list[Any]] = [
        ["Đúng hạn", "31/10/2026", "91,5", 7, "a\nb"],
        ["Ban hành", date(2026, 10, 31), "đã hoàn thành"],
    ]
    first, second = (row.item for row in read_kind(KindName.VALUES, book(header, *rows)).rows)
    assert (first.on, first.value) == (date(2026, 10, 31), Decimal("91.5"))
    assert (first.confidence, first.comment) == (7, "a\nb")
    assert (second.value, second.confidence) == (1, None)


def test_value_problems_are_named() -> None:
    header = [*VALUES_HEADER, "Độ tin cậy"]
    preview = read_kind(
        KindName.VALUES,
        book(
            header,
            ["K", "31/10/2026", 1],
            ["k ", "31/10/2026", 2],
            ["K", None, None],
            ["L", "31/10/2026", 1, 11],
        ),
    )
    assert [(p.row, p.column, p.code) for p in preview.problems] == [
        (3, "Kết quả then chốt", Code.DUPLICATE_ROW),
        (4, "Ngày", Code.MISSING_FIELD),
        (4, "Giá trị", Code.MISSING_FIELD),
        (5, "Độ tin cậy", Code.BAD_VALUE),
    ]
