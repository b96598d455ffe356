"""A PDF as the printer will print it, with the few controls that reading it needs.

    view = PdfView(_("Preview of the form"), on_workers(self))    # somewhere below a screen
    view.set_pdf(pdf)                                             # bytes, or None for nothing

Keys: PgUp, PgDn, Home, End turn pages; arrows scroll; + and − change the size, 0 fits the width,
1 shows the paper's own size.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from okrdesk.forms.pages import PageSize, page_sizes
from okrdesk.i18n import _
from ui.operations import desktop_of, report
from ui.widgets.buttons import button, tool
from ui.widgets.pdf_area import FIT, STEP, PdfArea, Work
from ui.widgets.text import label


def on_workers(owner: QWidget) -> Work:
    """Return a way to run a call on the application's workers on behalf of `owner`."""

    def work(call: Callable[[], Any], reply: Callable[[Any], None]) -> None:
        desktop = desktop_of(owner)
        future = desktop.application.work(lambda _cancel: call())
        desktop.bridge.watch(future, partial(_hand_over, owner, reply))

    return work


def _hand_over(owner: QWidget, reply: Callable[[Any], None], done: Future[Any]) -> None:
    try:
        result = done.result()
    except CancelledError:
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, the person hears of it
        if shiboken6.isValid(owner):
            report(owner, error)
        return
    reply(result)


WIDE_LETTERS = 58


class PdfView(QWidget):
    """Shows a PDF's pages, with buttons; `page_changed(page, count)` counts from 1."""

    page_changed = Signal(int, int)

    def __init__(self, name: str, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._work = work
        self._pdf: bytes | None = None
        self.area = PdfArea(work)
        self.setFocusProxy(self.area)
        self.before = tool(_("Previous page"), "chevron-left", partial(self._turn, -1))
        self.after = tool(_("Next page"), "chevron-right", partial(self._turn, 1))
        self.place = label("", "muted")
        self.smaller = self._zoom_button("−", _("Smaller"), lambda: self._zoom_by(1 / STEP))
        self.larger = self._zoom_button("+", _("Larger"), lambda: self._zoom_by(STEP))
        self.fit = button(_("Fit width"), lambda: self.area.set_zoom(FIT))
        self.own_size = button(_("Paper size"), lambda: self.area.set_zoom(1.0))
        self.percent = label("", "muted")
        self._lay_out()
        self.area.page_changed.connect(self._told_page)
        self.area.zoom_changed.connect(self._tell)
        self._tell()

    @property
    def pdf(self) -> bytes | None:
        """What is shown: the very bytes to print or to save."""
        return self._pdf

    def set_pdf(self, pdf: bytes | None) -> None:
        """Show `pdf` from its first page on; None empties the view."""
        self._pdf = pdf
        if pdf is None:
            self._show(None, ())
        else:
            self._work(partial(page_sizes, pdf), partial(self._show, pdf))

    def _show(self, pdf: bytes | None, sizes: tuple[PageSize, ...]) -> None:
        if shiboken6.isValid(self) and pdf is self._pdf:
            self.area.show_pages(pdf or b"", sizes)
            self._tell()

    def _zoom_button(self, sign: str, name: str, call: Callable[[], object]) -> QPushButton:
        made = button(sign, call)
        made.setToolTip(name)
        made.setAccessibleName(name)
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.before)
        row.addWidget(self.place)
        row.addWidget(self.after)
        row.addStretch(1)
        row.addWidget(self.percent)
        for choice in (self.smaller, self.larger, self.fit, self.own_size):
            row.addWidget(choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.area, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave to the keys what has no room in a narrow view."""
        super().resizeEvent(event)
        is_wide = self.width() >= self.fontMetrics().averageCharWidth() * WIDE_LETTERS
        for widget in (self.percent, self.fit, self.own_size):
            widget.setVisible(is_wide)

    def _turn(self, pages: int) -> None:
        self.area.go_to(self.area.page + pages)

    def _zoom_by(self, factor: float) -> None:
        self.area.set_zoom(self.area.scale() * factor)

    def _told_page(self, _page: int) -> None:
        self._tell()
        if self.area.count:
            self.page_changed.emit(self.area.page + 1, self.area.count)

    def _tell(self) -> None:
        count, page = self.area.count, self.area.page
        where = _("Page {page} of {count}").format(page=page + 1, count=count) if count else ""
        self.place.setText(where)
        self.percent.setText(f"{round(self.area.scale() * 100)} %" if count else "")
        self.area.setAccessibleName(f"{self._name}. {where}".strip(". "))
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < count)
        for widget in (self.smaller, self.larger, self.fit, self.own_size):
            widget.setEnabled(count > 0)
