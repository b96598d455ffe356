"""Slips for enrolment: all that is typed from them is on them, four to a page, as PDF/A."""

from datetime import UTC, datetime

from okrdesk.forms.enrolment_slip import Place, Slip, slips_pdf
from okrdesk.forms.pages import page_sizes, page_text

MADE = datetime(2026, 11, 21, 9, tzinfo=UTC)
SLIP = Slip("Lê Văn Đào", "dao.lv", "K7QP-2M9X", datetime(2026, 11, 24, 2, tzinfo=UTC))
SERVER = "https://okr.coquan.gov.vn:8770"
PLACE = Place("Sở Thử nghiệm", "STN", SERVER)


def test_a_slip_holds_what_the_person_types() -> None:
    text = page_text(slips_pdf(PLACE, [SLIP], MADE), 0)
    typed = (
        "Sở Thử nghiệm",
        "STN",
        "Lê Văn Đào",
        SERVER,
        "dao.lv",
        "K7QP-2M9X",
        "09:00",
        "24/11/2026",
    )
    assert [part for part in (*typed, "24/11/2026") if part not in text] == []


def test_four_slips_stand_on_a_page() -> None:
    assert len(page_sizes(slips_pdf(PLACE, [SLIP] * 4, MADE))) == 1
    assert len(page_sizes(slips_pdf(PLACE, [SLIP] * 5, MADE))) == 2


def test_the_same_slips_are_the_same_bytes() -> None:
    assert slips_pdf(PLACE, [SLIP], MADE) == slips_pdf(PLACE, [SLIP], MADE)
