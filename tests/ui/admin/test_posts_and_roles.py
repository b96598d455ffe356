"""Posts and roles inside the dialog of a person: each written at once, each with its undo."""

import pytest

from okrdesk.domain.organisation import Role
from tests.ui.admin.hands import Hands, error_at, texts
from ui.screens.admin.duty import Duty
from ui.screens.admin.person_dialog import PersonDialog
from ui.screens.admin.post_dialog import PostDialog


@pytest.fixture
def person(hands: Hands) -> PersonDialog:
    hands.go(hands.people)
    hands.people.text.setText("ngoc anh")
    hands.people.text.returnPressed.emit()
    hands.settle()
    hands.do("person.edit")
    return hands.dialog(PersonDialog)


def add_post(hands: Hands, person: PersonDialog, unit: str, **values: object) -> None:
    person.posts.actions_.live("post.add").trigger()
    dialog = hands.dialog(PostDialog)
    chosen = next(one.id for one in dialog.unit._choices if one.text.strip() == unit)
    hands.fill(dialog.form, unit_id=chosen, **values)
    hands.press_save(dialog)


def test_posts_are_listed_with_duty_share_and_dates(person: PersonDialog) -> None:
    assert texts(person.posts.table, 0) == ["Văn phòng Sở"]
    assert texts(person.posts.table, 1) == ["Chuyên viên chính"]
    assert texts(person.posts.table, 3) == ["100 %"]
    assert not person.posts.warning.isVisible()


def test_a_post_beyond_the_whole_time_is_written_with_a_warning(
    hands: Hands, person: PersonDialog
) -> None:
    add_post(hands, person, "Phòng Đầu tư công", title="Biệt phái", share=50)
    assert "150 %" in person.messages.text()
    assert person.posts.warning.isVisible()
    assert "150 %" in person.posts.warning.text()
    hands.press_undo(person)
    assert not person.posts.warning.isVisible()
    assert texts(person.posts.table, 0) == ["Văn phòng Sở"]


def test_a_post_needs_a_unit_and_a_share_of_at_least_one(
    hands: Hands, person: PersonDialog
) -> None:
    person.posts.actions_.live("post.add").trigger()
    dialog = hands.dialog(PostDialog)
    hands.press_save(dialog)
    assert "Đơn vị" in error_at(dialog.form, "unit_id")
    assert dialog.form.row("share").editor.minimum() == 1  # type: ignore[attr-defined]


def test_a_post_is_edited_and_taken_away(hands: Hands, person: PersonDialog) -> None:
    person.posts.actions_.live("post.edit").trigger()
    dialog = hands.dialog(PostDialog)
    hands.fill(dialog.form, duty=Duty.DEPUTY, share=80)
    hands.press_save(dialog)
    assert texts(person.posts.table, 2) == ["Cấp phó"]
    assert texts(person.posts.table, 3) == ["80 %"]
    person.posts.actions_.live("post.remove").trigger()
    hands.settle()
    assert texts(person.posts.table, 0) == []
    hands.press_undo(person)
    assert texts(person.posts.table, 0) == ["Văn phòng Sở"]


def test_typed_text_stays_while_posts_change(hands: Hands, person: PersonDialog) -> None:
    hands.fill(person.form, name="Nguyễn Thị Ngọc Ánh B")
    add_post(hands, person, "Phòng Đầu tư công", share=1)
    values = person.form.values()
    assert values is not None
    assert values["name"] == "Nguyễn Thị Ngọc Ánh B"
    assert person.is_dirty()
    person.form.mark_clean()


def test_a_role_is_granted_by_a_tick_and_undo_takes_it_back(
    hands: Hands, person: PersonDialog
) -> None:
    tick = person.roles.ticks[Role.PLANNER]
    tick.click()
    hands.settle()
    assert person.messages.text() == "Đã giao vai trò: Người lập kế hoạch."
    hands.press_undo(person)
    assert not tick.value()


def test_who_gives_up_the_own_role_is_offered_its_actions_no_more(
    hands: Hands, person: PersonDialog
) -> None:
    person.close()
    hands.people.text.setText("Lê Thị Ánh Tuyết")
    hands.people.text.returnPressed.emit()
    hands.settle()
    hands.do("person.edit")
    hands.dialog(PersonDialog).roles.ticks[Role.ADMINISTRATOR].click()
    hands.settle()
    hands.settle()
    assert not hands.may("person.add")


def test_the_last_administrator_stays_one_and_the_dialog_says_why(
    hands: Hands, person: PersonDialog
) -> None:
    person.close()
    for name in ("Vũ Đức Thịnh", "Lê Thị Ánh Tuyết"):
        hands.people.text.setText(name)
        hands.people.text.returnPressed.emit()
        hands.settle()
        hands.do("person.edit")
        dialog = hands.dialog(PersonDialog)
        tick = dialog.roles.ticks[Role.ADMINISTRATOR]
        assert tick.value()
        tick.click()
        hands.settle()
        if name == "Vũ Đức Thịnh":
            dialog.close()
    assert tick.value()
    assert "ít nhất một" in dialog.messages.text()
