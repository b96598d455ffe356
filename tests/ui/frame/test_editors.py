"""Editors read what people type here: commas, short dates, choices; forms show errors at the
field.
"""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from okrdesk.errors import Code, Refused
from ui.widgets.editors import (
    CalendarPopup,
    Choice,
    ChoiceBox,
    DateEdit,
    DecimalEdit,
    SearchField,
    TextEdit,
    complete_date,
)
from ui.widgets.form import Form

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5/11", date(2026, 11, 5)),
        ("5", date(2026, 11, 5)),
        ("5-1-27", date(2027, 1, 5)),
        ("05112026", date(2026, 11, 5)),
        ("05/11/2026", date(2026, 11, 5)),
        ("2026-11-05", date(2026, 11, 5)),
        ("", None),
    ],
)
def test_a_short_date_is_completed(text: str, meant: date | None) -> None:
    assert complete_date(text, TODAY) == meant


@pytest.mark.parametrize("text", ["31/2", "x", "5/13", "0"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        complete_date(text, TODAY)
    assert refused.value.code is Code.BAD_DATE


def test_a_date_field_tidies_and_moves_by_a_day(qtbot: QtBot) -> None:
    field = DateEdit(lambda: TODAY)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "5/11")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "05/11/2026"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == date(2026, 11, 6)


def test_a_day_is_chosen_in_the_calendar(qtbot: QtBot) -> None:
    field = DateEdit(lambda: TODAY)
    qtbot.addWidget(field)
    field.show()
    field.set_value(date(2026, 11, 5))
    qtbot.keyClick(field, Qt.Key.Key_F4)
    popup = field.findChild(CalendarPopup)
    assert popup is not None
    assert popup.calendar.selectedDate() == QDate(2026, 11, 5)
    with qtbot.waitSignal(field.edited):
        popup.calendar.activated.emit(QDate(2026, 12, 1))
    assert field.value() == date(2026, 12, 1)


def test_a_number_is_read_and_shown_as_here(qtbot: QtBot) -> None:
    field = DecimalEdit("hồ sơ")
    qtbot.addWidget(field)
    assert field.value() is None
    qtbot.keyClicks(field, "1234567,50")
    assert field.value() == Decimal("1234567.5")
    field.set_value(Decimal("1234567.5"))
    assert field.text() == "1.234.567,5"


def test_a_choice_is_kept_when_the_choices_change(qtbot: QtBot) -> None:
    box = ChoiceBox([Choice("a", "A"), Choice("b", "B")], empty="Tất cả")
    qtbot.addWidget(box)
    box.set_value("b")
    box.set_choices([Choice("b", "B"), Choice("c", "C")])
    assert box.value() == "b"
    box.set_choices([Choice("c", "C")])
    assert box.value() is None


def test_a_search_waits_for_a_pause_and_answers_enter_at_once(qtbot: QtBot) -> None:
    field = SearchField("Tìm")
    qtbot.addWidget(field)
    seen: list[str] = []
    field.searched.connect(seen.append)
    qtbot.keyClicks(field, "ho so")
    assert seen == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == ["ho so"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    made.add("name", "Tên", TextEdit(), required=True)
    made.add("target", "Mức cần đạt", DecimalEdit(), half=True)
    made.add("until", "Đến ngày", DateEdit(lambda: TODAY), half=True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_form_gives_typed_values(form: Form) -> None:
    form.set_values({"name": "Đúng hạn", "target": Decimal(98), "until": TODAY})
    assert form.values() == {"name": "Đúng hạn", "target": Decimal(98), "until": TODAY}
    assert not form.is_dirty()


def test_a_form_shows_every_error_and_goes_to_the_first(qtbot: QtBot, form: Form) -> None:
    qtbot.keyClicks(form.row("until").editor, "31/2")
    assert form.values() is None
    assert form.row("name").has_error()
    assert form.row("until").has_error()
    assert form.focusWidget() is form.row("name").editor
    assert form.row("name").editor.accessibleDescription() != ""
    qtbot.keyClicks(form.row("name").editor, "x")
    assert not form.row("name").has_error()
    assert form.is_dirty()


def test_a_hidden_field_is_not_asked_for(form: Form) -> None:
    form.show_field("name", visible=False)
    assert form.values() == {"name": None, "target": None, "until": None}
