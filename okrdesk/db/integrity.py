"""Whether the database is whole: every page authentic, every tree sound, every reference kept."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine

from okrdesk.errors import Code, Fault

_MOST = 20


def check(engine: Engine, *, quick: bool = False) -> list[str]:
    """Return what is wrong, technically and without content, at most 20 lines; empty where whole.

    The whole check reads each page twice, and the trees and references in it; `quick`, for every
    start, leaves out the indexes and the references. Either belongs on a thread of its own: a large
    database takes seconds. Raises the faults of a disk, not that of damage.
    """
    for test in (_trees_quickly,) if quick else (_pages, _trees, _references):
        found = _run(test, engine)
        # Of a database with a bad page nothing else is worth asking.
        if found:
            return found[:_MOST]
    return []


def _run(test: Callable[[Connection], list[str]], engine: Engine) -> list[str]:
    try:
        with engine.connect() as connection:
            # Not back to the pool: SQLCipher leaves a connection useless that has met a bad page.
            connection.detach()
            return test(connection)
    except Fault as fault:
        if fault.code is not Code.STORE_DAMAGED:
            raise
        return [str(fault.__cause__)]


def _pages(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars())


def _trees(connection: Connection) -> list[str]:
    return _lines(connection, f"PRAGMA integrity_check({_MOST})")


def _trees_quickly(connection: Connection) -> list[str]:
    return _lines(connection, f"PRAGMA quick_check({_MOST})")


def _lines(connection: Connection, pragma: str) -> list[str]:
    answer = "\n".join(connection.exec_driver_sql(pragma).scalars())
    found = [] if answer == "ok" else answer.splitlines()
    # SQLite heads its findings with the name of the database, which is always "main".
    return [line for line in found if not line.startswith("***")] or found


def _references(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}" for row in rows]
