"""A head accepts, gives back, cancels, notes errors, and decides on objective causes."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrdesk.domain.directive import Axis
from okrdesk.domain.organisation import Role
from okrdesk.domain.tasks import CauseState, FaultKind, TaskState
from tests.ui.tasks.hands import CTRL, SHIFT, Hands, Key
from ui.screens.tasks import load
from ui.screens.tasks.assign_dialog import AssignDialog
from ui.screens.tasks.dialogs import (
    CauseDialog,
    DeliverDialog,
    FaultDialog,
    RollOverDialog,
    ShareDialog,
)
from ui.screens.tasks.judge_dialog import JudgeCauseDialog
from ui.screens.tasks.screen import TasksScreen
from ui.widgets.comment_dialog import ReasonDialog

BOTH = CTRL | SHIFT


def put_in_force(desk: Any, code: str) -> None:
    """Publish a shipped pack in place of those that the office began with."""
    from okrdesk.services.rule_packs import add_pack, publish_pack
    from okrdesk.shipped_packs import shipped_text

    with desk.write_device() as connection:
        connection.exec_driver_sql("UPDATE rule_pack SET deleted = 1")
    publish_pack(desk, add_pack(desk, shipped_text(code)).value)


def state(hands: Hands, title: str) -> TaskState:
    found: TaskState = next(task.state for task in hands.tasks() if task.title == title)
    return found


def test_what_waits_is_told_shown_and_accepted_many_at_once(hands: Hands) -> None:
    for title in ("Một", "Hai", "Ba"):
        hands.register(hands.people.binh, title)
    assert hands.screen.waiting.isVisible()
    assert "Có 3 công việc chờ ý kiến" in hands.screen.waiting.text.text()
    hands.screen.waiting.show_.click()
    hands.settle()
    assert hands.column("title") == ["Một", "Hai", "Ba"]
    assert not hands.screen.waiting.isVisible()
    hands.stand(0)
    hands.press(Key.Key_Down, SHIFT)
    hands.press(Key.Key_A, BOTH)
    hands.settle()
    assert state(hands, "Một") is state(hands, "Hai") is TaskState.ACCEPTED
    assert state(hands, "Ba") is TaskState.REGISTERED
    assert hands.said == "Đã chấp nhận 2 công việc."
    assert hands.column("title") == ["Ba"]


def test_what_waits_is_shown_from_elsewhere_before_the_screen_was_ever_read(hands: Hands) -> None:
    hands.register(hands.people.binh, "Một")
    screen = TasksScreen(hands.desktop)
    hands.qtbot.addWidget(screen)
    screen.open_item("waiting", "")
    screen.refresh()
    hands.wait(lambda: screen.listed is not None and screen.listed.rows)
    assert screen.listed is not None
    assert [row.title for row in screen.listed.rows] == ["Một"]


def test_a_task_is_given_back_with_the_reason(hands: Hands) -> None:
    hands.register(hands.people.binh, "Một")
    hands.screen.open_item("waiting", "")
    hands.settle()
    hands.stand(0)
    hands.press(Key.Key_R, BOTH)
    dialog = hands.dialog(ReasonDialog)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.row.has_error)
    hands.write("Ghi rõ sản phẩm")
    hands.save(dialog)
    assert state(hands, "Một") is TaskState.RETURNED


def test_cancelling_asks_why(hands: Hands) -> None:
    hands.add("Một")
    hands.stand_on("Một")
    hands.screen.actions_.live("task.cancel").trigger()
    dialog = hands.dialog(ReasonDialog)
    hands.write("Không còn cần")
    hands.save(dialog)
    assert state(hands, "Một") is TaskState.CANCELLED
    assert not hands.rows.may_type(hands.rows.index(0, hands.at("title")))


def test_a_number_typed_at_errors_notes_them_with_day_and_remark(hands: Hands) -> None:
    hands.add("Một", owner=hands.people.binh)
    hands.whose(f"{load.PERSON}{hands.people.binh}")
    hands.stand_on("Một", "delays")
    hands.write("2")
    dialog = hands.dialog(FaultDialog)
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Tab)
    hands.write("Gửi sau hạn")
    hands.save(dialog)
    (task,) = hands.tasks()
    assert (task.delays, task.content_errors) == (2, 0)
    hands.wait(lambda: hands.screen.detail.detail)
    (fault,) = hands.screen.detail.detail.faults
    assert (fault.kind, fault.noted_on) == (FaultKind.DELAY, date(2026, 11, 16))
    assert fault.note == "Gửi sau hạn"
    hands.screen.acts.follow(f"withdraw:{fault.id}")
    hands.settle()
    assert hands.tasks()[0].delays == 0


def test_a_cause_is_asked_with_evidence_read_and_confirmed(hands: Hands, tmp_path: Path) -> None:
    file = tmp_path / "cong-van.txt"
    file.write_text("Chờ cơ quan khác")
    hands.add("Một", owner=hands.people.binh)
    hands.whose(f"{load.PERSON}{hands.people.binh}")
    hands.stand_on("Một", "cause")
    hands.press(Key.Key_F2)
    asking = hands.dialog(CauseDialog)
    asking.form.set_values({"delays": 1})
    asking.evidence.attach([file])
    hands.wait(lambda: not asking.evidence.is_reading())
    asking.reason.setFocus()
    hands.write("Chờ cơ quan khác trả lời")
    hands.save(asking)
    assert hands.tasks()[0].cause is CauseState.ASKED
    hands.stand_on("Một", "cause")
    hands.wait(lambda: hands.screen.detail.detail and hands.screen.detail.detail.causes)
    hands.press(Key.Key_D, BOTH)
    judging = hands.dialog(JudgeCauseDialog)
    assert "cong-van.txt" in judging.text.toPlainText()
    judging.decline.click()
    hands.wait(judging.row.has_error)
    hands.save(judging)
    assert hands.tasks()[0].cause is CauseState.CONFIRMED


def test_a_task_is_assigned_to_several_people_at_once(hands: Hands) -> None:
    hands.press(Key.Key_G, CTRL)
    dialog = hands.dialog(AssignDialog)
    hands.write("Trực Tết")
    people: Any = dialog.form.row("people").editor
    people.set_value([hands.people.binh, hands.people.cuong])
    hands.save(dialog)
    found = {task.owner_person_id: task for task in hands.tasks()}
    assert found.keys() == {hands.people.binh, hands.people.cuong}
    assert all(task.assigned_by and task.title == "Trực Tết" for task in found.values())


@pytest.mark.parametrize(
    ("pack", "field", "value"),
    [("qd366-party", "axis", Axis.INSTITUTIONS), ("hd06-hcm", "difficulty", "hard")],
)
def test_an_assigned_task_takes_what_the_rules_in_force_count_by(
    hands: Hands, pack: str, field: str, value: str
) -> None:
    hands.desk(lambda desk: put_in_force(desk, pack))
    hands.screen.refresh()
    hands.settle()
    hands.press(Key.Key_G, CTRL)
    dialog = hands.dialog(AssignDialog)
    hands.write("Rà soát thủ tục")
    for name, given in (("people", [hands.people.binh]), (field, value)):
        assert not dialog.form.row(name).isHidden()
        editor: Any = dialog.form.row(name).editor
        editor.set_value(given)
    hands.save(dialog)
    (task,) = hands.tasks()
    assert getattr(task, field) == value


def test_an_axis_and_a_difficulty_are_asked_only_where_rules_count_by_them(hands: Hands) -> None:
    hands.press(Key.Key_G, CTRL)
    dialog = hands.dialog(AssignDialog)
    assert not {"axis", "difficulty"} & {*dialog.form.names()}
    dialog.finish()


def test_a_delivery_is_recorded_with_its_day_and_put_right(hands: Hands) -> None:
    hands.add("Một", quantity=Decimal(4))
    hands.stand_on("Một")
    hands.press(Key.Key_Return, CTRL)
    dialog = hands.dialog(DeliverDialog)
    hands.write("3")
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_A, CTRL)
    hands.write("13/11")
    hands.save(dialog)
    assert (hands.tasks()[0].done, hands.tasks()[0].done_on) == (3, date(2026, 11, 13))
    hands.wait(lambda: hands.screen.detail.detail and hands.screen.detail.detail.deliveries)
    entry = hands.screen.detail.detail.deliveries[0]
    hands.screen.acts.follow(f"correct:{entry.id}")
    correcting = hands.dialog(DeliverDialog)
    hands.write("2")
    hands.save(correcting)
    assert hands.tasks()[0].done == 2


def test_co_workers_get_their_share(hands: Hands) -> None:
    from okrdesk.domain.objective import Owner

    hands.add("Một")
    hands.stand_on("Một")
    hands.screen.actions_.live("task.share").trigger()
    dialog = hands.dialog(ShareDialog)
    editor: Any = dialog.form.row("share").editor
    editor.set_value([(Owner(hands.people.binh), Decimal(30))])
    hands.settle()
    hands.save(dialog)
    (share,) = hands.tasks()[0].shares
    assert (share.person_id, share.percent) == (hands.people.binh, 30)


def test_what_is_left_is_rolled_over(hands: Hands) -> None:
    hands.add("Một", quantity=Decimal(4))
    hands.stand_on("Một")
    hands.screen.actions_.live("task.roll-over").trigger()
    dialog = hands.dialog(RollOverDialog)
    hands.write("15/12")
    hands.save(dialog)
    old, new = hands.tasks()
    assert (old.state, new.rolled_from_id) == (TaskState.ROLLED_OVER, old.id)
    assert new.due_on == date(2026, 12, 15)


def test_an_officer_without_a_unit_of_the_own_is_offered_none_of_it(hands: Hands) -> None:
    def step_down(desk: Any) -> None:
        from dataclasses import replace

        from okrdesk.services.posts import edit_post, find_posts
        from okrdesk.services.roles import revoke_role

        revoke_role(desk, desk.person_id, Role.AGENCY_LEADER)
        revoke_role(desk, desk.person_id, Role.PLANNER)
        for post in find_posts(desk, desk.person_id):
            edit_post(desk, replace(post, is_leader=False))

    hands.add("Một")
    hands.desk(step_down)
    hands.screen.refresh()
    hands.settle()
    hands.stand_on("Một")
    for name in ("assign", "accept", "return", "fault", "judge", "cancel", "roll-over"):
        hands.screen.actions_.update()
        assert not hands.screen.actions_.live(f"task.{name}").isEnabled(), name
    assert not hands.screen.filters.whose.isVisible()
    assert not hands.rows.may_type(hands.rows.index(0, hands.at("quantity")))
    assert hands.rows.may_type(hands.rows.index(0, hands.at("done")))
