"""Cycles, units of measure, the agency with its rules, and the table of rights."""

from PySide6.QtWidgets import QPushButton

from okrdesk.domain.check_in import Prompt
from okrdesk.domain.permissions import RIGHTS, Reach, Right, Standing
from okrdesk.right_names import REACH_NAMES, RIGHT_NAMES, STANDING_NAMES
from tests.ui.admin.hands import Hands, error_at, texts
from ui.screens.admin.cycle_dialog import CycleDialog
from ui.screens.admin.measure_units import MeasureUnitDialog


def step_buttons(hands: Hands) -> dict[str, QPushButton]:
    row = hands.cycles.buttons
    found = [row.itemAt(place).widget() for place in range(row.count())]
    return {button.text(): button for button in found if isinstance(button, QPushButton)}


def type_code(hands: Hands, dialog: CycleDialog, code: str) -> None:
    hands.fill(dialog.form, code=code)
    hands.wait(lambda: not dialog._timer.isActive())
    hands.settle()


def add_cycle(hands: Hands, code: str) -> None:
    hands.go(hands.cycles)
    hands.do("cycle.add")
    dialog = hands.dialog(CycleDialog)
    type_code(hands, dialog, code)
    hands.press_save(dialog)


def test_the_running_cycle_is_selected_with_its_state(hands: Hands) -> None:
    hands.go(hands.cycles)
    assert hands.cycles.selected is not None
    assert hands.cycles.selected.code == "2026-Q4"
    assert hands.cycles.steps.accessibleName() == "Trạng thái 3/5: đang chạy"


def test_the_code_of_a_cycle_proposes_name_dates_and_the_cycle_above(hands: Hands) -> None:
    hands.go(hands.cycles)
    hands.do("cycle.add")
    dialog = hands.dialog(CycleDialog)
    type_code(hands, dialog, "2026-10")
    values = dialog.form.values()
    assert values is not None
    assert values["name"] == "Tháng 10 năm 2026"
    assert (str(values["start_on"]), str(values["end_on"])) == ("2026-10-01", "2026-10-31")
    assert dialog.above.currentText() == "Quý IV năm 2026"
    dialog.form.mark_clean()


def test_a_code_that_is_no_period_is_told_at_the_field(hands: Hands) -> None:
    hands.go(hands.cycles)
    hands.do("cycle.add")
    dialog = hands.dialog(CycleDialog)
    type_code(hands, dialog, "2026-Q7")
    assert "2026-Q7" in error_at(dialog.form, "code")
    hands.press_save(dialog)
    assert not hands.is_closed(CycleDialog)
    dialog.form.mark_clean()


def test_enter_before_the_proposal_came_saves_the_proposal(hands: Hands) -> None:
    hands.go(hands.cycles)
    hands.do("cycle.add")
    dialog = hands.dialog(CycleDialog)
    hands.fill(dialog.form, code="2027")
    hands.press_save(dialog)
    assert hands.cycles.selected is not None
    assert hands.cycles.selected.name == "Năm 2027"


def test_a_cycle_goes_on_step_by_step_and_says_who_and_when(hands: Hands) -> None:
    add_cycle(hands, "2027")
    assert list(step_buttons(hands)) == ["Trình duyệt"]
    step_buttons(hands)["Trình duyệt"].setFocus()
    step_buttons(hands)["Trình duyệt"].click()
    hands.settle()
    assert list(step_buttons(hands)) == ["Trả về nháp", "Phê duyệt và chạy"]
    here = hands.screen.window().focusWidget()
    assert here is step_buttons(hands)["Phê duyệt và chạy"]
    step_buttons(hands)["Phê duyệt và chạy"].click()
    hands.settle()
    assert hands.said == "Năm 2027 đã chuyển sang: đang chạy."
    facts = [text.text() for text in hands.cycles.steps._facts.values()]
    assert all("Lê Thị Ánh Tuyết\n16/11/2026 09:00" in fact for fact in facts[:3])
    assert facts[3:] == ["", ""]
    hands.undo()
    assert hands.cycles.steps.accessibleName() == "Trạng thái 2/5: trình duyệt"


def test_a_cycle_with_check_ins_does_not_return_to_draft(hands: Hands) -> None:
    hands.go(hands.cycles)
    step_buttons(hands)["Trả về nháp"].click()
    hands.settle()
    assert hands.said.startswith("Chu kỳ Quý IV năm 2026 chưa thể chuyển sang bước này.")


def test_a_closed_cycle_has_no_further_step_and_is_not_edited(hands: Hands) -> None:
    hands.go(hands.cycles)
    closed = next(row for row in hands.cycles.model._rows.values() if row.code == "2026-Q3")
    hands.screen.open_item("cycle", closed.id)
    hands.settle()
    assert step_buttons(hands) == {}
    assert not hands.may("cycle.edit")


def test_a_unit_of_measure_is_added_renamed_and_put_away(hands: Hands) -> None:
    hands.go(hands.measures)
    hands.do("measure.add")
    dialog = hands.dialog(MeasureUnitDialog)
    hands.fill(dialog.form, name="ki-lô-mét")
    hands.press_save(dialog)
    assert hands.measures.selected is not None
    assert hands.measures.selected.name == "ki-lô-mét"
    hands.do("measure.rename")
    dialog = hands.dialog(MeasureUnitDialog)
    hands.fill(dialog.form, name="km")
    hands.press_save(dialog)
    hands.do("measure.archive")
    hands.settle()
    assert "km" not in texts(hands.measures.table, 0)
    hands.undo()
    assert "km" in texts(hands.measures.table, 0)


def test_a_name_in_the_list_is_refused_at_the_field(hands: Hands) -> None:
    hands.go(hands.measures)
    hands.do("measure.add")
    dialog = hands.dialog(MeasureUnitDialog)
    hands.fill(dialog.form, name="Hồ sơ")
    hands.press_save(dialog)
    assert "hồ sơ" in error_at(dialog.form, "name")
    dialog.form.mark_clean()


def test_the_agency_is_saved_when_asked_and_counts_as_unsaved_until_then(hands: Hands) -> None:
    hands.go(hands.office)
    assert not hands.screen.is_dirty()
    hands.fill(hands.office.form, place="Huế")
    assert hands.screen.is_dirty()
    hands.office.save.click()
    hands.settle()
    assert not hands.screen.is_dirty()
    assert hands.said == "Đã lưu thông tin cơ quan."
    hands.undo()
    values = hands.office.form.values()
    assert values is not None
    assert values["place"] == "Hà Nội"


def test_a_changed_rule_holds_at_once(hands: Hands) -> None:
    hands.go(hands.office)
    hands.office.rules.numbers["grace_days"].setValue(5)
    hands.settle()
    assert hands.said == "Đã đổi quy định."
    hands.office.rules.ticks[Prompt.DELAY].click()
    hands.settle()
    hands.screen.refresh()
    hands.settle()
    assert hands.office.rules.numbers["grace_days"].value() == 5
    assert not hands.office.rules.ticks[Prompt.DELAY].value()
    assert hands.office.rules.ticks[Prompt.RESULT].value()


def test_limits_upside_down_are_told_at_the_field_and_what_holds_stays(hands: Hands) -> None:
    hands.go(hands.office)
    hands.office.rules.numbers["on_track_points"].setValue(40)
    hands.settle()
    assert "40" in error_at(hands.office.rules.form, "on_track_points")
    assert hands.office.rules.numbers["on_track_points"].value() == 10


def test_the_table_of_rights_says_what_the_program_applies(hands: Hands) -> None:
    hands.go(hands.rights)
    assert set(RIGHT_NAMES) == set(Right)
    assert set(STANDING_NAMES) == set(Standing)
    assert set(REACH_NAMES) == set(Reach)
    words = dict(zip(Reach, ("của mình", "đơn vị mình", "đơn vị, cấp dưới"), strict=False))
    words[Reach.AGENCY] = "toàn cơ quan"
    for row, right in enumerate(Right):
        shown = [texts(hands.rights.table, 1 + column)[row] for column in range(len(Standing))]
        reaches = [RIGHTS[right].get(standing) for standing in Standing]
        assert shown == ["–" if reach is None else words[reach] for reach in reaches]
    assert "Người lập kế hoạch: Phan Thanh Tùng, Lê Thị Ánh Tuyết" in hands.rights.holders.text()
