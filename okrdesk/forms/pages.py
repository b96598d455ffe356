"""Pages of a PDF as pictures and text, by PDFium: what the preview shows and the printer gets.

PDFium is not made for several threads, so every call here waits for the one before it. Functions
take the whole PDF and keep nothing: opening one costs a millisecond, and nothing has to be closed.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from okrdesk.errors import Code, Refused

POINTS_PER_INCH = 72
_pdfium = threading.Lock()


@dataclass(frozen=True)
class PageSize:
    """Width and height of a page in points (1/72 inch)."""

    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """A page's pixels by rows: one byte each when `is_grey`, else blue, green, red and a filler."""

    width: int
    height: int
    stride: int
    pixels: bytes
    is_grey: bool


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """Return the size of each page; raises Refused PDF_UNREADABLE."""
    with _document(pdf) as document:
        sizes = (document.get_page_size(index) for index in range(len(document)))
        return tuple(PageSize(width, height) for width, height in sizes)


def page_text(pdf: bytes, index: int) -> str:
    """Return the text of page `index` (from 0) in reading order, one line each line."""
    with _document(pdf) as document:
        text: str = document[index].get_textpage().get_text_range()
    return text.replace("\r\n", "\n")


def page_picture(pdf: bytes, index: int, dpi: float, *, grey: bool = False) -> Picture:
    """Return page `index` (from 0) at `dpi`, in colour or in shades of grey."""
    with _document(pdf) as document:
        bitmap = document[index].render(
            scale=dpi / POINTS_PER_INCH, grayscale=grey, prefer_bgrx=not grey
        )
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), grey)


def is_grey(pdf: bytes, index: int) -> bool:
    """Return whether page `index` has no colour; looked at in 72 dpi, where no line gets lost."""
    pixels = page_picture(pdf, index, POINTS_PER_INCH).pixels
    return pixels[0::4] == pixels[1::4] == pixels[2::4]


@contextmanager
def _document(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Refused(Code.PDF_UNREADABLE) from error
        try:
            yield document
        finally:
            document.close()
