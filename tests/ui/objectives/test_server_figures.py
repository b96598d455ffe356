"""A unit whose figures come from the server says so, in the tree and beside it."""

from typing import Any

import pytest

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
