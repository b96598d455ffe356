"""Writing and changing objectives and key results."""

from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.objective import LinkKind
from okrdesk.domain.progress import Kind
from okrdesk.services.citing import find_citable, find_served
from tests.ui.objectives.hands import CTRL, SHIFT, Hands, Key
from ui.screens.objectives.key_result_dialog import KeyResultDialog
from ui.screens.objectives.key_result_form import KeyResultForm
from ui.screens.objectives.link_dialog import LinkDialog
from ui.screens.objectives.objective_dialog import NewObjectiveDialog, ObjectiveDialog
from ui.widgets.form import Form

TITLE = "Người dân nhận kết quả đúng hẹn"


def visible_fields(*forms: Form) -> list[str]:
    return [name for form in forms for name, row in form._rows.items() if not row.isHidden()]


def error_of(form: Form, name: str) -> str:
    return form.row(name)._error.text()


@pytest.fixture
def new(hands: Hands) -> NewObjectiveDialog:
    hands.press(Key.Key_N, CTRL)
    dialog = hands.dialog(NewObjectiveDialog)
    hands.wait(lambda: dialog.form.cycle.value() and dialog.form.owner.text())
    hands.wait(dialog.form.title.hasFocus)
    return dialog


def to_field(hands: Hands, field: Any) -> None:
    for _press in range(30):
        if field.hasFocus() or (field.focusProxy() and field.focusProxy().hasFocus()):
            return
        hands.press(Key.Key_Tab)
    raise AssertionError("the field cannot be reached by Tab")


def test_a_new_objective_asks_eight_fields_and_three_of_them_must_be_filled(
    new: NewObjectiveDialog,
) -> None:
    shown = visible_fields(new.form, new.first)
    required = [
        name
        for form in (new.form, new.first)
        for name, row in form._rows.items()
        if row.required and not row.isHidden()
    ]
    assert len(shown) == 8
    assert required == ["title", "title", "target"]


def test_objective_and_first_key_result_are_written_by_keyboard_in_one_act(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    hands.write(TITLE)
    to_field(hands, new.first.row("title").editor)
    hands.write("Tỷ lệ hồ sơ đúng hẹn từ 76 lên 90")
    to_field(hands, new.first.row("start").editor)
    hands.write("76,5")
    hands.press(Key.Key_Tab)
    hands.write("90")
    hands.save(new)
    hands.wait(lambda: TITLE in hands.titles() and hands.screen.detail.view)
    hands.wait(lambda: hands.screen.detail.view.detail.row.title == TITLE)

    detail = hands.screen.detail.view.detail
    assert detail.objective.title == TITLE
    assert detail.objective.owner.person_id == hands.desk(lambda desk: desk.person_id)
    assert [one.start_value for one in detail.key_results] == [Decimal("76.5")]
    history = hands.desk(lambda desk: _history(desk, detail.objective.id))
    with_key_result = hands.desk(lambda desk: _history(desk, detail.key_results[0].id))
    assert history[0].at == with_key_result[0].at
    assert TITLE in hands.titles()


def _history(desk: Any, id: str) -> Any:
    from okrdesk.services.history import find_history

    return find_history(desk, id)


def test_a_target_equal_to_the_start_is_refused_at_its_field(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    new.form.title.setText(TITLE)
    new.first.row("title").editor.set_value("Tỷ lệ đúng hẹn")
    new.first.row("start").editor.set_value(Decimal(90))
    new.first.row("target").editor.set_value(Decimal(90))
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: "90" in error_of(new.first, "target"))

    assert new.first.row("target").editor.hasFocus()
    assert new.isVisible()


def test_a_target_on_the_wrong_side_is_refused_at_its_field(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    new.form.title.setText(TITLE)
    new.first.row("title").editor.set_value("Thời gian xử lý")
    new.first.row("start").editor.set_value(Decimal(12))
    new.first.row("target").editor.set_value(Decimal(8))
    hands.press(Key.Key_Return, CTRL)

    hands.wait(lambda: error_of(new.first, "target"))


def test_an_activity_gets_advice_that_can_be_overruled_and_never_blocks(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    hands.write("Tổ chức tập huấn")
    hands.wait(new.form.advice.isVisible)
    assert "Tổ chức" in new.form.advice.reason.text()

    new.form.advice.keep.click()
    hands.write(" kỹ năng số")
    hands.qtbot.wait(300)
    assert not new.form.advice.isVisible()
    new.first.row("title").editor.set_value("Tỷ lệ đúng hẹn đạt 90 %")
    new.first.row("target").editor.set_value(Decimal(90))
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: "Tổ chức tập huấn kỹ năng số" in hands.titles())


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.INCREASE, {"measure_unit", "start", "target"}),
        (Kind.KEEP_AT_LEAST, {"measure_unit", "low"}),
        (Kind.KEEP_AT_MOST, {"measure_unit", "high"}),
        (Kind.KEEP_BETWEEN, {"measure_unit", "low", "high"}),
        (Kind.YES_NO, set()),
        (Kind.STEPS, {"steps"}),
    ],
)
def test_the_kind_decides_which_fields_show(
    hands: Hands, new: NewObjectiveDialog, kind: Kind, fields: set[str]
) -> None:
    new.first.kind.set_value(kind)
    new.first.kind.edited.emit()

    assert set(visible_fields(new.first)) == {"title", "kind"} | fields


def test_an_owner_is_found_without_accents_and_taken_by_keyboard(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    owner = new.form.owner
    owner.setFocus()
    owner.selectAll()
    hands.write("vu thi phuong")
    hands.wait(lambda: owner._rows)
    assert [row.name for row in owner._rows] == [
        row.name for row in owner._rows if "Vũ" in row.name
    ]
    hands.wait(owner._popup.isVisible)
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    hands.wait(lambda: owner.text().startswith("Vũ Thị Phương"))

    assert owner.value().person_id == owner._rows[0].id
    assert new.isVisible()


def test_an_owner_nobody_knows_is_refused_at_its_field(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    new.form.owner.setFocus()
    new.form.owner.selectAll()
    hands.write("không ai cả")
    hands.press(Key.Key_Return, CTRL)

    hands.wait(lambda: error_of(new.form, "owner"))


def test_editing_keeps_what_is_folded_away(hands: Hands) -> None:
    id = hands.first("key_result")
    before = hands.desk(lambda desk: _key_result(desk, id))
    hands.select("key_result", id)
    hands.press(Key.Key_F2)
    dialog = hands.dialog(KeyResultDialog)
    hands.wait(dialog.save.isEnabled)
    hands.wait(dialog.form.owner.text)
    dialog.form.row("title").editor.set_value("Một tên khác")
    hands.save(dialog)
    hands.wait(lambda: hands.screen.detail.view.detail.row.title == "Một tên khác")

    after = hands.desk(lambda desk: _key_result(desk, id))
    assert after.phases == before.phases
    assert (after.start_on, after.end_on) == (before.start_on, before.end_on)
    assert after.measure == before.measure
    assert after.owner == before.owner


def _key_result(desk: Any, id: str) -> Any:
    from okrdesk.services.key_results import find_key_result

    return find_key_result(desk, id)


def test_the_sum_of_weights_follows_what_is_typed(hands: Hands) -> None:
    id = hands.first("key_result")
    hands.select("key_result", id)
    hands.press(Key.Key_F2)
    dialog = hands.dialog(KeyResultDialog)
    hands.wait(dialog.save.isEnabled)
    dialog.form.weight.setFocus()
    dialog.form.weight.selectAll()
    hands.write("30")

    others = sum((weight or 0) for weight in dialog._start.others)
    assert str(others + 30) in dialog.form.row("weight")._help.text()
    hands.write("0")
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: error_of(dialog.form, "weight"))
    dialog.form.mark_clean()


def test_steps_keep_their_ids_and_new_ones_are_written(hands: Hands) -> None:
    hands.select("objective", hands.first())
    hands.press(Key.Key_N, CTRL | SHIFT)
    dialog = hands.dialog(KeyResultDialog)
    hands.wait(dialog.save.isEnabled)
    form: KeyResultForm = dialog.form
    form.row("title").editor.set_value("Đề án được ban hành")
    form.kind.set_value(Kind.STEPS)
    form.kind.edited.emit()
    form.steps.set_value([("Lập dự thảo", Decimal(40)), ("Trình ký", Decimal(60))])
    hands.save(dialog)
    hands.wait(lambda: hands.screen.detail.key[0] == "key_result" and hands.screen.detail.view)
    id = hands.screen.detail.key[1]
    first = hands.desk(lambda desk: _key_result(desk, id)).measure.steps

    hands.press(Key.Key_F2)
    dialog = hands.dialog(KeyResultDialog)
    hands.wait(dialog.form.steps.value)
    dialog.form.steps._add()
    dialog.form.steps.editor(2, 0).set_value("Công bố")
    dialog.form.steps.editor(2, 1).set_value(Decimal(10))
    hands.save(dialog)
    second = hands.desk(lambda desk: _key_result(desk, id)).measure.steps
    assert second[:2] == first
    assert [step.title for step in second] == ["Lập dự thảo", "Trình ký", "Công bố"]


def test_a_unit_of_measure_that_is_new_can_be_added_to_the_list(
    hands: Hands, new: NewObjectiveDialog
) -> None:
    units = new.first.units
    hands.wait(lambda: units._names)
    units.line.setFocus()
    hands.write("chuyến tàu")
    assert units.add.isVisible()
    units.add.click()
    hands.wait(lambda: "chuyến tàu" in units._names)

    assert not units.add.isVisible()
    assert units.value() == "chuyến tàu"


def test_a_description_is_changed_and_the_detail_follows(hands: Hands) -> None:
    hands.select("objective", hands.first())
    hands.press(Key.Key_F2)
    dialog = hands.dialog(ObjectiveDialog)
    hands.wait(lambda: dialog.form.cycle.value() and dialog.form.owner.text())
    dialog.form.row("description").editor.set_value("Vì người dân chờ lâu")
    hands.save(dialog)
    hands.wait(lambda: "chờ lâu" in hands.screen.detail.objective.parts.toPlainText())


def test_the_item_of_a_directive_is_found_by_its_number_and_kept(hands: Hands) -> None:
    id = hands.first()
    cited = hands.desk(find_citable)[0]
    hands.select("objective", id)
    hands.press(Key.Key_F2)
    dialog = hands.dialog(ObjectiveDialog)
    hands.wait(lambda: dialog.form.cycle.value() and dialog.form.owner.text())
    to_field(hands, dialog.form.served)
    dialog.form.served.selectAll()
    hands.write(cited.cited)
    hands.wait(lambda: len(dialog.form.served._rows) == 1)
    hands.save(dialog)
    hands.wait(lambda: hands.screen.detail.objective.serves.name.text() == cited.cited)

    hands.press(Key.Key_F2)
    again = hands.dialog(ObjectiveDialog)
    again.form.served.choose(cited.id)
    assert again.form.served.value() == cited.id
    hands.save(again)
    assert hands.desk(lambda desk: find_served(desk, "objective", [id]))[id] == cited


def test_an_alignment_that_would_close_a_loop_is_refused_in_the_dialog(hands: Hands) -> None:
    ids = [node.id for node in hands.top()[:2]]
    hands.desk(lambda desk: _link(desk, *ids))
    hands.select("objective", ids[1])
    hands.screen.actions_.live("objective.link").trigger()
    dialog = hands.dialog(LinkDialog)
    hands.wait(lambda: dialog.model.place_of(ids[0]) is not None)
    dialog.table.select_id(ids[0])
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.messages.isVisible)

    assert hands.titles()[0] in dialog.messages.text()


def test_the_weight_of_a_link_is_shown_and_changed(hands: Hands) -> None:
    above, below = (node.id for node in hands.top()[:2])
    hands.desk(lambda desk: _link(desk, below, above))
    hands.select("objective", below)
    hands.screen.detail.objective.links.linked.emit(f"relink:{above}")
    dialog = hands.dialog(LinkDialog)
    hands.wait(dialog.save.isEnabled)
    assert dialog.save.text() == "Lưu"

    dialog.weight.setText("120")
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog._weight_row.has_error)
    dialog.weight.setText("37,5")
    hands.save(dialog)
    links = hands.desk(lambda desk: _links(desk, below))
    assert [(link.objective_id, link.weight) for link in links if link.is_above] == [
        (above, Decimal("37.5"))
    ]

    hands.screen.detail.objective.links.linked.emit(f"relink:{above}")
    dialog = hands.dialog(LinkDialog)
    hands.wait(dialog.save.isEnabled)
    assert dialog.weight.value() == Decimal("37.5")
    dialog.kind.set_value(LinkKind.SUPPORTS)
    dialog.kind.edited.emit()
    assert not dialog.weight.isVisible()
    dialog.finish()


def _links(desk: Any, id: str) -> Any:
    from okrdesk.services.objective_details import find_objective_detail

    return find_objective_detail(desk, id).links


def _link(desk: Any, child: str, parent: str) -> Any:
    from okrdesk.services.objectives import link_objective, unlink_objective

    for link in _links(desk, child):
        unlink_objective(desk, link.id)
    return link_objective(desk, child, parent)
