"""The encrypted engine: keys, pragmas, transactions, processes side by side, and faults."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from okrdesk.db.engine import (
    connect,
    fault_of,
    open_engine,
    read_transaction,
    store_faults,
    write_transaction,
)
from okrdesk.errors import Code, Fault

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "okrdesk.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(path, KEY, patience=0.05)
    with write_transaction(engine) as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT NOT NULL)"))
        connection.execute(text("CREATE TABLE reply (note INTEGER NOT NULL REFERENCES note (id))"))
    yield engine
    engine.dispose()


def add(engine: Engine, words: str) -> None:
    with write_transaction(engine) as connection:
        connection.execute(text("INSERT INTO note (words) VALUES (:words)"), {"words": words})


def count(engine: Engine) -> int:
    with read_transaction(engine) as connection:
        return connection.execute(text("SELECT count(*) FROM note")).scalar_one()


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_what_is_written_is_read_back_after_opening_again(engine: Engine, path: Path) -> None:
    add(engine, "mục tiêu")
    engine.dispose()
    again = open_engine(path, KEY)
    assert count(again) == 1
    again.dispose()


def test_no_file_of_the_database_holds_plain_text(engine: Engine, path: Path) -> None:
    add(engine, "mật-khẩu-không-lộ" * 500)
    files = list(path.parent.glob("okrdesk.db*"))
    assert {file.name for file in files} == {"okrdesk.db", "okrdesk.db-wal", "okrdesk.db-shm"}
    for file in files:
        content = file.read_bytes()
        assert "không-lộ".encode() not in content
        assert b"SQLite format 3" not in content


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_owner_may_read_the_files(engine: Engine, path: Path) -> None:
    add(engine, "x")
    assert {file.stat().st_mode & 0o777 for file in path.parent.glob("okrdesk.db*")} == {0o600}


def test_every_connection_is_durable_and_checks_references(engine: Engine) -> None:
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "temp_store") == 2


def test_a_wrong_key_is_a_fault_and_prints_nothing(
    engine: Engine, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.dispose()
    with pytest.raises(Fault) as caught:
        open_engine(path, bytes(32))
    assert caught.value.code is Code.WRONG_KEY
    assert capfd.readouterr() == ("", "")


def test_a_key_of_another_length_is_a_bug(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(path, b"short")


def test_a_missing_database_is_not_made_anew_where_one_must_exist(path: Path) -> None:
    with pytest.raises(Fault) as caught:
        open_engine(path, KEY, must_exist=True)
    assert caught.value.code is Code.STORE_UNREADABLE
    assert not path.exists()


def test_a_database_that_was_taken_away_does_not_come_back_empty(
    engine: Engine, path: Path
) -> None:
    engine.dispose()
    path.rename(path.with_suffix(".away"))
    with pytest.raises(Fault) as fault:
        count(engine)
    assert fault.value.code is Code.STORE_UNREADABLE
    assert not path.exists()


def test_a_failed_write_leaves_nothing(engine: Engine) -> None:
    def write_and_fail() -> None:
        with write_transaction(engine) as connection:
            connection.execute(text("INSERT INTO note (words) VALUES ('lost')"))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert count(engine) == 0
    add(engine, "the connection still works")
    assert count(engine) == 1


def test_a_second_writer_is_told_that_the_store_is_busy_and_can_try_again(engine: Engine) -> None:
    with write_transaction(engine), pytest.raises(Fault) as caught:
        add(engine, "second")
    assert caught.value.code is Code.STORE_BUSY
    add(engine, "second")
    assert count(engine) == 1


def test_a_reader_keeps_its_snapshot_beside_a_writer(engine: Engine) -> None:
    with read_transaction(engine) as reader:
        before = reader.execute(text("SELECT count(*) FROM note")).scalar_one()
        add(engine, "meanwhile")
        assert reader.execute(text("SELECT count(*) FROM note")).scalar_one() == before == 0
    assert count(engine) == 1


def test_a_broken_reference_stays_an_error_of_the_program(engine: Engine) -> None:
    with pytest.raises(IntegrityError), write_transaction(engine) as connection:
        connection.execute(text("INSERT INTO reply VALUES (99)"))


def test_a_bug_in_sql_does_not_put_what_was_typed_into_its_message(engine: Engine) -> None:
    with pytest.raises(OperationalError) as caught, write_transaction(engine) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "riêng tư"})
    assert "riêng tư" not in str(caught.value)


def test_a_full_disk_is_a_fault_and_the_store_works_on_after_it(engine: Engine) -> None:
    add(engine, "kept")
    pages = pragma(engine, "page_count")
    assert isinstance(pages, int)
    assert pragma(engine, f"max_page_count = {pages + 2}") == pages + 2
    with pytest.raises(Fault) as caught:
        add(engine, "x" * 1_000_000)
    assert caught.value.code is Code.DISK_FULL
    assert count(engine) == 1
    pragma(engine, "max_page_count = 100000")
    add(engine, "x" * 1_000_000)
    assert count(engine) == 2


@pytest.mark.parametrize(("free", "code"), [(0, Code.DISK_FULL), (10**9, Code.DISK_ERROR)])
def test_an_input_or_output_error_for_want_of_space_is_told_as_that(
    path: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: Code
) -> None:
    class NoSharedMemory(Exception):
        sqlite_errorcode = 4874  # SQLITE_IOERR_SHMSIZE, met on a tmpfs without a free block

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    fault = fault_of(NoSharedMemory(), path)
    assert fault is not None
    assert fault.code is code


def test_a_flipped_byte_is_a_fault_when_it_is_read(engine: Engine, path: Path) -> None:
    add(engine, "x" * 500_000)
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    again = open_engine(path, KEY)
    with pytest.raises(Fault) as caught, read_transaction(again) as connection:
        connection.execute(text("SELECT words FROM note")).all()
    assert caught.value.code is Code.STORE_DAMAGED
    assert pragma(again, "journal_mode") == "wal"
    with read_transaction(again) as connection:
        assert connection.execute(text("SELECT count(*) FROM reply")).scalar_one() == 0
    again.dispose()


def test_a_file_in_place_of_the_folder_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Fault) as caught:
        open_engine(tmp_path / "file" / "okrdesk.db", KEY)
    assert caught.value.code is Code.FOLDER_READ_ONLY


def test_errors_of_a_bare_connection_are_faults_too(engine: Engine, path: Path) -> None:
    with pytest.raises(Fault) as caught, store_faults(path, opening=True):
        connect(path, bytes(32))
    assert caught.value.code is Code.WRONG_KEY


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from sqlalchemy import text
from okrdesk.db.engine import open_engine, write_transaction
engine = open_engine(Path(sys.argv[1]), bytes(range(32)))
def add(connection, words):
    connection.execute(text("INSERT INTO note (words) VALUES (:words)"), {"words": words})
with write_transaction(engine) as connection:
    add(connection, "committed")
with write_transaction(engine) as connection:
    for number in range(2000):
        add(connection, "half " * 1000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_process_killed_while_writing_leaves_what_it_committed(
    engine: Engine, path: Path
) -> None:
    engine.dispose()
    killed = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    again = open_engine(path, KEY)
    with read_transaction(again) as connection:
        assert connection.execute(text("SELECT words FROM note")).scalars().all() == ["committed"]
    assert pragma(again, "integrity_check") == "ok"
    again.dispose()
