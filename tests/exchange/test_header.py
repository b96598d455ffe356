"""The header is found below titles, in whatever way people spell it."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from okrdesk import i18n
from okrdesk.errors import Code, Refused
from okrdesk.exchange.header import find_header
from okrdesk.exchange.kinds import layout_of
from okrdesk.exchange.preview import KindName
from okrdesk.exchange.reading import read_kind
from okrdesk.exchange.template import write_template
from okrdesk.exchange.workbook import Row, Sheet
from tests.exchange.books import PLAN_HEADER, book

PLAN = layout_of(KindName.PLAN).columns


def sheet_of(*rows: list[str | int | None]) -> Sheet:
    return Sheet("s", tuple(Row(number, tuple(row)) for number, row in enumerate(rows, start=1)))


@pytest.mark.parametrize("kind", list(KindName))
def test_no_two_columns_share_a_name(kind: KindName) -> None:
    from okrdesk.exchange.header import plain

    owners: dict[str, str] = {}
    for column in layout_of(kind).columns:
        for name in (column.title, column.english, *column.aliases):
            assert owners.setdefault(plain(name), column.key) == column.key


def test_titles_above_are_passed_over() -> None:
    header = find_header(
        sheet_of(["SỞ NỘI VỤ"], ["KẾ HOẠCH MỤC TIÊU QUÝ IV"], [None, *PLAN_HEADER]), PLAN
    )
    assert header is not None
    assert (header.row, header.positions["objective"], header.ignored) == (3, 1, ())


def test_case_accents_breaks_stars_and_brackets_do_not_matter() -> None:
    typed = ["1. MUC  TIEU *", "Kết quả\nthen chốt (KR)", "mức cần đạt [2026] (*)", "TRỌNG SỐ (%)"]
    header = find_header(sheet_of([unicodedata.normalize("NFD", text) for text in typed]), PLAN)
    assert header is not None
    assert list(header.positions) == ["objective", "key_result", "target", "weight"]


def test_a_group_title_above_its_columns_is_one_header() -> None:
    header = find_header(
        sheet_of(
            ["STT", "Mục tiêu", "Kết quả then chốt", "Mức cần đạt", "Thời gian", None],
            [None, None, None, None, "Bắt đầu", "Kết thúc"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ),
        PLAN,
    )
    assert header is not None
    assert (header.row, header.positions["start_on"], header.positions["end_on"]) == (3, 4, 5)
    assert header.ignored == ()


def test_unknown_and_doubled_columns_are_named() -> None:
    header = find_header(sheet_of(["TT", "Mục tiêu", "KR", "Màu", "Mục tiêu*"]), PLAN)
    assert header is not None
    assert (header.ignored, header.doubled) == (("Màu",), ("Mục tiêu*",))


def test_a_missing_required_column_is_named() -> None:
    preview = read_kind(KindName.PLAN, book(["Mục tiêu", "Kết quả then chốt"], ["a", "b"]))
    (problem,) = preview.problems
    assert (problem.code, problem.row, problem.column) == (Code.MISSING_COLUMN, 1, "Mức cần đạt")
    assert "“Mức cần đạt”" in problem.message


def test_a_workbook_without_any_header_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_kind(KindName.PLAN, book(["a", "b"], ["Mục tiêu", "c"]), "x.xlsx")
    assert caught.value.code is Code.NO_HEADER


@given(st.permutations(PLAN_HEADER))
def test_the_order_is_free(names: list[str]) -> None:
    header = find_header(sheet_of(list(names)), PLAN)
    assert header is not None
    titles = {column.key: column.title for column in PLAN}
    assert {titles[key]: at for key, at in header.positions.items()} == {
        name: at for at, name in enumerate(names)
    }


def test_a_template_in_the_words_of_the_office_is_read_back(tmp_path: Path) -> None:
    i18n.set_terms({"mục tiêu": "nhiệm vụ lớn", "kết quả then chốt": "sản phẩm"})
    file = write_template(KindName.PLAN, tmp_path / "mẫu.xlsx")
    sheet = load_workbook(file).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    found = find_header(sheet_of(heads), PLAN)
    i18n.set_terms({})
    assert {"Nhiệm vụ lớn *", "Sản phẩm *"} <= set(heads)
    assert found is not None
    assert found.positions.keys() == {column.key for column in PLAN}
