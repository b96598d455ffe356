"""PostgreSQL knows how large its tables are while they grow."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, text

from okrdesk.server.database import open_database
from okrdesk.server.keys import ensure_keys
from okrdesk.server.plans import keep_plans
from okrdesk.server.scale_office import Plan, build_town
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
        build_town(engine, ensure_keys(tmp_path), Plan(120))
        with engine.connect() as connection:
            connection.execute(_FLUSH)
        assert _known(engine, "log_entry") == -1
        keep_plans(engine)
        assert _known(engine, "log_entry") > 700
        assert _known(engine, "check_in") == -1
    finally:
        engine.dispose()
        postgresql.drop(name)


def test_sqlite_needs_no_counting(tmp_path: Path) -> None:
    engine = open_database(tmp_path)
    keep_plans(engine)
    engine.dispose()
