"""The preview shows the PDF's own pages, turns and zooms by keyboard, and keeps paper white."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from okrdesk.forms.batch import Press
from okrdesk.forms.pages import page_picture
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer
from tests.forms.sheets import DAY, MADE_AT, rows
from ui.theme.tokens import DARK
from ui.widgets.pdf_area import to_image
from ui.widgets.pdf_view import PdfView


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A sheet of three pages."""
    return Press(Renderer(), find_template("F11", DAY), MADE_AT).pdf([rows(8, 8)])


def at_once(call: Callable[[], Any], reply: Callable[[Any], None]) -> None:
    """Stands for the workers: answers before it returns."""
    reply(call())


class LateWork:
    """Stands for busy workers: answers when told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, call: Callable[[], Any], reply: Callable[[Any], None]) -> None:
        self.waiting.append(lambda: reply(call()))

    def answer(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def view(qtbot: QtBot, pdf: bytes) -> PdfView:
    made = PdfView("Bản xem trước", at_once)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    qtbot.waitExposed(made)
    made.set_pdf(pdf)
    return made


def press_key(qtbot: QtBot, view: PdfView, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(view.area, key)


def test_it_starts_on_the_first_page_and_says_so(view: PdfView) -> None:
    assert view.place.text() == f"Trang 1/{view.area.count}"
    assert view.area.accessibleName() == f"Bản xem trước. Trang 1/{view.area.count}"
    assert not view.before.isEnabled()
    assert view.after.isEnabled()


def test_pages_turn_by_keyboard_and_by_button(view: PdfView, qtbot: QtBot) -> None:
    seen: list[int] = []
    view.page_changed.connect(lambda page, _count: seen.append(page))
    last = view.area.count
    press_key(qtbot, view, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    press_key(qtbot, view, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    view.after.click()
    assert seen == [2, 3, 2, last, 1, 2]


def test_the_size_changes_by_keyboard(view: PdfView, qtbot: QtBot) -> None:
    fitted = view.area.scale()
    press_key(qtbot, view, Qt.Key.Key_1)
    assert view.area.scale() == 1.0
    assert view.percent.text() == "100 %"
    press_key(qtbot, view, Qt.Key.Key_Plus)
    assert view.area.scale() == 1.25
    press_key(qtbot, view, Qt.Key.Key_Minus, Qt.Key.Key_Minus)
    assert view.area.scale() == pytest.approx(0.8)
    press_key(qtbot, view, Qt.Key.Key_0)
    assert view.area.scale() == fitted


def test_fitting_the_width_follows_the_window(view: PdfView) -> None:
    before = view.area.scale()
    view.resize(900, 500)
    assert view.area.scale() > before
    assert view.percent.text() == f"{round(view.area.scale() * 100)} %"


def test_changing_the_size_keeps_the_page(view: PdfView, qtbot: QtBot) -> None:
    view.area.go_to(2)
    press_key(qtbot, view, Qt.Key.Key_Plus)
    assert view.area.page == 2


def test_what_is_shown_is_the_page_pixel_by_pixel(view: PdfView, pdf: bytes) -> None:
    shown = view.area.viewport().grab().toImage()
    dpi = round(view.area.scale() * view.area.logicalDpiX())
    page = to_image(page_picture(pdf, 0, dpi))
    left = (shown.width() - page.width()) // 2
    top = view.area.fontMetrics().height()
    part = QImage(shown.copy(left, top, page.width(), 300)).convertToFormat(page.format())
    wrong = sum(
        part.pixelColor(x, y) != page.pixelColor(x, y)
        for x in range(0, page.width(), 5)
        for y in range(0, 300, 5)
    )
    assert wrong == 0


def test_paper_stays_white_on_a_dark_ground(view: PdfView) -> None:
    palette = QPalette(view.palette())
    palette.setColor(QPalette.ColorRole.Window, QColor(DARK.canvas))
    view.area.setPalette(palette)
    shown = view.area.viewport().grab().toImage()
    assert shown.pixelColor(QPoint(2, 2)).name().upper() == DARK.canvas
    assert shown.pixelColor(QPoint(shown.width() // 2, 30)).name() == "#ffffff"


def test_the_pages_show_that_they_have_the_keyboard(view: PdfView, qtbot: QtBot) -> None:
    ring = QPoint(1, view.area.viewport().height() // 2)
    view.after.setFocus()
    before = view.area.viewport().grab().toImage().pixelColor(ring)
    view.setFocus()
    qtbot.waitUntil(view.area.hasFocus)
    assert view.area.viewport().grab().toImage().pixelColor(ring) != before


def test_paper_is_shown_before_the_page_is_drawn(qtbot: QtBot, pdf: bytes) -> None:
    work = LateWork()
    late = PdfView("Bản xem trước", work)
    qtbot.addWidget(late)
    late.resize(700, 500)
    late.show()
    late.set_pdf(pdf)
    work.waiting.pop(0)()
    assert late.area.count > 1
    assert not late.area.picture_is_ready()
    work.answer()
    assert late.area.picture_is_ready()


def test_a_slow_answer_for_an_earlier_file_is_not_shown(qtbot: QtBot, pdf: bytes) -> None:
    work = LateWork()
    view = PdfView("Bản xem trước", work)
    qtbot.addWidget(view)
    view.set_pdf(pdf)
    view.set_pdf(None)
    work.answer()
    assert view.area.count == 0
    assert view.place.text() == ""


def test_only_pages_in_sight_and_the_next_are_drawn(qtbot: QtBot, pdf: bytes) -> None:
    drawn: list[int] = []

    def counting(call: Callable[[], Any], reply: Callable[[Any], None]) -> None:
        drawn.append(1)
        reply(call())

    view = PdfView("Bản xem trước", counting)
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    view.set_pdf(pdf)
    assert len(drawn) <= 3


def test_every_control_has_a_name(view: PdfView) -> None:
    controls = (view.before, view.after, view.smaller, view.larger, view.fit, view.own_size)
    assert all(control.accessibleName() or control.text() for control in controls)
