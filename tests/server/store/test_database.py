"""The server's database: made, found, upgraded, locked and lost, on SQLite and PostgreSQL."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, select, update

from okrdesk.db import schema as common
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.upgrade import History, Prepared, prepare, revision_of
from okrdesk.domain.identity import new_id
from okrdesk.errors import Code, Fault, OkrError, Refused
from okrdesk.sentences import explain
from okrdesk.server import schema
from okrdesk.server.database import (
    OWN,
    connect,
    find_agencies,
    lock_agency,
    open_database,
    write_agency,
)
from okrdesk.server.keys import KEYS_FILE, ensure_keys, load_keys, make_keys
from tests.server.agencies import Agency, Pc
from tests.server.postgresql import PostgreSql

NUMBER = f"{len(OWN.revisions) + 1:04}"
LATER = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NUMBER}"
down_revision = "{OWN.head}"

def upgrade():
    op.add_column("counter", sa.Column("loud", sa.Boolean, server_default=sa.false()))
    {{more}}
"""


@pytest.fixture
def later(tmp_path: Path) -> Callable[[str], History]:
    """Return a maker of the server's history with one more revision, which does `more`."""

    def make(more: str = "") -> History:
        folder = tmp_path / "later"
        folder.mkdir()
        for script in OWN.scripts.glob("*.py"):
            (folder / script.name).write_text(script.read_text("utf-8"), "utf-8")
        (folder / f"{NUMBER}_later.py").write_text(LATER.format(more=more), "utf-8")
        return History((*OWN.revisions, NUMBER), folder, OWN.version_table, OWN.tables)

    return make


def code_of(call: Callable[[], object]) -> Code:
    with pytest.raises(OkrError) as caught:
        call()
    assert explain(caught.value)
    return caught.value.code


def test_a_new_database_gets_all_tables_and_is_found_again(
    empty_database: tuple[Path, str | None],
) -> None:
    folder, url = empty_database
    open_database(folder, url).dispose()
    engine = open_database(folder, url, before_upgrade=lambda engine: pytest.fail("no upgrade"))
    with read_transaction(engine) as connection:
        for metadata in (common.metadata, schema.metadata):
            for table in metadata.sorted_tables:
                assert connection.execute(select(table)).all() == []
        assert find_agencies(connection) == []
        assert revision_of(connection) is not None
        assert revision_of(connection, OWN) == OWN.head
    engine.dispose()


def test_two_programs_that_start_together_make_one_database(
    empty_database: tuple[Path, str | None],
) -> None:
    folder, url = empty_database
    ensure_keys(folder)
    engines: list[Engine] = []
    starting = [
        threading.Thread(target=lambda: engines.append(open_database(folder, url)))
        for _ in range(4)
    ]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    for engine in engines:
        engine.dispose()
    assert len(engines) == 4


def test_an_older_database_is_handed_over_and_then_upgraded(
    agency: Agency, later: Callable[[str], History]
) -> None:
    seen: list[str] = []
    history = later("")
    found = prepare(agency.engine, schema.metadata, lambda: seen.append("backup"), history)
    assert found is Prepared.UPGRADED
    assert seen == ["backup"]
    with read_transaction(agency.engine) as connection:
        loud = connection.exec_driver_sql("SELECT loud FROM counter").scalars().all()
        assert [bool(one) for one in loud] == [False]
        assert revision_of(connection, history) == NUMBER
        assert revision_of(connection) is not None


def test_an_upgrade_that_fails_leaves_the_old_database(
    agency: Agency, later: Callable[[str], History]
) -> None:
    failing = later("raise ValueError('half-way')")
    assert code_of(lambda: prepare(agency.engine, schema.metadata, lambda: None, failing)) is (
        Code.UPGRADE_FAILED
    )
    assert prepare(agency.engine, schema.metadata, lambda: None, OWN) is Prepared.CURRENT


def test_a_database_of_a_newer_server_is_refused(
    agency: Agency, later: Callable[[str], History]
) -> None:
    prepare(agency.engine, schema.metadata, lambda: None, later(""))
    assert code_of(lambda: open_database(agency.folder, agency.url)) is Code.NEWER_DATABASE


def test_writers_of_one_agency_go_one_after_the_other(agency: Agency) -> None:
    """Each reads, lets the others run, and writes one more: none is lost."""

    def count() -> None:
        for _ in range(5):
            with write_agency(agency.engine, agency.agency_id) as connection:
                row = lock_agency(connection, agency.agency_id)
                connection.execute(update(schema.counter).values(durable=row.durable + 1))

    writers = [threading.Thread(target=count) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with read_transaction(agency.engine) as connection:
        assert connection.scalar(select(schema.counter.c.durable)) == 20


def test_pcs_that_come_together_leave_no_gap_in_the_log(agency: Agency) -> None:
    ids = agency.ids
    pcs = [agency.enrol(id) for id in (ids.officer, ids.head, ids.neighbour, ids.deputy)]

    def work(pc: Pc) -> None:
        for number in range(4):
            values = {
                "cycle_id": ids.quarter,
                "title": f"Mục tiêu {number}",
                "owner_person_id": pc.person_id,
                "start_on": "2026-10-01",
                "end_on": "2026-12-31",
                "commitment": "committed",
                "roll_up": "key-results",
            }
            pc.sync([pc.change("create", "objective", new_id(), values)])

    writers = [threading.Thread(target=work, args=(pc,)) for pc in pcs]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with read_transaction(agency.engine) as connection:
        log = schema.log_entry
        numbers = connection.scalars(select(log.c.aseq).order_by(log.c.aseq)).all()
        head = connection.scalar(select(schema.counter.c.aseq))
    assert list(numbers) == list(range(1, (head or 0) + 1))


def test_a_reader_sees_one_moment_while_a_writer_goes_on(agency: Agency) -> None:
    durable = select(schema.counter.c.durable)
    with read_transaction(agency.engine) as reading:
        before = reading.scalar(durable)
        with write_agency(agency.engine, agency.agency_id) as connection:
            connection.execute(update(schema.counter).values(durable=7))
        assert reading.scalar(durable) == before
    with read_transaction(agency.engine) as reading:
        assert reading.scalar(durable) == 7


def test_rows_are_written_by_journal_and_merge_alone(agency: Agency) -> None:
    with (
        pytest.raises(RuntimeError, match="through the journal"),
        write_transaction(agency.engine) as connection,
    ):
        connection.execute(update(common.person).values(name="x"))


def test_an_agency_that_is_not_here_cannot_be_locked(agency: Agency) -> None:
    def lock() -> None:
        with write_agency(agency.engine, agency.ids.root):
            pytest.fail("locked")

    assert code_of(lock) is Code.NOT_FOUND


@pytest.mark.parametrize("url", ["postgres", "mysql://host/name", "sqlite://"])
def test_what_is_no_address_of_a_database_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refused) as caught:
        connect(tmp_path, url)
    assert caught.value.code is Code.DATABASE_URL


def test_a_server_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    url = "postgresql+psycopg://okr:secret@127.0.0.1:1/okr"
    with pytest.raises(Fault) as caught:
        open_database(tmp_path, url)
    assert caught.value.code is Code.DATABASE_UNREACHABLE
    assert "secret" not in explain(caught.value)


def test_a_connection_that_is_cut_is_a_fault_and_the_next_one_works(
    postgresql: PostgreSql, tmp_path: Path
) -> None:
    engine = open_database(tmp_path, postgresql.create("cut"))
    with pytest.raises(Fault) as caught:
        _read_while_cut(postgresql, engine)
    assert caught.value.code is Code.DATABASE_UNREACHABLE
    with read_transaction(engine) as connection:
        assert find_agencies(connection) == []
    engine.dispose()
    postgresql.drop("cut")


def _read_while_cut(server: PostgreSql, engine: Engine) -> None:
    with read_transaction(engine) as connection:
        _end_all(server, "cut")
        connection.exec_driver_sql("SELECT 1")


def _end_all(server: PostgreSql, name: str) -> None:
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s",
            (name,),
        )


def test_keys_are_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    assert load_keys(tmp_path) == ensure_keys(tmp_path) == keys
    assert len({keys.signing, keys.sealing, keys.database, keys.verify_key, keys.seal_key}) == 5
    assert code_of(lambda: make_keys(tmp_path)) is Code.KEY_FILE_EXISTS
    assert keys.signing not in repr(keys)
    if os.name != "nt":
        assert (tmp_path / KEYS_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"signing": "00", "sealing": "", "database": ""}']
)
def test_damaged_keys_are_a_fault(tmp_path: Path, content: str) -> None:
    (tmp_path / KEYS_FILE).write_text(content)
    assert code_of(lambda: load_keys(tmp_path)) is Code.KEY_FILE_DAMAGED


def test_missing_keys_are_a_fault(tmp_path: Path) -> None:
    assert code_of(lambda: load_keys(tmp_path)) is Code.KEY_FILE_MISSING
