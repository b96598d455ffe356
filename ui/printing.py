"""Paper from a PDF: the printers there are, and a job for one of them.

On Linux a CUPS printer gets the PDF itself by `lp`: vectors, and a tenth of the bytes. Everywhere
else each page is drawn at 600 dpi, in grey where it has no colour, and painted to the printer. All
of it runs on a worker: Qt allows painting to a `QPrinter` there, and the window never waits.
Job names are plain ASCII, because some print servers spoil or refuse others.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from okrdesk.domain.text import fold
from okrdesk.errors import Code, Fault
from okrdesk.forms.pages import POINTS_PER_INCH, PageSize, is_grey, page_picture, page_sizes
from ui.widgets.pdf_area import to_image

DPI = 600
Progress = Callable[[int, int], None]
_LP_SECONDS = 60
_NOT_IN_A_JOB_NAME = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True)
class PrinterChoice:
    """A printer of this computer, by its system name and the name that people know."""

    name: str
    label: str
    is_default: bool
    can_duplex: bool


@dataclass(frozen=True)
class PrintOrder:
    """What to print where; pages count from 1, and `last` is inclusive (None: to the end)."""

    printer: str
    copies: int = 1
    both_sides: bool = False
    first: int = 1
    last: int | None = None

    def pages(self, count: int) -> range:
        """Return the chosen pages of `count`, counted from 0."""
        return range(max(self.first, 1) - 1, min(self.last or count, count))


def find_printers() -> list[PrinterChoice]:
    """Return the printers of this computer, the default first; asks the system, so use a worker."""
    default = QPrinterInfo.defaultPrinterName()
    found = [_choice(QPrinterInfo.printerInfo(name), default) for name in _names()]
    return sorted(found, key=lambda choice: (not choice.is_default, fold(choice.label)))


def print_pdf(pdf: bytes, order: PrintOrder, title: str, progress: Progress) -> int:
    """Print `pdf` as `order` says and return how many pages were sent; call on a worker.

    Pages that the PDF does not have are left out. `progress(done, total)` is told of each page that
    is drawn; what it raises stops the job. Raises Fault PRINT_FAILED where the printer or its queue
    says no, Refused PDF_UNREADABLE for no PDF.
    """
    pages = order.pages(len(page_sizes(pdf)))
    if not pages:
        return 0
    lp = shutil.which("lp") if sys.platform == "linux" else None
    if lp:
        progress(0, len(pages))
        _send(pdf, lp_command(lp, order, title, len(pages)), order)
        progress(len(pages), len(pages))
    else:
        paint_pages(pdf, _printer(order, title), pages, progress)
    return len(pages)


def job_name(title: str) -> str:
    """Return `title` in plain ASCII, at most 60 characters, for the queue of the printer."""
    return _NOT_IN_A_JOB_NAME.sub("-", fold(title)).strip("-")[:60] or "okrdesk"


def lp_command(lp: str, order: PrintOrder, title: str, count: int) -> list[str]:
    """Return the command that gives a PDF on its standard input to the CUPS queue of `order`."""
    sides = "two-sided-long-edge" if order.both_sides else "one-sided"
    command = [lp, "-s", "-d", order.printer, "-n", str(order.copies), "-t", job_name(title)]
    command += ["-o", f"sides={sides}", "-o", "print-scaling=none"]
    if order.first > 1 or order.last is not None:
        first = max(order.first, 1)
        command += ["-P", f"{first}-{first + count - 1}"]
    return [*command, "-"]


def paint_pages(pdf: bytes, printer: QPrinter, pages: range, progress: Progress) -> None:
    """Paint `pages` of `pdf` to `printer` at its resolution, each at the size of its own paper."""
    sizes = page_sizes(pdf)
    progress(0, len(pages))
    painter = QPainter()
    try:
        for done, page in enumerate(pages):
            _set_paper(printer, sizes[page])
            started = printer.newPage() if done else painter.begin(printer)
            if not started:
                raise _failed(printer.printerName(), "QPrinter")
            picture = page_picture(pdf, page, printer.resolution(), grey=is_grey(pdf, page))
            painter.drawImage(_place(printer, sizes[page]), to_image(picture))
            progress(done + 1, len(pages))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _names() -> list[str]:
    return [name for name in QPrinterInfo.availablePrinterNames() if name]


def _choice(info: QPrinterInfo, default: str) -> PrinterChoice:
    modes = info.supportedDuplexModes()
    return PrinterChoice(
        info.printerName(),
        info.description() or info.printerName(),
        info.printerName() == default,
        any(mode is not QPrinter.DuplexMode.DuplexNone for mode in modes),
    )


def _printer(order: PrintOrder, title: str) -> QPrinter:
    info = QPrinterInfo.printerInfo(order.printer)
    if info.isNull():
        raise _failed(order.printer, "no such printer")
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(job_name(title))
    printer.setCopyCount(order.copies)
    printer.setDuplex(
        QPrinter.DuplexMode.DuplexLongSide if order.both_sides else QPrinter.DuplexMode.DuplexNone
    )
    return printer


def _set_paper(printer: QPrinter, size: PageSize) -> None:
    """Take the page's own paper, without the printer's margins: the form brings its own."""
    short, long = sorted((size.width, size.height))
    lies = size.width > size.height
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    printer.setPageSize(QPageSize(QSizeF(short, long), QPageSize.Unit.Point))
    printer.setPageOrientation(way)
    printer.setFullPage(True)


def _place(printer: QPrinter, size: PageSize) -> QRectF:
    """Return where the page lies on the paper, in dots; the printable area starts inside of it."""
    dots = printer.resolution() / POINTS_PER_INCH
    return QRectF(0, 0, size.width * dots, size.height * dots)


def _send(pdf: bytes, command: list[str], order: PrintOrder) -> None:
    try:
        # The program was found on the path by its name, and nothing passes a shell.
        said = subprocess.run(  # noqa: S603
            command, input=pdf, capture_output=True, timeout=_LP_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(order.printer, str(error)) from error
    if said.returncode:
        raise _failed(order.printer, said.stderr.decode(errors="replace").strip())


def _failed(printer: str, detail: str) -> Fault:
    return Fault(Code.PRINT_FAILED, printer=printer, detail=detail)
