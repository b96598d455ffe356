from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from okrdesk.charts.placing import Placer, spread
from okrdesk.charts.sheet import Box

ROOM = Box(0, 0, 300, 200)
SIZE = (60.0, 14.0)


def test_labels_at_one_mark_do_not_cover_each_other() -> None:
    placer = Placer(ROOM)
    first = placer.place(SIZE, (150, 100), 5)
    second = placer.place(SIZE, (150, 100), 5)
    assert first.overlap(second) == 0


def test_labels_stay_within_the_plot() -> None:
    box = Placer(ROOM).place(SIZE, (0, 0), 5)
    assert box.left >= 0
    assert box.top >= 0


def test_labels_keep_off_lines() -> None:
    placer = Placer(ROOM)
    placer.follow([(0, 0), (300, 200)], 4)
    box = placer.place(SIZE, (150, 100), 5)
    assert not any(box.holds(mark) for mark in placer.marks)


def test_a_label_that_may_be_left_out_is_left_out_where_all_is_taken() -> None:
    placer = Placer(ROOM, taken=[ROOM])
    assert placer.place_if_free(SIZE, (150, 100), 5) is None
    assert placer.place(SIZE, (150, 100), 5) is not None


@given(st.lists(st.floats(0, 200), max_size=6))
def test_a_column_of_labels_never_overlaps(wanted: list[float]) -> None:
    tops = spread(wanted, [20.0] * len(wanted), 0, 200)
    ordered = sorted(tops)
    assert all(later - earlier >= 19.99 for earlier, later in pairwise(ordered))
    assert all(-0.01 <= top <= 180.01 for top in tops)


def test_a_label_with_room_stands_at_its_height() -> None:
    assert spread([50.0, 120.0], [20.0, 20.0], 0, 200) == [40.0, 110.0]
