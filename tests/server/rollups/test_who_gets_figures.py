"""Whose figures travel: units below depth 2 of one's reach, once, and again when they changed."""

from datetime import date
from typing import Any

from okrdesk.domain.organisation import Role
from okrdesk.server.rollups import Rollups, deeper_units
from okrdesk.services.desk import Desk
from okrdesk.sync.directory import Directory
from okrdesk.sync.wire import PROTOCOL, Row, SyncRequest, rollups_version
from tests.offices import Office, check_in, make_key_result, make_objective

Told = list[dict[str, Any]] | None
DAY = date(2026, 11, 16)
CHAIN = ("office", "division", "team", "group", "desk")


def directory(**roles: Role) -> Directory:
    """Return five units, each below the one before; who leads the first, and who the last."""
    rows = [
        ("unit", unit, Row({"parent_id": above}, {}))
        for above, unit in zip((None, *CHAIN), CHAIN, strict=False)
    ]
    for person, unit in (("head", "office"), ("foreman", "desk"), ("planner", "team")):
        rows.append(("person", person, Row({"archived": False}, {})))
        post = {"person_id": person, "unit_id": unit, "is_leader": person != "planner"}
        rows.append(("post", f"post of {person}", Row(post, {})))
    for person, role in roles.items():
        rows.append(("role_grant", person, Row({"person_id": person, "role": role.value}, {})))
    return Directory().with_rows(rows)


def request(held: str = "") -> SyncRequest:
    return SyncRequest(PROTOCOL, 2, "device", "0.3", rollups=held)


def test_figures_are_of_what_is_deeper_than_two_levels() -> None:
    known = directory()
    assert deeper_units(known, known.actor("head", DAY)) == {"group", "desk"}
    assert deeper_units(known, known.actor("head", DAY), ["desk"]) == {"group"}
    assert deeper_units(known, known.actor("foreman", DAY)) == frozenset()


def test_a_planner_has_the_rows_and_needs_no_figures() -> None:
    known = directory(planner=Role.PLANNER, head=Role.PLANNER)
    assert deeper_units(known, known.actor("planner", DAY)) == frozenset()
    assert deeper_units(known, known.actor("head", DAY)) == frozenset()


def shown(office: Office) -> Directory:
    """Return the test office as it is, with two more levels between its head and its team."""
    ids = office.ids
    units = [(ids.root, None), (ids.other, ids.root), ("b", ids.other), ("c", "b")]
    units += [(ids.division, "c"), (ids.team, ids.division)]
    rows = [("unit", unit, Row({"parent_id": above}, {})) for unit, above in units]
    rows.append(("person", ids.admin, Row({"archived": False}, {})))
    post = {"person_id": ids.admin, "unit_id": ids.root, "is_leader": True}
    return Directory().with_rows([*rows, ("post", "p", Row(post, {}))])


def ask(counts: Rollups, desk: Desk, office: Office, head: int, held: str = "") -> Told:
    known = shown(office)
    with desk.view() as view:
        asking = (known, known.actor(office.ids.admin, DAY))
        return counts.answer(view, head, asking, request(held))


def test_figures_travel_once_and_again_when_they_changed(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, id)
    counts = Rollups()
    first = ask(counts, office.desk, office, 1)
    assert first
    assert {one["unit_id"] for one in first} == {"c", office.ids.division}
    assert ask(counts, office.desk, office, 1, rollups_version(first)) is None
    check_in(office.desk, key_result, 50)
    second = ask(counts, office.desk, office, 2, rollups_version(first))
    assert second
    assert {one["figures"]["progress"] for one in second} == {0.5}


def test_a_slow_count_is_not_made_for_everyone_who_asks(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    moments = iter([0.0, 10.0, 100.0, 300.0, 310.0])
    counts = Rollups(lambda: next(moments))
    first = ask(counts, office.desk, office, 1)
    check_in(office.desk, key_result, 50)
    assert ask(counts, office.desk, office, 2) == first
    later = ask(counts, office.desk, office, 2)
    assert later != first


def test_who_leads_less_is_told_to_forget_the_figures(office: Office) -> None:
    known = directory()
    with office.desk.view() as view:
        asking = (known, known.actor("foreman", DAY))
        assert Rollups().answer(view, 1, asking, request("0123456789abcdef")) == []
        assert Rollups().answer(view, 1, asking, request()) is None
