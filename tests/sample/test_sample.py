"""The sample office: the same for the same moment, whole, valid, and alive on any day."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import func, select

from okrdesk.db import schema
from okrdesk.db.engine import open_engine
from okrdesk.db.rows import check_in_of, key_result_of
from okrdesk.domain.advice import advise_key_result, advise_key_result_count, advise_objective
from okrdesk.domain.check_in import BlockerKind, in_force
from okrdesk.domain.health import Health
from okrdesk.domain.indicator import IndicatorState
from okrdesk.domain.objective import Commitment, LinkKind
from okrdesk.domain.organisation import PersonKind, Role
from okrdesk.domain.progress import Kind, check_measure, check_value
from okrdesk.domain.rhythm import Rhythm
from okrdesk.sample import build_sample
from okrdesk.services.coverage import CoverageState, find_coverage
from okrdesk.services.desk import Desk
from okrdesk.services.indicators import find_indicator, find_indicators
from okrdesk.services.lists import (
    Filter,
    find_key_result_rows,
    find_key_results_under,
    find_objective_ids,
)
from okrdesk.services.office import open_desk
from okrdesk.services.today import find_due

VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=VIETNAM)
DAYS = ["2026-01-02", "2026-02-15", "2026-04-03", "2026-07-01", "2026-08-15", "2027-12-31"]


@contextmanager
def sample_at(moment: datetime) -> Iterator[Desk]:
    """Give the sample office as built at `moment`, in a folder of its own."""
    with TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "okrdesk.db", bytes(range(32)))
        schema.metadata.create_all(engine)
        try:
            yield build_sample(engine, now=lambda: moment)
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with sample_at(NOW) as desk:
        yield desk


def rows_of(desk: Desk, name: str) -> list[dict[str, Any]]:
    table = schema.metadata.tables[name]
    with desk.read() as connection:
        return [
            dict(row) for row in connection.execute(select(table).order_by(*table.c)).mappings()
        ]


def marks_of(desk: Desk) -> Counter[Health]:
    rows = find_key_results_under(desk, find_objective_ids(desk, Filter()))
    return Counter(row.health for row in rows)


def test_the_same_moment_gives_the_same_rows(desk: Desk) -> None:
    with sample_at(NOW) as again:
        for name in [*schema.JOURNALLED, "key_result_state", "objective_state", "blob"]:
            assert unstamped(rows_of(desk, name)) == unstamped(rows_of(again, name)), name


def unstamped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without their clocks, which begin at a number of the device's own."""
    return [{name: row[name] for name in row if name != "stamps"} for row in rows]


def test_indicators_stand_in_every_state_and_one_is_read_by_a_key_result(desk: Desk) -> None:
    rows = find_indicators(desk)
    states = {row.state for row in rows}
    assert states >= {
        IndicatorState.MET,
        IndicatorState.NOT_MET,
        IndicatorState.STALE,
        IndicatorState.NOT_DUE,
    }
    assert any(len(find_indicator(desk, row.id).versions) == 2 for row in rows)
    (read,) = [row for row in rows_of(desk, "key_result") if row["indicator_id"]]
    detail = find_indicator(desk, read["indicator_id"])
    shown = find_key_result_rows(desk, [read["id"]])[0]
    assert detail.row.last is not None
    assert (shown.value, shown.last_on) == (detail.row.last.value, detail.row.last.effective_on)
    told = {
        one["effective_on"]
        for one in rows_of(desk, "check_in")
        if one["key_result_id"] == read["id"]
    }
    assert told == {one.effective_on for one in detail.values}


def test_directives_are_covered_by_objectives_and_some_items_by_nothing(desk: Desk) -> None:
    found = find_coverage(desk)
    assert [row.items for row in found.directives] == [3, 3, 5]
    assert found.count(CoverageState.UNCOVERED) == 3
    assert sum(row.objectives for row in found.items) == 8
    assert any(row.is_overdue for row in found.items)
    axes = {row["axis"] for row in rows_of(desk, "objective") if row["directive_item_id"]}
    assert axes == {"1", "2", "3", "4"}


def test_the_counts_are_those_of_a_department(desk: Desk) -> None:
    assert len(rows_of(desk, "person")) == 60
    divisions = Counter(row["parent_id"] for row in rows_of(desk, "unit"))
    assert max(divisions.values()) == 7  # the leaders and six divisions
    assert Counter(row["kind"] for row in rows_of(desk, "cycle")) == {"year": 1, "quarter": 4}
    assert len(rows_of(desk, "objective")) == 40
    assert len(rows_of(desk, "key_result")) == 140
    assert 900 < len(rows_of(desk, "check_in")) < 2_000
    assert rows_of(desk, "evidence")
    assert rows_of(desk, "action_item")


def test_the_name_says_that_it_is_a_sample(desk: Desk) -> None:
    assert "dữ liệu mẫu" in rows_of(desk, "agency")[0]["name"]
    numbers = [row["personal_number"] for row in rows_of(desk, "person")]
    assert all(number.startswith("000000") and len(number) == 12 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_no_two_things_have_one_id(desk: Desk) -> None:
    ids = Counter(row["id"] for name in schema.JOURNALLED for row in rows_of(desk, name))
    assert not [id for id, count in ids.items() if count > 1]


def test_every_kind_of_thing_is_there(desk: Desk) -> None:
    key_results = rows_of(desk, "key_result")
    assert {row["kind"] for row in key_results} == set(Kind)
    assert {row["rhythm"] for row in key_results} == set(Rhythm)
    assert {row["commitment"] for row in key_results} == set(Commitment)
    assert {row["kind"] for row in rows_of(desk, "person")} == set(PersonKind)
    assert {row["kind"] for row in rows_of(desk, "link")} == set(LinkKind)
    assert {row["kind"] for row in rows_of(desk, "blocker")} == set(BlockerKind)
    assert {row["role"] for row in rows_of(desk, "role_grant")} == set(Role)
    assert any(row["weight"] == 0 for row in key_results)
    assert any(row["phases"] for row in key_results)


@pytest.mark.parametrize("day", DAYS)
def test_every_mark_can_be_seen_on_any_day(day: str) -> None:
    with sample_at(datetime.fromisoformat(f"{day}T10:00+07:00")) as desk:
        assert set(marks_of(desk)) == set(Health)
        assert find_due(desk)
        assert len(rows_of(desk, "key_result")) == 140


def test_every_mark_can_be_seen(desk: Desk) -> None:
    marks = marks_of(desk)
    assert set(marks) == set(Health)
    assert min(marks.values()) >= 3


def test_every_measure_is_valid_and_every_value_fits_it(desk: Desk) -> None:
    key_results = {row["id"]: key_result_of(row) for row in rows_of(desk, "key_result")}
    for key_result in key_results.values():
        check_measure(key_result.measure)
        assert key_result.start_on < key_result.end_on
    for row in rows_of(desk, "check_in"):
        key_result = key_results[row["key_result_id"]]
        check_value(key_result.measure, row["value"])
        assert key_result.start_on <= row["effective_on"] <= min(key_result.end_on, NOW.date())
        assert row["entered_at"] <= NOW
        assert row["value"] or not row["value"].is_signed()


def test_the_wording_follows_the_advice_that_the_program_gives(desk: Desk) -> None:
    for row in rows_of(desk, "key_result"):
        key_result = key_result_of(row)
        span = (key_result.start_on, key_result.end_on)
        assert not advise_key_result(key_result.title, key_result.measure, *span), row["title"]
        assert "{" not in key_result.title
    for row in rows_of(desk, "objective"):
        assert not advise_objective(row["title"]), row["title"]
    under = Counter(row["objective_id"] for row in rows_of(desk, "key_result"))
    assert not any(advise_key_result_count(count) for count in under.values())


def test_check_ins_come_late_are_corrected_overruled_and_fall(desk: Desk) -> None:
    entries = [check_in_of(row) for row in rows_of(desk, "check_in")]
    assert sum(entry.entered_late for entry in entries) > 30
    assert sum(entry.corrects_id is not None for entry in entries) >= 3
    overruled = [entry for entry in entries if entry.chosen_colour]
    assert overruled
    assert all(entry.colour_reason for entry in overruled)
    assert any(len(entry.answers) == 4 for entry in entries)
    assert any(entry.confidence is None for entry in entries)
    counted = [row["id"] for row in rows_of(desk, "key_result") if row["kind"] == "count"]
    values = [
        [entry.value for entry in in_force(entries) if entry.key_result_id == id] for id in counted
    ]
    assert any(before > after for each in values for before, after in pairwise(each))


def test_the_person_at_the_desk_has_work_today_and_every_screen(desk: Desk) -> None:
    with desk.read() as connection:
        actor = desk.actor(connection)
    assert actor.deputy_of
    assert {Role.ADMINISTRATOR, Role.PLANNER} <= actor.roles
    own = [row for row in rows_of(desk, "key_result") if row["owner_person_id"] == actor.person_id]
    assert 6 <= len(own) <= 10
    due = find_due(desk)
    assert len(due) >= 5
    assert sum(row.health is Health.OVERDUE for row in due) >= 2


def test_the_desk_is_found_again_at_the_next_start(desk: Desk) -> None:
    again = open_desk(desk.store.engine)
    assert again is not None
    assert (again.agency_id, again.person_id) == (desk.agency_id, desk.person_id)


def test_all_of_it_is_one_act_in_the_journal(desk: Desk) -> None:
    change = schema.change
    with desk.read() as connection:
        groups = connection.execute(select(change.c.grp, change.c.action).distinct()).all()
        recorded = connection.scalar(select(func.count()).select_from(change))
    assert [group.action for group in groups] == ["build-sample"]
    assert recorded == sum(len(rows_of(desk, name)) for name in schema.JOURNALLED)


def test_how_long_it_takes() -> None:
    started = time.perf_counter()
    with sample_at(NOW):
        print(f"the sample office is built in {time.perf_counter() - started:.2f} s")
