"""The lists: filters and orders are those of a plain definition in Python, whatever is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.db.queries.health import GRAVITY
from okrdesk.db.rows import check_in_of, key_result_of
from okrdesk.domain.check_in import in_force
from okrdesk.domain.health import Health, shown
from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Person, PersonKind, Post
from okrdesk.domain.permissions import Right
from okrdesk.domain.reached import colour_of_last
from okrdesk.domain.rhythm import next_due, opens_on
from okrdesk.domain.text import collation_key, fold
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.lists import (
    Filter,
    ObjectiveRow,
    Sort,
    find_key_result_rows,
    find_key_results_under,
    find_objective_ids,
    find_objective_rows,
    unit_with_all_below,
)
from okrdesk.services.office import find_office_settings
from okrdesk.services.people import add_person
from tests.office_fixtures import Offices
from tests.offices import (
    END,
    START,
    TODAY,
    Office,
    check_in,
    live,
    make_key_result,
    make_objective,
)
from tests.random_acts import Act, acts, play


def mark_of(office: Office, row: dict[str, Any]) -> Health:
    """Return the mark of a stored key result, from its check-ins and the rules alone."""
    key_result = key_result_of({**row, "stamps": None})
    stored = live(office.engine, "check_in").values()
    entries = in_force([check_in_of(one) for one in stored if one["key_result_id"] == row["id"]])
    last = entries[-1] if entries else None
    limits = find_office_settings(office.desk).limits
    span = (key_result.start_on, key_result.end_on)
    colour = None
    if last:
        values = [(one.effective_on, one.value) for one in entries]
        computed = colour_of_last(key_result, values, limits, last.steps_done)
        colour = last.chosen_colour or computed
    objective = live(office.engine, "objective")[row["objective_id"]]
    return shown(
        closed=live(office.engine, "cycle")[objective["cycle_id"]]["state"] == "closed",
        due=next_due(
            key_result.rhythm,
            *span,
            last.effective_on if last else None,
            last.next_on if last else None,
            key_result.due_month,
        ),
        not_before=opens_on(key_result.rhythm, *span, key_result.due_month),
        last_colour=colour,
        today=office.desk.today(),
        limits=limits,
    )


@settings(max_examples=20)
@given(st.lists(acts | st.integers(0, 20), max_size=12))
def test_the_mark_of_the_database_is_that_of_the_rules(
    busy_offices: Offices, played: list[Act | int]
) -> None:
    with busy_offices() as office:
        play(office, played)
        stored = live(office.engine, "key_result")
        rows = find_key_result_rows(office.desk, list(stored))
        assert {row.id: row.health for row in rows} == {
            id: mark_of(office, row) for id, row in stored.items()
        }


def plainly(office: Office, wanted: Filter) -> set[str]:
    """Return the ids that a filter lets through, by the words of its definition."""
    key_results = list(live(office.engine, "key_result").values())
    found = set()
    for id, row in live(office.engine, "objective").items():
        under = [one for one in key_results if one["objective_id"] == id]
        checks = (
            row["archived"] == wanted.archived,
            wanted.cycle_id in (None, row["cycle_id"]),
            wanted.person_ids is None or _people_of(row, under) & wanted.person_ids,
            wanted.unit_ids is None or _units_of(office, row) & wanted.unit_ids,
            wanted.health in (None, _gravest(office, row, under)),
            any(_has(one, wanted.text) for one in (row, *under)),
        )
        if all(checks):
            found.add(id)
    return found


def _people_of(row: dict[str, Any], under: list[dict[str, Any]]) -> set[str]:
    return {row["owner_person_id"]} | {
        one["owner_person_id"] for one in under if not one["archived"]
    }


def _units_of(office: Office, row: dict[str, Any]) -> set[str]:
    posts = live(office.engine, "post").values()
    held = {
        post["unit_id"]
        for post in posts
        if post["person_id"] == row["owner_person_id"]
        and (post["from_on"] or date.min) <= row["end_on"]
        and (post["to_on"] or date.max) >= row["start_on"]
    }
    return held | {row["owner_unit_id"]} - {None}


def _gravest(office: Office, row: dict[str, Any], under: list[dict[str, Any]]) -> Health:
    if live(office.engine, "cycle")[row["cycle_id"]]["state"] == "closed":
        return Health.CLOSED
    marks = [mark_of(office, one) for one in under if not one["archived"]]
    return max(marks, key=GRAVITY.index, default=Health.NOT_STARTED)


def _has(row: dict[str, Any], text: str) -> bool:
    words = f" {fold(row['title'])} {fold(row.get('description') or '')}"
    return all(f" {word}" in words for word in fold(text).split())


@settings(max_examples=15)
@given(
    played=st.lists(acts | st.integers(0, 20), max_size=10),
    health=st.none() | st.sampled_from(Health),
    text=st.sampled_from(["", "mục", "ten 3", "ho so", "mục  TIÊU 1", "zzz"]),
    whose=st.sampled_from(["", "officer", "neighbour"]),
    where=st.sampled_from(["", "root", "division", "team", "other"]),
    archived=st.booleans(),
)
def test_a_filter_lets_through_what_it_says(
    busy_offices: Offices,
    played: list[Act | int],
    health: Health | None,
    text: str,
    whose: str,
    where: str,
    archived: bool,
) -> None:
    with busy_offices() as office:
        play(office, played)
        people = frozenset([getattr(office.ids, whose)]) if whose else None
        units = unit_with_all_below(office.desk, getattr(office.ids, where)) if where else None
        wanted = Filter(None, units, people, health, text, archived)
        assert set(find_objective_ids(office.desk, wanted)) == plainly(office, wanted)


KEYS: dict[str, Callable[[ObjectiveRow], Any]] = {
    "title": lambda row: collation_key(row.title),
    "progress": lambda row: -1 if row.progress is None else row.progress,
    "health": lambda row: GRAVITY.index(row.health),
    "start_on": lambda row: row.start_on,
    "end_on": lambda row: row.end_on,
}


@settings(max_examples=10)
@given(played=st.lists(acts, max_size=8), descending=st.booleans())
@pytest.mark.parametrize("key", KEYS)
def test_an_order_is_by_its_key_and_then_by_id(
    busy_offices: Offices, key: str, played: list[Act], descending: bool
) -> None:
    with busy_offices() as office:
        play(office, list(played))
        ids = find_objective_ids(office.desk, Filter(), Sort(key, descending))
        rows = find_objective_rows(office.desk, sorted(ids))
        rows.sort(key=KEYS[key], reverse=descending)
        assert [KEYS[key](row) for row in rows] == [
            KEYS[key](row) for row in find_objective_rows(office.desk, ids)
        ]


def test_weights_are_sorted_as_numbers(office: Office) -> None:
    weights = ["9", "10", "2.5", "100"]
    for weight in weights:
        make_objective(office.desk, office.ids, weight=Decimal(weight))
    ids = find_objective_ids(office.desk, Filter(), Sort("weight"))
    rows = find_objective_rows(office.desk, ids)
    assert [row.weight for row in rows] == sorted(map(Decimal, weights))


def test_a_unit_and_a_person_narrow_together(office: Office) -> None:
    own = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    make_objective(office.desk, office.ids, Owner(office.ids.neighbour))
    make_objective(office.desk, office.ids)
    units = unit_with_all_below(office.desk, office.ids.division)
    people = frozenset([office.ids.officer, office.ids.neighbour])
    assert find_objective_ids(office.desk, Filter(unit_ids=units, person_ids=people)) == [own]


def test_a_person_finds_the_objectives_of_others_under_which_they_own_a_key_result(
    office: Office,
) -> None:
    theirs = make_objective(office.desk, office.ids)
    make_objective(office.desk, office.ids)
    shared = make_key_result(office.desk, theirs, owner=Owner(office.ids.officer))
    mine = Filter(person_ids=frozenset([office.ids.officer]))
    assert find_objective_ids(office.desk, mine) == [theirs]

    archive(office.desk, "key_result", shared)
    assert find_objective_ids(office.desk, mine) == []


def test_who_left_a_unit_before_is_not_among_its_people(office: Office) -> None:
    """The objective follows the person to the unit held while it runs."""
    moved = add_person(
        office.desk,
        Person("", "006", "Vũ Thị Mai", PersonKind.CIVIL_SERVANT),
        Post("", "", office.ids.other, "", to_on=START - timedelta(days=1)),
    ).value
    make_objective(office.desk, office.ids, Owner(moved))
    assert find_objective_ids(office.desk, Filter(unit_ids=frozenset([office.ids.other]))) == []


def test_rows_come_in_the_order_asked_and_unknown_ids_are_left_out(office: Office) -> None:
    ids = [make_objective(office.desk, office.ids, title=title) for title in ("A", "B", "C")]
    asked = [ids[2], office.ids.root, ids[0]]
    assert [row.id for row in find_objective_rows(office.desk, asked)] == [ids[2], ids[0]]
    key_results = [make_key_result(office.desk, ids[0], title=title) for title in ("X", "Y")]
    assert [row.id for row in find_key_results_under(office.desk, ids)] == key_results
    rows = find_key_result_rows(office.desk, [key_results[1], "x", key_results[0]])
    assert [row.title for row in rows] == ["Y", "X"]


def test_archived_key_results_stand_apart(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    gone, kept = (make_key_result(office.desk, objective, title=title) for title in ("X", "Y"))
    archive(office.desk, "key_result", gone)
    assert [row.id for row in find_key_results_under(office.desk, [objective])] == [kept]
    found = find_key_results_under(office.desk, [objective], archived=True)
    assert [row.id for row in found] == [gone]


def test_a_row_tells_raw_expected_and_dates(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 150)
    row = find_key_result_rows(office.desk, [key_result])[0]
    assert (row.progress, row.raw, row.last_on) == (1, 1.5, TODAY)
    assert row.expected == pytest.approx((TODAY - START).days / (END - START).days)


def test_who_was_archived_reads_and_changes_nothing(office: Office) -> None:
    objective = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    key_result = make_key_result(office.desk, objective)
    archive(office.desk, "person", office.ids.officer)
    seat = office.seat(office.ids.officer)
    assert find_objective_ids(seat, Filter()) == [objective]
    with pytest.raises(Refused) as refused:
        check_in(seat, key_result, 1)
    assert refused.value.code is Code.NO_AUTHORITY
    with seat.read() as connection:
        held = {right for right in Right if seat.may(connection, right)}
    assert held == {Right.READ_OBJECTIVES, Right.READ_ORGANISATION}


def test_roles_of_who_was_archived_count_no_more(office: Office) -> None:
    from okrdesk.domain.organisation import Role
    from okrdesk.services.roles import grant_role

    grant_role(office.desk, office.ids.head, Role.ADMINISTRATOR)
    archive(office.desk, "person", office.ids.admin)
    with pytest.raises(Refused) as refused:
        archive(office.desk, "person", office.ids.officer)
    assert refused.value.code is Code.NO_AUTHORITY


def test_a_stranger_has_no_right_beyond_reading(office: Office) -> None:
    stranger: Desk = replace(office.desk, person_id="01900000-0000-7000-8000-000000000000")
    with pytest.raises(Refused) as refused:
        make_objective(stranger, office.ids)
    assert refused.value.code is Code.NO_AUTHORITY
