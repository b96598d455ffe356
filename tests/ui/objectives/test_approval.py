"""Submitting, reading and deciding on an objective by the keyboard; tags; what waits."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.organisation import Role
from okrdesk.domain.review import ReviewState
from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows
from tests.ui.objectives.hands import CTRL, SHIFT, Hands, Key
from ui.reviewing import JudgeDialog, SubmitDialog
from ui.screens.objectives.objective_dialog import ObjectiveDialog
from ui.widgets.chips import Chip


def state_of(hands: Hands, id: str) -> ReviewState:
    def read(desk: Any) -> ReviewState:
        from okrdesk.services.reviews import find_review

        return find_review(desk, id).state

    return hands.desk(read)


def chosen(hands: Hands) -> str:
    """Select an objective of somebody else, as the leader of the agency; return its id."""

    def prepare(desk: Any) -> str:
        from okrdesk.services.cycles import current_cycle
        from okrdesk.services.roles import grant_role

        grant_role(desk, desk.person_id, Role.AGENCY_LEADER)
        ids = find_objective_ids(desk, Filter(cycle_id=current_cycle(desk).id))
        rows = find_objective_rows(desk, ids)
        return next(row.id for row in rows if row.owner_person_id not in (None, desk.person_id))

    id = hands.desk(prepare)
    hands.select("objective", id)
    return id


def ready(hands: Hands, dialog: Any) -> None:
    hands.wait(lambda: dialog.matter is not None)


def submitted(hands: Hands) -> str:
    """Submit an objective by the keys; return its id."""
    id = chosen(hands)
    hands.press(Key.Key_D, CTRL | SHIFT)
    dialog = hands.dialog(SubmitDialog)
    ready(hands, dialog)
    hands.write("Xin duyet")
    hands.save(dialog)
    hands.wait(lambda: hands.screen.detail.view.review.state is ReviewState.SUBMITTED)
    return id


def buttons(hands: Hands) -> set[str]:
    """Return the words of approval that the heading offers."""
    heading = hands.screen.detail.objective.heading
    found: list[Any] = heading.findChildren(QWidget)
    words = ("Trình duyệt…", "Xét duyệt…")
    return {one.text() for one in found if getattr(one, "text", str)() in words and one.isVisible()}


def test_an_objective_is_submitted_and_its_state_shows(hands: Hands) -> None:
    id = chosen(hands)
    pane = hands.screen.detail.objective
    assert pane.strip.state.text() == "Nháp"
    assert buttons(hands) == {"Trình duyệt…"}
    submitted(hands)
    assert state_of(hands, id) is ReviewState.SUBMITTED
    assert pane.strip.state.text() == "Đã trình duyệt"
    assert "trình duyệt" in pane.strip.note.text()
    assert buttons(hands) == {"Xét duyệt…"}
    assert "Xin duyet" in pane.review.toPlainText()
    assert hands.said == "Đã trình duyệt."


def test_it_is_read_and_approved_by_the_keys(hands: Hands) -> None:
    id = submitted(hands)
    hands.press(Key.Key_A, CTRL | SHIFT)
    dialog = hands.dialog(JudgeDialog)
    ready(hands, dialog)
    text = dialog.text.toPlainText()
    assert "Xin duyet" in text
    assert hands.screen.detail.view.detail.key_results[0].title in text
    hands.save(dialog)
    hands.wait(lambda: hands.screen.detail.view.review.state is ReviewState.APPROVED)
    assert state_of(hands, id) is ReviewState.APPROVED
    assert buttons(hands) == set()


def test_it_is_returned_only_with_the_reason(hands: Hands) -> None:
    id = submitted(hands)
    hands.press(Key.Key_A, CTRL | SHIFT)
    dialog = hands.dialog(JudgeDialog)
    ready(hands, dialog)
    hands.press(Key.Key_R, CTRL | SHIFT)
    hands.wait(dialog.row.has_error)
    assert state_of(hands, id) is ReviewState.SUBMITTED
    hands.write("Thieu so lieu")
    hands.press(Key.Key_R, CTRL | SHIFT)
    hands.gone(dialog)
    hands.wait(lambda: hands.screen.detail.view.review.state is ReviewState.RETURNED)
    pane = hands.screen.detail.objective
    assert pane.strip.note.text().endswith("Thieu so lieu")
    assert buttons(hands) == {"Trình duyệt…"}


def test_what_changed_while_it_was_read_is_not_approved(hands: Hands) -> None:
    id = submitted(hands)
    hands.press(Key.Key_A, CTRL | SHIFT)
    dialog = hands.dialog(JudgeDialog)
    ready(hands, dialog)

    def edit(desk: Any) -> None:
        from okrdesk.services.objectives import edit_objective, find_objective
        from okrdesk.services.reviews import submit

        edit_objective(desk, replace(find_objective(desk, id), title="Khác"))
        submit(desk, id)

    hands.desk(edit)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.messages.isVisible)
    assert "đọc lại" in dialog.messages.text()
    assert state_of(hands, id) is ReviewState.SUBMITTED
    hands.press(Key.Key_Escape)
    hands.gone(dialog)


def test_an_amendment_says_what_changed(hands: Hands) -> None:
    id = submitted(hands)

    def approve_and_edit(desk: Any) -> Any:
        from okrdesk.services.objectives import edit_objective, find_objective
        from okrdesk.services.reviews import approve

        approve(desk, id)
        return edit_objective(desk, replace(find_objective(desk, id), title="Tên mới"))

    hands.desktop.announce(hands.desk(approve_and_edit).touched)
    pane = hands.screen.detail.objective
    hands.wait(lambda: pane.strip.state.text() == "Đang điều chỉnh")
    assert "Thay đổi so với bản đã thống nhất" in pane.review.toPlainText()
    assert "→ Tên mới" in pane.review.toPlainText()


def test_the_list_is_narrowed_to_a_state_of_approval(hands: Hands) -> None:
    id = submitted(hands)
    filters = hands.screen.filters
    filters.health.set_value(ReviewState.SUBMITTED)
    filters.health.edited.emit()
    submit = hands.desktop.application.submit
    rows = submit(lambda desk: find_objective_rows(desk, find_objective_ids(desk, Filter())))
    ids = {row.id for row in rows.result() if row.review is ReviewState.SUBMITTED}
    assert id in ids
    hands.wait(lambda: {node.id for node in hands.top()} == ids)
    assert filters.is_narrowing


def test_tags_are_written_shown_and_found(hands: Hands) -> None:
    id = chosen(hands)
    assert not hands.screen.filters.tag.isVisible()
    hands.press(Key.Key_F2)
    dialog = hands.dialog(ObjectiveDialog)
    hands.wait(dialog.save.isEnabled)
    dialog._unfold()
    tags = dialog.form.row("tags").editor
    tags.setFocus()
    hands.write("giao thong,  duong bo , ")
    hands.save(dialog)
    strip = hands.screen.detail.objective.strip
    hands.wait(lambda: len(strip.findChildren(Chip)) == 3)
    chips = [one for one in strip.findChildren(Chip) if one is not strip.state]
    assert [chip.text() for chip in chips] == ["duong bo", "giao thong"]
    assert hands.screen.filters.tag.isVisible()
    chips[0].click()
    hands.wait(lambda: [node.id for node in hands.top()] == [id])
    assert hands.screen.filters.tag.value() == "duong bo"
    hands.screen.filters.reset()
    hands.wait(lambda: len(hands.top()) > 1)


def test_check_ins_that_wait_are_said_beside_the_progress(hands: Hands) -> None:
    id = hands.first("key_result")

    def check_in_twice(desk: Any) -> Any:
        from decimal import Decimal

        from okrdesk.services.check_ins import CheckInEntry, record_check_in
        from tests.services.syncing import enrol

        enrol(desk)
        record_check_in(desk, id, CheckInEntry(Decimal(1), desk.today()))
        return record_check_in(desk, id, CheckInEntry(Decimal(1), desk.today()))

    hands.desktop.announce(hands.desk(check_in_twice).touched)
    hands.select("key_result", id)
    assert hands.screen.detail.key_result.figures.note.text().endswith("+2 chờ đồng bộ")
    tree = hands.screen.tree
    hands.wait(lambda: tree.rows.node(tree.rows.find(("key_result", id))).row.pending == 2)
    objective = hands.screen.detail.objective_id()
    hands.select("objective", objective)
    assert hands.screen.detail.objective.figures.note.text() == "+2 chờ đồng bộ"
    assert "+2 chờ đồng bộ" in hands.screen.detail.objective.parts.toPlainText()
