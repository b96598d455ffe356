"""The tree of units: read as of a day, extended, moved, dissolved, and taken back."""

from datetime import date

from PySide6.QtCore import Qt

from tests.ui.admin.hands import Hands, error_at, texts
from ui.history.dialog import HistoryDialog
from ui.screens.admin.unit_dialog import UnitDialog


def select(hands: Hands, name: str) -> None:
    model = hands.units.model
    row = next(row for row in model._rows if row.name == name)
    hands.units.tree.setCurrentIndex(model.find(row.id))


def names(hands: Hands) -> list[str]:
    return texts(hands.units.tree, 0)


def add(hands: Hands, below: str, code: str, name: str) -> None:
    select(hands, below)
    hands.do("unit.add")
    dialog = hands.dialog(UnitDialog)
    hands.fill(dialog.form, code=code, name=name)
    hands.press_save(dialog)


def test_the_tree_shows_units_below_each_other_with_head_and_people(hands: Hands) -> None:
    assert names(hands)[:4] == [
        "Sở Kế hoạch và Phát triển (dữ liệu mẫu)",
        "Lãnh đạo Sở",
        "Văn phòng Sở",
        "Bộ phận Tiếp nhận và Trả kết quả",
    ]
    assert texts(hands.units.tree, 1)[2:4] == ["Vũ Đức Thịnh", "Dương Thị Bích Thủy"]
    assert texts(hands.units.tree, 2)[2:4] == ["9", "4"]
    assert hands.screen.note.text() == "9 đơn vị"


def test_a_unit_is_added_below_the_selected_one_and_undo_takes_it_back(hands: Hands) -> None:
    add(hands, "Văn phòng Sở", "VT", "Tổ Văn thư")
    assert hands.is_closed(UnitDialog)
    assert hands.units.selected is not None
    assert hands.units.selected.name == "Tổ Văn thư"
    assert hands.units.model.row(hands.units.tree.currentIndex().parent()).name == "Văn phòng Sở"
    assert hands.said == "Đã thêm “Tổ Văn thư”."
    hands.undo()
    assert "Tổ Văn thư" not in names(hands)


def test_what_is_missing_and_a_code_in_use_are_told_at_their_fields(hands: Hands) -> None:
    hands.do("unit.add")
    dialog = hands.dialog(UnitDialog)
    hands.press_save(dialog)
    assert "Mã" in error_at(dialog.form, "code")
    assert "Tên" in error_at(dialog.form, "name")
    hands.fill(dialog.form, code="VP", name="Văn phòng khác")
    hands.press_save(dialog)
    assert "Văn phòng Sở" in error_at(dialog.form, "code")
    dialog.form.mark_clean()


def test_a_unit_moved_below_its_own_part_is_refused_at_the_field(hands: Hands) -> None:
    select(hands, "Bộ phận Tiếp nhận và Trả kết quả")
    part = hands.units.selected
    select(hands, "Văn phòng Sở")
    hands.do("unit.edit")
    dialog = hands.dialog(UnitDialog)
    assert part is not None
    hands.fill(dialog.form, parent_id=part.id)
    hands.press_save(dialog)
    assert error_at(dialog.form, "parent_id").startswith("Đơn vị không thể trực thuộc chính nó.")
    assert not hands.is_closed(UnitDialog)
    dialog.form.mark_clean()


def test_enter_opens_a_unit_with_what_is_known_of_it(hands: Hands) -> None:
    select(hands, "Văn phòng Sở")
    hands.qtbot.keyClick(hands.units.tree, Qt.Key.Key_Return)
    dialog = hands.dialog(UnitDialog)
    values = dialog.form.values()
    assert values is not None
    assert (values["code"], values["name"]) == ("VP", "Văn phòng Sở")
    assert not dialog.is_dirty()


def test_all_that_ever_were_shows_dissolved_units_with_their_last_day(hands: Hands) -> None:
    add(hands, "Văn phòng Sở", "TAM", "Tổ Tạm thời")
    hands.do("unit.edit")
    dialog = hands.dialog(UnitDialog)
    hands.fill(dialog.form, to_on=date(2026, 11, 1))
    hands.press_save(dialog)
    hands.settle()
    assert "Tổ Tạm thời" in names(hands)
    assert hands.units.ever.value()
    at = names(hands).index("Tổ Tạm thời")
    assert texts(hands.units.tree, 5)[at] == "01/11/2026"


def test_the_history_tells_who_changed_what_from_what_to_what(hands: Hands) -> None:
    select(hands, "Văn phòng Sở")
    hands.do("unit.edit")
    dialog = hands.dialog(UnitDialog)
    hands.fill(dialog.form, name="Văn phòng")
    hands.press_save(dialog)
    hands.do("unit.history")
    history = hands.dialog(HistoryDialog)
    line = history.model.row(0)
    assert line is not None
    assert (line.when, line.who) == ("16/11/2026 09:00", "Lê Thị Ánh Tuyết")
    assert (line.field, line.before, line.after) == ("Tên", "Văn phòng Sở", "Văn phòng")
    fields = {row.field: row.after for row in history.model._rows.values()}
    assert fields["Đơn vị cấp trên"] == "Sở Kế hoạch và Phát triển (dữ liệu mẫu)"


def test_the_history_is_narrowed_by_person_and_day(hands: Hands) -> None:
    select(hands, "Văn phòng Sở")
    hands.do("unit.edit")
    dialog = hands.dialog(UnitDialog)
    hands.fill(dialog.form, name="Văn phòng")
    hands.press_save(dialog)
    hands.do("unit.history")
    history = hands.dialog(HistoryDialog)
    everything = history.model.rowCount()
    history.since.set_value(date(2026, 11, 16))
    history.since.edited.emit()
    assert history.model.rowCount() == everything
    history.until.set_value(date(2026, 11, 15))
    history.until.edited.emit()
    assert history.model.rowCount() == 0
    history.since.set_value(None)
    history.until.set_value(None)
    counts = []
    for choice in history.who.choices[1:]:
        history.who.set_value(choice.id)
        history.who.edited.emit()
        counts.append(history.model.rowCount())
        assert {row.by for row in history.model._rows.values()} == {choice.id}
    assert sum(counts) == everything
