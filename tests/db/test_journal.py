"""The journal: one record for each change, with what sync, history, undo and audit need."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from okrdesk import __version__
from okrdesk.db import schema
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.types import from_wire
from okrdesk.domain.act import Act
from okrdesk.domain.identity import Hlc
from okrdesk.services.history import undo_last
from tests.office_fixtures import Offices
from tests.offices import (
    TODAY,
    Office,
    check_in,
    journalled,
    make_key_result,
    make_objective,
    tables,
)
from tests.random_acts import Player, acts

KEPT_BY_JOURNAL = {"id", "agency_id", "stamps"}


def records(office: Office, after: int = 0) -> list[Any]:
    """Return the change records after a sequence number, in the order of writing."""
    change = schema.change
    with office.engine.connect() as connection:
        return list(
            connection.execute(
                select(change).where(change.c.dseq > after).order_by(change.c.dseq)
            ).all()
        )


def last_dseq(office: Office) -> int:
    return int(records(office)[-1].dseq)


def test_a_record_says_who_what_when_where_and_under_which_version(office: Office) -> None:
    seen = last_dseq(office)
    id = make_objective(office.seat(office.ids.head), office.ids)
    (record,) = records(office, seen)
    assert (record.actor, record.device) == (office.ids.head, office.desk.store.device)
    assert (record.action, record.entity, record.eid) == ("add-objective", "objective", id)
    assert (record.op, record.dseq, record.undoes) == ("create", seen + 1, None)
    assert record.wall == office.clock.now
    assert (record.tz, record.sv, record.app) == (7 * 60, SCHEMA_VERSION, __version__)
    assert Hlc.unpack(record.hlc).ms == int(office.clock.now.timestamp() * 1000)
    assert record.fields["title"] == "Nâng mức hài lòng"
    assert record.fields["start_on"] == "2026-10-01"
    assert (record.base, record.was) == ({}, {})


def test_a_change_names_the_base_it_was_seen_at_and_what_was(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    created = records(office)[-1].hlc
    for weight in ("5", "6"):
        with office.desk.write(Act.EDIT_OBJECTIVE) as work:
            work.change(schema.objective, id, weight=Decimal(weight), title="Nâng mức hài lòng")
    first, second = records(office)[-2:]
    assert (first.op, first.fields, first.was) == ("set", {"weight": "5"}, {"weight": None})
    assert first.base == {"weight": created}
    assert (second.fields, second.was) == ({"weight": "6"}, {"weight": "5"})
    assert second.base == {"weight": first.hlc}
    stamps = tables(office.engine, ["objective"])["objective"][id]["stamps"]
    assert stamps == {"*": created, "weight": second.hlc}


def test_of_a_set_the_record_tells_which_elements_came_and_went(office: Office) -> None:
    id = make_objective(office.desk, office.ids, tags=("đường", "cầu"))
    created = records(office)[-1]
    assert created.fields["tags"] == ["cầu", "đường"]
    with office.desk.write(Act.EDIT_OBJECTIVE) as work:
        work.change(schema.objective, id, tags=["cầu", "kè"])
    record = records(office)[-1]
    assert record.fields == {"tags": {"kè": True, "đường": False}}
    assert record.base == {"tags/kè": created.hlc, "tags/đường": created.hlc}
    assert record.was == {"tags": ["cầu", "đường"]}
    stamps = tables(office.engine, ["objective"])["objective"][id]["stamps"]
    assert stamps == {"*": created.hlc, "tags/kè": record.hlc, "tags/đường": record.hlc}


def test_a_delete_names_the_last_clock_of_the_whole_row(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    created = records(office)[-1].hlc
    with office.desk.write(Act.EDIT_OBJECTIVE) as work:
        work.change(schema.objective, id, title="Sửa")
    edited = records(office)[-1].hlc
    with office.desk.write(Act.EDIT_OBJECTIVE) as work:
        work.remove(schema.objective, id)
    assert records(office)[-1].base == {"deleted": created, "*": edited}


def test_one_act_is_one_group_with_one_clock_reading(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    seen = last_dseq(office)
    with office.desk.write(Act.CHECK_IN) as work:
        work.change(schema.key_result, key_result, title="A")
        work.change(schema.key_result, key_result, weight=Decimal(1))
        work.add_many(schema.measure_unit, [{"name": "a"}, {"name": "b"}])
    group = records(office, seen)
    assert [record.dseq for record in group] == [seen + 1, seen + 2, seen + 3, seen + 4]
    assert len({(record.grp, record.hlc) for record in group}) == 1
    assert len({record.cid for record in group}) == 4


def test_a_log_is_appended_and_carries_its_effective_day(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 5, datetime(2026, 11, 2, tzinfo=UTC).date())
    record = records(office)[-1]
    assert (record.op, record.effective_on.isoformat()) == ("append", "2026-11-02")
    assert record.fields["value"] == "5"


def test_what_is_so_already_writes_nothing(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    seen = last_dseq(office)
    with office.desk.write(Act.EDIT_OBJECTIVE) as work:
        assert not work.change(schema.objective, id, title="Nâng mức hài lòng", weight=None)
        assert not work.bring_back(schema.objective, id)
        assert work.add_many(schema.objective, []) == []
    assert records(office, seen) == []


def test_a_tombstone_keeps_the_row(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    with office.desk.write(Act.EDIT_OBJECTIVE) as work:
        assert work.remove(schema.objective, id)
    assert tables(office.engine, ["objective"])["objective"][id]["deleted"]
    assert id not in journalled(office.engine)["objective"]
    assert id not in tables(office.engine, ["objective_state"])["objective_state"]
    assert records(office)[-1].op == "delete"


def test_when_anything_raises_nothing_is_left(office: Office) -> None:
    before = journalled(office.engine), len(records(office))
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(office)
    assert (journalled(office.engine), len(records(office))) == before


def _write_and_fail(office: Office) -> None:
    with office.desk.write(Act.ADD_MEASURE_UNIT) as work:
        work.add(schema.measure_unit, name="tạ")
        raise ZeroDivisionError


def test_the_clock_never_goes_back(office: Office) -> None:
    make_objective(office.desk, office.ids)
    office.clock.go_on(hours=-5)
    make_objective(office.desk, office.ids)
    make_objective(office.desk, office.ids)
    clocks = [record.hlc for record in records(office)[-3:]]
    assert clocks == sorted(set(clocks))


def test_an_undo_is_a_group_that_names_what_it_takes_back(office: Office) -> None:
    make_objective(office.desk, office.ids)
    created = records(office)[-1]
    undo_last(office.desk)
    undone = records(office)[-1]
    assert (undone.action, undone.op, undone.undoes) == ("undo", "delete", created.grp)


@settings(max_examples=15)
@given(st.lists(acts, max_size=12), st.integers(0, 3))
def test_history_replays_to_the_present_rows(
    busy_offices: Offices, played: list[tuple[str, int, int]], undone: int
) -> None:
    with busy_offices() as office:
        player = Player(office)
        for act in played:
            player.play(act)
        for _ in range(undone):
            undo_last(office.desk)
        stored = tables(office.engine, list(schema.JOURNALLED))
        assert replayed(office) == {
            (name, id): {key: row[key] for key in row.keys() - KEPT_BY_JOURNAL}
            for name, rows in stored.items()
            for id, row in rows.items()
        }
        assert clocks(office) == {
            id: row["stamps"] for rows in stored.values() for id, row in rows.items()
        }


def replayed(office: Office) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every row as the change records alone tell it."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records(office):
        table = schema.JOURNALLED[record.entity]
        columns = {column.name: column for column in table.columns}
        row = rows.setdefault(
            (record.entity, record.eid),
            dict.fromkeys(columns.keys() - KEPT_BY_JOURNAL) | {"deleted": False},
        )
        for name, value in record.fields.items():
            if record.op == "set" and columns[name].info.get("merge") == "set":
                came = {element for element, is_there in value.items() if is_there}
                row[name] = sorted((set(row[name]) | came) - (value.keys() - came))
            else:
                row[name] = from_wire(columns[name].type, value)
    return rows


def clocks(office: Office) -> dict[str, dict[str, int]]:
    """Return the clock of each field's last change, as the change records tell it."""
    found: dict[str, dict[str, int]] = {}
    for record in records(office):
        if record.op in ("create", "append"):
            found[record.eid] = {"*": record.hlc}
            continue
        for name, value in record.fields.items():
            elements = [f"{name}/{element}" for element in value] if name == "tags" else [name]
            found[record.eid] |= dict.fromkeys(elements, record.hlc)
    return found


@settings(max_examples=15)
@given(st.lists(acts, min_size=1, max_size=10))
def test_sequence_numbers_have_no_gap_and_clocks_rise(
    busy_offices: Offices, played: list[tuple[str, int, int]]
) -> None:
    with busy_offices() as office:
        player = Player(office)
        for act in played:
            player.play(act)
        found = records(office)
        assert [record.dseq for record in found] == list(range(1, len(found) + 1))
        assert [record.hlc for record in found] == sorted(record.hlc for record in found)
        assert {record.wall.date() for record in found} == {TODAY}
