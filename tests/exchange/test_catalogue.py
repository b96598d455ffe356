"""A catalogue's workbook, in the two layouts that offices use, read and written."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from okrdesk.domain.catalogue import CatalogueItem
from okrdesk.errors import Code, Refused
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.template import write_template
from okrdesk.services.bulk import Counts
from okrdesk.services.catalogues import ItemSearch, find_catalogues, find_items
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from tests.exchange.books import book, saved
from tests.offices import Office, journalled

HANDBOOK = [
    "STT",
    "Nhiệm vụ",
    "Công việc chi tiết",
    "Sản phẩm đầu ra",
    "Phân nhóm",
    "Khung điểm tối đa",
    "Điểm chấm",
    "Hệ số quy đổi",
    "Ghi chú",
]
CUSTOMS = [
    "STT",
    "Nhiệm vụ/Tên công việc",
    "Mã công việc",
    "Sản phẩm đầu ra",
    "Phân nhóm",
    "Điểm chuẩn",
    "Hệ số quy đổi",
]
HANDBOOK_ROWS = [
    ["I", "Tham mưu tổng hợp", *[None] * 7],
    [1, None, "Soạn công văn", "Công văn", "Nhóm 1", 100, 5, 1, "Thường ngày"],
    [2, None, "Báo cáo quý", "Báo cáo", "Nhóm 1", 100, 40, None, None],
    ["II", "Thẩm định", *[None] * 7],
    [3, None, "Thẩm định dự án", "Báo cáo", "Nhóm 2", "200 điểm", 150, 30, None],
    [None, "Tổng cộng", *[None] * 7],
]
CUSTOMS_ROWS = [
    ["A", "Giám sát", *[None] * 5],
    [1, "Kiểm tra tờ khai", "GS.01", "Tờ khai", "Nhóm 1", 25, 1],
    [2, "Khám hàng", "GS.02", "Biên bản", "Nhóm 1", 50, None],
]


def read(desk: Desk, header: list[str], *rows: Any, into: str | None = None) -> Preview[Any]:
    return preview(desk, KindName.CATALOGUE, book(header, *rows), into)


def items(desk: Desk) -> list[CatalogueItem]:
    return [row.item for row in find_items(desk, ItemSearch())]


def problems(read: Preview[Any]) -> list[tuple[int, str, Code]]:
    return [(one.row, one.column, one.code) for one in read.problems]


def test_the_handbook_layout_makes_a_catalogue_with_groups_and_duties(office: Office) -> None:
    seen = read(office.desk, HANDBOOK, *HANDBOOK_ROWS)
    assert (seen.ready, seen.problems) == (3, ())
    assert apply(office.desk, seen).value == Counts(created=3)
    found = [(one.title, one.duty, one.points, one.coefficient) for one in items(office.desk)]
    assert found == [
        ("Soạn công văn", "Tham mưu tổng hợp", 5, 1),
        ("Báo cáo quý", "Tham mưu tổng hợp", 40, 8),
        ("Thẩm định dự án", "Thẩm định", 150, 30),
    ]
    (made,) = find_catalogues(office.desk)
    assert made.catalogue.baseline == 5
    assert [(one.name, one.cap) for one in made.catalogue.groups] == [
        ("Nhóm 1", 100),
        ("Nhóm 2", 200),
    ]


def test_the_customs_layout_tells_its_own_baseline(office: Office) -> None:
    apply(office.desk, read(office.desk, CUSTOMS, *CUSTOMS_ROWS))
    (made,) = find_catalogues(office.desk)
    assert made.catalogue.baseline == 25
    found = [(one.code, one.title, one.duty, one.coefficient) for one in items(office.desk)]
    assert found == [
        ("GS.01", "Kiểm tra tờ khai", "Giám sát", 1),
        ("GS.02", "Khám hàng", "Giám sát", 2),
    ]


def test_importing_again_changes_nothing_and_a_corrected_file_what_it_says(
    office: Office,
) -> None:
    apply(office.desk, read(office.desk, CUSTOMS, *CUSTOMS_ROWS))
    again = apply(office.desk, read(office.desk, CUSTOMS, *CUSTOMS_ROWS))
    assert again.value == Counts(unchanged=2)
    corrected = [CUSTOMS_ROWS[0], CUSTOMS_ROWS[1], [*CUSTOMS_ROWS[2][:5], 75, None]]
    assert apply(office.desk, read(office.desk, CUSTOMS, *corrected)).value == Counts(
        changed=1, unchanged=1
    )
    assert [one.coefficient for one in items(office.desk)] == [1, 3]


def test_one_undo_takes_an_import_back(office: Office) -> None:
    before = journalled(office.engine)
    apply(office.desk, read(office.desk, HANDBOOK, *HANDBOOK_ROWS))
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_errors_are_told_by_row_and_column(office: Office) -> None:
    seen = read(
        office.desk,
        HANDBOOK,
        [1, "A", "Trên khung", "Báo cáo", "Nhóm 1", 100, 120, None, None],
        [2, "A", "Khung khác", "Báo cáo", "Nhóm 1", 150, 20, None, None],
        [3, "A", "Không phải số", "Báo cáo", "Nhóm 1", 100, "năm", None, None],
        [4, "A", "Âm", "Báo cáo", "Nhóm 1", 100, -5, None, None],
        [5, "A", "Đúng", "Báo cáo", "Nhóm 1", 100, 50, None, None],
    )
    assert sorted(problems(seen)) == [
        (2, "Điểm chấm", Code.ITEM_ABOVE_CAP),
        (3, "Khung điểm tối đa", Code.BAD_VALUE),
        (4, "Điểm chấm", Code.BAD_NUMBER),
        (5, "Điểm chấm", Code.BAD_VALUE),
    ]
    assert [row.item.item.title for row in seen.rows] == ["Đúng"]


def test_a_code_comes_once_for_a_position(office: Office) -> None:
    seen = read(office.desk, CUSTOMS, CUSTOMS_ROWS[1], [2, "Khác", "gs.01", "Tờ khai"])
    assert problems(seen) == [(3, "Mã công việc", Code.DUPLICATE_ROW)]


def test_sheets_of_one_book_are_named_after_their_positions(office: Office) -> None:
    made = Workbook()
    for place, name in enumerate(("Văn thư", "Kế toán")):
        sheet = made.active if place == 0 else made.create_sheet()
        sheet.title = name
        sheet.append(CUSTOMS)
        sheet.append([1, "Soạn văn bản", "X.01", "Văn bản", "Nhóm 1", 5, 1])
    apply(office.desk, preview(office.desk, KindName.CATALOGUE, saved(made)))
    assert [(one.code, one.position) for one in items(office.desk)] == [
        ("X.01", "Văn thư"),
        ("X.01", "Kế toán"),
    ]


def test_merged_duties_and_groups_count_for_every_row(office: Office) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("E2:E3")
        sheet.merge_cells("F2:F3")

    rows = [
        [1, "Tổng hợp", "Việc một", "Sản phẩm", "Nhóm 1", 100, 5, None, None],
        [2, None, "Việc hai", "Sản phẩm", None, None, 120, None, None],
    ]
    content = book(HANDBOOK, *rows, shape=merge)
    seen = preview(office.desk, KindName.CATALOGUE, content)
    assert problems(seen) == [(3, "Điểm chấm", Code.ITEM_ABOVE_CAP)]
    assert seen.rows[0].item.item.duty == "Tổng hợp"


def test_which_catalogue_is_meant_must_be_clear(office: Office) -> None:
    from datetime import date

    from okrdesk.services.catalogues import Catalogue, add_catalogue

    for code in ("A", "B"):
        add_catalogue(office.desk, Catalogue("", code, "1", code, date(2026, 1, 1)))
    for into, code in ((None, Code.AMBIGUOUS), ("C", Code.NOT_FOUND)):
        with pytest.raises(Refused) as refused:
            read(office.desk, CUSTOMS, *CUSTOMS_ROWS, into=into)
        assert refused.value.code is code
    apply(office.desk, read(office.desk, CUSTOMS, *CUSTOMS_ROWS, into="b"))
    assert {row.catalogue_code for row in find_items(office.desk, ItemSearch())} == {"B"}


def test_only_who_edits_rules_imports_a_catalogue(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        read(office.seat(office.ids.head), CUSTOMS, *CUSTOMS_ROWS)
    assert refused.value.code is Code.NO_AUTHORITY


def test_the_template_is_read_back_as_it_is_filled_in(office: Office, tmp_path: Path) -> None:
    file = write_template(KindName.CATALOGUE, tmp_path / "mau.xlsx")
    filled = load_workbook(file)
    values = {"Công việc chi tiết": "Việc mới", "Mã công việc": "M.1", "Điểm chấm": 10}
    for cell in filled.active[1]:
        title = cell.value.rstrip(" *")
        if title in values:
            filled.active.cell(2, cell.column, values[title])
    filled.save(file)
    apply(office.desk, preview(office.desk, KindName.CATALOGUE, file))
    (made,) = items(office.desk)
    assert (made.title, made.code, made.coefficient) == ("Việc mới", "M.1", Decimal(2))
