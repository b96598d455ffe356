"""The page for a witness: one sheet of PDF/A that says all that was signed."""

from datetime import datetime, timedelta, timezone

import pytest

from okrdesk.forms.pages import is_grey, page_sizes, page_text
from okrdesk.server.checkpoint_paper import CheckpointPaper, checkpoint_pdf, mark_text, read_mark
from tests.server.audit.invented import SERVER_KEY, Device, Log, invented_id

HANOI = timezone(timedelta(hours=7))
HEAD = {"parent": "", "agency": "Sở Tài chính", "place": "Huế"}


def paper(kind: str, **more: object) -> CheckpointPaper:
    log = Log()
    log.push(log.enrol(Device(3)), (invented_id(1), "Đường"))
    at = datetime(2026, 11, 21, 22, 5, tzinfo=HANOI)
    head = {"kind": kind, **HEAD}
    return CheckpointPaper(log.checkpoint(), SERVER_KEY, invented_id(7), head, at, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["state", "party"])
def test_one_grey_page_says_what_was_signed(kind: str) -> None:
    before = (12345, datetime(2026, 11, 20, 22, 0, tzinfo=HANOI))
    page = paper(kind, before=before, witnesses=["Thanh tra tỉnh"])
    pdf = checkpoint_pdf(page)
    text = page_text(pdf, 0)
    squeezed = "".join(text.split())
    assert len(page_sizes(pdf)) == 1
    assert is_grey(pdf, 0)
    assert b"pdfaid" in pdf
    for words in ("MỐC KIỂM CHỨNG", "SỞ TÀI CHÍNH", "22 giờ 05 ngày 21/11/2026", "Thanh tra tỉnh"):
        assert words in text
    assert "12.345 mục, lúc 22 giờ 00 ngày 20/11/2026" in text
    for hashed in (page.checkpoint.root, page.checkpoint.sig, SERVER_KEY):
        assert hashed in squeezed


def test_the_first_checkpoint_has_none_before_it() -> None:
    assert "chưa có" in page_text(checkpoint_pdf(paper("state")), 0)


def test_the_code_holds_the_whole_checkpoint() -> None:
    checkpoint = paper("state").checkpoint
    assert read_mark(mark_text(checkpoint)) == checkpoint
    with pytest.raises(ValueError, match="not a checkpoint"):
        read_mark(mark_text(checkpoint).replace("OKR-", "ANOTHER-"))
