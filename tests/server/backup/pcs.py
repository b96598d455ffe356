"""PCs with real databases and keys around a real server whose database may be exchanged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_bytes

from nacl.signing import SigningKey
from sqlalchemy import Engine, insert, select

from okrdesk.db import schema as office
from okrdesk.db.engine import open_engine, read_transaction, write_transaction
from okrdesk.db.store import Store
from okrdesk.domain.fate import Fate
from okrdesk.domain.identity import new_id
from okrdesk.server import schema
from okrdesk.server.database import write_agency
from okrdesk.services.desk import Desk
from okrdesk.services.office import note_desk
from okrdesk.sync import desk_store_state
from okrdesk.sync.checkpoints import checker
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.engine import Engine as SyncEngine
from okrdesk.sync.engine import Line
from okrdesk.sync.record import chain_start
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.wire import SyncReply, SyncRequest
from tests.offices import KEY, check_in
from tests.server.agencies import Agency


class Cut(Exception):
    """The line broke."""


@dataclass
class Served:
    """The server as PCs reach it: `agency` may be exchanged, `on_reply` may lose an answer."""

    agency: Agency
    on_reply: Callable[[SyncReply], SyncReply] = lambda reply: reply

    def exchange(self, request: SyncRequest) -> SyncReply:
        with self.agency.shelf() as shelf:
            device = shelf.device(request.dev)
            assert device is not None
            around = Surroundings(self.agency.now_ms, token_bytes, lambda *_all: True)
            reply = Serving(shelf, around).answer(device, request)
        return self.on_reply(reply)


@dataclass
class RealPc:
    """One person's PC."""

    served: Served
    desk: Desk
    key: SigningKey = field(default_factory=SigningKey.generate)

    def sync(self) -> None:
        agency = self.served.agency
        check = checker(agency.agency_id, bytes.fromhex(agency.keys.verify_key))
        line = Line(self.served.exchange, self._sign, self._rekey, check)
        SyncEngine(SqlDeskStore(self.desk.store), line).run()
        device = SqlDeskStore(self.desk.store).state().device
        self.desk = replace(self.desk, store=replace(self.desk.store, device=device))

    def become_another(self) -> None:
        """Be another device, as after a fork."""
        SqlDeskStore(self.desk.store).move_to(self._rekey())
        self.sync()

    def check_in(self, key_result: str, value: int) -> str:
        return check_in(self.desk, key_result, value)

    def unaccepted(self) -> list[str]:
        """Return what is not applied of the own changes."""
        change = office.change
        with read_transaction(self.desk.store.engine) as connection:
            rows = connection.execute(
                select(change.c.cid, change.c.fate).where(change.c.actor == self.desk.person_id)
            )
            return [row.cid for row in rows if row.fate != Fate.APPLIED]

    def _sign(self, claim: bytes) -> str:
        return self.key.sign(claim).signature.hex()

    def _rekey(self) -> str:
        return enrol(self.served.agency, self.desk.person_id, self.key)


def enrol(agency: Agency, person_id: str, key: SigningKey) -> str:
    """Let a new device of a person in; return its id."""
    device = new_id()
    with write_agency(agency.engine, agency.agency_id) as connection:
        connection.execute(
            insert(schema.device).values(
                agency_id=agency.agency_id,
                id=device,
                person_id=person_id,
                verify_key=key.verify_key.encode().hex(),
                seal_key="00" * 32,
                enrolled_at=agency.clock.now,
                head=chain_start(agency.agency_id, device).hex(),
            )
        )
    return device


@contextmanager
def real_pc(served: Served, person_id: str, path: Path) -> Iterator[RealPc]:
    """Open a new PC of a person, enrolled and still empty."""
    agency, key = served.agency, SigningKey.generate()
    device = enrol(agency, person_id, key)
    engine = open_engine(path, KEY)
    office.metadata.create_all(engine)
    store = Store(engine, agency.agency_id, device, agency.clock)
    with write_transaction(engine) as connection:
        note_desk(connection, store, person_id)
        desk_store_state.begin(connection, store.agency_id, device, person_id)
    try:
        yield RealPc(served, Desk(store, person_id), key)
    finally:
        engine.dispose()


def check_ins_at(engine: Engine) -> set[str]:
    """Return the check-ins that a database holds."""
    with read_transaction(engine) as connection:
        return set(connection.scalars(select(office.check_in.c.id)))
