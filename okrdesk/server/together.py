"""Writes that go to PostgreSQL one after the other, without waiting for the answer to each.

While an agency's lock is held, every answer that is waited for keeps all its PCs waiting. What the
block writes by `okrdesk.db.bulk` is sent at once and checked at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.bulk import DRIVER
from okrdesk.db.engine import POSTGRESQL, place_of
from okrdesk.server.database import fault_of


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send what the block inserts and updates in bulk in one go; on SQLite there is no wait.

    The block must read nothing. Raises what its statements raise, at its end: Faults where they are
    the surroundings', psycopg's own errors otherwise.
    """
    if connection.dialect.name != POSTGRESQL:
        yield
        return
    import psycopg

    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            # Asked for once: a connection that was lost has none to give.
            notes = connection.info
            notes[DRIVER] = driver
            try:
                yield
            finally:
                notes.pop(DRIVER, None)
    except psycopg.Error as error:
        fault = fault_of(error, place_of(connection.engine))
        if fault is None:
            raise
        raise fault from error
