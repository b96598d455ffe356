"""One objective or key result whole, and what is done with it."""

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QApplication

from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.progress import Kind
from okrdesk.services.check_ins import find_check_in
from okrdesk.services.decision_papers import DecisionKind, find_decisions
from tests.ui.objectives.hands import CTRL, Hands, Key
from ui.checkin import CheckInDialog
from ui.screens.objectives.action_dialog import ActionDialog
from ui.screens.objectives.why import WhyDialog
from ui.theme.tokens import LIGHT
from ui.widgets.comment_dialog import ReasonDialog


def moving(hands: Hands) -> str:
    """Return a key result that goes up, with check-ins."""

    def find(desk: Any) -> str:
        from okrdesk.services.cycles import current_cycle
        from okrdesk.services.details import find_key_result_detail
        from okrdesk.services.lists import Filter, find_key_results_under, find_objective_ids

        cycle = current_cycle(desk)
        ids = find_objective_ids(desk, Filter(cycle_id=cycle.id))
        return next(
            row.id
            for row in find_key_results_under(desk, ids)
            if row.kind is Kind.INCREASE
            and row.last_on
            and len(find_key_result_detail(desk, row.id).check_ins) > 4
        )

    return hands.desk(find)


def test_a_check_in_made_elsewhere_shows_at_once(hands: Hands) -> None:
    id = moving(hands)
    hands.select("key_result", id)
    shown = len(hands.screen.detail.view.detail.check_ins)

    def check_in(desk: Any) -> Any:
        from okrdesk.services.check_ins import BlockerEntry, CheckInEntry, record_check_in

        blocker = BlockerEntry(BlockerKind.RESOURCES, "Thiếu máy quét")
        entry = CheckInEntry(
            Decimal("77.25"), desk.today(), comment="<b>nhanh</b>", blocker=blocker
        )
        return record_check_in(desk, id, entry)

    hands.desktop.announce(hands.desk(check_in).touched)
    pane = hands.screen.detail.key_result
    hands.wait(lambda: len(hands.screen.detail.view.detail.check_ins) == shown + 1)

    assert "77,25" in pane.check_ins.toPlainText()
    assert "<b>nhanh</b>" in pane.check_ins.toPlainText()
    assert str(shown + 1) in pane.tabs.tabText(1)
    assert any("Thiếu máy quét" in label for label in texts(pane.work))


def texts(widget: Any) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [one.text() for one in widget.findChildren(QLabel)]


def test_a_correction_strikes_the_entry_that_it_replaces(hands: Hands) -> None:
    id = moving(hands)

    def correct(desk: Any) -> Any:
        from okrdesk.services.check_ins import CheckInEntry, record_check_in
        from okrdesk.services.details import find_key_result_detail

        last = find_key_result_detail(desk, id).check_ins[0].check_in
        entry = CheckInEntry(Decimal("55.5"), last.effective_on, corrects_id=last.id)
        return record_check_in(desk, id, entry)

    hands.desk(correct)
    hands.select("key_result", id)
    from ui.screens.objectives.check_in_text import write_check_ins

    view = hands.screen.detail.view
    html = write_check_ins(view.detail, view.words, LIGHT)
    replaced = next(row for row in hands.screen.detail.view.detail.check_ins if row.replaced)
    assert "<s>" in html
    assert f'name="{replaced.check_in.id}"' in html
    assert f"correct:{replaced.check_in.id}" not in html


def test_why_shows_formula_and_settings(hands: Hands) -> None:
    hands.select("key_result", moving(hands))
    hands.screen.detail.key_result.heading.why.click()
    dialog = hands.dialog(WhyDialog)
    hands.wait(lambda: "Công thức" in dialog.text.toPlainText())

    assert "Thiết lập" in dialog.text.toPlainText()
    hands.press(Key.Key_Escape)


def test_the_space_bar_opens_the_check_in(hands: Hands) -> None:
    id = moving(hands)
    hands.select("key_result", id)
    hands.wait(lambda: hands.screen.tree.current_key() == ("key_result", id))
    hands.screen.tree.setFocus()
    hands.press(Key.Key_Space)
    dialog = hands.dialog(CheckInDialog)
    hands.press(Key.Key_Escape)
    hands.gone(dialog)


def test_what_is_archived_leaves_the_list_and_comes_back_by_undo(hands: Hands) -> None:
    id = hands.first()
    hands.select("objective", id)
    title = hands.screen.detail.view.detail.row.title
    hands.screen.tree.setFocus()
    hands.press(Key.Key_Delete)
    hands.wait(lambda: title not in hands.titles())
    assert title in hands.said

    hands.screen.messages._action.click()
    hands.wait(lambda: title in hands.titles())
    hands.wait(lambda: hands.screen.tree.current_key() == ("objective", id))


def test_an_archived_objective_is_found_and_restored(hands: Hands) -> None:
    id = hands.first()
    hands.select("objective", id)
    hands.screen.actions_.live("objective.archive").trigger()
    hands.wait(lambda: id not in [node.id for node in hands.top()])
    hands.screen.filters.archived.click()
    hands.wait(lambda: [node.id for node in hands.top()] == [id])
    hands.screen.tree.select_key(("objective", id))
    hands.wait(lambda: hands.screen.actions_.live("objective.restore").isEnabled())
    hands.screen.actions_.live("objective.restore").trigger()
    hands.wait(lambda: id not in [node.id for node in hands.top()])


def test_an_archived_key_result_comes_back_from_its_objective(hands: Hands) -> None:
    id = hands.first("key_result")
    hands.select("key_result", id)
    above = hands.screen.detail.view.objective.id
    hands.screen.actions_.live("objective.archive").trigger()
    hands.wait(lambda: "lưu trữ" in hands.said)
    hands.select("objective", above)
    hands.screen.detail.objective.parts.linked.emit(f"restore:{id}")
    hands.wait(lambda: hands.screen.detail.key == ("key_result", id))

    assert not hands.screen.detail.view or not hands.screen.detail.view.detail.row.archived


def test_an_action_is_written_and_ticked_without_moving_the_key_result(hands: Hands) -> None:
    id = moving(hands)
    hands.select("key_result", id)
    before = hands.screen.detail.view.detail.row.progress
    hands.screen.detail.key_result.work._add()
    dialog = hands.dialog(ActionDialog)
    hands.write("Gọi cho phòng Một cửa")
    hands.save(dialog)

    def actions() -> list[Any]:
        view = hands.screen.detail.view
        return [one for one in view.actions if one.title == "Gọi cho phòng Một cửa"]

    hands.wait(actions)
    hands.screen.detail.key_result.work._tick(actions()[0], True)
    hands.wait(lambda: actions() and actions()[0].done_on)
    assert hands.screen.detail.view.detail.row.progress == before


def test_the_history_names_people_and_fields(hands: Hands) -> None:
    id = hands.first()
    hands.select("objective", id)

    def rename(desk: Any) -> Any:
        from dataclasses import replace

        from okrdesk.services.objectives import edit_objective, find_objective

        return edit_objective(desk, replace(find_objective(desk, id), title="Tên đã đổi"))

    before = hands.screen.detail.view.detail.row.title
    hands.desktop.announce(hands.desk(rename).touched)
    hands.wait(lambda: hands.screen.detail.view.detail.row.title == "Tên đã đổi")
    hands.press(Key.Key_H, CTRL)
    history = hands.screen.detail.objective.history
    hands.wait(lambda: "→" in history.toPlainText())

    assert f"Nội dung: {before} → Tên đã đổi" in history.toPlainText()
    assert "Lê Thị Ánh Tuyết" in history.toPlainText()


def test_a_decision_in_the_history_leads_to_its_record(hands: Hands) -> None:
    decided = next(row for row in hands.desk(find_decisions) if row.kind is DecisionKind.OVERRIDE)
    key_result = hands.desk(lambda desk: find_check_in(desk, decided.id)).key_result_id
    hands.select("key_result", key_result)
    hands.screen.detail.show_history()
    history = hands.screen.detail.key_result.history
    hands.wait(lambda: "(B4)" in history.toPlainText())
    went: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *words: went.append(words))
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Return)
    hands.wait(lambda: went)
    assert went == [("forms", "B4", decided.id)]


def test_a_link_is_taken_away_from_the_detail(hands: Hands) -> None:
    child, parent = (node.id for node in hands.top()[:2])

    def link(desk: Any) -> Any:
        from okrdesk.services.objectives import link_objective

        return link_objective(desk, child, parent)

    hands.select("objective", child)
    done = hands.desk(link)
    hands.desktop.announce(done.touched)
    hands.wait(lambda: done.value in [one.id for one in hands.screen.detail.view.detail.links])
    pane = hands.screen.detail.objective
    pane.links.linked.emit(f"unlink:{done.value}")
    hands.wait(lambda: done.value not in [one.id for one in hands.screen.detail.view.detail.links])


def test_f11_is_asked_for_the_owner(hands: Hands) -> None:
    asked: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *what: asked.append(what))
    hands.select("objective", hands.first())
    row = hands.screen.detail.view.detail.row
    hands.screen.actions_.live("objective.form").trigger()

    owner = ("person", row.owner_person_id) if row.owner_person_id else ("unit", row.owner_unit_id)
    assert asked == [("forms", *owner)]


def test_copy_takes_the_selected_row_with_its_headings(hands: Hands) -> None:
    hands.select("objective", hands.first())
    hands.wait(hands.screen.tree.current_key)
    hands.screen.tree.copy()
    lines = QApplication.clipboard().text().splitlines()

    assert lines[0].startswith("Nội dung\tTiến độ")
    assert lines[1].startswith(hands.screen.detail.view.detail.row.title)


def test_an_objective_is_commented_on_and_keeps_the_comment(hands: Hands) -> None:
    hands.select("objective", hands.first())
    pane = hands.screen.detail.objective
    pane.linked.emit("remark", "")
    dialog = hands.dialog(ReasonDialog)
    dialog.comment.set_value("Cần thêm số liệu quý trước")
    hands.save(dialog)
    hands.wait(lambda: "Cần thêm số liệu quý trước" in pane.parts.toPlainText())
