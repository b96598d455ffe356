"""The server as an author: the ordinary services write, and every PC hears of it.

What a service changes at a `server_desk` takes the way of a change that arrives: into the rows, the
log and the feeds, in one transaction under the agency's lock. The service itself works inside a
savepoint, as it would on a PC; its change records are then all that is kept of it, and are decided
like those of a PC, but for the rights, which the service has asked for already.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine, insert, select, update

from okrdesk.db import derived
from okrdesk.db.engine import write_transaction
from okrdesk.db.journal import Author, Work, writing
from okrdesk.db.store import Store, local_now
from okrdesk.domain.act import Act
from okrdesk.domain.dates import day_at
from okrdesk.domain.fate import Fate
from okrdesk.domain.identity import new_id
from okrdesk.server import schema
from okrdesk.server import shelf_statements as sql
from okrdesk.server.database import lock_agency, write_agency
from okrdesk.server.keys import Keys
from okrdesk.server.shelf import Signer, SqlShelf
from okrdesk.services.desk import Desk
from okrdesk.services.office import NewOffice, write_office
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.change_rows import record_of
from okrdesk.sync.guards import ALL
from okrdesk.sync.merkle import Frontier
from okrdesk.sync.record import Record

_UNASKED = replace(ALL, authority=False)
_TAKEN = (Fate.APPLIED, Fate.SUPERSEDED)


@dataclass(frozen=True)
class ServerStore(Store):
    """An agency's store on the server: what is written here is published to its PCs."""

    seed: bytes = field(default=b"", repr=False)

    @contextmanager
    def write(self, person_id: str, act: Act, undoes: str | None = None) -> Iterator[Work]:
        """Give a `Work`; at the end decide and publish its changes and commit, or leave nothing."""
        with write_agency(self.engine, self.agency_id) as connection:
            author = Author(self.agency_id, self.device, person_id, act, self.now(), undoes)
            with publishing(connection, author, self.seed) as work:
                yield work

    def refresh_outdated(self) -> int:
        """Count anew what the passing of days changed; return how many key results that were."""
        with write_agency(self.engine, self.agency_id) as connection:
            return derived.refresh_outdated(connection, self.agency_id, self.today())


def server_desk(engine: Engine, keys: Keys, agency_id: str, person_id: str | None = None) -> Desk:
    """Return a desk of the server's own for an agency, `person_id` (or its first head) at it.

    Raises Refused(NOT_FOUND) where there is no such agency.
    """
    with write_agency(engine, agency_id) as connection:
        device = lock_agency(connection, agency_id).device
        person_id = person_id or _administrator(connection, agency_id)
    return Desk(ServerStore(engine, agency_id, device, seed=keys.signing_seed), person_id)


def create_agency(engine: Engine, keys: Keys, new: NewOffice, now: datetime | None = None) -> Desk:
    """Write a new agency and its first person; return that person's desk on the server.

    Raises Refused: MISSING_FIELD, TOO_LONG.
    """
    agency_id, device, person_id = new_id(), new_id(), new_id()
    at = now or local_now()
    with write_transaction(engine) as connection:
        connection.execute(
            insert(schema.counter).values(
                agency_id=agency_id,
                epoch=new_id(),
                org=new_id(),
                frontier=Frontier().to_bytes(),
                device=device,
            )
        )
        author = Author(agency_id, device, person_id, Act.SET_UP, at)
        with publishing(connection, author, keys.signing_seed) as work:
            write_office(work, new, day_at(at))
    return Desk(ServerStore(engine, agency_id, device, seed=keys.signing_seed), person_id)


@contextmanager
def publishing(connection: Connection, author: Author, seed: bytes) -> Iterator[Work]:
    """Give a `Work` whose changes are published at the end; the agency's lock is held."""
    now_ms = int(author.now.timestamp() * 1000)
    shelf = SqlShelf(connection, author.agency_id, Signer(seed, now_ms))
    rehearsal = connection.begin_nested()
    with writing(connection, replace(author, seen=shelf.latest())) as work:
        yield work
        work.write_records()
        records = _waiting(connection, author)
    rehearsal.rollback()
    publish(shelf, records, now_ms)


def publish(shelf: SqlShelf, records: list[Record], now_ms: int) -> None:
    """Decide and write changes that the server makes itself, which need nobody's right.

    Raises RuntimeError, a bug, where one is not taken: its service should have refused it.
    """
    if not records:
        return
    arrival = Arrival(shelf, now_ms, lambda record: None, _UNASKED)
    for record, verdict in zip(records, arrival.receive(records), strict=True):
        if verdict.fate not in _TAKEN:
            raise RuntimeError(f"{record.act} of {record.ent}: {verdict.fate} {verdict.reason}")
    shelf.write(arrival.finish())


def refresh_derived(engine: Engine, agency_id: str, today: date) -> int:
    """Count what follows from the changes since the last time; return how many rows those touched.

    Nothing derived is counted while changes arrive. Whoever reads `key_result_state`,
    `objective_state` or `search_entry` on the server calls this first.
    """
    with write_agency(engine, agency_id) as connection:
        row = lock_agency(connection, agency_id)
        names = {"agency_id": agency_id, "after": row.counted}
        touched = {(found.entity, found.eid) for found in connection.execute(sql.TOUCHED, names)}
        if touched:
            derived.refresh(connection, agency_id, touched, today)
        if row.counted < row.aseq:
            own = schema.counter.c.agency_id == agency_id
            connection.execute(update(schema.counter).where(own).values(counted=row.aseq))
        return len(touched)


def _waiting(connection: Connection, author: Author) -> list[Record]:
    names = {"agency_id": author.agency_id, "device": author.device}
    return [record_of(row) for row in connection.execute(sql.WAITING, names)]


def _administrator(connection: Connection, agency_id: str) -> str:
    """Return the person who is administrator for longest."""
    from okrdesk.db.schema import role_grant
    from okrdesk.domain.organisation import Role

    return str(
        connection.execute(
            select(role_grant.c.person_id)
            .where(
                role_grant.c.agency_id == agency_id,
                role_grant.c.role == Role.ADMINISTRATOR.value,
                ~role_grant.c.deleted,
            )
            .order_by(role_grant.c.id)
            .limit(1)
        ).scalar_one()
    )
