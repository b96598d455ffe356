"""An open database of one agency on one device: where reads and writes begin."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Insert,
    Table,
    Update,
    event,
    select,
)

from okrdesk.db import derived, schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.journal import Author, Work, writing
from okrdesk.domain.act import Act
from okrdesk.domain.dates import day_at

# Built once: a sync asks a dozen times.
_meta = schema.meta
_METAS = select(_meta.c.key, _meta.c.value).where(any_of(_meta.c.key, "keys"))
_KEEP_METAS = Into(_meta, ("key", "value"), ("value",))


def local_now() -> datetime:
    """Return this moment in the PC's time zone."""
    return datetime.now().astimezone()


def all_may() -> None:
    """Let everything be written."""


@dataclass(frozen=True)
class Store:
    """The database of `agency_id`, opened on the device `device`; `now` tells the time.

    `guard` is asked before each write of what people decide, and raises where nothing may be
    written.
    """

    engine: Engine
    agency_id: str
    device: str
    now: Callable[[], datetime] = local_now
    guard: Callable[[], None] = all_may

    def __post_init__(self) -> None:
        """Refuse writes to journalled tables from anywhere but the journal."""
        guard_journal(self.engine)

    def today(self) -> date:
        """Return the day it is in the office."""
        return day_at(self.now())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection inside one reading transaction: all it reads is of one moment."""
        with read_transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self, person_id: str, act: Act, undoes: str | None = None) -> Iterator[Work]:
        """Give a `Work`; at the end refresh what is derived and commit, or leave nothing at all."""
        self.guard()
        author = Author(self.agency_id, self.device, person_id, act, self.now(), undoes)
        with write_transaction(self.engine) as connection, writing(connection, author) as work:
            yield work
            work.touched |= derived.refresh(connection, self.agency_id, work.touched, self.today())

    @contextmanager
    def write_device(self) -> Iterator[Connection]:
        """Give a transaction for tables of this device alone, never journalled ones."""
        with write_transaction(self.engine) as connection:
            yield connection

    def refresh_outdated(self) -> int:
        """Count anew what the passing of days changed; return how many key results that were."""
        with write_transaction(self.engine) as connection:
            return derived.refresh_outdated(connection, self.agency_id, self.today())


def guard_journal(engine: Engine) -> None:
    """Refuse writes to journalled tables by this engine from anywhere but journal and merge."""
    if not event.contains(engine, "before_execute", _refuse_untraced):
        event.listen(engine, "before_execute", _refuse_untraced)


def on_clock(store: Store, now: Callable[[], datetime]) -> Store:
    """Return the same store with another clock, for samples and tests."""
    return replace(store, now=now)


def get_meta(connection: Connection, key: str) -> Any:
    """Return what this device noted under `key`, or None."""
    return get_metas(connection, (key,)).get(key)


def get_metas(connection: Connection, keys: Collection[str]) -> dict[str, Any]:
    """Return what this device noted under those of the keys that it knows."""
    found = connection.execute(_METAS, {"keys": list(keys)})
    return {row.key: row.value for row in found.all()}


def put_meta(connection: Connection, key: str, value: Any) -> None:
    """Note `value` under `key` on this device; it is never synchronised."""
    put_metas(connection, {key: value})


def put_metas(connection: Connection, values: Mapping[str, Any]) -> None:
    """Note each value under its key, as `put_meta` does."""
    insert_rows(connection, _KEEP_METAS, list(values.items()))


def _refuse_untraced(
    connection: Connection, statement: Any, multi: Any, params: Any, options: Any
) -> None:
    if (
        isinstance(statement, Insert | Update | Delete)
        # The script of an upgrade only names its tables; they are none of the program's.
        and isinstance(statement.table, Table)
        and "journal" in statement.table.info
        and not connection.info.get("journal_is_writing")
    ):
        raise RuntimeError(f"{statement.table} may only be written through the journal")
