"""The register of printed forms: what matches, was altered, changed since, came back."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from okrdesk.domain.objective import Owner
from okrdesk.domain.tasks import AttachmentKind
from okrdesk.errors import Code, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.forms.marks import find_mark, read_mark
from okrdesk.forms.own_record import ATTACHED, write_own_record
from okrdesk.forms.pages import page_text
from okrdesk.forms.register import check_pdf, check_text, differences
from okrdesk.forms.register_texts import FIELDS, lines_of
from okrdesk.forms.registry import Template, find_template
from okrdesk.services.documents import attach_file, find_documents
from okrdesk.services.evaluation_steps import submit
from okrdesk.services.held_files import read_file
from tests.offices import Office
from tests.services.evaluating import MARKS, October, october


@pytest.fixture
def month(office: Office) -> October:
    return october(office)


def printed(month: October, file: Path, form: str = "F1") -> str:
    """Print a form of Đào; return its code."""
    owner = Owner(month.office.ids.officer)
    (code,) = fill_form(month.officer, form, "2026-10", [owner], file).codes
    return code


def test_a_sheet_bears_its_code_and_matches_the_record(month: October, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    assert printed(month, file) == "F1.2026-10.004"
    found = check_pdf(month.officer, file)
    assert (found.matches, found.is_untouched, found.changed) == (True, True, ())
    assert find_mark(page_text(file.read_bytes(), 0)) == read_mark(found.mark.text)
    assert check_text(month.officer, "f1.2026-10.004").matches


def test_the_same_content_is_entered_once(month: October, tmp_path: Path) -> None:
    code = printed(month, tmp_path / "a.pdf")
    month.office.clock.go_on(hours=3)
    printed(month, tmp_path / "b.pdf")
    assert len(find_documents(month.officer, code)) == 1
    submit(month.officer, month.officers, marks=MARKS)
    printed(month, tmp_path / "c.pdf")
    assert len(find_documents(month.officer, code)) == 2
    assert check_pdf(month.officer, tmp_path / "a.pdf").matches


def test_what_changed_since_is_named_by_its_field(month: October, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    printed(month, file)
    submit(month.officer, month.officers, marks=MARKS)
    found = check_pdf(month.officer, file)
    assert found.matches
    assert found.changed
    paths = {one.path[0]: one for one in found.changed}
    assert paths["total"].now == "97,25"
    assert any(one.path[0] == "criteria" and one.path[-1] == "mark" for one in found.changed)
    text = "\n".join(lines_of(found))
    assert "tổng điểm: khi in là “(trống)”, nay là “97,25”" in text


def test_a_form_that_changed_since_is_told_apart_from_the_record(
    month: October, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = printed(month, tmp_path / "f1.pdf")
    assert not check_text(month.officer, code).has_other_form
    former = find_template

    def newer(form: str, on: date) -> Template:
        return replace(former(form, on), effective_from=date(2026, 9, 1))

    monkeypatch.setattr("okrdesk.forms.register.find_template", newer)
    found = check_text(month.officer, code)
    assert (found.matches, found.has_other_form, found.changed) == (True, True, ())
    assert any(line.startswith("Mẫu phiếu nay có cột") for line in lines_of(found))


def test_a_page_that_was_altered_under_its_mark_is_found(month: October, tmp_path: Path) -> None:
    month.submitted()
    file, other = tmp_path / "f1.pdf", tmp_path / "other.pdf"
    printed(month, file)
    from okrdesk.forms.render import shared_renderer
    from okrdesk.forms.sheets import form_data, make_sheet
    from okrdesk.services.evaluation_papers import find_evaluation_papers

    (paper,) = find_evaluation_papers(month.officer, month.period, [month.office.ids.officer])
    template = find_template("F1", paper.on)
    data = form_data(template, [make_sheet(template, paper)])
    data["sheets"][0]["total"] = "99,99"
    other.write_bytes(shared_renderer().render_pdf(template, data, month.office.clock.now))
    found = check_pdf(month.officer, other)
    assert (found.is_registered, found.is_untouched, found.matches) == (True, False, False)
    assert any("99,99" in line for line in found.altered)


def test_content_that_was_never_printed_is_not_the_offices(month: October, tmp_path: Path) -> None:
    printed(month, tmp_path / "f1.pdf")
    found = check_text(month.officer, "Mã phiếu: F1.2026-10.004 – Kiểm tra: 0000 0000 0000")
    assert (found.is_registered, found.matches) == (False, False)


def test_a_code_or_pdf_that_nobody_knows_is_refused(month: October, tmp_path: Path) -> None:
    import typst

    strange = tmp_path / "strange.pdf"
    strange.write_bytes(typst.compile(b"= Xin"))
    for call, code in (
        (lambda: check_text(month.officer, "F1.2026-10.999"), Code.DOCUMENT_UNKNOWN),
        (lambda: check_pdf(month.officer, strange), Code.DOCUMENT_WITHOUT_MARK),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code is code


def test_a_signed_file_comes_back_with_its_hash(month: October, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    printed(month, file)
    document = check_pdf(month.officer, file).document
    assert document
    attach_file(month.officer, document.id, AttachmentKind.SIGNED, file)
    found = check_pdf(month.officer, file)
    assert found.is_attached
    assert found.document
    assert [one.kind for one in found.document.files] == [AttachmentKind.SIGNED]
    assert read_file(month.officer, found.document.files[0].sha256) == file.read_bytes()


def test_the_register_of_somebody_out_of_reach_is_closed(month: October, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    code = printed(month, file)
    document = check_text(month.officer, code).document
    neighbour = month.office.seat(month.office.ids.neighbour)
    assert find_documents(neighbour, code) == []
    assert document
    with pytest.raises(Refused) as refused:
        attach_file(neighbour, document.id, AttachmentKind.SCAN, file)
    assert refused.value.code is Code.NO_AUTHORITY


def test_a_long_list_is_kept_whole(month: October, tmp_path: Path) -> None:
    from okrdesk.services.documents import NewDocument, register_documents

    rows = [{"name": f"Nguyễn Văn {n}", "note": "x" * 300} for n in range(500)]
    owner = Owner(month.office.ids.officer)
    sheet = NewDocument("F3.X", "F3", "t", "0" * 64, owner, None, {"rows": rows})
    register_documents(month.officer, [sheet])
    (found,) = find_documents(month.officer, "F3.X")
    assert found.facts == {"rows": rows}


@pytest.mark.parametrize("form", ["F2", "F3", "F7A", "F8", "F12B", "F11"])
def test_every_kind_of_sheet_can_be_checked(form: str, month: October, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    period = "2026-Q4" if form == "F11" else "2026-10"
    owner = Owner(month.office.ids.officer)
    fill_form(month.officer, form, period, [owner], file)
    found = check_pdf(month.officer, file)
    assert (found.matches, found.changed) == (True, ())


def test_differences_name_rows_by_number_and_name() -> None:
    before = {"rows": [{"name": "An", "total": "1"}], "okr": "2"}
    now = {"rows": [{"name": "An", "total": "2"}, {"name": "Bình", "total": "3"}], "okr": "2"}
    found = [(one.path, one.printed, one.now) for one in differences(before, now)]
    assert found == [
        (("rows", "1. An", "total"), "1", "2"),
        (("rows", "2. Bình", "name"), "", "Bình"),
        (("rows", "2. Bình", "total"), "", "3"),
    ]
    assert "rows" in FIELDS


def test_the_own_record_is_one_pdf_a_3b_with_its_data(month: October, tmp_path: Path) -> None:
    month.submitted()
    printed(month, tmp_path / "f1.pdf")
    file = tmp_path / "own.pdf"
    counts = write_own_record(month.officer, file)
    assert (counts["tasks"], counts["evaluations"], counts["documents"]) == (1, 1, 1)
    content = file.read_bytes()
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    document = pypdfium2.PdfDocument(content)
    try:
        attached = document.get_attachment(0)
        assert attached.get_name() == ATTACHED
        data = json.loads(bytes(attached.get_data()))
    finally:
        document.close()
    assert data["person"]["name"] == "Đỗ Thị Đào"
    assert Decimal(data["evaluations"][0]["total"]) == Decimal("97.25")
    assert "Báo cáo tháng" in page_text(content, 0)
