"""Closing a cycle in the window: what misses, grades by keyboard, what is carried over, the end."""

from dataclasses import replace

import pytest

from okrdesk.domain.closing import Outcome
from okrdesk.domain.objective import CycleState
from okrdesk.services.closing import find_closure
from okrdesk.services.cycles import add_cycle, current_cycle, propose_cycle, set_cycle_state
from okrdesk.services.desk import Desk
from okrdesk.services.missing import find_missing
from okrdesk.services.objectives import add_objective, find_objective
from tests.ui.admin.hands import Hands
from ui.closing.dialogs import CloseDialog, CopyDialog
from ui.closing.grade_model import GRADE, OUTCOME, REASON
from ui.closing.wizard import ClosingWizard


@pytest.fixture
def closing(hands: Hands) -> str:
    """Return a month of one objective that is being closed, selected in its section."""

    def make(desk: Desk) -> str:
        cycle = add_cycle(desk, propose_cycle(desk, "2027-02")).value
        source = next(iter(find_missing(desk, _quarter(desk)).closed))
        one = replace(find_objective(desk, source.id), cycle_id=cycle, title="Rà soát hồ sơ")
        add_objective(desk, one)
        for state in (CycleState.SUBMITTED, CycleState.RUNNING, CycleState.CLOSING):
            set_cycle_state(desk, cycle, state)
        return cycle

    made: str = hands.screen.desktop.application.submit(make).result()
    hands.go(hands.cycles)
    hands.cycles.open_item("cycle", made)
    hands.wait(lambda: hands.cycles.selected is not None and hands.cycles.selected.id == made)
    return made


def _quarter(desk: Desk) -> str:
    found = current_cycle(desk)
    assert found is not None
    return found.id


def test_a_cycle_is_closed_in_four_steps_by_keyboard(hands: Hands, closing: str) -> None:
    hands.cycles._go(hands.cycles.selected, CycleState.CLOSED)
    wizard = hands.dialog(ClosingWizard)
    hands.wait(wizard.next.isEnabled)
    assert "1/1 mục tiêu chưa đóng" in wizard.note.text()
    assert wizard.missing.rows.row(0).what.startswith("chưa đóng, chưa từng duyệt")
    hands.press_save(wizard)
    model = wizard.grades.grades
    assert not model.endings()
    wizard.grades.grades.setData(model.index(0, GRADE), "1,5")
    assert "1,5" in wizard.messages.text()
    model.setData(model.index(0, GRADE), "0,9")
    model.setData(model.index(0, REASON), "Hoàn thành theo kế hoạch")
    hands.press_save(wizard)
    assert wizard.carry.rows.chosen() == {}
    hands.press_save(wizard)
    assert "Không chuyển tiếp" in wizard.summary.text()
    assert "1 mục tiêu đang chờ duyệt hoặc chưa từng được duyệt" in wizard.summary.text()
    assert not wizard.ends.isEnabled()
    for _step in range(2):
        wizard.back.click()
    model.setData(model.index(0, OUTCOME), Outcome.DROPPED)
    for _step in range(2):
        hands.press_save(wizard)
    assert wizard.ends.isEnabled()
    wizard.ends.set_value(True)
    hands.press_save(wizard)
    hands.wait(lambda: hands.is_closed(ClosingWizard))
    hands.settle()
    assert hands.cycles.selected.state is CycleState.CLOSED


def test_an_objective_without_reason_stays_open_and_the_cycle_with_it(
    hands: Hands, closing: str
) -> None:
    hands.cycles._go(hands.cycles.selected, CycleState.CLOSED)
    wizard = hands.dialog(ClosingWizard)
    hands.wait(wizard.next.isEnabled)
    for _step in range(3):
        hands.press_save(wizard)
    assert not wizard.ends.isEnabled()
    wizard.close()


def test_one_objective_is_closed_and_copied_by_its_own_dialogs(hands: Hands, closing: str) -> None:
    application = hands.screen.desktop.application
    row = application.submit(lambda desk: find_missing(desk, closing).closed[0]).result()
    CopyDialog(row.id, hands.screen).open()
    copying = hands.dialog(CopyDialog)
    hands.wait(copying.save.isEnabled)
    assert list(copying.table.rows.chosen()) == [row.id]
    hands.press_save(copying)
    hands.wait(lambda: hands.is_closed(CopyDialog))
    CloseDialog(row.id, hands.screen).open()
    dialog = hands.dialog(CloseDialog)
    hands.wait(lambda: bool(dialog.table.grades.rows))
    assert not dialog.save.isEnabled()
    model = dialog.table.grades
    model.setData(model.index(0, REASON), "Đã xong")
    hands.press_save(dialog)
    hands.wait(lambda: hands.is_closed(CloseDialog))
    closure = application.submit(lambda desk: find_closure(desk, row.id)).result()
    assert closure is not None
    assert closure.reason == "Đã xong"
