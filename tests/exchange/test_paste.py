"""Cells pasted from Excel go the same way as a workbook."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.errors import Code, Refused
from okrdesk.exchange import paste
from okrdesk.exchange.paste import read_pasted
from okrdesk.exchange.preview import KindName

CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1, max_size=20
)


def test_a_header_is_found_in_pasted_text() -> None:
    text = 'Ngày\tGiá trị\tKết quả then chốt\r\n31/10/2026\t91,5\t"Đúng ""hạn""\nquý IV"\r\n'
    preview = read_pasted(KindName.VALUES, text)
    assert preview.rows[0].item.key_result == 'Đúng "hạn" quý IV'
    assert preview.notes == ()


def test_without_a_header_the_order_is_that_of_the_template() -> None:
    preview = read_pasted(KindName.VALUES, "Đúng hạn\t31/10/2026\t91,5\n\nTrễ\t1/11/2026\tx\n")
    assert [row.item.key_result for row in preview.rows] == ["Đúng hạn", "Trễ"]
    assert preview.notes == ("Không có dòng tiêu đề: các cột được hiểu theo thứ tự của tệp mẫu.",)


def test_problems_name_row_and_column() -> None:
    (problem,) = read_pasted(KindName.VALUES, "Đúng hạn\thôm qua\t91,5").problems
    assert (problem.row, problem.column, problem.code) == (1, "Ngày", Code.BAD_DATE)


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paste, "MOST_CELLS", 3)
    with pytest.raises(Refused) as caught:
        read_pasted(KindName.VALUES, "a\tb\nc\td")
    assert caught.value.code is Code.WORKBOOK_TOO_MANY_CELLS


@given(st.lists(CELL.filter(str.strip), min_size=1, max_size=5))
def test_any_text_survives_the_clipboard(texts: list[str]) -> None:
    stream = StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\r\n")
    for number, text in enumerate(texts):
        writer.writerow([f"K{number}", "31/10/2026", "1", "", text])
    rows = read_pasted(KindName.VALUES, stream.getvalue()).rows
    assert [row.item.comment for row in rows if row.item.comment] == [
        expected for text in texts if (expected := _kept(text))
    ]


def _kept(text: str) -> str:
    from okrdesk.exchange.cells import Text

    return Text(3000, lines=True)(text)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for kind in KindName:
        read_pasted(kind, text)
