from datetime import date, timedelta

import pytest

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.record import Record
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.shelf import DeviceState
from okrdesk.sync.wire import PROTOCOL, SyncRequest
from tests.sync.conftest import Counter
from tests.sync.office import DAY_MS


@pytest.fixture
def tree(counter: Counter) -> tuple[Record, Record, Record]:
    """An objective of `one`, a key result of `three`, and a check-in."""
    objective = counter.objective("one")
    part = counter.key_result("three", objective)
    said = counter.check_in("one", counter.replaced(part, actor=counter.person("one")))
    counter.arrive(objective)
    counter.arrive(counter.replaced(part, actor=counter.person("one"), dev=counter.person("one")))
    counter.arrive(said)
    return objective, part, said


def _entry(counter: Counter, scope: str, of: Record):
    kind, name = scope[:2], scope[2:]
    id = {**counter.office.people, **counter.office.units}[name]
    return counter.shelf.feeds[kind + id][of.eid]


def test_all_of_a_tree_is_where_its_owners_are(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    everywhere = {"u:one", "h:u1", "u:three", "h:u2"}
    assert [counter.holders(of) for of in tree] == [everywhere] * 3


def test_what_all_know_is_in_the_agencys_scope(counter: Counter) -> None:
    edit = counter.change("admin", ent="unit", eid=counter.unit("u1"), set={"name": "Phòng"})
    (verdict,) = counter.arrive(edit)
    assert counter.holders(edit) == {"a"}
    assert counter.shelf.feeds["a"][edit.eid].aseq == verdict.aseq


def test_a_tree_that_changes_hands_leaves_markers_and_comes_back(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    objective, part, said = tree
    given = counter.edit("planner", objective, owner_person_id=counter.person("head2"))
    (verdict,) = counter.arrive(given)
    for of in tree:
        assert counter.holders(of) == {"u:head2", "u:three", "h:u2"}
        for scope in ("u:one", "h:u1"):
            entry = _entry(counter, scope, of)
            assert (entry.is_held, entry.aseq) == (False, verdict.aseq)
    back = counter.edit("planner", objective, given.hlc, owner_person_id=counter.person("one"))
    (verdict,) = counter.arrive(back)
    entry = _entry(counter, "u:one", said)
    assert (entry.is_held, entry.aseq) == (True, verdict.aseq)
    assert counter.holders(part) == {"u:one", "h:u1", "u:three", "h:u2"}


def test_a_new_owner_of_a_key_result_gets_all_of_the_tree(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    objective, part, said = tree
    counter.arrive(counter.edit("one", part, owner_person_id=counter.person("two")))
    assert counter.holders(objective) == counter.holders(said) == {"u:one", "h:u1", "u:two"}


def test_a_deleted_objective_stays_where_it_was_so_that_all_see_it_go(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    before = counter.holders(tree[0])
    (verdict,) = counter.arrive(counter.remove("one", tree[0]))
    assert counter.holders(tree[0]) == before
    assert _entry(counter, "u:three", tree[0]).aseq == verdict.aseq


def test_an_objective_that_two_people_left_without_owner_stays_where_it_was(
    counter: Counter,
) -> None:
    objective = counter.objective("one", owner_unit_id=counter.unit("u1"))
    counter.arrive(objective)
    counter.arrive(counter.edit("one", objective, owner_unit_id=None))
    counter.arrive(counter.edit("head1", objective, owner_person_id=None))
    assert counter.holders(objective) == {"u:one", "h:u1"}


def test_a_transfer_moves_what_its_person_owns(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    post = counter.office.homes["one"]
    counter.arrive(
        counter.change("admin", ent="post", eid=post, set={"unit_id": counter.unit("u5")})
    )
    assert counter.holders(tree[2]) == {"u:one", "h:u5", "u:three", "h:u2"}


def test_a_post_that_goes_to_another_person_moves_what_both_own(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    post = counter.office.homes["one"]
    new = {"person_id": counter.person("three")}
    counter.arrive(counter.change("admin", ent="post", eid=post, set=new))
    assert counter.holders(tree[0]) == {"u:one", "u:three", "h:u2", "h:u1"}
    other = counter.objective("one")
    counter.arrive(other)
    assert counter.holders(other) == {"u:one"}


def test_a_post_that_begins_tomorrow_moves_things_tomorrow(
    counter: Counter, tree: tuple[Record, Record, Record]
) -> None:
    tomorrow = (date(2026, 3, 3) + timedelta(days=1)).isoformat()
    values = {
        "person_id": counter.person("one"),
        "unit_id": counter.unit("u5"),
        "from_on": tomorrow,
    }
    post = counter.change("admin", ent="post", eid=counter.ids(), op="create", set=values)
    counter.arrive(post)
    _ask(counter)
    assert "h:u5" not in counter.holders(tree[0])
    counter.now_ms += DAY_MS
    _ask(counter)
    assert "h:u5" in counter.holders(tree[0])


def _ask(counter: Counter) -> None:
    """Let some PC ask for news."""
    counter.shelf.enrol("pc", counter.person("two"), "")
    around = Surroundings(counter.now_ms, bytes, lambda claim, signature: True)
    device: DeviceState = counter.shelf.devices["pc"]
    Serving(counter.shelf, around).answer(device, SyncRequest(PROTOCOL, SCHEMA_VERSION, "pc", "0"))


def test_a_group_that_does_not_stand_leaves_no_trace_in_the_feeds(counter: Counter) -> None:
    objective = counter.objective("one")
    stray = counter.key_result("two", objective, target_value="not a number")
    group = [
        counter.replaced(one, grp=objective.grp, actor=objective.actor, dev=objective.dev)
        for one in (objective, stray)
    ]
    counter.arrive(*group)
    assert counter.holders(objective) == set()
    assert objective.key not in counter.shelf.stored
    assert not [version for version in counter.shelf.seen_versions if version[0] == objective.eid]


def test_versions_are_what_a_request_ends_with(counter: Counter) -> None:
    objective = counter.objective("one")
    edit = counter.edit("one", objective, title="Sau")
    counter.arrive(objective, edit)
    assert len(counter.shelf.versions([objective.eid])) == 1
    tagged = counter.edit("one", objective, tags={"a": False})
    counter.arrive(tagged)
    assert len(counter.shelf.versions([objective.eid])) == 1


def test_reading_trees_again_is_not_needed_for_what_a_request_made(counter: Counter) -> None:
    objective = counter.objective("one")
    part = counter.key_result("one", objective)
    arrival = Arrival(counter.shelf, counter.now_ms, lambda record: None)
    arrival.receive([objective, part])
    outcome = arrival.finish()
    assert outcome.trees[objective.eid]
    assert {entry.key for entry in outcome.feed.values()} == {objective.key, part.key}
