"""Printing: the right command for CUPS, painted pages elsewhere, plain job names."""

from concurrent.futures import CancelledError
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from okrdesk.errors import Code, Fault, Refused
from okrdesk.forms.batch import Press
from okrdesk.forms.pages import page_picture, page_sizes
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer
from tests.forms.sheets import DAY, MADE_AT, rows
from ui.print_dialog import order_of
from ui.printing import PrintOrder, find_printers, job_name, lp_command, paint_pages, print_pdf

ORDER = PrintOrder("Phòng_202", copies=2, both_sides=True, first=2, last=3)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return Press(Renderer(), find_template("F11", DAY), MADE_AT).pdf([rows(8, 8)])


@pytest.fixture
def printer(qtbot: QtBot, tmp_path: Path) -> QPrinter:
    """A printer that prints into a PDF file, at 150 dpi."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "out.pdf"))
    made.setResolution(150)
    return made


def ink(pdf: bytes, page: int) -> tuple[int, int, int, int, int]:
    """Return left, top, right and bottom of what is printed at 72 dpi, and how black it is."""
    picture = page_picture(pdf, page, 72, grey=True)
    lines = [
        picture.pixels[y * picture.stride : y * picture.stride + picture.width]
        for y in range(picture.height)
    ]
    down = [y for y, line in enumerate(lines) if min(line) < 128]
    across = [x for x in range(picture.width) if min(line[x] for line in lines) < 128]
    black = sum(255 * len(line) - sum(line) for line in lines)
    return across[0], down[0], across[-1], down[-1], black


def nobody(_done: int, _total: int) -> None:
    """Listens to progress without a word."""


def test_cups_is_given_copies_sides_pages_and_an_ascii_name() -> None:
    command = lp_command("lp", ORDER, "Phiếu đăng ký – Đỗ Ánh", 2)
    assert command == [
        "lp", "-s", "-d", "Phòng_202", "-n", "2", "-t", "phieu-dang-ky-do-anh",
        "-o", "sides=two-sided-long-edge", "-o", "print-scaling=none", "-P", "2-3", "-",
    ]  # fmt: skip


def test_all_pages_need_no_range() -> None:
    assert "-P" not in lp_command("lp", PrintOrder("A"), "x", 4)


@pytest.mark.parametrize(
    ("order", "pages"),
    [
        (PrintOrder("A"), range(5)),
        (PrintOrder("A", first=2), range(1, 5)),
        (PrintOrder("A", first=4, last=9), range(3, 5)),
        (PrintOrder("A", first=7, last=9), range(6, 5)),
    ],
)
def test_pages_beyond_the_end_are_left_out(order: PrintOrder, pages: range) -> None:
    assert order.pages(5) == pages


def test_the_file_itself_goes_to_lp(
    pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lp = tmp_path / "lp"
    lp.write_text(f'#!/bin/sh\ncat > "{tmp_path}/sent.pdf"\necho "$@" > "{tmp_path}/args"\n')
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    print_pdf(pdf, ORDER, "F11", nobody)
    assert (tmp_path / "sent.pdf").read_bytes() == pdf
    assert "-P 2-3" in (tmp_path / "args").read_text()


def test_what_the_queue_says_is_told(
    pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lp = tmp_path / "lp"
    lp.write_text("#!/bin/sh\necho 'lp: The printer is gone.' >&2\nexit 1\n")
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(Fault) as fault:
        print_pdf(pdf, ORDER, "F11", nobody)
    assert fault.value.code is Code.PRINT_FAILED
    assert fault.value.params["detail"] == "lp: The printer is gone."


def test_without_lp_an_unknown_printer_is_a_fault(
    pdf: bytes, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fault):
        print_pdf(pdf, PrintOrder("không có"), "F11", nobody)


def test_painted_pages_look_like_the_file(pdf: bytes, printer: QPrinter, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    paint_pages(pdf, printer, range(1, 3), lambda done, total: told.append((done, total)))
    out = (tmp_path / "out.pdf").read_bytes()
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert [round(size.width) for size in page_sizes(out)] == [595, 595]
    for printed, page in enumerate(range(1, 3)):
        want, have = ink(pdf, page), ink(out, printed)
        assert all(abs(a - b) <= 2 for a, b in zip(want[:4], have[:4], strict=True))
        assert have[4] == pytest.approx(want[4], rel=0.3)


def test_a_cancel_stops_between_two_pages(pdf: bytes, printer: QPrinter, tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise CancelledError

    with pytest.raises(CancelledError):
        paint_pages(pdf, printer, range(3), stop)


@pytest.mark.parametrize(
    ("title", "name"),
    [("Phiếu đăng ký", "phieu-dang-ky"), ("漢", "okrdesk"), ("x" * 99, "x" * 60)],
)
def test_job_names_are_ascii(title: str, name: str) -> None:
    assert job_name(title) == name


def test_printers_are_found_or_there_are_none(qtbot: QtBot) -> None:
    assert all(printer.name for printer in find_printers())


def values(copies: str = "1", pages: str | None = None) -> dict[str, object]:
    return {"printer": "A", "copies": Decimal(copies), "both_sides": False, "pages": pages}


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [(None, 1, None), ("2", 2, 2), ("2-5", 2, 5), ("2 – 5", 2, 5), (" 3-3 ", 3, 3)],
)
def test_page_ranges_are_read(pages: str | None, first: int, last: int | None) -> None:
    assert order_of(values(pages=pages)) == PrintOrder("A", first=first, last=last)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (values("0"), "copies"),
        (values("1.5"), "copies"),
        (values("100"), "copies"),
        (values(pages="5-2"), "pages"),
        (values(pages="0"), "pages"),
        (values(pages="hai"), "pages"),
    ],
)
def test_what_cannot_be_printed_is_told_at_its_field(typed: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        order_of(typed)
    assert refused.value.field == field
