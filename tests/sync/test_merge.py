from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from okrdesk.sync.merge import BIRTH, Clash, born, merge
from okrdesk.sync.record import Record
from okrdesk.sync.replay import accepted, replay
from okrdesk.sync.wire import Row
from tests.sync.records import record

_TITLES = st.sampled_from(["a", "b", "c"])
_WEIGHTS = st.none() | st.sampled_from(["10", "20"])
_TAGS = st.dictionaries(st.sampled_from(["x", "y", "z"]), st.booleans(), min_size=1)


def _row(**values: Any) -> Row:
    start = {"title": "start", "weight": None, "tags": ["x"], **values}
    return born(record(op="create", set=start), 10)


def _write(draw: st.DrawFn) -> Record:
    hlc = draw(st.integers(11, 14))
    op = draw(st.sampled_from(["set", "set", "set", "delete", "restore"]))
    if op != "set":
        return record(op=op, hlc=hlc, set={"deleted": op == "delete"})
    values = draw(
        st.fixed_dictionaries(
            {}, optional={"title": _TITLES, "weight": _WEIGHTS, "tags": _TAGS}
        ).filter(bool)
    )
    base = {name: draw(st.sampled_from([0, 10, 11, 12])) for name in values}
    return record(hlc=hlc, set=values, base=base)


_write_of = st.composite(_write)()


def _after(row: Row, *writes: Record) -> Row:
    for one in writes:
        row = merge(row, one, one.hlc).row
    return row


@given(_write_of, _write_of)
def test_merge_is_commutative(one: Record, other: Record) -> None:
    assert _after(_row(), one, other) == _after(_row(), other, one)


@given(_write_of)
def test_merge_is_idempotent(one: Record) -> None:
    once = _after(_row(), one)
    assert _after(once, one) == once
    assert not merge(once, one, one.hlc).columns


@given(st.lists(_write_of, min_size=3, max_size=4))
def test_merge_gives_one_row_in_every_order(writes: list[Record]) -> None:
    rows = [_after(_row(), *order) for order in permutations(writes)]
    assert all(row == rows[0] for row in rows)


@given(_write_of)
def test_merge_leaves_its_arguments_alone(one: Record) -> None:
    row = _row()
    kept = repr(row)
    merge(row, one, one.hlc)
    assert repr(row) == kept


@given(_write_of, _write_of)
def test_what_loses_without_having_been_seen_is_a_clash_in_either_order(
    one: Record, other: Record
) -> None:
    for first, second in ((one, other), (other, one)):
        row = merge(_row(), first, first.hlc).row
        merged = merge(row, second, second.hlc)
        for name, value in second.set.items():
            if isinstance(value, dict) or name not in first.set:
                continue
            is_unseen = second.base.get(name, 0) != row.stamps.get(name, 10)
            differs = row.values[name] != value
            found = [clash for clash in merged.clashes if clash.field == name]
            if second.op == "set" and row.values["deleted"] is False:
                assert bool(found) == (is_unseen and differs)
            for clash in found:
                assert clash.kept == merged.row.values[name] or isinstance(clash.lost, dict)


def test_the_later_clock_wins_whoever_comes_first() -> None:
    early = record(hlc=20, set={"title": "early"}, base={"title": 10})
    late = record(hlc=30, set={"title": "late"}, base={"title": 10})
    for order in ((early, late), (late, early)):
        row = _after(_row(), *order)
        assert (row.values["title"], row.stamps["title"]) == ("late", 30)


def test_on_equal_clocks_the_greater_value_wins() -> None:
    one = record(hlc=20, set={"title": "a"}, base={"title": 10})
    other = record(hlc=20, set={"title": "b"}, base={"title": 10})
    assert _after(_row(), one, other).values["title"] == "b"
    assert _after(_row(), other, one).values["title"] == "b"


def test_whoever_saw_the_value_that_was_there_makes_no_clash() -> None:
    row = _after(_row(), record(hlc=20, set={"title": "a"}, base={"title": 10}))
    merged = merge(row, record(set={"title": "b"}, base={"title": 20}), 30)
    assert not merged.clashes
    assert merged.columns == {"title"}


def test_a_clash_tells_both_values_and_both_clocks() -> None:
    row = _after(_row(), record(hlc=30, set={"title": "kept"}, base={"title": 10}))
    merged = merge(row, record(set={"title": "lost"}, base={"title": 10}), 20)
    assert merged.clashes == [Clash("title", "kept", 30, "lost", 20)]
    assert merged.is_superseded


def test_two_who_write_the_same_do_not_clash() -> None:
    row = _after(_row(), record(hlc=20, set={"title": "same"}, base={"title": 10}))
    merged = merge(row, record(set={"title": "same"}, base={"title": 10}), 30)
    assert not merged.clashes
    assert merged.row.stamps["title"] == 30


def test_elements_of_a_set_come_and_go_one_by_one() -> None:
    adds = record(hlc=20, set={"tags": {"y": True}})
    takes = record(hlc=21, set={"tags": {"x": False}})
    for order in ((adds, takes), (takes, adds)):
        row = _after(_row(), *order)
        assert row.values["tags"] == ["y"]
        assert row.stamps == {BIRTH: 10, "tags/x": 21, "tags/y": 20}
    assert not merge(_row(), adds, 20).clashes


def test_an_edit_newer_than_a_delete_does_not_bring_the_row_back() -> None:
    gone = _after(_row(), record(op="delete", hlc=20, set={"deleted": True}))
    merged = merge(gone, record(set={"title": "new"}, base={"title": 10}), 30)
    assert merged.row.is_deleted
    assert merged.row.values["title"] == "new"
    assert merged.clashes == [Clash("deleted", True, 20, {"title": "new"}, 30)]


def test_a_delete_clashes_with_each_edit_that_its_author_had_not_seen() -> None:
    row = _after(
        _row(),
        record(hlc=20, set={"title": "one"}, base={"title": 10}),
        record(hlc=25, set={"weight": "20"}, base={"weight": 10}),
    )
    delete = record(op="delete", set={"deleted": True}, base={"deleted": 10, BIRTH: 10})
    merged = merge(row, delete, 30)
    assert merged.row.is_deleted
    assert merged.clashes == [
        Clash("deleted", True, 30, {"title": "one"}, 20),
        Clash("deleted", True, 30, {"weight": "20"}, 25),
    ]
    seen = record(op="delete", set={"deleted": True}, base={"deleted": 10, BIRTH: 25})
    assert not merge(row, seen, 30).clashes


def test_a_restore_brings_back_what_its_author_saw_deleted() -> None:
    gone = _after(_row(), record(op="delete", hlc=20, set={"deleted": True}))
    back = merge(gone, record(op="restore", set={"deleted": False}, base={"deleted": 20}), 30)
    assert not back.row.is_deleted
    assert not back.clashes


def test_the_screen_shows_the_servers_row_with_what_waits_on_top() -> None:
    waits = record(hlc=20, set={"title": "mine"}, base={"title": 10})
    shown = replay(_row(), [waits])
    assert shown is not None
    assert shown.values["title"] == "mine"
    newer = _after(_row(), record(hlc=30, set={"title": "theirs"}, base={"title": 10}))
    assert replay(newer, [waits]) == newer


def test_a_create_whose_answer_was_lost_changes_nothing() -> None:
    row = _after(_row(), record(hlc=20, set={"title": "since"}, base={"title": 10}))
    create = record(op="create", set={"title": "start"})
    assert replay(row, [create]) == row
    assert accepted(None, record(), 20) is None
    made = replay(None, [create])
    assert made is not None
    assert made.values == {"title": "start", "deleted": False}
