"""Undo of any sequence of acts returns all rows, journalled and derived, to what they were."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.db import schema
from okrdesk.db.queries.hanging import HANGS_ON
from okrdesk.domain.identity import new_id
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from tests.office_fixtures import Offices
from tests.offices import DERIVED, Office, journalled, tables
from tests.random_acts import Act, Player, acts


def everything(office: Office) -> dict[str, Any]:
    """Return all live rows and all derived ones."""
    return journalled(office.engine) | tables(office.engine, DERIVED)


@settings(max_examples=20)
@given(st.lists(st.tuples(acts, st.integers(0, 3)), max_size=12))
def test_undo_goes_back_the_way_that_people_came(
    busy_offices: Offices, played: list[tuple[Act, int]]
) -> None:
    with busy_offices() as office:
        ids = office.ids
        seats = [office.seat(id) for id in (ids.admin, ids.admin, ids.head, ids.officer)]
        way: list[tuple[Desk, int, dict[str, Any]]] = []
        for act, who in played:
            before, groups = everything(office), count_groups(office)
            done = Player(office, seats[who]).play(act)
            if steps := count_groups(office) - groups:
                way.append((seats[who], steps, before))
            else:
                assert everything(office) == before, f"{act} left something; done: {done}"
        for desk, steps, before in reversed(way):
            for _step in range(steps):
                undo_last(desk)
            assert everything(office) == before


def count_groups(office: Office) -> int:
    with office.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(DISTINCT grp) FROM change").scalar() or 0


def test_every_reference_between_objects_keeps_what_it_names_from_undoing() -> None:
    """Each column that ends in `_id` names an object; none may be left hanging."""
    known = {pair for pairs in HANGS_ON.values() for pair in pairs}
    columns = {
        (table.name, column.name)
        for table in schema.JOURNALLED.values()
        for column in table.columns
        if column.name.endswith("_id") and column.name != "agency_id"
    }
    assert columns == known


@settings(max_examples=20)
@given(st.lists(acts, min_size=1, max_size=12))
def test_who_has_no_right_leaves_nothing_at_all(busy_offices: Offices, played: list[Act]) -> None:
    """Somebody without post and role owns nothing here, so not one act may pass."""
    with busy_offices() as office:
        stranger = Player(office, office.seat(new_id()))
        before = everything(office), count_changes(office)
        for act in played:
            assert not stranger.play(act), act
        assert (everything(office), count_changes(office)) == before


def count_changes(office: Office) -> int:
    with office.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM change").scalar() or 0
