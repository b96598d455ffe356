"""Derived rows equal what counting from scratch gives, after any writes and on any day."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from okrdesk.db import derived, schema, search
from okrdesk.db.engine import write_transaction
from okrdesk.db.queries.in_force import key_results_named
from okrdesk.db.queries.key_results import check_ins_under, last_in_force_under
from okrdesk.domain.act import Act as Name
from okrdesk.domain.check_in import in_force
from okrdesk.domain.objective import RollUp
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Refused
from okrdesk.services.history import undo_last
from tests.office_fixtures import Offices
from tests.offices import (
    DERIVED,
    START,
    Office,
    align,
    check_in,
    make_key_result,
    make_objective,
    tables,
)
from tests.random_acts import Act, acts, play


def stored(office: Office) -> dict[str, Any]:
    return tables(office.engine, DERIVED)


def from_scratch(office: Office) -> dict[str, Any]:
    """Throw all derived rows away, count them anew today, and return them."""
    rows = tables(office.engine, list(schema.JOURNALLED))
    with write_transaction(office.engine) as connection:
        for name in DERIVED:
            connection.execute(delete(schema.metadata.tables[name]))
        agency, today = office.desk.agency_id, office.desk.today()
        derived.refresh_key_results(connection, agency, set(rows["key_result"]), today)
        derived.refresh_objectives(connection, agency, set(rows["objective"]))
        search.refresh_index(
            connection, agency, [(name, id) for name in search.SEARCHED for id in rows[name]]
        )
    return stored(office)


@settings(max_examples=20)
@given(st.lists(acts | st.integers(0, 20), max_size=14))
def test_after_any_writes_on_any_day_they_equal_a_count_from_scratch(
    busy_offices: Offices, played: list[Act | int]
) -> None:
    """A number lets as many days pass, as a night over which the PC was off."""
    with busy_offices() as office:
        play(office, played)
        with suppress(Refused):
            undo_last(office.desk)
        assert stored(office) == from_scratch(office)


@pytest.mark.parametrize("rhythm", Rhythm)
def test_every_day_of_a_quarter_is_counted_on_the_day(office: Office, rhythm: Rhythm) -> None:
    objective = make_objective(office.desk, office.ids)
    measure = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
    key_result = make_key_result(office.desk, objective, measure, rhythm=rhythm, due_month=12)
    check_in(office.desk, key_result, 5)
    for _day in range(50):
        office.clock.go_on(days=1)
        office.desk.store.refresh_outdated()
        assert stored(office) == from_scratch(office)


def test_only_what_time_moved_is_counted_anew(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    make_key_result(office.desk, objective)
    make_key_result(office.desk, objective, Measure(Kind.KEEP_AT_MOST, high=Decimal(4)))
    assert office.desk.store.refresh_outdated() == 0
    office.clock.go_on(days=7)
    assert office.desk.store.refresh_outdated() == 1
    assert office.desk.store.refresh_outdated() == 0


def test_thirteen_weeks_of_which_nine_were_met_are_69_percent(office: Office) -> None:
    """The vector of the rules: 9 met, 3 not met, 1 missing, at the end of the quarter."""
    objective = make_objective(office.desk, office.ids)
    measure = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
    key_result = make_key_result(office.desk, objective, measure)
    office.clock.go_on(days=45)
    spans = derived.periods(Rhythm.WEEKLY, START, date(2026, 12, 31))
    for place, span in enumerate(spans):
        if place < 9 or 9 < place < 13:
            check_in(office.desk, key_result, 5 if place < 9 else 3, span.start)
    progress = stored(office)["key_result_state"][key_result]["progress"]
    assert progress == pytest.approx(9 / len(spans))


def test_children_and_parents_written_in_one_act_are_counted_in_order(office: Office) -> None:
    """Both objectives move in one act; the parent must see what the child has become."""
    child = make_objective(office.desk, office.ids, title="Con")
    parent = make_objective(office.desk, office.ids, title="Cha", roll_up=RollUp.BOTH)
    below = make_key_result(office.desk, child)
    own = make_key_result(office.desk, parent)
    align(office.desk, child, parent)
    check_in(office.desk, below, 100)
    with office.desk.write(Name.IMPORT_PLAN) as work:
        work.change(schema.key_result, below, target_value=Decimal(200))
        work.change(schema.key_result, own, target_value=Decimal(50))
    assert stored(office)["objective_state"][parent]["progress"] == pytest.approx(0.25)
    assert stored(office) == from_scratch(office)


def test_a_loop_that_only_a_merge_can_make_ends(office: Office) -> None:
    first, second = (
        make_objective(office.desk, office.ids, title=title, roll_up=RollUp.BOTH)
        for title in ("A", "B")
    )
    check_in(office.desk, make_key_result(office.desk, first), 50)
    with office.desk.write(Name.LINK_OBJECTIVE) as work:
        for child, parent in ((first, second), (second, first)):
            work.add(
                schema.link,
                child_id=child,
                parent_id=parent,
                parent_entity="objective",
                kind="contributes",
            )
    check_in(office.desk, make_key_result(office.desk, second), 70)
    progress = [row["progress"] for row in stored(office)["objective_state"].values()]
    assert all(0 < each < 1 for each in progress)


@settings(max_examples=20)
@given(st.lists(acts, max_size=14))
def test_the_last_check_in_is_the_last_of_those_in_force(
    busy_offices: Offices, played: list[Act]
) -> None:
    with busy_offices() as office:
        play(office, played)
        ids = list(tables(office.engine, ["key_result"])["key_result"])
        with office.desk.read() as connection:
            results = key_results_named(connection, office.desk.agency_id, ids)
            entries = check_ins_under(connection, office.desk.agency_id, results)
            last = last_in_force_under(connection, office.desk.agency_id, results)
    valid = {id: in_force(entered) for id, entered in entries.items()}
    assert last == {id: (some[-1], len(some)) for id, some in valid.items() if some}
