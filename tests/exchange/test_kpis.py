"""Workbooks of indicators: rows with targets become indicators, and again change nothing."""

from decimal import Decimal
from pathlib import Path

from okrdesk.domain.indicator import Direction
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.preview import KindName
from okrdesk.exchange.template import write_template
from okrdesk.services.history import undo_last
from okrdesk.services.indicators import find_indicator, find_indicators
from tests.exchange.books import book
from tests.offices import Office

HEADER = ["Mã", "Tên chỉ số", "Đơn vị tính", "Chiều", "Tần suất", "Người phụ trách"]
HEADER += ["Chỉ tiêu năm", "Chỉ tiêu quý IV", "Vị trí việc làm"]
ROW = ["HL01", "Mức độ hài lòng", "%", "tăng", "hằng tháng", "004", 90, 92, "Chuyên viên"]


def test_rows_become_indicators_with_targets_by_one_act(office: Office) -> None:
    seen = preview(office.desk, KindName.KPIS, book(HEADER, ROW))
    assert (seen.ready, seen.problems) == (1, ())
    apply(office.desk, seen)
    (row,) = find_indicators(office.desk)
    one = row.indicator
    assert (one.direction, one.rhythm) == (Direction.INCREASE, Rhythm.MONTHLY)
    assert (one.owner.person_id, one.position) == (office.ids.officer, "Chuyên viên")
    assert row.target is not None
    assert row.target.value == Decimal(92)
    again = apply(office.desk, preview(office.desk, KindName.KPIS, book(HEADER, ROW))).value
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    changed = [*ROW[:6], 95, None, None]
    apply(office.desk, preview(office.desk, KindName.KPIS, book(HEADER, changed)))
    values = sorted(one.value for one in find_indicator(office.desk, row.id).targets)
    assert values == [92, 95]
    undo_last(office.desk)
    undo_last(office.desk)
    undo_last(office.desk)
    assert find_indicators(office.desk) == []


def test_what_is_wrong_has_its_row_and_column(office: Office) -> None:
    rows = [
        ROW,
        ["HL01", *ROW[1:]],
        ["X1", "Không chiều", "%", "ngang", "hằng tháng", "004", None, None, None],
        ["X2", "Không ai", "%", "giảm", "hằng quý", "999", None, None, None],
        ["X3", "Chưa giao", "%", "giảm", "hằng quý", None, None, None, None],
    ]
    seen = preview(office.desk, KindName.KPIS, book(HEADER, *rows))
    found = {(one.row, one.code) for one in seen.problems}
    assert found == {
        (3, Code.DUPLICATE_ROW),
        (4, Code.BAD_VALUE),
        (5, Code.NOT_FOUND),
        (6, Code.MISSING_FIELD),
    }


def test_indicators_out_of_reach_are_refused_row_by_row(office: Office) -> None:
    head = office.seat(office.ids.head)
    foreign = ["MC01", "Của phòng khác", "%", "tăng", "hằng tháng", "005", None, None, None]
    seen = preview(head, KindName.KPIS, book(HEADER, ROW, foreign))
    assert [(one.row, one.code) for one in seen.problems] == [(3, Code.NO_AUTHORITY)]
    assert seen.ready == 1


def test_the_template_is_read_again(office: Office, tmp_path: Path) -> None:
    file = write_template(KindName.KPIS, tmp_path / "mau.xlsx")
    assert preview(office.desk, KindName.KPIS, file).total == 0
