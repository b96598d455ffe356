"""The lines of Hôm nay about evaluations: what to send, and what waits for one's decision."""

from datetime import date
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from okrdesk.domain.evaluation.steps import PeriodState
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.objective import CycleKind
from okrdesk.services.evaluation_lists import OwnRow
from okrdesk.services.periods import Period
from tests.ui.evaluation import story
from ui.desktop import Desktop
from ui.screens.evaluation.waiting import WaitingEvaluations, is_due


@pytest.fixture
def lines(sample_desktop: Desktop, qtbot: QtBot) -> WaitingEvaluations:
    made = WaitingEvaluations(sample_desktop)
    qtbot.addWidget(made)
    return made


def shown(lines: WaitingEvaluations, qtbot: QtBot, prepare: Any) -> list[str]:
    """Return what the lines say after `prepare(desk)`."""
    lines.desktop.application.submit(prepare).result()
    lines.show()
    for _round in range(3):
        lines.desktop.application.submit(lambda _desk: None).result()
        qtbot.wait(10)
    return [one.text() for one in (lines.own, lines.inbox) if one.isVisible()]


def test_nothing_is_said_where_nothing_waits(lines: WaitingEvaluations, qtbot: QtBot) -> None:
    assert shown(lines, qtbot, story.begin_anew) == []


def test_a_sheet_that_should_have_been_sent_is_called_to_mind(
    lines: WaitingEvaluations, qtbot: QtBot
) -> None:
    def begin(desk: Any) -> None:
        story.open_month(desk, "2026-10")

    said = shown(lines, qtbot, begin)
    assert said == ["Phiếu đánh giá tháng 10 năm 2026 của bạn đã quá hạn gửi (04/11/2026)"]
    asked: list[tuple[str, str, str]] = []
    lines.desktop.go.connect(lambda *what: asked.append(what))
    lines.own.click()
    assert asked[0][:2] == ("evaluation", "own")


def test_a_sheet_that_is_due_soon_says_by_when(lines: WaitingEvaluations, qtbot: QtBot) -> None:
    def begin(desk: Any) -> None:
        from okrdesk.services.periods import Dues, edit_period

        edit_period(desk, story.open_month(desk), Dues(self_due_on=date(2026, 11, 20)))

    said = shown(lines, qtbot, begin)
    assert said == ["Gửi phiếu đánh giá tháng 11 năm 2026 trước hết ngày 20/11/2026"]


def test_a_month_that_runs_is_not_pressing_yet(lines: WaitingEvaluations, qtbot: QtBot) -> None:
    assert shown(lines, qtbot, story.open_month) == []


def test_what_waits_for_a_decision_is_counted(lines: WaitingEvaluations, qtbot: QtBot) -> None:
    def begin(desk: Any) -> None:
        story.become_head(desk)
        story.send_all(desk, story.open_month(desk), story.colleagues(desk)[:3])

    assert shown(lines, qtbot, begin) == ["3 phiếu đánh giá chờ bạn quyết định"]


def test_a_returned_sheet_says_so_at_once(lines: WaitingEvaluations, qtbot: QtBot) -> None:
    def begin(desk: Any) -> EvaluationState:
        from okrdesk.services.evaluation_steps import return_, submit
        from okrdesk.services.evaluations import prepare

        period = story.open_month(desk)
        story.be_staff(desk)
        story.give_own_tasks(desk)
        id = prepare(desk, period).value
        submit(desk, id, "", story.full_marks(desk, id))
        head = story.as_somebody(desk, story.head_of(desk))
        return return_(head, id, "Bổ sung").value.state

    said = shown(lines, qtbot, begin)
    assert said == ["Phiếu đánh giá tháng 11 năm 2026 của bạn bị trả lại"]


@pytest.mark.parametrize("is_own_turn", [True, False])
def test_a_sheet_of_a_closed_period_waits_where_it_was_reopened_for_its_person(
    is_own_turn: bool,
) -> None:
    days = date(2026, 10, 1), date(2026, 10, 31)
    period = Period("", "2026-10", "", CycleKind.MONTH, *days, PeriodState.CLOSED)
    returned = EvaluationState.RETURNED
    row = OwnRow("", period, returned, None, "", is_returned=True, is_own_turn=is_own_turn)
    assert is_due(row, date(2026, 11, 16)) is is_own_turn
