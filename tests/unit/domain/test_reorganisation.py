"""Units renamed, moved, merged, split and dissolved by date: what follows where, nothing lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.organisation import Post, Unit, holds_on
from okrdesk.domain.reorganisation import (
    Ground,
    Outcome,
    Plan,
    Reorganisation,
    SuccessionKind,
    Work,
    reorganised,
)
from okrdesk.errors import Code, Refused

DAY = date(2026, 11, 16)
LAST = date(2026, 11, 15)
UNITS = {
    unit.id: unit
    for unit in (
        Unit("root", "R", "Sở"),
        Unit("a", "A", "Phòng A", "root"),
        Unit("a1", "A1", "Tổ A1", "a"),
        Unit("a11", "A11", "Nhóm A11", "a1"),
        Unit("b", "B", "Phòng B", "root"),
    )
}
NEW = Unit("new", "N", "Phòng mới", "root")
OTHER = Unit("new2", "N2", "Phòng mới khác", "root")
POSTS = (
    Post("p1", "an", "a", "Trưởng phòng", is_leader=True),
    Post("p2", "binh", "a", "Chuyên viên", share=60),
    Post("p3", "chi", "b", "Trưởng phòng", is_leader=True),
    Post("p4", "dao", "a1", "Tổ trưởng", is_leader=True),
)
WORK = (
    Work("objective", "o1", "a"),
    Work("objective", "o2", "b"),
    Work("key_result", "k1", "a", follows="o1"),
    Work("task", "t1", "a", follows="binh"),
)
GROUND = Ground(UNITS, POSTS, WORK)


def plan(kind: Reorganisation, *units: str, into: tuple[Unit, ...] = (), **more: object) -> Plan:
    return replace(Plan(kind, DAY, units, into), **more)  # type: ignore[arg-type]


def places(outcome: Outcome) -> dict[str, str]:
    return {work.id: unit for work, unit in outcome.moved}


def homes(outcome: Outcome) -> dict[str, str]:
    return {post.person_id: post.unit_id for post in outcome.begun_posts}


def test_a_renamed_unit_keeps_all_but_its_name() -> None:
    outcome = reorganised(plan(Reorganisation.RENAME, "a", name=" Phòng Á "), GROUND)
    assert outcome == Outcome(changed=((UNITS["a"], replace(UNITS["a"], name="Phòng Á")),))


def test_a_moved_unit_stands_elsewhere_with_all_below_it() -> None:
    outcome = reorganised(plan(Reorganisation.MOVE, "a1", parent_id="b"), GROUND)
    assert [after.parent_id for _before, after in outcome.changed] == ["b"]
    assert outcome == Outcome(changed=outcome.changed)


def test_units_merge_into_a_new_one_that_has_one_head() -> None:
    outcome = reorganised(plan(Reorganisation.MERGE, "a", "b", into=(NEW,)), GROUND)
    assert [(unit.id, unit.to_on) for unit in outcome.ended] == [("a", LAST), ("b", LAST)]
    assert outcome.added == (replace(NEW, from_on=DAY),)
    assert homes(outcome) == {"an": "new", "binh": "new", "chi": "new"}
    posts = {post.person_id: (post.is_leader, post.is_deputy) for post in outcome.begun_posts}
    assert posts == {"an": (True, False), "binh": (False, False), "chi": (False, True)}
    assert {post.from_on for post in outcome.begun_posts} == {DAY}
    assert places(outcome) == {"o1": "new", "o2": "new", "k1": "new", "t1": "new"}
    assert [(unit.id, unit.parent_id) for _old, unit in outcome.changed] == [("a1", "new")]
    assert outcome.successions == (("a", "new"), ("b", "new"))
    assert outcome.kind is SuccessionKind.MERGE


def test_who_is_named_heads_the_merged_unit() -> None:
    wanted = plan(Reorganisation.MERGE, "a", "b", into=(NEW,), head_id="chi")
    heads = [post.person_id for post in reorganised(wanted, GROUND).begun_posts if post.is_leader]
    assert heads == ["chi"]


def test_a_unit_that_takes_others_in_keeps_its_head_and_its_people() -> None:
    outcome = reorganised(plan(Reorganisation.MERGE, "a", into=(UNITS["b"],)), GROUND)
    assert [unit.id for unit in outcome.ended] == ["a"]
    assert homes(outcome) == {"an": "b", "binh": "b"}
    assert not any(post.is_leader for post in outcome.begun_posts)


def test_a_split_goes_as_chosen_and_else_to_the_first() -> None:
    chosen = {"binh": "new2", "a1": "new2", "o1": "new2"}
    wanted = plan(Reorganisation.SPLIT, "a", into=(NEW, OTHER), chosen=chosen)
    outcome = reorganised(wanted, GROUND)
    assert homes(outcome) == {"an": "new", "binh": "new2"}
    assert places(outcome) == {"o1": "new2", "k1": "new2", "t1": "new2"}
    assert [(unit.id, unit.parent_id) for _old, unit in outcome.changed] == [("a1", "new2")]


def test_a_unit_that_gives_a_part_away_goes_on_with_the_rest() -> None:
    wanted = plan(Reorganisation.SPLIT, "a", into=(UNITS["a"], NEW), chosen={"binh": "new"})
    outcome = reorganised(wanted, GROUND)
    assert not outcome.ended
    assert homes(outcome) == {"binh": "new"}
    assert places(outcome) == {"t1": "new"}
    assert outcome.successions == (("a", "new"),)


def test_a_dissolved_unit_goes_to_the_unit_above() -> None:
    outcome = reorganised(plan(Reorganisation.DISSOLVE, "a"), GROUND)
    assert homes(outcome) == {"an": "root", "binh": "root"}
    assert places(outcome)["o1"] == "root"
    assert [(unit.id, unit.parent_id) for _old, unit in outcome.changed] == [("a1", "root")]


def test_a_unit_below_that_takes_over_stands_where_the_ended_one_stood() -> None:
    wanted = plan(Reorganisation.DISSOLVE, "a", into=(UNITS["a1"],))
    changed = reorganised(wanted, GROUND).changed
    assert [(unit.id, unit.parent_id) for _old, unit in changed] == [("a1", "root")]


def test_posts_that_are_over_stay_and_those_to_come_begin_when_they_were_to() -> None:
    later = DAY + timedelta(days=30)
    posts = (
        Post("p5", "hoa", "a", "", to_on=LAST),
        Post("p6", "lan", "a", "", from_on=later),
        Post("p7", "gone", "a", ""),
    )
    ground = replace(GROUND, posts=posts, gone=frozenset({"gone"}))
    outcome = reorganised(plan(Reorganisation.DISSOLVE, "a"), ground)
    assert [post.id for post in outcome.ended_posts] == ["p7"]
    assert [post.id for post in outcome.unbegun_posts] == ["p6"]
    assert [(one.person_id, one.from_on) for one in outcome.begun_posts] == [("lan", later)]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (plan(Reorganisation.RENAME), Code.TOO_FEW_UNITS),
        (plan(Reorganisation.RENAME, "nowhere", name="X"), Code.NOT_FOUND),
        (plan(Reorganisation.RENAME, "a", name=" "), Code.MISSING_FIELD),
        (plan(Reorganisation.RENAME, "a", name="Phòng A"), Code.NOTHING_CHANGES),
        (plan(Reorganisation.MOVE, "a", parent_id="root"), Code.NOTHING_CHANGES),
        (plan(Reorganisation.MOVE, "a", parent_id="a11"), Code.UNIT_LOOP),
        (plan(Reorganisation.MOVE, "a", parent_id="a"), Code.UNIT_LOOP),
        (plan(Reorganisation.MOVE, "a", parent_id="nowhere"), Code.NOT_FOUND),
        (plan(Reorganisation.MERGE, "a", into=(UNITS["a"],)), Code.TOO_FEW_UNITS),
        (plan(Reorganisation.MERGE, "a", "b"), Code.MISSING_FIELD),
        (plan(Reorganisation.MERGE, "a", "b", into=(NEW, OTHER)), Code.TOO_FEW_UNITS),
        (plan(Reorganisation.SPLIT, "a", into=(NEW,)), Code.TOO_FEW_UNITS),
        (plan(Reorganisation.SPLIT, "a", "b", into=(NEW, OTHER)), Code.TOO_FEW_UNITS),
        (plan(Reorganisation.DISSOLVE, "root"), Code.MISSING_FIELD),
        (plan(Reorganisation.DISSOLVE, "a", into=(UNITS["a11"],)), Code.UNIT_LOOP),
        (plan(Reorganisation.DISSOLVE, "a", into=(UNITS["a"],)), Code.TOO_FEW_UNITS),
        (
            plan(Reorganisation.MERGE, "a", "b", into=(replace(NEW, parent_id="a"),)),
            Code.UNIT_DISSOLVED,
        ),
        (plan(Reorganisation.MERGE, "a", "b", into=(replace(NEW, name=""),)), Code.MISSING_FIELD),
        (plan(Reorganisation.DISSOLVE, "a", chosen={"an": "b"}), Code.NOT_FOUND),
    ],
)
def test_what_cannot_be_is_refused(wanted: Plan, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        reorganised(wanted, GROUND)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, date(2026, 6, 30)), (DAY, None), (date(2027, 1, 1), None)],
)
def test_a_unit_has_to_be_there_on_the_day_and_before(start: date | None, end: date | None) -> None:
    ground = replace(GROUND, units={**UNITS, "a": replace(UNITS["a"], from_on=start, to_on=end)})
    with pytest.raises(Refused) as refused:
        reorganised(plan(Reorganisation.DISSOLVE, "a"), ground)
    assert refused.value.code is Code.UNIT_NOT_IN_FORCE


IDS = sorted(UNITS)
DAYS = st.sampled_from([None, DAY - timedelta(days=9), DAY, DAY + timedelta(days=9)])


@st.composite
def posts(draw: st.DrawFn) -> tuple[Post, ...]:
    found = []
    for place in range(draw(st.integers(0, 8))):
        start, end = draw(DAYS), draw(DAYS)
        if start and end and end < start:
            start, end = end, start
        who, where = f"x{draw(st.integers(0, 4))}", draw(st.sampled_from(IDS))
        leads = draw(st.booleans())
        found.append(Post(f"p{place}", who, where, "", leads, not leads, 50, start, end))
    return tuple(found)


@st.composite
def works(draw: st.DrawFn) -> tuple[Work, ...]:
    count = draw(st.integers(0, 6))
    follows = st.sampled_from([None, "w0", "x0", "x1"])
    return tuple(
        Work("objective", f"w{place}", draw(st.sampled_from(IDS)), "", draw(follows))
        for place in range(count)
    )


@given(
    st.sampled_from([Reorganisation.MERGE, Reorganisation.SPLIT, Reorganisation.DISSOLVE]),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from([NEW, OTHER, *UNITS.values()]), max_size=3, unique=True),
    st.dictionaries(st.sampled_from(["x0", "x1", "w0", "w1", "a1"]), st.sampled_from([0, 1, 2])),
    st.tuples(posts(), works()),
)
def test_nobody_and_no_open_work_is_lost(
    kind: Reorganisation,
    ids: list[str],
    into: list[Unit],
    picks: dict[str, int],
    held: tuple[tuple[Post, ...], tuple[Work, ...]],
) -> None:
    """After any plan each person has the same share, and each piece of work a unit that goes on."""
    chosen = {id: into[pick].id for id, pick in picks.items() if pick < len(into)}
    wanted = Plan(kind, DAY, tuple(ids), tuple(into), chosen=chosen)
    ground = Ground(UNITS, *held)
    try:
        outcome = reorganised(wanted, ground)
    except Refused:
        return
    over = {unit.id for unit in outcome.ended}
    away = {post.id for post in (*outcome.ended_posts, *outcome.unbegun_posts)}
    after = [*(post for post in ground.posts if post.id not in away), *outcome.begun_posts]
    for day in (DAY, DAY + timedelta(days=9), DAY + timedelta(days=20)):
        assert shares(after, day) == shares(ground.posts, day)
        assert (
            not {post.unit_id for post in after if holds_on(post.from_on, post.to_on, day)} & over
        )
    places = {work.id: work.unit_id for work in ground.work}
    places |= {work.id: unit for work, unit in outcome.moved}
    known = {*UNITS, *(unit.id for unit in outcome.added)}
    assert not set(places.values()) & over
    assert set(places.values()) <= known
    parents = {unit.id: unit.parent_id for unit in (*UNITS.values(), *outcome.added)}
    parents |= {unit.id: unit.parent_id for _old, unit in outcome.changed}
    assert not {up for id, up in parents.items() if id not in over} & over


def shares(posts: "list[Post] | tuple[Post, ...]", day: date) -> dict[str, int]:
    """Return how much of the working time each person's posts take on a day."""
    found: dict[str, int] = {}
    for post in posts:
        if holds_on(post.from_on, post.to_on, day):
            found[post.person_id] = found.get(post.person_id, 0) + post.share
    return found
