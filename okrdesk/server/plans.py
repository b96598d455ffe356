"""What PostgreSQL knows of the sizes of its tables, kept up as they grow.

A statement is planned once for a connection. One that was planned while a table was empty goes on
to read the whole of an agency for a single row, until somebody counts the table anew. PostgreSQL
does so by itself, but looks at most once a minute (autovacuum_naptime): in its first evening an
office of ten thousand brings two hundred thousand rows in that minute. The tables of a restored
backup have not been counted at all.
"""

from sqlalchemy import Engine, text

from okrdesk.db.engine import POSTGRESQL

_TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('okrdesk plans'))")
# Half as many rows again as were counted, and enough to matter. Who is not a table's owner may not.
_OUTGROWN = text(
    """
    SELECT format('%I.%I', known.schemaname, known.relname)
    FROM pg_stat_user_tables AS known JOIN pg_class AS class ON class.oid = known.relid
    WHERE known.n_mod_since_analyze > 500 + greatest(class.reltuples, 0) / 2
    AND pg_has_role(class.relowner, 'USAGE')
    """
)


def keep_plans(engine: Engine) -> None:
    """Count the tables that have outgrown what PostgreSQL knows of them; on SQLite do nothing.

    One process at a time; writers are not kept waiting. Raises Faults of the database.
    """
    if engine.dialect.name != POSTGRESQL:
        return
    with engine.begin() as connection:
        if not connection.scalar(_TURN):
            return
        for table in connection.scalars(_OUTGROWN).all():
            connection.exec_driver_sql(f"ANALYZE {table}")
