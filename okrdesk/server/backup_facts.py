"""What a backup has to know of a database: whether every log holds, and how far each is."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from okrdesk.db import schema as common
from okrdesk.db.engine import POSTGRESQL, read_transaction
from okrdesk.errors import Code, Fault
from okrdesk.server import schema
from okrdesk.server.audit import verify
from okrdesk.server.backup_manifest import AgencyFacts
from okrdesk.server.epoch import Head, read_heads
from okrdesk.server.keys import Keys
from okrdesk.sync.checkpoints import sign_checkpoint
from okrdesk.sync.merkle import Frontier


@dataclass(frozen=True)
class Source:
    """The server's database, its state folder and its keys; `now` (aware) dates the backup."""

    engine: Engine
    folder: Path
    keys: Keys
    now: datetime

    @property
    def backend(self) -> str:
        """Return which of the two databases it is."""
        return self.engine.dialect.name

    @property
    def is_postgresql(self) -> bool:
        """Say whether it is PostgreSQL."""
        return self.backend == POSTGRESQL

    @property
    def now_ms(self) -> int:
        """Return the date of the backup in Unix ms."""
        return int(self.now.timestamp() * 1000)


def facts_of(connection: Connection, source: Source) -> dict[str, AgencyFacts]:
    """Return how far each agency's log is, with a checkpoint of it."""
    return {id: _facts(connection, source, id, head) for id, head in read_heads(connection).items()}


def audited(copy: Engine, source: Source, place: Path) -> dict[str, AgencyFacts]:
    """Audit every log of a copy of the source and return how far each is.

    Raises Fault BACKUP_FAILED with the first thing that does not hold.
    """
    with read_transaction(copy) as connection:
        found = facts_of(connection, source)
        for id, facts in found.items():
            report = verify(connection, id, bytes.fromhex(source.keys.verify_key))
            if report.first:
                detail = f"{facts.name}: {report.first.sentence()}"
                raise Fault(Code.BACKUP_FAILED, path=str(place), detail=detail)
    return found


def _facts(connection: Connection, source: Source, agency_id: str, head: Head) -> AgencyFacts:
    counter, agency = schema.counter, common.agency
    edge = connection.scalar(select(counter.c.frontier).where(counter.c.agency_id == agency_id))
    name = connection.scalar(select(agency.c.name).where(agency.c.agency_id == agency_id))
    frontier = Frontier.from_bytes(bytes(edge or b""))
    at = (frontier.size, frontier.root())
    checkpoint = sign_checkpoint(source.keys.signing_seed, agency_id, at, source.now_ms)
    return AgencyFacts(name or "", head.epoch, head.aseq, checkpoint)
