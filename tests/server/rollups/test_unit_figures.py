"""Figures of units: the same as the client's own, level by level, and whole again where joined."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from okrdesk.db import schema
from okrdesk.db.queries.rollups import figures_of_units
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.services.archive import archive
from okrdesk.services.groups import Group, find_groups
from okrdesk.services.lists import Filter
from okrdesk.services.rollups import count_units, find_rollups
from okrdesk.services.shares import share_objective
from tests.offices import Office, check_in, make_key_result, make_objective

Offices = Callable[[], AbstractContextManager[Office]]


def units_of(groups: tuple[Group, ...]) -> dict[str, tuple[int, Any]]:
    """Return count and progress of every unit among the groups."""
    found: dict[str, tuple[int, Any]] = {}
    for group in groups:
        if group.entity == "unit" and group.id:
            found[group.id] = (group.count, pytest.approx(group.progress))
        found |= units_of(group.groups)
    return found


def totals(office: Office) -> dict[str, tuple[int, Any]]:
    """Return count and progress of every unit in the quarter, as papers ask for them."""
    return {
        one.unit_id: (one.objectives, pytest.approx(one.progress))
        for one in count_units(office.desk, office.ids.quarter)
    }


def tell(office: Office, unit_ids: set[str]) -> None:
    """Put figures of units where a server's reply puts them."""
    with office.desk.view() as view:
        units = view.connection.execute(select(schema.unit.c.id, schema.unit.c.parent_id))
        found = figures_of_units(view, {row.id: row.parent_id for row in units})
    rows = [
        {"agency_id": office.desk.agency_id, "unit_id": unit, "cycle_id": cycle}
        | {"figures": figures.to_wire()}
        for (unit, cycle), figures in found.items()
        if unit in unit_ids
    ]
    with office.desk.write_device() as connection:
        connection.execute(insert(schema.rollup), rows)


def purge(office: Office, unit_ids: list[str]) -> None:
    """Take away the objectives of units and of their people: here, they are nowhere any more."""
    objective, post = schema.objective, schema.post
    people = select(post.c.person_id).where(post.c.unit_id.in_(unit_ids))
    theirs = objective.c.owner_unit_id.in_(unit_ids) | objective.c.owner_person_id.in_(people)
    with office.desk.write_device() as connection:
        connection.info["journal_is_writing"] = True
        gone = connection.execute(update(objective).where(theirs).values(deleted=True)).rowcount
        del connection.info["journal_is_writing"]
    assert gone > 1


def test_figures_of_units_are_those_that_the_tree_shows(busy_offices: Offices) -> None:
    with busy_offices() as office:
        for cycle in (office.ids.quarter, office.ids.year):
            shown = units_of(find_groups(office.desk, Filter(cycle_id=cycle)))
            counted = {
                one.unit_id: (one.objectives, one.progress)
                for one in count_units(office.desk, cycle)
            }
            assert counted == shown


def test_key_results_are_counted_by_the_mark_they_show(office: Office) -> None:
    id = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    check_in(office.desk, make_key_result(office.desk, id), 90)
    make_key_result(office.desk, id)
    office.clock.go_on(days=40)
    late = make_key_result(office.desk, id, title="Muộn")
    archive(office.desk, "key_result", late)
    (team,) = (one for one in count_units(office.desk) if one.unit_id == office.ids.team)

    assert (team.objectives, team.key_results, team.overdue) == (1, 2, 2)
    assert team.health == {Health.OVERDUE: 2}


def test_a_desk_without_the_rows_shows_the_same_totals(busy_offices: Offices) -> None:
    with busy_offices() as office:
        wanted = Filter(cycle_id=office.ids.quarter)
        for owner in (Owner(office.ids.officer), Owner(unit_id=office.ids.division)):
            id = make_objective(office.desk, office.ids, owner, weight=Decimal(30))
            check_in(office.desk, make_key_result(office.desk, id), 60)
        elsewhere = make_objective(office.desk, office.ids, Owner(unit_id=office.ids.other))
        check_in(office.desk, make_key_result(office.desk, elsewhere), 90)
        share_objective(office.desk, elsewhere, [(office.ids.division, Decimal(70))])
        before, counted = units_of(find_groups(office.desk, wanted)), totals(office)
        tell(office, {office.ids.division, office.ids.team})
        purge(office, [office.ids.division, office.ids.team])
        after = units_of(find_groups(office.desk, wanted))

        assert after == {id: shown for id, shown in before.items() if id in after}
        assert {office.ids.root, office.ids.division} <= after.keys()
        assert totals(office) == counted, "papers show what the tree shows"


def test_figures_are_not_shown_where_the_list_is_narrowed(busy_offices: Offices) -> None:
    with busy_offices() as office:
        tell(office, {office.ids.division})
        narrowed = Filter(cycle_id=office.ids.quarter, text="không có chữ này ở đâu")
        assert find_groups(office.desk, narrowed) == ()


def test_stored_figures_are_read_as_they_were_told(busy_offices: Offices) -> None:
    with busy_offices() as office:
        tell(office, {office.ids.team})
        counted = [one for one in count_units(office.desk) if one.unit_id == office.ids.team]
        assert counted
        assert find_rollups(office.desk) == counted


def test_a_loop_of_units_ends(busy_offices: Offices) -> None:
    with busy_offices() as office:
        ids = office.ids
        loop = {ids.root: ids.team, ids.division: ids.root, ids.team: ids.division, ids.other: None}
        with office.desk.view() as view:
            found = figures_of_units(view, loop)

        assert found.keys() >= {(ids.root, ids.quarter), (ids.team, ids.quarter)}
