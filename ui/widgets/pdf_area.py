"""The pages of a PDF one below the other, drawn from the file itself at the screen's resolution.

Pages are drawn on a worker, one at a time and only those in sight (and the next); until a page is
there its paper is shown empty, or the last picture stretched. Paper stays white on a dark ground.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from math import ceil
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from okrdesk.forms.pages import POINTS_PER_INCH, PageSize, Picture, page_picture
from ui.theme.tokens import tokens_of

Work = Callable[[Callable[[], Any], Callable[[Any], None]], None]
"""Runs the first call on a worker and hands its result to the second on the window's thread."""

FIT = 0.0
STEP = 1.25
LEAST, MOST = 0.25, 4.0
_KEPT_PIXELS = 60_000_000
"""Pictures kept for turning back: about a dozen pages at 150 dpi, 240 MB at most."""


@dataclass(frozen=True)
class _Wanted:
    page: int
    dpi: int


class PdfArea(QAbstractScrollArea):
    """Scrolls the pages; `page_changed(page)` (from 0) and `zoom_changed` tell what is in sight."""

    page_changed = Signal(int)
    zoom_changed = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._pdf = b""
        self._sizes: tuple[PageSize, ...] = ()
        self._tops: list[float] = []
        self._zoom = FIT
        self._page = 0
        self._drawn: OrderedDict[_Wanted, QImage] = OrderedDict()
        self._busy = False
        # A bar that comes and goes would change the width that the paper is fitted to.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_pages(self, pdf: bytes, sizes: tuple[PageSize, ...]) -> None:
        """Show `pdf`, whose pages have `sizes` in points, from its first page on."""
        self._pdf, self._sizes, self._page, self._busy = pdf, sizes, 0, False
        self._drawn.clear()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self.page_changed.emit(0)

    @property
    def count(self) -> int:
        """The number of pages."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in sight, from 0."""
        return self._page

    @property
    def fits_width(self) -> bool:
        """Whether the widest page fills the width."""
        return self._zoom == FIT

    def scale(self) -> float:
        """Return the size on screen over the size on paper: 1.0 shows the paper's own size."""
        if self._zoom != FIT:
            return self._zoom
        widest = max((size.width for size in self._sizes), default=0)
        if not widest:
            return 1.0
        room = self.viewport().width() - 2 * self._gap()
        return min(max(room * POINTS_PER_INCH / (widest * self.logicalDpiX()), LEAST), MOST)

    def set_zoom(self, zoom: float) -> None:
        """Show the paper at `zoom` times its size, or `FIT` its width; the page in sight stays."""
        self._zoom = FIT if zoom == FIT else min(max(zoom, LEAST), MOST)
        self._lay_out()
        self.go_to(self._page)
        self.zoom_changed.emit()

    def go_to(self, page: int) -> None:
        """Bring the top of `page` into sight; of the first or last one where there is no such."""
        if not self._sizes:
            return
        page = min(max(page, 0), self.count - 1)
        self.verticalScrollBar().setValue(round(self._tops[page] - self._gap() / 2))
        # The last page cannot come to the top when it is short, yet it was asked for.
        self._set_page(page)
        self._draw_next()

    def picture_is_ready(self) -> bool:
        """Say whether the page in sight is drawn at its full resolution."""
        return _Wanted(self._page, self._dpi()) in self._drawn

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages and change the size by keyboard; arrows scroll."""
        key = event.key()
        pages = {
            Qt.Key.Key_PageDown: self._page + 1,
            Qt.Key.Key_PageUp: self._page - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.count - 1,
        }
        zooms = {
            Qt.Key.Key_Plus: self.scale() * STEP,
            Qt.Key.Key_Minus: self.scale() / STEP,
            Qt.Key.Key_0: FIT,
            Qt.Key.Key_1: 1.0,
        }
        if key in pages:
            self.go_to(pages[Qt.Key(key)])
        elif key in zooms and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(zooms[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl change the size."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        turn = event.angleDelta().y()
        if turn:
            self.set_zoom(self.scale() * (STEP if turn > 0 else 1 / STEP))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page in sight at its place."""
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._lay_out()
        bar.setValue(round(share * bar.maximum()))
        if self.fits_width:
            self.zoom_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of text size or theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the papers in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tokens = tokens_of(self.palette())
        painter.fillRect(event.rect(), QColor(tokens.canvas))
        for page in self._in_sight():
            paper = self._paper(page)
            painter.fillRect(paper, QColor("white"))
            image = self._best_picture(page)
            if image is not None:
                painter.drawImage(paper, image)
            painter.setPen(QColor(tokens.edge))
            painter.drawRect(paper.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring that says where the keys go."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _gap(self) -> float:
        return float(self.fontMetrics().height())

    def _points(self) -> float:
        """Return the screen's units for one point of paper."""
        return self._dpi() / POINTS_PER_INCH / self.devicePixelRatioF()

    def _dpi(self) -> int:
        return max(1, round(self.scale() * self.logicalDpiX() * self.devicePixelRatioF()))

    def _paper(self, page: int) -> QRectF:
        """Return where `page` lies in the viewport: exactly the pixels of its picture."""
        size, ratio = self._sizes[page], self.devicePixelRatioF()
        width = ceil(size.width * self._dpi() / POINTS_PER_INCH) / ratio
        height = ceil(size.height * self._dpi() / POINTS_PER_INCH) / ratio
        middle = max((self.viewport().width() - width) / 2, self._gap())
        left = round(middle) - self.horizontalScrollBar().value()
        top = round(self._tops[page]) - self.verticalScrollBar().value()
        return QRectF(QPointF(left, top), QPointF(left + width, top + height))

    def _in_sight(self) -> list[int]:
        above = self.verticalScrollBar().value()
        first = max(bisect_right(self._tops, above) - 1, 0)
        last = bisect_left(self._tops, above + self.viewport().height())
        return list(range(first, min(last, self.count)))

    def _lay_out(self) -> None:
        unit, gap, view = self._points(), self._gap(), self.viewport().size()
        steps = (size.height * unit + gap for size in self._sizes)
        *self._tops, height = accumulate(steps, initial=gap)
        width = max((size.width * unit for size in self._sizes), default=0) + 2 * gap
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, round(height - view.height())))
        down.setPageStep(view.height())
        down.setSingleStep(round(2 * gap))
        across.setRange(0, 0 if self.fits_width else max(0, round(width - view.width())))
        across.setPageStep(view.width())
        across.setSingleStep(round(2 * gap))
        self.viewport().update()
        self._draw_next()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Repaint at the new place."""
        self.viewport().update()

    def _scrolled(self) -> None:
        if self._sizes:
            middle = self.viewport().height() / 2
            papers = ((abs(self._paper(p).center().y() - middle), p) for p in self._in_sight())
            self._set_page(min(papers, default=(0.0, self._page))[1])
            self._draw_next()

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def _best_picture(self, page: int) -> QImage | None:
        exact = self._drawn.get(_Wanted(page, self._dpi()))
        if exact is not None:
            return exact
        return next((image for at, image in self._drawn.items() if at.page == page), None)

    def _draw_next(self) -> None:
        """Start drawing the first page in sight that has no picture of this size yet."""
        if self._busy or not self._sizes:
            return
        seen = self._in_sight()
        following = [seen[-1] + 1] if seen and seen[-1] + 1 < self.count else []
        for page in seen + following:
            wanted = _Wanted(page, self._dpi())
            if wanted not in self._drawn:
                self._busy = True
                self._work(
                    partial(_image, self._pdf, wanted), partial(self._arrived, self._pdf, wanted)
                )
                return

    def _arrived(self, pdf: bytes, wanted: _Wanted, image: QImage) -> None:
        if not shiboken6.isValid(self):
            return
        self._busy = False
        if pdf is self._pdf:
            # One picture for each page: the stretched one has served.
            for old in [at for at in self._drawn if at.page == wanted.page]:
                del self._drawn[old]
            self._drawn[wanted] = image
            self._forget_the_oldest()
            self.viewport().update()
        self._draw_next()

    def _forget_the_oldest(self) -> None:
        kept = sum(image.width() * image.height() for image in self._drawn.values())
        in_sight = set(self._in_sight())
        for at in list(self._drawn):
            if kept <= _KEPT_PIXELS:
                return
            if at.page not in in_sight:
                image = self._drawn.pop(at)
                kept -= image.width() * image.height()


def _image(pdf: bytes, wanted: _Wanted) -> QImage:
    return to_image(page_picture(pdf, wanted.page, wanted.dpi))


def to_image(picture: Picture) -> QImage:
    """Return `picture` as an image that owns its pixels; safe on any thread."""
    form = QImage.Format.Format_Grayscale8 if picture.is_grey else QImage.Format.Format_RGB32
    view = QImage(picture.pixels, picture.width, picture.height, picture.stride, form)
    return view.copy()
