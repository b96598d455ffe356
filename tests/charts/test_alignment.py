"""The map as a picture: well-formed, with every title and line, and no markup from texts."""

from xml.etree import ElementTree

from okrdesk.charts.alignment import describe_map, map_size, map_svg
from okrdesk.domain.alignment import MapEdge, MapNode, arrange
from okrdesk.domain.health import Health

FOUND = arrange(
    [
        MapNode("a", "objective", "Mức <b> & hài lòng\x00", "Lê Ánh", Health.AT_RISK, 0.5),
        MapNode(
            "b",
            "key_result",
            "Tỷ lệ hồ sơ đúng hạn " * 9,
        ),
        MapNode("c", "objective", "Lạc lõng", is_orphan=True),
    ],
    [MapEdge("a", "b", is_counted=False)],
)
SPACE = "{http://www.w3.org/2000/svg}"


def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(map_svg(FOUND))  # noqa: S314 (our own)


def test_it_is_well_formed_and_shows_texts_as_they_are() -> None:
    root = drawn()
    titles = [one.text for one in root.iter(f"{SPACE}title")]
    assert titles == ["Mức <b> & hài lòng", FOUND.nodes[1].title, "Lạc lõng"]
    written = [one.text or "" for one in root.iter(f"{SPACE}text")]
    assert "50 % · Lê Ánh" in written
    assert any(text.endswith("…") for text in written)


def test_lines_that_move_no_number_are_dashed() -> None:
    (line,) = (one for one in drawn().iter(f"{SPACE}path") if "C" in one.get("d", ""))
    assert line.get("stroke-dasharray")


def test_the_picture_is_as_large_as_what_it_shows() -> None:
    wide, high = map_size(FOUND)
    root = drawn()
    assert root.get("viewBox") == f"0 0 {wide:g} {high:g}"
    assert map_size(arrange([], [])) < (wide, high)


def test_it_is_said_in_words() -> None:
    assert describe_map(FOUND) == (
        "Bản đồ gồm 3 mục và 1 đường nối; 1 mục tiêu chưa phục vụ mục tiêu nào ở trên."
    )
