from datetime import date

import pytest

from okrdesk.sync.scopes import scopes_of, scopes_of_tree
from tests.sync.conftest import Counter
from tests.sync.test_serving import Machine

_DAY = date(2026, 3, 3)


def _scopes(counter: Counter, who: str, *pins: str) -> set[str]:
    names = {id: name for name, id in {**counter.office.people, **counter.office.units}.items()}
    units = [counter.unit(pin) for pin in pins]
    found = scopes_of(counter.shelf.directory(), counter.person(who), _DAY, units)
    return {f"{scope[:2]}{names[scope[2:]]}" if ":" in scope else scope for scope in found}


def test_an_officer_reads_the_own_the_units_and_those_above(counter: Counter) -> None:
    assert _scopes(counter, "one") == {"a", "u:one", "t:u1", "t:root"}


def test_a_head_reads_two_levels_below_in_full(counter: Counter) -> None:
    below = {f"{kind}:{unit}" for kind in "th" for unit in ("u1", "u3", "u4")}
    assert _scopes(counter, "head1") == {"a", "u:head1", "t:root", *below}


def test_a_head_may_pin_what_is_deeper_but_nothing_elsewhere(counter: Counter) -> None:
    assert {"t:u5", "h:u5"} <= _scopes(counter, "head1", "u5", "u2")
    assert not {"t:u2", "h:u2"} & _scopes(counter, "head1", "u5", "u2")
    assert _scopes(counter, "one", "u2") == _scopes(counter, "one")


def test_a_deputy_reads_what_the_people_of_the_unit_own(counter: Counter) -> None:
    post = {"person_id": counter.person("two"), "unit_id": counter.unit("u3"), "is_deputy": True}
    counter.arrive(counter.made("admin", "post", post))
    assert {"t:u3", "h:u3"} <= _scopes(counter, "two")
    assert not {"h:u1", "h:u4"} & _scopes(counter, "two")


def test_a_leader_reads_from_every_root_and_a_planner_all(counter: Counter) -> None:
    assert {"h:root", "h:u1", "h:u3", "h:far"} <= _scopes(counter, "leader")
    assert "h:u4" not in _scopes(counter, "leader")
    assert {f"h:{unit}" for unit in counter.office.units} <= _scopes(counter, "planner")


def test_whoever_has_left_keeps_the_own_only(counter: Counter) -> None:
    archived = counter.change(
        "admin", ent="person", eid=counter.person("one"), set={"archived": True}
    )
    counter.arrive(archived)
    assert _scopes(counter, "one") == {"a", "u:one"}


@pytest.mark.parametrize(
    ("owners", "scopes"),
    [
        ([("one", None)], {"u:one", "h:u1"}),
        ([(None, "u2")], {"t:u2"}),
        ([("one", None), ("three", None)], {"u:one", "h:u1", "u:three", "h:u2"}),
        ([("one", "root")], {"u:one", "h:u1", "t:root"}),
        ([(None, None)], set()),
    ],
)
def test_a_tree_is_where_its_owners_are(
    counter: Counter, owners: list[tuple[str | None, str | None]], scopes: set[str]
) -> None:
    values = [
        {
            "owner_person_id": counter.office.people.get(person or ""),
            "owner_unit_id": counter.office.units.get(unit or ""),
        }
        for person, unit in owners
    ]
    names = {id: name for name, id in {**counter.office.people, **counter.office.units}.items()}
    found = scopes_of_tree(counter.shelf.directory(), values, _DAY)
    assert {f"{scope[:2]}{names[scope[2:]]}" for scope in found} == scopes


def test_of_what_left_a_persons_scopes_nothing_is_told_that_came_after(counter: Counter) -> None:
    plan = counter.objective("one")
    pc = Machine(counter, "one")
    pc.send(*pc.of(plan))
    assert not pc.send().rows
    counter.arrive(counter.edit("planner", plan, owner_person_id=counter.person("three")))
    counter.arrive(counter.edit("three", plan, title="Không phải cho người cũ"))
    reply = pc.send()
    assert [(row.eid, row.held, row.row) for row in reply.rows] == [(plan.eid, [], None)]
    assert reply.records == []
