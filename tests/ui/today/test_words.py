"""Words on work in the window: returned and asked on Hôm nay, the reading of many, blockers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Role
from okrdesk.domain.tasks import CauseKind, CauseState
from okrdesk.services.causes import CauseEntry, CauseRow, ask_exemption, find_causes
from okrdesk.services.desk import Desk
from okrdesk.services.lists import Filter, find_key_results_under, find_objective_ids
from okrdesk.services.roles import grant_role
from ui.reviewing.blockers import BlockersDialog
from ui.reviewing.bulk import BulkReviewDialog
from ui.reviewing.bulk_source import Kind
from ui.screens.today import wording
from ui.screens.today.screen import TodayScreen
from ui.screens.today.source import Group
from ui.screens.today.waits import Wait
from ui.widgets.comment_dialog import ReasonDialog


def give_words(desk: Any) -> tuple[str, str]:
    """Return a check-in of the person, given back, and a question, as a superior wrote them."""
    from okrdesk.db import schema
    from okrdesk.domain.act import Act
    from okrdesk.services.check_ins import CheckInEntry, record_check_in
    from okrdesk.services.today import find_due

    row = next(one for one in find_due(desk) if one.kind.moves)
    entry = CheckInEntry(row.value or row.target, desk.today())
    check_in = record_check_in(desk, row.id, entry).value.id
    with desk.write(Act.REMARK) as work:
        own = {"author_id": desk.person_id, "entered_at": work.author.now}
        work.add(schema.remark, check_in_id=check_in, kind="return", text="Thiếu số liệu", **own)
        due = desk.today() - timedelta(days=2)
        asked = work.add(
            schema.remark, key_result_id=row.id, kind="ask", text="Vì sao chậm?", due_on=due, **own
        )
    return check_in, asked


def lead(desk: Any) -> None:
    """Make the person the leader, for whom the objectives of others wait that were submitted."""
    from okrdesk.services.roles import grant_role

    grant_role(desk, desk.person_id, Role.AGENCY_LEADER)


def test_what_was_returned_and_asked_stands_on_the_list_and_is_answered(
    today: TodayScreen, qtbot: QtBot
) -> None:
    check_in, asked = today.desktop.application.submit(give_words).result()
    today.refresh()
    qtbot.waitUntil(lambda: today.model.index_of(asked).isValid())
    back = today.model.word(today.model.index_of(check_in))
    assert back is not None
    assert (back.group, back.row.text) == (Group.RETURNED, "Thiếu số liệu")
    question = today.model.word(today.model.index_of(asked))
    assert question is not None
    heard = wording.said_of_word(question, today.model.today)
    assert "Tôi phải giải trình" in heard
    assert heard.endswith("trễ 2 ngày")
    today.list.setCurrentIndex(today.model.index_of(asked))
    qtbot.keyClick(today.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(today.findChildren(ReasonDialog)))
    dialog = today.findChildren(ReasonDialog)[0]
    dialog.comment.setPlainText("Chờ số liệu của tỉnh")
    dialog._say()
    qtbot.waitUntil(lambda: not today.model.index_of(asked).isValid())


def test_many_are_read_by_keyboard(today: TodayScreen, qtbot: QtBot) -> None:
    today.desktop.application.submit(lead).result()
    dialog = BulkReviewDialog(today)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.list.count() > 0 and dialog._shown is not None)
    count = dialog.list.count()
    kinds = {
        dialog.list.item(row).data(Qt.ItemDataRole.UserRole).is_check_in for row in range(count)
    }
    assert kinds == {True, False}
    first = dialog.current()
    assert first is not None
    assert first.title in dialog.list.item(0).text()
    qtbot.keyClick(dialog.list, Qt.Key.Key_N)
    assert dialog.current() is not first
    qtbot.keyClick(dialog.list, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: dialog._shown is not None)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.list.count() == count - 1)
    qtbot.waitUntil(lambda: dialog._shown is not None)
    qtbot.keyClick(dialog.list, Qt.Key.Key_R)
    reason = dialog.findChildren(ReasonDialog)[0]
    reason.comment.setPlainText("Thiếu số liệu gốc")
    reason._say()
    qtbot.waitUntil(lambda: dialog.list.count() == count - 2)
    assert dialog.settled == 2
    dialog.close()


def test_an_objective_cause_of_a_key_result_is_announced_and_decided_on(
    today: TodayScreen, qtbot: QtBot
) -> None:
    submit = today.desktop.application.submit
    ids = submit(_ask_for_two).result()
    today.refresh()
    line = today.decisions.lines[Wait.KEY_RESULT_CAUSES]
    qtbot.waitUntil(lambda: "2 nguyên nhân khách quan" in line.text())
    dialog = BulkReviewDialog(today)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.list.count() > 0)
    count = dialog.list.count()
    for place, key in enumerate((Qt.Key.Key_Return, Qt.Key.Key_R)):
        row = next(
            row
            for row in range(dialog.list.count())
            if dialog.list.item(row).data(Qt.ItemDataRole.UserRole).kind is Kind.CAUSE
        )
        dialog.list.setCurrentRow(row)
        qtbot.waitUntil(lambda: "Bão số 12" in dialog.text.toPlainText())
        assert dialog.yes.text().startswith("Xác nhận")
        qtbot.keyClick(dialog.list, key)
        if key == Qt.Key.Key_R:
            reason = dialog.findChildren(ReasonDialog)[0]
            reason.comment.setPlainText("Không có căn cứ")
            reason._say()
        left = count - place - 1
        qtbot.waitUntil(lambda left=left: dialog.list.count() == left)
    dialog.close()
    states = {row.id: row.state for id in ids for row in submit(_causes_of(id)).result()}
    assert set(states.values()) == {CauseState.CONFIRMED, CauseState.DECLINED}


def _ask_for_two(desk: Desk) -> list[str]:
    """Make the person the leader, and ask to excuse two key results of others; return their ids."""
    grant_role(desk, desk.person_id, Role.AGENCY_LEADER)
    rows = find_key_results_under(desk, find_objective_ids(desk, Filter()))
    others = [row.id for row in rows if row.owner_person_id not in (None, desk.person_id)][:2]
    for id in others:
        entry = CauseEntry(CauseKind.DISASTER, "Bão số 12", desk.today(), key_result_id=id)
        ask_exemption(desk, entry)
    return others


def _causes_of(key_result_id: str) -> Callable[[Desk], list[CauseRow]]:
    return lambda desk: find_causes(desk, key_result_id=key_result_id)


def test_blockers_are_listed_and_closed_with_how(today: TodayScreen, qtbot: QtBot) -> None:
    dialog = BlockersDialog(today)
    dialog.open()
    dialog.whose.set_value("all")
    dialog._ask()
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    count = dialog.model.rowCount()
    assert str(count) in dialog.count.text()
    named = next(row for row in map(dialog.model.row, range(count)) if row and row.owner_id)
    dialog.remover.choose(Owner(person_id=named.owner_id))
    dialog._ask()
    qtbot.waitUntil(lambda: dialog.model.rowCount() < count)
    assert {row.owner for row in map(dialog.model.row, range(dialog.model.rowCount()))} == {
        named.owner
    }
    dialog.remover.choose(None)
    dialog._ask()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == count)
    place = next(
        place for place in range(count) if (row := dialog.model.row(place)) and row.may_edit
    )
    dialog.table.setCurrentIndex(dialog.model.index(place, 0))
    assert dialog.close_it.isEnabled()
    dialog.close_it.click()
    reason = dialog.findChildren(ReasonDialog)[0]
    reason.comment.setPlainText("Đã được cấp máy")
    reason._say()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == count - 1)
    dialog.close()
