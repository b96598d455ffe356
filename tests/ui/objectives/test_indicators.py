"""Indicators in the window: added, recorded by keyboard, drawn, and read by a key result."""

from datetime import date
from decimal import Decimal

from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.services.desk import Desk
from okrdesk.services.indicators import ValueEntry, add_indicator, record_value, set_target
from tests.ui.objectives.hands import Hands
from ui.indicators.dialog import IndicatorsDialog
from ui.indicators.edit_dialog import IndicatorDialog
from ui.screens.objectives.key_result_form import KeyResultForm


def make(desk: Desk) -> str:
    year = desk.today().year
    owner = Owner(desk.person_id)
    one = Indicator(
        "", "HL01", "Mức hài lòng", Direction.INCREASE, Rhythm.MONTHLY, date(year, 1, 1), owner
    )
    id = add_indicator(desk, one).value
    set_target(desk, id, f"{year}", Decimal(95))
    record_value(desk, id, ValueEntry(Decimal(80), date(year, 1, 31)))
    return id


def opened(hands: Hands) -> IndicatorsDialog:
    hands.desktop.application.submit(make).result()
    dialog = IndicatorsDialog(hands.screen)
    dialog.open()
    hands.wait(lambda: dialog.name.text() == "Mức hài lòng")
    return dialog


def test_the_list_tells_target_value_and_state(hands: Hands) -> None:
    dialog = opened(hands)
    shown = [str(dialog.rows.index(0, at).data()) for at in range(len(dialog.rows.columns))]
    assert shown[:4] == ["HL01", "Mức hài lòng", "95", "80"]
    assert shown[5] == "◌ quá hạn nhập"
    assert dialog.count.text() == "1 chỉ số"
    dialog.close()


def test_a_value_is_recorded_and_the_row_follows(hands: Hands) -> None:
    dialog = opened(hands)
    dialog.value.set_value(Decimal(96))
    dialog.save.click()
    hands.wait(lambda: str(dialog.rows.index(0, 3).data()) == "96")
    assert str(dialog.rows.index(0, 5).data()) == "● đạt chỉ tiêu"
    assert "Đã ghi" in dialog.messages.text()
    dialog.close()


def test_an_indicator_is_changed_with_its_targets(hands: Hands) -> None:
    dialog = opened(hands)
    dialog.edit.click()
    hands.wait(lambda: bool(dialog.findChildren(IndicatorDialog)))
    (editor,) = dialog.findChildren(IndicatorDialog)
    hands.wait(lambda: editor.owner.value() is not None)
    editor.form.row("title").editor.set_value("Chỉ số hài lòng")  # type: ignore[attr-defined]
    editor.form.row("year").editor.set_value(Decimal(97))  # type: ignore[attr-defined]
    editor._save()
    hands.wait(lambda: str(dialog.rows.index(0, 2).data()) == "97")
    assert str(dialog.rows.index(0, 1).data()) == "Chỉ số hài lòng"
    dialog.close()


def test_a_key_result_chooses_what_it_reads(hands: Hands) -> None:
    id = hands.desktop.application.submit(make).result()
    form = KeyResultForm(hands.screen, first=False)
    form.setParent(hands.screen)
    hands.wait(lambda: form.is_relevant("indicator"))
    form.indicator.set_value(id)
    assert form.indicator.value() == id
