"""The period report (B2): drawn from the record, printed and written as a workbook."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from okrdesk.domain.check_in import BlockerKind, Prompt
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.services.blockers import BlockerEntry, add_blocker
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.period_papers import Said, find_period_paper
from tests.forms.conftest import PaperPages
from tests.forms.papers import NASTY, Case
from tests.forms.reports import report
from tests.offices import Office, make_key_result, make_objective


def said(office: Office, key_result: str, value: int, **more: object) -> None:
    entry = CheckInEntry(Decimal(value), date(2026, 11, 13), **more)  # type: ignore[arg-type]
    record_check_in(office.desk, key_result, entry)


def test_a_unit_reports_what_it_reached_and_why_it_did_not(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    done = make_key_result(office.desk, objective, title="Đã xong")
    late = make_key_result(office.desk, objective, title="Còn chậm")
    make_key_result(office.desk, objective, title="Chưa bắt đầu")
    said(office, done, 100, comment="Đủ hồ sơ", answers={Prompt.RESULT: "Vượt kế hoạch"})
    said(office, late, 1, answers={Prompt.DELAY: "Thiếu số liệu"})
    add_blocker(office.desk, late, BlockerEntry(BlockerKind.RESOURCES, "Thiếu người"))
    paper = find_period_paper(office.desk, office.ids.quarter, Owner(unit_id=office.ids.root))
    assert (paper.objectives, paper.key_results) == (1, 3)
    assert [one.title for one in paper.rows] == [
        "Nâng mức hài lòng",
        "Đã xong",
        "Còn chậm",
        "Chưa bắt đầu",
    ]
    (reached,) = paper.reached
    left = next(one for one in paper.unreached if one.title == "Còn chậm")
    assert (reached.title, left.health) == ("Đã xong", Health.BEHIND)
    assert [line.source for line in reached.lines] == [Said.RESULT, Said.COMMENT]
    assert [(line.source, line.text) for line in left.lines] == [
        (Said.DELAY, "Thiếu số liệu"),
        (Said.BLOCKER, "Thiếu người"),
    ]


def test_a_person_reports_only_what_is_theirs(office: Office) -> None:
    ids = office.ids
    objective = make_objective(office.desk, ids)
    make_key_result(office.desk, objective, title="Của phòng")
    make_key_result(office.desk, objective, title="Của Đào", owner=Owner(ids.officer))
    paper = find_period_paper(office.seat(ids.officer), ids.quarter, Owner(ids.officer))
    assert [one.title for one in paper.rows] == ["Nâng mức hài lòng", "Của Đào"]
    assert (paper.bearer.name, paper.bearer.unit) == ("Đỗ Thị Đào", "Tổ Văn thư")
    with pytest.raises(Refused) as refused:
        find_period_paper(office.seat(ids.officer), ids.quarter, Owner(ids.neighbour))
    assert refused.value.code is Code.NO_AUTHORITY


def test_every_line_is_printed_with_its_source(paper_pages: PaperPages) -> None:
    text = "\n".join(paper_pages(Case("B2", report(4, NASTY))))
    for words in ("Vướng mắc", "Giải trình", "Nguyên nhân khách quan đã xác nhận", "Việc chậm"):
        assert text.count(f"– {words}: ") == 4
    assert "45 % (kế hoạch: 60 %)" in text
    assert "Trần Đức Ẩn; 45 %, Chậm" in text
    empty = "\n".join(paper_pages(Case("B2", report(0))))
    assert "Chưa có mục tiêu nào trong kỳ." in empty


def test_it_is_made_by_its_code_as_workbook_with_real_numbers(
    office: Office, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    said(office, key_result, 50, comment="Đúng kế hoạch")
    filled = fill_form(
        office.desk,
        "B2",
        "2026-Q4",
        [Owner(unit_id=office.ids.division)],
        tmp_path / "b2.xlsx",
    )
    assert filled.codes == ("B2.2026-Q4.TH",)
    sheet = load_workbook(filled.files[0]).worksheets[0]
    (row,) = [row for row in sheet.iter_rows() if row[0].value == "1.1"]
    assert [cell.value for cell in row[4:7]] == [100, 50, 50]
