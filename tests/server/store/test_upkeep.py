"""The workers do what keeps a database quick."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, text

from okrdesk.server.database import open_database
from okrdesk.server.keys import ensure_keys
from okrdesk.server.scale_office import Plan, build_town
from okrdesk.server.upkeep import keep_up
from tests.server.postgresql import PostgreSql

_FLUSH = text("SELECT pg_stat_force_next_flush()")
_KNOWN = text("SELECT reltuples FROM pg_class WHERE relname = :table")


def _known(engine: Engine, table: str) -> float:
    with engine.connect() as connection:
        return float(connection.scalar(_KNOWN, {"table": table}) or 0)


def test_a_table_that_grew_is_counted_and_one_that_did_not_is_left(
    postgresql: PostgreSql, tmp_path: Path
) -> None:
    name = f"plans_{uuid4().hex}"
    engine = open_database(tmp_path, postgresql.create(name))
    try:
        with engine.begin() as connection:  # PostgreSQL itself may look at any moment, too
            connection.exec_driver_sql("ALTER TABLE log_entry SET (autovacuum_enabled = false)")
        build_town(engine, ensure_keys(tmp_path), Plan(120))
        with engine.connect() as connection:
            connection.execute(_FLUSH)
        assert _known(engine, "log_entry") == -1
        keep_up(engine)
        assert _known(engine, "log_entry") > 700
        assert _known(engine, "check_in") == -1
    finally:
        engine.dispose()
        postgresql.drop(name)


def test_the_log_of_sqlite_is_moved_into_the_file(tmp_path: Path) -> None:
    engine = open_database(tmp_path)
    try:
        build_town(engine, ensure_keys(tmp_path), Plan(60))
        file = tmp_path / "server.db"
        before = file.stat().st_size
        keep_up(engine)
        assert file.stat().st_size > before
    finally:
        engine.dispose()
