"""The map is walked through by keys, zoomed, dragged and clicked."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from okrdesk.domain.alignment import MapEdge, MapNode, arrange
from okrdesk.domain.health import Health
from ui.widgets.map_area import MapArea
from ui.widgets.map_paint import said_of, wrapped

NODES = [
    MapNode("d", "directive", "12-NQ/TU"),
    *(MapNode(id, "objective", f"Mục tiêu {id}", "Lê Thị Ánh", Health.BEHIND, 0.4) for id in "ab"),
    MapNode("k", "key_result", "Tỷ lệ đúng hạn", "Lê Thị Ánh", Health.ON_TRACK, 0.9),
    MapNode("o", "objective", "Lạc lõng", is_orphan=True),
]
EDGES = [MapEdge("d", "a"), MapEdge("d", "b"), MapEdge("b", "k", is_counted=False)]


@pytest.fixture
def area(qtbot: QtBot) -> MapArea:
    made = MapArea()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show_map(arrange(NODES, EDGES))
    made.show()
    return made


def at(area: MapArea) -> str:
    assert area.current is not None
    return area.current.id


def test_arrow_keys_go_along_lines_and_columns(area: MapArea, qtbot: QtBot) -> None:
    key = Qt.Key
    for pressed, place in (
        (key.Key_Right, "a"),
        (key.Key_Down, "b"),
        (key.Key_Right, "k"),
        (key.Key_Right, "k"),
        (key.Key_Left, "b"),
        (key.Key_Left, "d"),
        (key.Key_Down, "o"),
        (key.Key_Down, "o"),
        (key.Key_Up, "d"),
    ):
        qtbot.keyClick(area, pressed)
        assert at(area) == place


def test_enter_opens_what_the_keyboard_is_at(area: MapArea, qtbot: QtBot) -> None:
    area.select("k")
    with qtbot.waitSignal(area.opened) as opened:
        qtbot.keyClick(area, Qt.Key.Key_Return)
    assert opened.args == [NODES[3]]


def test_what_is_chosen_comes_into_sight(area: MapArea) -> None:
    area.resize(300, 120)
    area.select("o")
    shown = area._to_map(QPointF(0, 0)).y(), area._to_map(area._corner()).y()
    assert shown[0] <= area.box_of("o").top()
    assert area.box_of("o").bottom() <= shown[1]


def test_zooming_keeps_the_point_under_the_pointer(area: MapArea) -> None:
    area.resize(300, 200)
    point = QPointF(150, 100)
    before = area._to_map(point)
    area.set_scale(1.5, point)
    after = area._to_map(point)
    assert abs(after.x() - before.x()) < 1
    assert abs(after.y() - before.y()) < 1


def test_the_whole_map_fits(area: MapArea, qtbot: QtBot) -> None:
    area.resize(300, 200)
    qtbot.keyClicks(area, "0")
    assert area.horizontalScrollBar().maximum() == 0
    assert area.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("scale", [0.2, 1.0])
def test_it_is_painted_from_near_and_far(area: MapArea, scale: float) -> None:
    blank = MapArea()
    blank.resize(area.size())
    area.set_scale(scale)
    assert area.viewport().grab().toImage() != blank.viewport().grab().toImage()


def test_a_click_chooses_and_dragging_moves(area: MapArea, qtbot: QtBot) -> None:
    place = area.box_of("a").center()
    button = Qt.MouseButton.LeftButton
    qtbot.mouseClick(area.viewport(), button, pos=place.toPoint())
    assert at(area) == "a"
    area.resize(300, 120)
    start = QPoint(150, 100)
    qtbot.mousePress(area.viewport(), button, pos=start)
    qtbot.mouseMove(area.viewport(), start - QPoint(60, 40))
    qtbot.mouseRelease(area.viewport(), button, pos=start - QPoint(60, 40))
    assert area.horizontalScrollBar().value() == 60
    assert at(area) == "a"


def test_a_map_read_anew_keeps_the_place(area: MapArea) -> None:
    area.select("b")
    area.show_map(arrange(NODES[1:], EDGES))
    assert at(area) == "b"
    area.show_map(arrange(NODES[:1], []))
    assert at(area) == "d"
    area.show_map(arrange([], []))
    assert area.current is None


def test_a_thing_is_heard_with_mark_and_orphans_as_such() -> None:
    assert said_of(NODES[1]) == "Mục tiêu a, 40\u00a0% · Lê Thị Ánh, chậm"
    assert said_of(NODES[4]) == "Lạc lõng, chưa phục vụ mục tiêu nào ở trên"


def test_long_titles_take_two_lines(area: MapArea) -> None:
    metrics = QFontMetricsF(area.font())
    assert wrapped("Ngắn", metrics, 200) == ["Ngắn"]
    first, second = wrapped("Nâng mức độ hài lòng của người dân " * 4, metrics, 200)
    assert metrics.horizontalAdvance(first) <= 200
    assert second.endswith("…")
    (only,) = wrapped("x" * 300, metrics, 200)
    assert only.endswith("…")
