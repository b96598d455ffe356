"""Indicators in the window: added, recorded by keyboard, drawn, and read by a key result."""

from datetime import date
from decimal import Decimal

from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.services.desk import Desk
from okrdesk.services.indicators import (
    ValueEntry,
    add_indicator,
    find_indicator,
    record_value,
)
from tests.ui.objectives.hands import Hands
from ui.indicators.dialog import IndicatorsDialog
from ui.indicators.edit_dialog import IndicatorDialog
from ui.indicators.targets_edit import TargetsEdit
from ui.screens.objectives.key_result_form import KeyResultForm

CODE = "KS01"


def make(desk: Desk) -> str:
    year = desk.today().year
    owner = Owner(desk.person_id)
    one = Indicator(
        "", CODE, "Mức hài lòng", Direction.INCREASE, Rhythm.MONTHLY, date(year, 1, 1), owner
    )
    id = add_indicator(desk, one, {f"{year}": Decimal(95)}).value
    record_value(desk, id, ValueEntry(Decimal(80), date(year, 1, 31)))
    return id


def opened(hands: Hands) -> IndicatorsDialog:
    """Open the window at an indicator of its own, beside those of the sample."""
    id = hands.desk(make)
    dialog = IndicatorsDialog(hands.screen)
    dialog.open()
    dialog.select(id)
    hands.wait(lambda: dialog.name.text() == "Mức hài lòng")
    return dialog


def cell(dialog: IndicatorsDialog, column: int) -> str:
    """Return a cell of the indicator, "" where it is not listed."""
    rows = (dialog.rows.row(place) for place in range(dialog.rows.rowCount()))
    place = next((place for place, row in enumerate(rows) if row.code == CODE), None)
    return "" if place is None else str(dialog.rows.index(place, column).data())


def edited(hands: Hands, dialog: IndicatorsDialog) -> IndicatorDialog:
    dialog.edit.click()
    hands.wait(lambda: bool(dialog.findChildren(IndicatorDialog)))
    editor: IndicatorDialog = dialog.findChildren(IndicatorDialog)[0]
    hands.wait(lambda: editor.owner.value() is not None)
    return editor


def test_the_list_tells_target_value_and_state(hands: Hands) -> None:
    dialog = opened(hands)
    shown = [cell(dialog, at) for at in range(len(dialog.rows.columns))]
    assert shown[:4] == [CODE, "Mức hài lòng", "95", "80"]
    assert shown[4] == "◌ quá hạn nhập"
    assert dialog.count.text() == f"{dialog.rows.rowCount()} chỉ số"
    dialog.close()


def test_a_value_is_recorded_and_the_row_follows(hands: Hands) -> None:
    dialog = opened(hands)
    dialog.value.set_value(Decimal(96))
    dialog.save.click()
    hands.wait(lambda: cell(dialog, 3) == "96")
    assert cell(dialog, 4) == "● đạt chỉ tiêu"
    assert "Đã ghi" in dialog.messages.text()
    dialog.close()


def test_an_indicator_is_changed_with_its_targets(hands: Hands) -> None:
    dialog = opened(hands)
    editor = edited(hands, dialog)
    editor.form.row("title").editor.set_value("Chỉ số hài lòng")  # type: ignore[attr-defined]
    editor.targets.field("").set_value(Decimal(97))
    editor._save()
    hands.wait(lambda: cell(dialog, 2) == "97")
    assert cell(dialog, 1) == "Chỉ số hài lòng"
    dialog.close()


def test_targets_of_months_are_typed_for_one_year_after_another(hands: Hands) -> None:
    dialog = opened(hands)
    editor, id = edited(hands, dialog), dialog.rows.id_at(dialog.table.currentIndex().row())
    targets, year = editor.targets, hands.desk(lambda desk: desk.today()).year
    assert targets.field("").text() == "95"
    targets.field("11").setText("bảy")
    editor._save()
    assert editor.form.row("targets").has_error()
    for part in ("11", "Q4"):
        targets.field(part).set_value(Decimal(96))
    turn_to(targets, year + 1)
    assert targets.field("11").text() == ""
    targets.field("01").set_value(Decimal("97.5"))
    turn_to(targets, year)
    assert targets.field("11").text() == "96"
    editor._save()
    hands.wait(lambda: not dialog.findChildren(IndicatorDialog))
    told = hands.desk(lambda desk: find_indicator(desk, str(id))).targets
    assert {one.period: one.value for one in told} == {
        f"{year}": 95,
        f"{year}-Q4": 96,
        f"{year}-11": 96,
        f"{year + 1}-01": Decimal("97.5"),
    }
    dialog.close()


def turn_to(targets: TargetsEdit, year: int) -> None:
    targets.year.set_value(year)
    targets.year.edited.emit()


def test_what_is_archived_is_listed_and_brought_back(hands: Hands) -> None:
    dialog = opened(hands)
    dialog.put_away.click()
    hands.wait(lambda: not cell(dialog, 0))
    dialog.archived.click()
    hands.wait(lambda: cell(dialog, 4) == "đã lưu trữ")
    dialog.table.select_id(str(dialog.rows.id_at(dialog.rows.rowCount() - 1)))
    hands.wait(dialog.bring_back.isVisible)
    assert not dialog.save.isEnabled()
    dialog.bring_back.click()
    hands.wait(dialog.put_away.isVisible)
    assert dialog.save.isEnabled()
    dialog.close()


def test_a_key_result_chooses_what_it_reads(hands: Hands) -> None:
    id = hands.desk(make)
    form = KeyResultForm(hands.screen, first=False)
    form.setParent(hands.screen)
    hands.wait(lambda: form.is_relevant("indicator"))
    form.indicator.set_value(id)
    assert form.indicator.value() == id
