"""Qt's own words come in Vietnamese, and plain English stays Qt's."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from ui.translator import install, use_language


@pytest.fixture(autouse=True)
def _translated(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translator = install(qapp)
    use_language("vi")
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()
    QLocale.setDefault(before)


def test_standard_buttons_are_vietnamese(qtbot: QtBot) -> None:
    standard = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(standard.Save | standard.Cancel | standard.Discard)
    qtbot.addWidget(box)
    words = {button.text().replace("&", "") for button in box.buttons()}
    assert words == {"Lưu", "Hủy", "Bỏ đi"}


def test_the_context_menu_of_a_field_is_vietnamese(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = [action.text().replace("&", "").split("\t")[0] for action in menu.actions()]
    menu.deleteLater()
    assert words[:2] == ["Hoàn tác", "Làm lại"]
    assert "Sao chép" in words
    assert "Dán" in words


@pytest.mark.parametrize(
    ("context", "text"),
    [
        ("QFileDialog", "&Look in:"),
        ("QFileDialog", "Files of &type:"),
        ("QPrintDialog", "Print"),
        ("QPrintPreviewDialog", "Next page"),
        ("QCalendarWidget", "Next Month"),
    ],
)
def test_dialogs_of_qt_are_vietnamese(context: str, text: str) -> None:
    assert QCoreApplication.translate(context, text) != text


def test_what_is_not_translated_stays_as_qt_wrote_it() -> None:
    assert QCoreApplication.translate("QShortcut", "Some unknown text") == "Some unknown text"


def test_english_is_qts_own() -> None:
    use_language("en")
    assert QCoreApplication.translate("QFileDialog", "&Look in:") == "&Look in:"
    use_language("vi")


def test_dates_and_numbers_follow_the_language() -> None:
    assert QLocale().standaloneMonthName(11) == "Tháng 11"
    assert QLocale().toString(QDate(2026, 11, 5), "dd/MM/yyyy") == "05/11/2026"
    assert QLocale().toString(1234.5, "f", 1) == "1.234,5"
