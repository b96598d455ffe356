"""The alignment map gives everything one place, right of all that it hangs on."""

from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.alignment import AlignmentMap, MapEdge, MapNode, arrange


def node(id: str) -> MapNode:
    return MapNode(id, "objective", id)


def arranged(ids: str, *lines: str) -> AlignmentMap:
    return arrange([node(id) for id in ids], [MapEdge(line[0], line[1]) for line in lines])


def test_children_stand_right_of_their_parent_which_stands_in_their_middle() -> None:
    found = arranged("abcd", "ab", "ac", "ad")
    assert found.places == {"a": (0, 1.0), "b": (1, 0.0), "c": (1, 1.0), "d": (1, 2.0)}
    assert (found.columns, found.rows) == (2, 3)


def test_what_hangs_on_two_stands_right_of_both_and_keeps_both_lines() -> None:
    found = arranged("abc", "ab", "ac", "bc")
    assert found.places["c"][0] == 2
    assert len(found.edges) == 3


def test_trees_stand_below_each_other() -> None:
    found = arranged("abxy", "ab", "xy")
    assert [found.places[id][1] for id in "abxy"] == [0, 0, 1, 1]


def test_lines_to_what_is_not_there_are_left_out() -> None:
    assert arranged("a", "az", "za").edges == ()


def test_a_loop_is_opened_and_everything_has_a_place() -> None:
    found = arranged("abc", "ab", "bc", "ca")
    assert set(found.places) == {"a", "b", "c"}
    assert len(found.edges) == 2


def test_nothing_is_an_empty_picture() -> None:
    assert (arranged("").columns, arranged("").rows) == (0, 0)


@given(
    st.integers(1, 30).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=60),
        )
    )
)
def test_no_two_things_share_a_place_and_every_line_goes_right(
    made: tuple[int, list[tuple[int, int]]],
) -> None:
    size, pairs = made
    edges = [MapEdge(str(one), str(other)) for one, other in pairs]
    found = arrange([node(str(place)) for place in range(size)], edges)
    assert len(set(found.places.values())) == size
    for edge in found.edges:
        assert found.places[edge.above][0] < found.places[edge.below][0]
    acyclic = [edge for edge in edges if int(edge.above) < int(edge.below)]
    again = arrange([node(str(place)) for place in range(size)], acyclic)
    assert list(again.edges) == acyclic
