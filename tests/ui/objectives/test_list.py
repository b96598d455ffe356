"""Finding objectives: filters, order, units, and long lists that are read as they are seen."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from okrdesk.domain.health import Health
from okrdesk.services.citing import find_served
from tests.ui.objectives.hands import CTRL, Hands, Key
from ui.desktop import Scope
from ui.importing.dialog import ImportDialog
from ui.screens.objectives import load
from ui.screens.objectives.nodes import walk
from ui.screens.objectives.tree_model import CHUNK
from ui.screens.objectives.tree_pane import ObjectiveTree
from ui.widgets.empty import EmptyState


def test_words_without_accents_find_objectives_and_their_key_results(hands: Hands) -> None:
    title = hands.titles()[2]
    before = len(hands.top())
    hands.press(Key.Key_F, CTRL)
    assert hands.screen.filters.text.hasFocus()
    hands.write("dich vu cong truc tuyen")
    hands.press(Key.Key_Return)
    hands.wait(lambda: len(hands.top()) < before)

    assert any("Dịch vụ công trực tuyến" in one for one in hands.titles())
    hands.press(Key.Key_Escape)
    hands.wait(lambda: len(hands.top()) == before)
    assert title in hands.titles()


def test_the_first_of_a_list_is_shown_whole_at_once(hands: Hands) -> None:
    hands.wait(lambda: hands.screen.detail.view)
    assert hands.screen.detail.key == ("objective", hands.top()[0].id)


def test_what_was_asked_for_is_shown_and_not_the_first_of_the_list(hands: Hands) -> None:
    wanted = ("objective", hands.top()[3].id)
    hands.screen.filters.text.setText("không có gì như vậy")
    hands.wait(lambda: isinstance(hands.screen.left.currentWidget(), EmptyState))
    hands.screen.open_item(*wanted)
    hands.wait(lambda: hands.screen.tree.isVisible() and hands.screen.detail.view)

    assert hands.screen.tree.current_key() == hands.screen.detail.key == wanted


def test_the_chart_of_the_office_or_of_the_chosen_unit_is_one_key_away(hands: Hands) -> None:
    hands.screen.tree.setFocus()
    hands.press(Key.Key_U, CTRL)
    hands.wait(lambda: hands.screen.detail.view and hands.screen.detail.key[0] == "unit")
    whole = hands.screen.detail.view
    assert whole.count == len(hands.top())
    assert hands.screen.tree.current_key() is None

    unit = hands.desk(lambda desk: _owning_unit(desk, hands.top()[0].id))
    hands.desktop.set_scope(Scope(hands.desktop.scope.cycle, unit))
    hands.wait(lambda: hands.screen.tree.current_key() is not None)
    hands.screen.actions_.live("objective.unit-chart").trigger()
    hands.wait(lambda: hands.screen.detail.view and hands.screen.detail.key == ("unit", unit))
    assert 0 < hands.screen.detail.view.count < whole.count


def _owning_unit(desk: Any, objective_id: str) -> str:
    from okrdesk.services.objectives import find_objective
    from okrdesk.services.posts import find_posts

    owner = find_objective(desk, objective_id).owner
    return owner.unit_id or find_posts(desk, owner.person_id)[0].unit_id


def test_what_no_filter_matches_offers_to_clear_the_filters(hands: Hands) -> None:
    before = len(hands.top())
    hands.screen.filters.text.setText("không có gì như vậy")
    hands.wait(lambda: isinstance(hands.screen.left.currentWidget(), EmptyState))
    hands.screen.filters.clear.click()
    hands.wait(lambda: len(hands.top()) == before and hands.screen.tree.isVisible())


def test_a_cycle_without_objectives_says_what_to_do(hands: Hands) -> None:
    hands.desktop.set_scope(Scope(cycle="no-such-cycle"))
    hands.wait(lambda: isinstance(hands.screen.left.currentWidget(), EmptyState))


def test_mine_shows_my_objectives_and_those_with_a_key_result_of_mine(hands: Hands) -> None:
    hands.screen.filters.owner.set_value("me")
    hands.screen.filters.owner.edited.emit()
    me = hands.desk(lambda desk: desk.person_id)
    hands.wait(lambda: hands.screen._listed.wanted.mine)
    hands.wait(lambda: len(hands.titles()) == len(hands.top()))

    own = [node for node in hands.top() if node.row.owner_person_id == me]
    shared = [node.id for node in hands.top() if node.row.owner_person_id != me]
    assert own
    assert shared
    below = hands.desk(partial(load.key_results_under, shared))
    assert {row.objective_id for row in below if row.owner_person_id == me} == set(shared)


def test_a_health_shows_only_objectives_with_that_mark(hands: Hands) -> None:
    before = len(hands.top())
    hands.screen.filters.health.set_value(Health.BEHIND)
    hands.screen.filters.health.edited.emit()
    hands.wait(lambda: 0 < len(hands.top()) < before)

    assert {node.row.health for node in hands.top()} == {Health.BEHIND}


def test_a_header_orders_by_what_it_says(hands: Hands) -> None:
    hands.screen.tree.rows.sort(1, Qt.SortOrder.DescendingOrder)
    hands.wait(lambda: hands.screen._listed.wanted.sort == ("progress", True))
    hands.wait(lambda: len(hands.titles()) == len(hands.top()))
    shares = [node.row.progress for node in hands.top() if node.row.progress is not None]

    assert shares == sorted(shares, reverse=True)


def test_objectives_stand_under_their_units_and_people(hands: Hands) -> None:
    count = len(hands.top())
    hands.screen.filters.arrangement.set_value("units")
    hands.screen.filters.arrangement.edited.emit()
    hands.wait(lambda: hands.top() and hands.top()[0].entity == "unit")
    nodes = list(walk(hands.top()))

    assert sum(node.entity == "objective" for node in nodes) == count
    assert {node.entity for node in nodes} >= {"unit", "person", "objective"}
    assert sum(node.row.count for node in hands.top()) == count


def test_key_results_are_read_when_an_objective_is_opened(hands: Hands) -> None:
    objective = hands.first()
    node = next(node for node in hands.top() if node.id == objective)
    assert node.children is None
    tree = hands.screen.tree
    tree.expand(tree.rows.find(node.key))
    hands.wait(lambda: node.children)

    assert len(node.children) == node.row.key_results


def test_what_is_open_and_selected_stays_through_a_change(hands: Hands) -> None:
    id = hands.first("key_result")
    hands.select("key_result", id)
    tree = hands.screen.tree
    other = next(node for node in hands.top() if node.row.key_results and not node.children)
    tree.expand(tree.rows.find(other.key))
    hands.wait(lambda: other.children)
    hands.screen.tree.rows.sort(1, Qt.SortOrder.AscendingOrder)
    hands.wait(lambda: hands.screen._listed.wanted.sort == ("progress", False))

    hands.wait(lambda: hands.screen.tree.current_key() == ("key_result", id))
    assert tree.isExpanded(tree.rows.find(other.key))


@pytest.fixture
def long_list(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a list of 50,000 ids whose rows are made up when asked for."""
    from dataclasses import replace

    row = hands.top()[0].row
    asked: list[str] = []

    def rows(ids: Any, _desk: Any) -> list[Any]:
        asked.extend(ids)
        return [replace(row, id=id, title=id) for id in ids]

    monkeypatch.setattr(load, "objective_rows", rows)
    ids = tuple(f"{number:05}" for number in range(50_000))
    hands.screen.tree.show_listed(load.Listed(hands.screen._wanted(), ids=ids, count=len(ids)))
    return asked


def test_a_long_list_reads_only_the_rows_in_view(hands: Hands, long_list: list[str]) -> None:
    hands.wait(lambda: long_list)
    hands.qtbot.wait(50)

    assert len(long_list) < 200
    assert hands.screen.tree.rows.rowCount() == CHUNK


def test_the_end_of_a_long_list_brings_more_of_it(hands: Hands, long_list: list[str]) -> None:
    tree: ObjectiveTree = hands.screen.tree
    tree.verticalScrollBar().setValue(tree.verticalScrollBar().maximum())
    hands.wait(lambda: tree.rows.rowCount() == 2 * CHUNK)
    tree.select_key(("objective", "31000"))

    assert tree.current_key() == ("objective", "31000")
    hands.wait(lambda: "31000" in long_list)
    assert len(long_list) < 600


def test_the_list_is_exported_as_it_is_shown(hands: Hands, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    hands.screen.filters.health.set_value(Health.BEHIND)
    hands.screen.filters.health.edited.emit()
    hands.wait(lambda: {node.row and node.row.health for node in hands.top()} == {Health.BEHIND})
    path = tmp_path / "Mục tiêu.xlsx"
    hands.screen.export_to(str(path))
    hands.wait(lambda: "xlsx" in hands.said)

    sheet = load_workbook(path).active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:4] == ("Cấp", "Nội dung", "Tiến độ", "Trạng thái")
    objectives = [line[1] for line in lines if line[0] == "Mục tiêu"]
    assert objectives == hands.titles()
    assert any(line[0] == "Kết quả then chốt" for line in lines)
    assert lines[0][-1] == "Nhiệm vụ của văn bản"
    served = hands.desk(lambda desk: find_served(desk, "objective", [n.id for n in hands.top()]))
    cited = {line[-1] for line in lines[1:] if line[0] == "Mục tiêu" and line[-1]}
    assert cited == {one.cited for one in served.values()}


def test_only_what_a_number_counts_is_listed_until_the_filters_are_cleared(hands: Hands) -> None:
    before, wanted = len(hands.top()), sorted(node.id for node in hands.top()[:2])
    hands.screen.open_item("objectives", f"Có rủi ro\n{' '.join(wanted)}")
    hands.wait(lambda: sorted(node.id for node in hands.top()) == wanted)
    filters = hands.screen.filters
    assert filters.only.currentText() == "Có rủi ro"
    assert filters.clear.isVisible()
    filters.clear.click()
    hands.wait(lambda: len(hands.top()) == before)
    assert filters.only.isHidden()
    hands.screen.open_item("objectives", f"Chậm\n{wanted[0]}")
    hands.wait(lambda: len(hands.top()) == 1)
    hands.desktop.set_scope(Scope())
    hands.wait(lambda: len(hands.top()) >= before)


def test_cells_pasted_into_the_tree_open_the_preview_of_a_plan(hands: Hands) -> None:
    QGuiApplication.clipboard().setText("Mục tiêu\tKết quả then chốt\r\nMột\tHai")
    hands.screen.tree.setFocus()
    hands.press(Key.Key_V, CTRL)
    hands.wait(lambda: hands.screen.findChildren(ImportDialog))
    hands.screen.findChildren(ImportDialog)[0].close()
