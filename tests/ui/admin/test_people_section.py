"""The people: found by name or whole number, added with a first post, edited, put away."""

from okrdesk.exchange.preview import KindName
from tests.ui.admin.hands import Hands, error_at, texts
from ui.history.dialog import HistoryDialog
from ui.importing.dialog import ImportDialog
from ui.screens.admin.duty import Duty
from ui.screens.admin.person_dialog import PersonDialog


def open_people(hands: Hands) -> None:
    hands.go(hands.people)


def names(hands: Hands) -> list[str]:
    return texts(hands.people.table, 0)


def look_for(hands: Hands, text: str) -> None:
    hands.people.text.setText(text)
    hands.people.text.returnPressed.emit()
    hands.settle()


def unit(hands: Hands, name: str) -> str:
    box = hands.people.unit
    return next(one.id for one in box._choices if one.text.strip() == name)


def test_people_stand_by_given_name_in_vietnamese_order(hands: Hands) -> None:
    open_people(hands)
    given = [name.split()[-1] for name in names(hands)]
    assert given[:7] == ["Anh", "Ánh", "Ẩn", "Ấn", "Dung", "Dương", "Đại"]
    assert hands.screen.note.text() == "60 người"


def test_a_search_ignores_accents(hands: Hands) -> None:
    open_people(hands)
    look_for(hands, "ngoc anh")
    assert names(hands) == ["Nguyễn Thị Ngọc Ánh"]


def test_a_personal_number_is_masked_and_found_by_all_of_it_only(hands: Hands) -> None:
    open_people(hands)
    hands.do("person.add")
    dialog = hands.dialog(PersonDialog)
    hands.fill(dialog.form, code="900", name="Hoàng Đức Độ", personal_number="001084012345")
    hands.press_save(dialog)
    look_for(hands, "001084012345")
    assert names(hands) == ["Hoàng Đức Độ"]
    assert texts(hands.people.table, 5) == ["•••••••••345"]
    look_for(hands, "00108401234")
    assert names(hands) == []
    assert hands.people.pages.currentIndex() == 1


def test_the_unit_filter_keeps_those_of_the_unit_and_below(hands: Hands) -> None:
    open_people(hands)
    hands.people.unit.set_value(unit(hands, "Văn phòng Sở"))
    hands.people.unit.edited.emit()
    hands.settle()
    places = texts(hands.people.table, 1)
    assert len(places) == 13
    assert any("Bộ phận Tiếp nhận" in place for place in places)


def test_a_person_is_added_with_a_first_post_and_undo_takes_both_back(hands: Hands) -> None:
    open_people(hands)
    hands.do("person.add")
    dialog = hands.dialog(PersonDialog)
    office = next(one.id for one in dialog.unit._choices if one.text.strip() == "Văn phòng Sở")
    hands.fill(
        dialog.form,
        code="900",
        name="Hoàng Đức Độ",
        unit_id=office,
        title="Chuyên viên",
        duty=Duty.MEMBER,
    )
    hands.press_save(dialog)
    chosen = hands.people.selected
    assert chosen is not None
    assert (chosen.name, chosen.title, chosen.unit_name) == (
        "Hoàng Đức Độ",
        "Chuyên viên",
        "Văn phòng Sở",
    )
    hands.undo()
    assert "Hoàng Đức Độ" not in names(hands)


def test_a_title_without_a_unit_is_told_at_the_unit(hands: Hands) -> None:
    open_people(hands)
    hands.do("person.add")
    dialog = hands.dialog(PersonDialog)
    hands.fill(dialog.form, code="900", name="Hoàng Đức Độ", title="Chuyên viên")
    hands.press_save(dialog)
    assert "Đơn vị" in error_at(dialog.form, "unit_id")
    dialog.form.mark_clean()


def test_editing_a_person_shows_the_number_masked_and_keeps_it(hands: Hands) -> None:
    open_people(hands)
    look_for(hands, "Vũ Đức Thịnh")
    before = texts(hands.people.table, 5)
    hands.do("person.edit")
    dialog = hands.dialog(PersonDialog)
    values = dialog.form.values()
    assert values is not None
    assert values["personal_number"] == before[0]
    hands.fill(dialog.form, name="Vũ Đức Thịnh (VP)")
    hands.press_save(dialog)
    assert names(hands) == ["Vũ Đức Thịnh (VP)"]
    assert texts(hands.people.table, 5) == before


def test_an_archived_person_leaves_the_list_and_comes_back(hands: Hands) -> None:
    open_people(hands)
    look_for(hands, "ngoc anh")
    hands.do("person.archive")
    hands.settle()
    assert names(hands) == []
    hands.people.archived.set_value(True)
    hands.people.archived.edited.emit()
    hands.settle()
    assert names(hands) == ["Nguyễn Thị Ngọc Ánh (đã lưu trữ)"]
    assert not hands.may("person.archive")
    hands.do("person.restore")
    hands.settle()
    assert names(hands) == ["Nguyễn Thị Ngọc Ánh"]


def test_opening_an_archived_person_from_the_search_shows_the_person(hands: Hands) -> None:
    open_people(hands)
    look_for(hands, "ngoc anh")
    person = hands.people.selected
    assert person is not None
    hands.do("person.archive")
    hands.settle()
    hands.screen.open_item("person", person.id)
    hands.settle()
    assert hands.people.selected is not None
    assert hands.people.selected.id == person.id


def test_the_import_opens_at_the_roster(hands: Hands) -> None:
    open_people(hands)
    hands.do("person.import")
    dialog = hands.dialog(ImportDialog)
    assert dialog.source_page.kinds[KindName.ROSTER].isChecked()


def test_the_history_of_a_person_covers_the_posts(hands: Hands) -> None:
    open_people(hands)
    look_for(hands, "ngoc anh")
    hands.do("person.history")
    history = hands.dialog(HistoryDialog)
    fields = {row.field: row.after for row in history.model._rows.values()}
    assert fields["Họ và tên"] == "Nguyễn Thị Ngọc Ánh"
    assert fields["Vị trí: Đơn vị"] == "Văn phòng Sở"
    assert "•" in fields["Số định danh"] or fields["Số định danh"].isdigit()
