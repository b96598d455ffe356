"""Directives from a workbook: repeated, merged or written once; matched, previewed, written."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from okrdesk.domain.directive import Axis, DirectiveKind
from okrdesk.errors import Code, Refused
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.kinds.directives import deadline
from okrdesk.exchange.office_lists import office_lists
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.template import write_template
from okrdesk.services.bulk import Counts
from okrdesk.services.coverage import find_coverage
from okrdesk.services.desk import Desk
from okrdesk.services.directives import find_directives
from okrdesk.services.history import undo_last
from tests.exchange.books import book
from tests.offices import Office, journalled

HEADER = [
    "STT",
    "SỐ, KÝ HIỆU (*)",
    "Ngay ban hanh",
    "Cơ quan ban hành",
    "Trích yếu",
    "Điều, mục",
    "Nhiệm vụ*",
    "Đơn vị chủ trì",
    "Phối hợp",
    "Thời hạn",
    "Chỉ tiêu",
]
DAY = date(2026, 1, 15)
FIRST = [1, "05-NQ/TU", DAY, "Tỉnh ủy", "Về cải cách hành chính", "Điều 1"]
ROWS = [
    [*FIRST, "Rút ngắn hồ sơ", "TH", "Tổ Văn thư; Phòng Một cửa", "Quý IV/2026", "95 %"],
    [2, *[None] * 4, "Điều 2", "Số hóa hồ sơ", "phòng một cửa", None, "Thường xuyên", None],
    [3, "12/KH-UBND", "20/02/2026", None, None, None, "Tập huấn", None, "TH, MC", "12/2026", None],
]


def read(desk: Desk, *rows: Any, header: list[str] = HEADER, **more: Any) -> Preview[Any]:
    return preview(desk, KindName.DIRECTIVES, book(header, *rows, **more))


def codes(seen: Preview[Any]) -> list[tuple[int, str, Code]]:
    return [(one.row, one.column, one.code) for one in seen.problems]


def test_a_workbook_becomes_directives_with_their_items(office: Office) -> None:
    desk, ids = office.desk, office.ids
    seen = read(desk, *ROWS)
    assert (seen.ready, codes(seen), seen.total) == (3, [], 3)
    assert find_directives(desk) == []
    assert apply(desk, seen).value == Counts(created=5)
    plan, resolution = find_directives(desk)
    assert (resolution.code, resolution.issuer, resolution.issued_on) == (
        "05-NQ/TU",
        "Tỉnh ủy",
        DAY,
    )
    assert (resolution.kind, plan.kind) == (DirectiveKind.RESOLUTION, DirectiveKind.PLAN)
    assert plan.issued_on == date(2026, 2, 20)
    first, second = find_coverage(desk, resolution.id).items
    assert (first.item.due_on, first.item.target) == (date(2026, 12, 31), "95 %")
    assert first.item.lead_unit_id == ids.division
    assert set(first.item.support_unit_ids) == {ids.team, ids.other}
    assert (second.item.article, second.item.lead_unit_id) == ("Điều 2", ids.other)
    assert second.item.due_on is None
    (only,) = find_coverage(desk, plan.id).items
    assert set(only.item.support_unit_ids) == {ids.division, ids.other}


def test_the_same_file_again_changes_nothing_and_a_corrected_one_what_it_says(
    office: Office,
) -> None:
    desk = office.desk
    apply(desk, read(desk, *ROWS))
    again = read(desk, *ROWS)
    assert apply(desk, again).value == Counts(unchanged=5)
    moved = [*FIRST, "Rút ngắn hồ sơ", None, None, "30/09/2026", None]
    more = [4, *FIRST[1:5], "Điều 3", "Việc mới", "TH", None, None, None]
    before = journalled(office.engine)
    assert apply(desk, read(desk, moved, more)).value == Counts(created=1, changed=1, unchanged=1)
    items = find_coverage(desk, find_directives(desk)[1].id).items
    assert [one.item.title for one in items] == ["Rút ngắn hồ sơ", "Số hóa hồ sơ", "Việc mới"]
    assert (items[0].item.due_on, items[0].item.target) == (date(2026, 9, 30), "95 %")
    undo_last(desk)
    assert journalled(office.engine) == before


def test_a_merged_directive_counts_for_each_row_it_covers(office: Office) -> None:
    def merge(sheet: Any) -> None:
        for letter in "BCDE":
            sheet.merge_cells(f"{letter}2:{letter}4")

    rows = [[*FIRST[:5], None, f"Việc {at}", *[None] * 4] for at in range(3)]
    for row in rows[1:]:
        row[1:5] = [None] * 4
    seen = read(office.desk, *rows, shape=merge)
    assert {row.item.directive.code for row in seen.rows} == {"05-NQ/TU"}
    apply(office.desk, seen)
    assert len(find_coverage(office.desk).items) == 3


def test_a_directive_may_stand_on_a_row_of_its_own_above_its_items(office: Office) -> None:
    alone = [1, "05-NQ/TU", DAY, "Tỉnh ủy", "Về cải cách", *[None] * 6]
    below = [[None] * 6 + [f"Việc {at}"] + [None] * 4 for at in range(2)]
    assert apply(office.desk, read(office.desk, alone, *below)).value == Counts(created=3)


def test_each_wrong_row_is_told_and_nothing_is_written_unless_agreed(office: Office) -> None:
    desk = office.desk
    rows = [
        [1, None, None, None, None, None, "Không có văn bản", *[None] * 4],
        [2, "05-NQ/TU", None, None, None, None, "Không có ngày", *[None] * 4],
        [3, *FIRST[1:], "Đơn vị lạ", "Phòng Không có", None, None, None],
        [4, *[None] * 5, "Phối hợp lạ", None, "TH; XYZ", None, None],
        [5, *[None] * 5, "Hạn lạ", None, None, "sớm nhất", None],
        [6, *[None] * 5, "Hạn trước ngày ban hành", None, None, "01/01/2026", None],
        [7, *[None] * 5, None, "TH", None, None, None],
        [8, *[None] * 5, "Việc đúng", "TH", None, None, None],
        [9, *[None] * 5, "việc ĐÚNG", "TH", None, None, None],
    ]
    seen = read(desk, *rows)
    assert sorted(codes(seen)) == sorted(
        [
            (2, "SỐ, KÝ HIỆU (*)", Code.MISSING_FIELD),
            (3, "Ngay ban hanh", Code.MISSING_FIELD),
            (4, "Đơn vị chủ trì", Code.NOT_FOUND),
            (5, "Phối hợp", Code.NOT_FOUND),
            (6, "Thời hạn", Code.BAD_DATE),
            (7, "Thời hạn", Code.DATES_UPSIDE_DOWN),
            (8, "Nhiệm vụ", Code.MISSING_FIELD),
            (10, "Nhiệm vụ", Code.DUPLICATE_ROW),
        ]
    )
    with pytest.raises(Refused) as refused:
        apply(desk, seen)
    assert refused.value.code is Code.IMPORT_HAS_PROBLEMS
    assert find_directives(desk) == []
    assert apply(desk, seen, good_rows_only=True).value == Counts(created=2)


def test_only_who_edits_directives_imports_them_and_a_missing_column_is_named(
    office: Office,
) -> None:
    with pytest.raises(Refused) as refused:
        read(office.seat(office.ids.head), *ROWS)
    assert refused.value.code is Code.NO_AUTHORITY
    header = [name if "Nhiệm vụ" not in name else "Việc gì đó" for name in HEADER]
    (problem,) = read(office.desk, *ROWS, header=header).problems
    assert (problem.code, problem.error.params["column"]) == (Code.MISSING_COLUMN, "Nhiệm vụ")


def test_axis_and_kind_are_read_by_name_or_number(office: Office) -> None:
    header = [*HEADER, "Trục", "Loại văn bản"]
    row = [*FIRST, "Việc", *[None] * 4]
    apply(office.desk, read(office.desk, [*row, 3, "Kế hoạch"], header=header))
    (found,) = find_coverage(office.desk).items
    assert found.item.axis is Axis.TECHNOLOGY
    assert find_directives(office.desk)[0].kind is DirectiveKind.PLAN


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("trước ngày 15/6/2026", date(2026, 6, 15)),
        ("12/2026", date(2026, 12, 31)),
        ("Tháng 9/2026", date(2026, 9, 30)),
        ("Quý IV/2026", date(2026, 12, 31)),
        ("Trong quý 2 năm 2026", date(2026, 6, 30)),
        ("6 tháng đầu năm 2026", date(2026, 6, 30)),
        ("Năm 2027", date(2027, 12, 31)),
        (2027, date(2027, 12, 31)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("Thường xuyên", ""),
    ],
)
def test_deadlines_are_read_as_documents_write_them(typed: Any, day: date | str) -> None:
    assert deadline(typed) == day


def test_the_template_is_read_back_and_offers_the_units(office: Office, tmp_path: Path) -> None:
    lists = office_lists(office.desk, KindName.DIRECTIVES)
    file = write_template(KindName.DIRECTIVES, tmp_path / "mau.xlsx", lists)
    made = load_workbook(file)
    sheet = made.worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == [
        "Số, ký hiệu *",
        "Ngày ban hành *",
        "Cơ quan ban hành",
    ]
    assert len(sheet.data_validations.dataValidation) >= 3
    sheet.append(["05-NQ/TU", "15/01/2026", *[None] * 4, "Việc", "Tổ Văn thư"])
    made.save(file)
    seen = preview(office.desk, KindName.DIRECTIVES, file)
    assert (seen.ready, seen.problems) == (1, ())
