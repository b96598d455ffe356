"""A unit whose figures come from the server says so, in the tree and beside it."""

from typing import Any

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from okrdesk.domain.health import Health
from tests.ui.objectives.hands import Hands


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
