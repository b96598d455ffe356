"""Whose figures travel: units below depth 2 of one's reach, once, and again when they changed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Person, PersonKind, Post, Role, Unit
from okrdesk.server.rollups import Asked, Rollups, deeper_units
from okrdesk.server.writing import refresh_derived
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.people import add_person
from okrdesk.services.rollups import count_units
from okrdesk.services.units import add_unit
from okrdesk.sync.directory import Directory
from okrdesk.sync.wire import PROTOCOL, Row, SyncRequest, rollups_version
from tests.offices import make_key_result, make_objective
from tests.server.agencies import Agency

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


def test_who_has_left_gets_no_figures_of_the_units_once_led() -> None:
    known = directory().with_rows([("person", "head", Row({"archived": True}, {}))])
    assert deeper_units(known, known.actor("head", DAY)) == frozenset()


def test_a_planner_has_the_rows_and_needs_no_figures() -> None:
    known = directory(planner=Role.PLANNER, head=Role.PLANNER)
    assert deeper_units(known, known.actor("planner", DAY)) == frozenset()
    assert deeper_units(known, known.actor("head", DAY)) == frozenset()


@dataclass(frozen=True)
class Deep:
    """The agency with a group two levels below its team, where one person has an objective."""

    agency: Agency
    group: str
    key_result: str

    def check_in(self, value: int) -> None:
        record_check_in(self.agency.desk(), self.key_result, CheckInEntry(Decimal(value), DAY))

    def ask(self, counts: Rollups, held: str = "", day: date = DAY) -> Told:
        with self.agency.shelf() as shelf:
            known = shelf.directory()
        asked = Asked(self.agency.agency_id, self.agency.ids.head, known, request(held), day)
        return counts.tell(self.agency.engine, asked)


@pytest.fixture
def deep(agency: Agency) -> Deep:
    """Give the agency with something so deep that the head of the division sees figures only."""
    desk, ids = agency.desk(), agency.ids
    middle = add_unit(desk, Unit("", "B", "Bộ phận", ids.team)).value
    group = add_unit(desk, Unit("", "N", "Nhóm", middle)).value
    person = Person("", "010", "Mai Văn Khoa", PersonKind.CIVIL_SERVANT)
    owner = Owner(add_person(desk, person, Post("", "", group, "")).value)
    objective = make_objective(desk, ids, owner, weight=Decimal(20))
    make_key_result(desk, objective, title="Số buổi")
    key_result = make_key_result(desk, objective)
    return Deep(agency, group, key_result)


def test_figures_are_those_that_the_rows_would_give(deep: Deep) -> None:
    deep.check_in(60)
    told = deep.ask(Rollups(lambda: 0.0))
    assert told
    agency = deep.agency
    refresh_derived(agency.engine, agency.agency_id, DAY)
    counted = {(one.unit_id, one.cycle_id): one for one in count_units(agency.desk())}
    assert [one["unit_id"] for one in told] == [deep.group]
    for one in told:
        mine = counted[one["unit_id"], one["cycle_id"]]
        figures = one["figures"]
        assert (figures["objectives"], figures["key_results"]) == (1, 2)
        assert figures["progress"] == mine.progress == 0.3
        assert (figures["overdue"], figures["health"]) == (mine.overdue, mine.health)


def test_figures_travel_once_and_again_when_they_changed(deep: Deep) -> None:
    counts = Rollups(lambda: 0.0)
    first = deep.ask(counts)
    assert first
    assert deep.ask(counts, rollups_version(first)) is None
    deep.check_in(50)
    second = deep.ask(counts, rollups_version(first))
    assert second
    assert second[0]["figures"]["progress"] == 0.25


def test_what_the_passing_of_days_changes_is_told_too(deep: Deep) -> None:
    counts = Rollups(lambda: 0.0)
    deep.check_in(50)
    first = deep.ask(counts)
    later = deep.ask(counts, rollups_version(first or []), date(2026, 12, 28))
    assert first
    assert later
    assert later[0]["figures"]["overdue"] > first[0]["figures"]["overdue"]


def test_a_slow_count_is_not_made_for_everyone_who_asks(deep: Deep) -> None:
    moments = iter([0.0, 10.0, 100.0, 300.0, 310.0])
    counts = Rollups(lambda: next(moments))
    first = deep.ask(counts)
    deep.check_in(50)
    assert deep.ask(counts) == first
    assert deep.ask(counts) != first


def test_who_leads_less_is_told_to_forget_the_figures(agency: Agency) -> None:
    with agency.shelf() as shelf:
        known = shelf.directory()
    for held, told in (("0123456789abcdef", []), ("", None)):
        asked = Asked(agency.agency_id, agency.ids.officer, known, request(held), DAY)
        assert Rollups().tell(agency.engine, asked) == told
