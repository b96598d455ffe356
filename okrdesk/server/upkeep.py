"""What a database needs now and then for requests to be quick, done by the workers beside them.

PostgreSQL plans a statement once for a connection. One that was planned while a table was empty
goes on to read the whole of an agency for a single row, until somebody counts the table anew.
PostgreSQL does so by itself, but looks at most once a minute (autovacuum_naptime): in its first
evening an office of ten thousand brings two hundred thousand rows in that minute. The tables of a
restored backup have not been counted at all.

SQLite's commits go into a log beside the file. Whose commit makes that log too long has to move all
of it into the file, and waits; here it is moved before it grows so long.
"""

from typing import Any

from sqlalchemy import Engine, text

from okrdesk.db.engine import POSTGRESQL, path_of, store_faults

_TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('okrdesk upkeep'))")
# Half as many rows again as were counted, and enough to matter. Who is not a table's owner may not.
_OUTGROWN = text(
    """
    SELECT format('%I.%I', known.schemaname, known.relname)
    FROM pg_stat_user_tables AS known JOIN pg_class AS class ON class.oid = known.relid
    WHERE known.n_mod_since_analyze > 500 + greatest(class.reltuples, 0) / 2
    AND pg_has_role(class.relowner, 'USAGE')
    """
)


def keep_up(engine: Engine) -> None:
    """Do what the database needs by now; raises its Faults. Writers are not kept waiting."""
    if engine.dialect.name == POSTGRESQL:
        _count_tables(engine)
    else:
        _move_log(engine)


def _count_tables(engine: Engine) -> None:
    """Count the tables that have outgrown what PostgreSQL knows of them; one process at a time."""
    with engine.begin() as connection:
        if not connection.scalar(_TURN):
            return
        for table in connection.scalars(_OUTGROWN).all():
            connection.exec_driver_sql(f"ANALYZE {table}")


def _move_log(engine: Engine) -> None:
    """Move as much of SQLite's log as nobody reads any more."""
    with engine.connect() as connection, store_faults(path_of(engine)):
        # By the bare connection: inside a transaction it cannot be.
        bare: Any = connection.connection.driver_connection
        bare.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
