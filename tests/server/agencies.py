"""The small office of `tests.offices` on a central server, and PCs that are enrolled with it."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from nacl.signing import SigningKey
from sqlalchemy import Engine, insert

from okrdesk import __version__
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.schema import JOURNALLED
from okrdesk.domain.identity import Hlc, new_id
from okrdesk.server import schema
from okrdesk.server.database import write_agency
from okrdesk.server.keys import Keys
from okrdesk.server.shelf import Signer, SqlShelf
from okrdesk.server.writing import server_desk
from okrdesk.services.desk import Desk
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.wire import PROTOCOL, Push, SyncReply, SyncRequest, push_claim
from tests.offices import Clock, Ids


@dataclass(frozen=True)
class Agency:
    """One agency on an opened server database."""

    engine: Engine
    folder: Path
    url: str | None
    keys: Keys
    agency_id: str
    ids: Ids
    clock: Clock

    @property
    def now_ms(self) -> int:
        """Return the server's clock in Unix ms."""
        return int(self.clock.now.timestamp() * 1000)

    def desk(self, person_id: str | None = None) -> Desk:
        """Return the server's own desk, its administrator or another person at it."""
        desk = server_desk(self.engine, self.keys, self.agency_id, person_id)
        return replace(desk, store=replace(desk.store, now=self.clock))

    @contextmanager
    def shelf(self) -> Iterator[SqlShelf]:
        """Give a shelf in a transaction that holds the agency's lock."""
        with write_agency(self.engine, self.agency_id) as connection:
            yield SqlShelf(connection, self.agency_id, Signer(self.keys.signing_seed, self.now_ms))

    def enrol(self, person_id: str) -> "Pc":
        """Let a new PC of a person in, as enrolment does."""
        pc = Pc(self, person_id, new_id())
        with write_agency(self.engine, self.agency_id) as connection:
            connection.execute(
                insert(schema.device).values(
                    agency_id=self.agency_id,
                    id=pc.device,
                    person_id=person_id,
                    verify_key=pc.key.verify_key.encode().hex(),
                    seal_key=secrets.token_hex(32),
                    enrolled_at=self.clock.now,
                    head=pc.head,
                )
            )
        return pc


@dataclass
class Pc:
    """An enrolled PC, reduced to what it says: it makes changes, and asks with them."""

    agency: Agency
    person_id: str
    device: str
    key: SigningKey = field(default_factory=SigningKey.generate)
    dseq: int = 0
    token: str = ""
    head: str = ""
    cursors: dict[str, int] = field(default_factory=dict)
    tree_size: int = 0
    clock: Hlc = field(default_factory=lambda: Hlc(0))

    def __post_init__(self) -> None:
        """Begin the chain of changes."""
        self.head = self.head or chain_start(self.agency.agency_id, self.device).hex()

    def change(self, op: str, ent: str, eid: str, values: dict[str, Any], **more: Any) -> Record:
        """Return the PC's next change; `more` are further fields of the record."""
        self.dseq += 1
        self.clock = self.clock.tick(self.agency.now_ms)
        own = {
            "cid": new_id(),
            "dev": self.device,
            "dseq": self.dseq,
            "actor": self.person_id,
            "act": "check-in" if ent == "check_in" else "edit-objective",
            "hlc": self.clock.pack(),
            "grp": new_id(),
            "sv": SCHEMA_VERSION,
            "wall": self.agency.now_ms,
            "tz": 420,
            "app": __version__,
        }
        if op in ("create", "append"):
            values = {**_defaults(ent), **values}
        return Record(**{**own, **more}, op=op, ent=ent, eid=eid, set=values)

    def check_in(self, key_result: str, value: int, on: date | None = None) -> Record:
        """Return a change that adds a check-in."""
        values = {
            "key_result_id": key_result,
            "author_id": self.person_id,
            "effective_on": (on or self.agency.clock.now.date()).isoformat(),
            "entered_at": self.agency.now_ms,
            "value": str(value),
            "comment": "Đã làm xong phần việc của tuần này",
            "confidence": 7,
        }
        return self.change("append", "check_in", new_id(), values)

    def request(self, records: Iterable[Record] = (), **more: Any) -> SyncRequest:
        """Return what the PC would send, its batch signed."""
        raws = [canonical(record) for record in records]
        push = None
        if raws:
            head = chain(bytes.fromhex(self.head), raws).hex()
            first = self.dseq - len(raws) + 1
            push = Push(first, self.head, head, "", [msgspec.Raw(raw) for raw in raws])
            claim = push_claim(self.agency.agency_id, self.device, push)
            push.sig = self.key.sign(claim).signature.hex()
        own = {
            "proto": PROTOCOL,
            "sv": SCHEMA_VERSION,
            "dev": self.device,
            "app": __version__,
            "token": self.token,
            "cursors": dict(self.cursors),
            "tree_size": self.tree_size,
        }
        return SyncRequest(**{**own, **more}, push=push)

    def sync(self, records: Iterable[Record] = (), **more: Any) -> SyncReply:
        """Ask the server once, and go on from its answer."""
        request = self.request(records, **more)
        with self.agency.shelf() as shelf:
            device = shelf.device(self.device)
            assert device is not None
            reply = Serving(shelf, self.around()).answer(device, request)
        self.token, self.head = reply.token, reply.head
        self.cursors = self.cursors | reply.cursors
        self.tree_size = reply.checkpoint.size if reply.checkpoint else 0
        return reply

    def around(self) -> Surroundings:
        """Return what the server answers this PC with."""

        def verify(message: bytes, signature: str) -> bool:
            self.key.verify_key.verify(message, bytes.fromhex(signature))
            return True

        return Surroundings(self.agency.now_ms, secrets.token_bytes, verify)


def _defaults(entity: str) -> dict[str, Any]:
    """Return what the journal writes of columns that nobody set."""
    return {
        column.name: column.default.arg  # type: ignore[attr-defined]
        for column in JOURNALLED[entity].columns
        if column.default is not None and column.name != "deleted"
    }
