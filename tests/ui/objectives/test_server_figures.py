"""A unit whose figures come from the server says so, in the tree and beside it."""

from typing import Any

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from okrdesk.domain.health import Health
from tests.ui.objectives.hands import Hands
from ui.desktop import Scope


def tell_figures(desk: Any) -> tuple[str, str]:
    """Store what a server tells of a unit below; return the unit and its name."""
    from sqlalchemy import insert

    from okrdesk.db import schema
    from okrdesk.services.cycles import current_cycle
    from okrdesk.services.units import find_units

    unit = next(one for one in find_units(desk) if one.depth == 1)
    cycle = current_cycle(desk)
    figures = {
        "objectives": 240,
        "counted": 240,
        "weighted": 0.0,
        "weights": 0.0,
        "plain": 120.0,
        "health": {Health.BEHIND.value: 7, Health.ON_TRACK.value: 33},
    }
    with desk.write_device() as connection:
        connection.execute(
            insert(schema.rollup).values(
                agency_id=desk.agency_id,
                unit_id=unit.id,
                cycle_id=cycle.id,
                figures=figures,
            )
        )
    return unit.id, unit.name


def bring_rows(desk: Any) -> None:
    """Let the figures go, as a sync does that brings a unit in full."""
    from sqlalchemy import delete

    from okrdesk.db import schema

    with desk.write_device() as connection:
        connection.execute(delete(schema.rollup))


@pytest.fixture
def told(hands: Hands) -> tuple[str, str]:
    """Arrange the tree by units, one of which the server tells of."""
    found = hands.desk(tell_figures)
    hands.screen.filters.arrangement.set_value("units")
    hands.screen.filters.arrangement.edited.emit()
    hands.wait(lambda: hands.screen.tree.rows.find(("unit", found[0])).isValid())
    return found


def test_the_tree_marks_the_unit(hands: Hands, told: tuple[str, str]) -> None:
    index = hands.screen.tree.rows.find(("unit", told[0]))
    assert index.data() == f"{told[1]} (240) · số liệu tổng hợp từ máy chủ"
    assert index.siblingAtColumn(1).data() == "50 %"


def test_its_page_tells_the_figures_and_where_they_are_from(
    hands: Hands, told: tuple[str, str]
) -> None:
    hands.screen.tree.select_key(("unit", told[0]))
    hands.wait(lambda: hands.screen.detail.view)
    hands.wait(hands.screen.detail.unit.isVisible)
    pane = hands.screen.detail.unit
    assert pane.title.text() == told[1]
    assert pane.note.text().startswith("240 mục tiêu · 50 % · 7 ")
    assert "Số liệu tổng hợp từ máy chủ" in pane.note.text()
    assert not pane.chart.isVisible()


def test_it_is_asked_for_in_full_and_let_go_of_again(hands: Hands, told: tuple[str, str]) -> None:
    from okrdesk.services.pins import find_pins

    hands.screen.tree.select_key(("unit", told[0]))
    hands.wait(hands.screen.detail.may_pin)
    pane, live = hands.screen.detail.unit, hands.screen.actions_.live
    assert (pane.pin.isVisible(), pane.unpin.isVisible()) == (True, False)
    pane.pin.setFocus()
    pane.pin.click()
    hands.wait(hands.screen.detail.may_unpin)
    hands.wait(pane.unpin.isVisible)
    assert hands.screen.window().focusWidget() is hands.screen.tree, "the button is gone"
    assert (pane.pin.isVisible(), live("objective.pin").isVisible()) == (False, False)
    assert hands.desk(find_pins) == [told[0]]
    pane.unpin.click()
    hands.wait(hands.screen.detail.may_pin)
    assert hands.desk(find_pins) == []


def test_the_menu_of_the_unit_asks_for_it_in_full(hands: Hands, told: tuple[str, str]) -> None:
    from okrdesk.services.pins import find_pins

    hands.screen.tree.select_key(("unit", told[0]))
    hands.wait(hands.screen.detail.may_pin)
    tree = hands.screen.tree
    place = tree.visualRect(tree.currentIndex()).center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, tree.mapToGlobal(place))
    QApplication.sendEvent(tree.viewport(), asked)
    hands.wait(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    shown = [one for one in menu.actions() if one.isVisible() and not one.isSeparator()]
    assert [one.objectName() for one in shown] == ["objective.pin", "objective.new"]
    shown[0].trigger()
    menu.close()
    hands.wait(hands.screen.detail.may_unpin)
    assert hands.desk(find_pins) == [told[0]]


def test_what_was_promised_of_a_unit_is_told_when_it_came(
    hands: Hands, told: tuple[str, str]
) -> None:
    hands.screen.tree.select_key(("unit", told[0]))
    hands.wait(hands.screen.detail.may_pin)
    hands.screen.detail.unit.pin.click()
    hands.wait(lambda: hands.said == "Mục tiêu của đơn vị sẽ về trong lần đồng bộ tới.")
    hands.desktop.sync.finished.emit()
    hands.settle()
    assert hands.said == "Mục tiêu của đơn vị sẽ về trong lần đồng bộ tới."
    hands.desk(bring_rows)
    hands.desktop.sync.finished.emit()
    hands.wait(lambda: hands.said == "Mục tiêu của đơn vị đã về đầy đủ.")


def wish_for_an_empty_unit(desk: Any) -> str:
    """Ask for a unit in full that has nothing in any cycle; return its id."""
    from okrdesk.domain.organisation import Unit
    from okrdesk.services.pins import pin_unit
    from okrdesk.services.units import add_unit, find_units

    above = find_units(desk)[0].id
    unit = str(add_unit(desk, Unit(id="", code="TRONG", name="Tổ Trống", parent_id=above)).value)
    pin_unit(desk, unit)
    return unit


def test_a_wanted_unit_with_nothing_in_the_cycle_is_let_go_of_where_it_is_seen(
    hands: Hands, told: tuple[str, str]
) -> None:
    from okrdesk.services.pins import find_pins

    unit = hands.desk(wish_for_an_empty_unit)
    hands.screen.refresh()
    hands.wait(lambda: hands.screen.tree.rows.find(("unit", unit)).isValid())
    index = hands.screen.tree.rows.find(("unit", unit))
    assert index.data() == "Tổ Trống (0) · chưa có mục tiêu"
    hands.screen.tree.select_key(("unit", unit))
    hands.wait(hands.screen.detail.may_unpin)
    pane = hands.screen.detail.unit
    hands.wait(pane.isVisible)
    assert pane.note.text() == (
        "Đơn vị chưa có mục tiêu nào trong chu kỳ này. Đơn vị được nhận đầy đủ theo yêu cầu của"
        " máy này, ở cả các chu kỳ khác."
    )
    assert not pane.line.isVisible()
    assert not pane.chart.isVisible()
    pane.unpin.setFocus()
    pane.unpin.click()
    hands.wait(lambda: not hands.screen.tree.rows.find(("unit", unit)).isValid())
    assert hands.desk(find_pins) == []
    assert hands.said == "Từ lần đồng bộ tới, máy này chỉ giữ số liệu tổng hợp của đơn vị."


def test_a_wanted_unit_is_shown_where_nothing_else_is(hands: Hands, told: tuple[str, str]) -> None:
    unit = hands.desk(wish_for_an_empty_unit)
    hands.desktop.set_scope(Scope(cycle=hands.desktop.scope.cycle, unit=unit))
    hands.wait(lambda: [node.row.count for node in hands.top()] == [0])
    assert hands.screen.tree.rows.find(("unit", unit)).isValid()
    assert hands.screen.left.currentIndex() == 0
