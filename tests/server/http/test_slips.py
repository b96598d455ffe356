"""Slips for enrolment: four to a page, with all that is typed, as text and as a QR code."""

from datetime import datetime, timedelta, timezone

import pytest

from okrdesk.errors import Code, Fault
from okrdesk.forms.pages import is_grey, page_sizes, page_text
from okrdesk.server.slips import Office, Slip, enrol_address, slips_pdf

MADE = datetime(2026, 11, 16, 9, tzinfo=timezone(timedelta(hours=7)))
OFFICE = Office("STN", "Sở Thử nghiệm", "https://okr.vn:8770")
SLIP = Slip("Công Tằng Tôn Nữ Hoàng Phương Thảo Vy", "thao", "7K3M-0QWX-9ZT2", MADE)


def test_five_people_take_two_pages_without_colour() -> None:
    pdf = slips_pdf(OFFICE, [SLIP] * 5, MADE)
    assert len(page_sizes(pdf)) == 2
    assert is_grey(pdf, 0)
    assert page_text(pdf, 0).count("7K3M-0QWX-9ZT2") == 4
    assert "https://okr.vn:8770" in page_text(pdf, 1)
    assert "Sở Thử nghiệm" in page_text(pdf, 1)


def test_the_code_holds_all_that_is_typed() -> None:
    text = enrol_address(OFFICE, SLIP, "ab" * 32)
    assert text == (
        "okrdesk://enrol?server=https%3A%2F%2Fokr.vn%3A8770&agency=STN&user=thao"
        f"&code=7K3M-0QWX-9ZT2&sha256={'ab' * 32}"
    )


def test_a_certificate_that_is_none_is_named() -> None:
    with pytest.raises(Fault) as fault:
        slips_pdf(Office("STN", "Sở", "https://okr.vn", b"no certificate"), [SLIP], MADE)
    assert fault.value.code is Code.CERTIFICATE_BAD
