"""What the integrity check finds, and that it says so instead of failing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from okrdesk.db.engine import connect, open_engine, write_transaction
from okrdesk.db.integrity import check
from okrdesk.errors import Code, Fault

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "okrdesk.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(path, KEY)
    with write_transaction(engine) as connection:
        for statement in (
            "CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)",
            "CREATE TABLE reply (note INTEGER REFERENCES note (id))",
            "INSERT INTO note VALUES (1, 'x')",
            "INSERT INTO note (words) SELECT hex(randomblob(2000)) FROM"
            " (WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i+1 FROM n WHERE i < 100)"
            " SELECT i FROM n)",
            "INSERT INTO reply VALUES (1)",
        ):
            connection.exec_driver_sql(statement)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("quick", [True, False])
def test_a_sound_database_has_no_findings(engine: Engine, quick: bool) -> None:
    assert check(engine, quick=quick) == []


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_flipped_byte_is_found(engine: Engine, path: Path, quick: bool, part: float) -> None:
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[int(len(content) * part)] ^= 0x40
    path.write_bytes(content)
    damaged = open_engine(path, KEY)
    findings = check(damaged, quick=quick)
    assert 1 <= len(findings) <= 20
    assert not findings[0].startswith("*"), "a heading is no finding"
    assert check(damaged, quick=quick) == findings
    damaged.dispose()


def test_a_truncated_file_is_refused_when_it_is_opened(engine: Engine, path: Path) -> None:
    engine.dispose()
    path.write_bytes(path.read_bytes()[: 4096 * 20])
    with pytest.raises(Fault) as caught:
        open_engine(path, KEY)
    assert caught.value.code is Code.STORE_DAMAGED


def test_a_reference_to_nothing_is_found_by_table_and_without_content(
    engine: Engine, path: Path
) -> None:
    bare = connect(path, KEY)
    bare.execute("PRAGMA foreign_keys = OFF")
    bare.execute("DELETE FROM note WHERE id = 1")
    bare.close()
    assert check(engine) == ["row 1 of reply refers to a missing row of note"]
