"""No statement reaches a journalled table past the journal, and each write is whole or nothing."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, column, delete, insert, select, table, update

from okrdesk.db import schema
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.store import Store, get_meta, on_clock, put_meta
from okrdesk.domain.act import Act
from okrdesk.services.office import open_desk
from tests.offices import KEY, Clock, Office, journalled, make_objective

Write = Callable[[Connection], object]
PAST_THE_JOURNAL: dict[str, Write] = {
    "insert": lambda connection: connection.execute(
        insert(schema.measure_unit).values(agency_id="", id="", name="x", stamps={})
    ),
    "update": lambda connection: connection.execute(update(schema.person).values(name="x")),
    "delete": lambda connection: connection.execute(delete(schema.check_in)),
    "many rows": lambda connection: connection.execute(insert(schema.unit), [{"name": "x"}]),
}


@pytest.mark.parametrize("how", PAST_THE_JOURNAL)
def test_a_write_past_the_journal_is_a_bug(office: Office, how: str) -> None:
    before = journalled(office.engine)
    for begin in (
        lambda: write_transaction(office.engine),
        office.desk.write_device,
        office.desk.read,
    ):
        with (
            pytest.raises(RuntimeError, match="only be written through the journal"),
            begin() as connection,
        ):
            PAST_THE_JOURNAL[how](connection)
    assert journalled(office.engine) == before


def test_the_script_of_an_upgrade_names_its_tables_and_may_write_them(office: Office) -> None:
    with write_transaction(office.engine) as connection:
        connection.execute(update(table("unit", column("name"))).values(name="Đổi tên"))
        assert set(connection.scalars(select(schema.unit.c.name))) == {"Đổi tên"}


def test_the_guard_is_back_after_a_write_that_failed(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), office.desk.write(Act.ADD_UNIT):
        raise ZeroDivisionError
    with (
        pytest.raises(RuntimeError, match="through the journal"),
        write_transaction(office.engine) as connection,
    ):
        connection.execute(update(schema.person).values(name="x"))


def test_every_table_that_people_decide_is_guarded() -> None:
    unguarded = {
        table.name for table in schema.metadata.tables.values() if "journal" not in table.info
    }
    assert unguarded == {
        "blob",
        "blob_part",
        "change",
        "draft",
        "key_result_state",
        "key_result_trace",
        "meta",
        "objective_state",
        "rollup",
        "scope_row",
        "search_entry",
        "sync_run",
    }


def test_a_reader_sees_one_moment_while_a_writer_goes_on(office: Office) -> None:
    count = select(schema.objective.c.id)
    with office.desk.read() as connection:
        before = connection.execute(count).all()
        make_objective(office.desk, office.ids)
        assert connection.execute(count).all() == before
    with office.desk.read() as connection:
        assert len(connection.execute(count).all()) == len(before) + 1


def test_two_writers_wait_for_each_other_and_both_count(office: Office) -> None:
    """A window and a command line on one file: each its own engine, no sequence number twice."""

    def write_ten() -> None:
        engine = open_engine(office.path, KEY, patience=30)
        desk = open_desk(engine, now=Clock())
        assert desk is not None
        for _ in range(10):
            make_objective(desk, office.ids)
        engine.dispose()

    writers = [threading.Thread(target=write_ten) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with office.engine.connect() as connection:
        numbers = connection.scalars(
            select(schema.change.c.dseq).order_by(schema.change.c.dseq)
        ).all()
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(journalled(office.engine)["objective"]) == 20


def test_meta_belongs_to_the_device_and_is_overwritten(office: Office) -> None:
    with office.desk.write_device() as connection:
        put_meta(connection, "seen", {"day": 1})
        put_meta(connection, "seen", {"day": 2})
        assert get_meta(connection, "seen") == {"day": 2}
        assert get_meta(connection, "never") is None


def test_a_store_may_be_given_another_clock(office: Office) -> None:
    clock = Clock()
    clock.go_on(days=30)
    store: Store = on_clock(office.desk.store, clock)
    assert (store.today() - office.desk.today()).days == 30


def test_the_day_is_that_of_the_office_not_of_greenwich(office: Office) -> None:
    office.clock.go_on(hours=-3)
    assert office.clock.now.hour == 6
    assert office.desk.today().isoformat() == "2026-11-16"
