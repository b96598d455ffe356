"""The report of one directive (B5): its items, what was reached behind them, what was not."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.directive import Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.forms.register import check_pdf
from okrdesk.services.blockers import BlockerEntry, add_blocker
from okrdesk.services.directive_papers import find_directive_paper
from okrdesk.services.directives import add_directive
from okrdesk.services.key_results import edit_key_result, find_key_result
from tests.forms.conftest import PaperPages
from tests.forms.papers import NASTY, Case
from tests.forms.reports import of_directive
from tests.forms.test_period_report import said
from tests.offices import Office, make_key_result, make_objective

DIRECTIVE = Directive("", "05-NQ/TU", DirectiveKind.RESOLUTION, "Cải cách", date(2026, 1, 15))


def served(office: Office) -> str:
    """Return a directive of two items: one led by the division and served, one by the other."""
    ids = office.ids
    items = [
        DirectiveItem("", "", "Rút ngắn", "Điều 1", ids.division),
        DirectiveItem("", "", "Số hóa", "Điều 2", ids.other),
    ]
    made = add_directive(office.desk, DIRECTIVE, items)
    touched = [id for entity, id in made.touched if entity == "directive_item"]
    first, second = sorted(touched)
    objective = make_objective(office.desk, ids, directive_item_id=first)
    done = make_key_result(office.desk, objective, title="Đã xong")
    late = make_key_result(office.desk, make_objective(office.desk, ids), title="Còn chậm")
    known = find_key_result(office.desk, late)
    edit_key_result(office.desk, replace(known, directive_item_id=second))
    said(office, done, 100, comment="Đủ hồ sơ")
    said(office, late, 1)
    add_blocker(office.desk, late, BlockerEntry(BlockerKind.RESOURCES, "Thiếu người"))
    return made.value


def test_it_tells_what_was_reached_behind_the_items_and_why_not(office: Office) -> None:
    directive = served(office)
    paper = find_directive_paper(office.desk, directive, office.ids.root)
    assert [row.name for row in paper.rows] == ["Điều 1. Rút ngắn", "Điều 2. Số hóa"]
    assert (paper.key_results, [one.title for one in paper.reached]) == (2, ["Đã xong"])
    (left,) = paper.unreached
    assert (left.title, [line.text for line in left.lines]) == ("Còn chậm", ["Thiếu người"])
    part = find_directive_paper(office.desk, directive, office.ids.division)
    assert ([row.name for row in part.rows], part.unreached) == (["Điều 1. Rút ngắn"], ())
    with pytest.raises(Refused) as refused:
        find_directive_paper(office.seat(office.ids.officer), directive, office.ids.root)
    assert refused.value.code is Code.NO_AUTHORITY


def test_it_is_made_as_a_page_and_as_a_workbook(office: Office, tmp_path: Path) -> None:
    served(office)
    whole = [Owner(unit_id=office.ids.root)]
    pdf, book = tmp_path / "b5.pdf", tmp_path / "b5.xlsx"
    fill_form(office.desk, "B5", "05-NQ/TU", whole, pdf)
    content = pdf.read_bytes()
    text = "\n".join(page_text(content, place) for place in range(len(page_sizes(content))))
    for words in (
        "(Văn bản số 05-NQ/TU; ",
        "Nghị quyết số 05-NQ/TU ngày 15/01/2026",
        "– Vướng mắc",
    ):
        assert words in text
    assert check_pdf(office.desk, pdf).matches
    fill_form(office.desk, "B5", "05-NQ/TU", whole, book)
    cells = [cell.value for row in load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert "1. Còn chậm (Phòng Tổng hợp; 1 %, Chậm)" in cells


def test_nothing_and_nasty_words_are_printed_too(paper_pages: PaperPages) -> None:
    assert "Chưa có nhiệm vụ nào được giao." in "\n".join(paper_pages(Case("B5", of_directive(0))))
    text = "\n".join(paper_pages(Case("B5", of_directive(4, NASTY))))
    assert text.count("– Giải trình: ") == 4
