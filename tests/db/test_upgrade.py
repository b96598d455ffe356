"""A database new, current, older, newer or foreign, and upgrades that fail half-way."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, Table, Text

from okrdesk.db import schema
from okrdesk.db.engine import open_engine, read_transaction, write_transaction
from okrdesk.db.migrations import REVISIONS, SCRIPTS
from okrdesk.db.upgrade import History, Prepared, prepare, revision_of
from okrdesk.errors import Code, Fault

KEY = bytes(range(32))
METADATA = MetaData()
NOTE = Table("note", METADATA, Column("id", Integer, primary_key=True), Column("words", Text))
REPLY = Table("reply", METADATA, Column("note", ForeignKey("note.id"), nullable=False))

NUMBER = f"{len(REVISIONS) + 1:04}"
LATER = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NUMBER}"
down_revision = "{REVISIONS[-1]}"

def upgrade():
    op.add_column("note", sa.Column("loud", sa.Boolean, server_default=sa.false()))
    with op.batch_alter_table("note") as note:
        note.alter_column("words", new_column_name="text")
    {{more}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "okrdesk.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


@pytest.fixture
def later(tmp_path: Path) -> Callable[[str], History]:
    """Return a maker of a history with one more revision, which does `more` at its end."""

    def make(more: str = "") -> History:
        folder = tmp_path / "a folder, with: signs %s"
        shutil.copytree(SCRIPTS, folder)
        (folder / f"{NUMBER}_later.py").write_text(LATER.format(more=more))
        return History((*REVISIONS, NUMBER), folder)

    return make


def no_backup() -> None:
    raise AssertionError("no backup is due")


def fill(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        connection.execute(NOTE.insert(), [{"id": 1, "words": "giữ nguyên"}])
        connection.execute(REPLY.insert(), [{"note": 1}])


def dump(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        lines = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY 1").scalars()
        rows = connection.exec_driver_sql("SELECT * FROM note").all()
        return [*map(str, lines), *map(str, rows)]


def test_a_new_database_gets_all_tables_and_the_newest_revision(engine: Engine) -> None:
    assert prepare(engine, schema.metadata, no_backup) is Prepared.CREATED
    with read_transaction(engine) as connection:
        assert revision_of(connection) == REVISIONS[-1]
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    assert set(schema.metadata.tables) <= set(names)


def test_a_current_database_is_left_alone(engine: Engine) -> None:
    prepare(engine, METADATA, no_backup)
    fill(engine)
    before = dump(engine)
    assert prepare(engine, METADATA, no_backup) is Prepared.CURRENT
    assert dump(engine) == before


def test_the_shipped_revisions_are_those_of_the_scripts() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(SCRIPTS), version_locations=[str(SCRIPTS)])
    found = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def test_an_older_database_is_backed_up_and_then_upgraded(
    engine: Engine, later: Callable[[str], History]
) -> None:
    prepare(engine, METADATA, no_backup)
    fill(engine)
    at_backup: list[str] = []
    upgraded = prepare(engine, METADATA, lambda: at_backup.extend(dump(engine)), later(""))
    assert upgraded is Prepared.UPGRADED
    assert any("words" in line for line in at_backup)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, text, loud FROM note").all() == [
            (1, "giữ nguyên", 0)
        ]
        assert connection.exec_driver_sql("SELECT note FROM reply").all() == [(1,)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert revision_of(connection) == NUMBER
    known = History((*REVISIONS, NUMBER), SCRIPTS)
    assert prepare(engine, METADATA, no_backup, known) is Prepared.CURRENT


@pytest.mark.parametrize(
    "more",
    [
        "raise ValueError('half-way')",
        "op.execute('INSERT INTO nowhere VALUES (1)')",
        "op.execute('INSERT INTO reply VALUES (77)')",
    ],
    ids=["error in the script", "error in SQL", "broken reference"],
)
def test_an_upgrade_that_fails_leaves_the_old_database(
    engine: Engine, later: Callable[[str], History], more: str
) -> None:
    prepare(engine, METADATA, no_backup)
    fill(engine)
    before = dump(engine)
    with pytest.raises(Fault) as caught:
        prepare(engine, METADATA, lambda: None, later(more))
    assert caught.value.code is Code.UPGRADE_FAILED
    assert dump(engine) == before
    assert prepare(engine, METADATA, no_backup) is Prepared.CURRENT
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_full_disk_during_an_upgrade_is_told_as_that(
    engine: Engine, later: Callable[[str], History]
) -> None:
    prepare(engine, METADATA, no_backup)
    fill(engine)
    before = dump(engine)
    grow = (
        "op.execute('PRAGMA max_page_count = 1');"
        "op.execute('CREATE TABLE big AS SELECT zeroblob(9000000)')"
    )
    with pytest.raises(Fault) as caught:
        prepare(engine, METADATA, lambda: None, later(grow))
    assert caught.value.code is Code.DISK_FULL
    assert dump(engine) == before


def test_without_a_backup_there_is_no_upgrade(
    engine: Engine, later: Callable[[str], History]
) -> None:
    prepare(engine, METADATA, no_backup)
    before = dump(engine)

    def fail() -> None:
        raise Fault(Code.DISK_FULL, path="backups")

    with pytest.raises(Fault) as caught:
        prepare(engine, METADATA, fail, later(""))
    assert caught.value.code is Code.DISK_FULL
    assert dump(engine) == before


def test_a_database_of_a_newer_program_is_refused_and_untouched(
    engine: Engine, later: Callable[[str], History]
) -> None:
    prepare(engine, METADATA, no_backup, later(""))
    before = dump(engine)
    with pytest.raises(Fault) as caught:
        prepare(engine, METADATA, no_backup)
    assert caught.value.code is Code.NEWER_DATABASE
    assert dump(engine) == before


def test_tables_without_a_revision_are_refused(engine: Engine) -> None:
    METADATA.create_all(engine)
    with pytest.raises(Fault) as caught:
        prepare(engine, METADATA, no_backup)
    assert caught.value.code is Code.STORE_DAMAGED


def test_alembic_is_not_imported_where_nothing_is_to_be_upgraded(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from sqlalchemy import MetaData, Table, Column, Integer
from okrdesk.db.engine import open_engine
from okrdesk.db.upgrade import prepare
metadata = MetaData()
Table("t", metadata, Column("id", Integer))
engine = open_engine(Path(sys.argv[1]), bytes(32))
prepare(engine, metadata, print)
prepare(engine, metadata, print)
print("alembic" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "a.db"], check=True, capture_output=True
    )
    assert done.stdout.strip() == b"False"
