"""What waits for one's approval stands first on Hôm nay, and Enter reads it."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from okrdesk.domain.organisation import Role
from okrdesk.services.review_inbox import InboxRow
from tests.ui.today.test_today_screen import facts, item
from ui.reviewing import JudgeDialog
from ui.screens.today import wording
from ui.screens.today.rows import ITEM_ROLE
from ui.screens.today.screen import TodayScreen, counts
from ui.screens.today.source import Group, Submitted, TodayFacts

ROW = InboxRow(
    id="o1",
    title="Nâng mức hài lòng",
    owner="Đỗ Thị Đào",
    unit="Tổ Văn thư",
    submitted_at=datetime(2026, 11, 10, 2, tzinfo=UTC),
    comment="",
    age=4,
    is_amendment=True,
)


def with_inbox(*items: Any) -> TodayFacts:
    found = facts(*items)
    return TodayFacts(found.today, found.name, found.items, (), (Submitted(ROW),))


def submit_one(desk: Any) -> str:
    """Submit an objective of somebody else, as the leader of the agency; return its id."""
    from okrdesk.services.cycles import current_cycle
    from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows
    from okrdesk.services.reviews import submit
    from okrdesk.services.roles import grant_role

    grant_role(desk, desk.person_id, Role.AGENCY_LEADER)
    ids = find_objective_ids(desk, Filter(cycle_id=current_cycle(desk).id))
    rows = find_objective_rows(desk, ids)
    id: str = next(row.id for row in rows if row.owner_person_id not in (None, desk.person_id))
    submit(desk, id, "Xin duyệt")
    return id


def test_it_stands_first_and_is_heard_with_owner_and_age(today: TodayScreen) -> None:
    today._fill(with_inbox(item(Group.LATE)))
    lines = [today.model.index(place).data(ITEM_ROLE) for place in range(4)]
    assert lines[0].text == "Chờ tôi phê duyệt · 1"
    assert lines[1] == Submitted(ROW)
    assert wording.said_of_submitted(lines[1]) == (
        "Nâng mức hài lòng, Chờ tôi phê duyệt, Đỗ Thị Đào · Tổ Văn thư, chờ 4 ngày làm việc"
    )
    heard = today.model.data(today.model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert heard == wording.said_of_submitted(lines[1])


def test_the_lead_says_how_many_wait() -> None:
    assert counts(with_inbox()) == "Có 1 mục tiêu chờ bạn phê duyệt."
    assert counts(with_inbox(item(Group.LATE))) == (
        "Có 1 mục tiêu chờ bạn phê duyệt. Có 1 kết quả then chốt chờ cập nhật: 1 quá hạn."
    )


def test_only_what_fits_the_row_can_be_done(today: TodayScreen) -> None:
    today._fill(with_inbox(item(Group.LATE)))
    today.list.setCurrentIndex(today.model.index_of("o1"))
    can = {one: today.actions_.live(f"today.{one}").isEnabled() for one in ("review", "check-in")}
    assert can == {"review": True, "check-in": False}
    assert today.actions_.live("today.show").isEnabled()
    today.list.setCurrentIndex(today.model.index_of("k1"))
    can = {one: today.actions_.live(f"today.{one}").isEnabled() for one in ("review", "check-in")}
    assert can == {"review": False, "check-in": True}


def test_enter_reads_it_and_the_decision_takes_it_away(today: TodayScreen, qtbot: QtBot) -> None:
    id = today.desktop.application.submit(submit_one).result()
    today.refresh()
    qtbot.waitUntil(lambda: today.model.index_of(id).isValid())
    today.list.setCurrentIndex(today.model.index_of(id))
    qtbot.keyClick(today.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(today.findChildren(JudgeDialog)))
    dialog = today.findChildren(JudgeDialog)[0]
    qtbot.waitUntil(dialog.save.isEnabled)
    assert "Xin duyệt" in dialog.text.toPlainText()
    dialog.save.click()
    qtbot.waitUntil(lambda: not today.model.index_of(id).isValid())
    assert today.messages.text() == "Đã ghi nhận quyết định của bạn."


def test_it_is_shown_in_objectives(today: TodayScreen, qtbot: QtBot) -> None:
    today._fill(with_inbox())
    today.list.setCurrentIndex(today.model.index_of("o1"))
    with qtbot.waitSignal(today.desktop.go) as gone:
        today._show()
    assert gone.args == ["objectives", "objective", "o1"]
