"""PCs with real encrypted databases around one server that keeps an agency in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from okrdesk.db import schema
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.store import Store
from okrdesk.services.desk import Desk
from okrdesk.services.office import note_desk
from okrdesk.sync import desk_store_state
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.change_rows import AS_RECORD, record_of
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.engine import Engine as SyncEngine
from okrdesk.sync.engine import Line, SyncFigures
from okrdesk.sync.guards import ALL
from okrdesk.sync.record import chain_start
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.stops import UnknownDevice
from okrdesk.sync.wire import SyncReply, SyncRequest
from tests.offices import KEY, Clock, Ids, Office
from tests.sync.dict_shelf import DictShelf


def new_device(number: int) -> str:
    """Return a device id that is easy to see in a failure."""
    return f"00000000-0000-7000-8000-{number:012d}"


@dataclass
class Server:
    """One agency's server and its clock; `on_reply` may lose or change what it answers."""

    shelf: DictShelf
    clock: Clock
    on_reply: Callable[[SyncRequest, SyncReply], SyncReply] = lambda _request, reply: reply
    requests: list[SyncRequest] = field(default_factory=list)
    devices: int = 0

    def now_ms(self) -> int:
        """Return the server's time."""
        return int(self.clock.now.timestamp() * 1000)

    def enrol(self, person_id: str) -> str:
        """Let a new device of a person in; return its id."""
        self.devices += 1
        device = new_device(self.devices)
        self.shelf.enrol(device, person_id, chain_start(self.shelf.agency_id, device).hex())
        return device

    def exchange(self, request: SyncRequest) -> SyncReply:
        """Answer a request."""
        self.requests.append(request)
        device = self.shelf.devices.get(request.dev)
        if device is None:
            raise UnknownDevice()
        around = Surroundings(self.now_ms(), lambda n: bytes([len(self.requests) % 256] * n), _any)
        return self.on_reply(request, Serving(self.shelf, around).answer(device, request))

    def restore(self, backup: DictShelf) -> None:
        """Put a backup in the place of all that the server knows."""
        self.shelf = backup.restored(f"epoch-{len(self.requests) + 1}")


@dataclass
class Pc:
    """One person's PC."""

    server: Server
    engine: Engine
    desk: Desk
    is_off: Callable[[], bool] = lambda: False

    @property
    def store(self) -> SqlDeskStore:
        """Return the database as the sync engine sees it."""
        return SqlDeskStore(self.desk.store)

    @property
    def line(self) -> Line:
        """Return the way to the server, without keys."""
        return Line(self.server.exchange, lambda _claim: "", self._rekey, lambda *_all: None)

    def sync(self) -> SyncFigures:
        """Synchronise until nothing waits, and sit down as the device that this PC then is."""
        figures = SyncEngine(self.store, self.line).run()
        device = self.store.state().device
        self.desk = replace(self.desk, store=replace(self.desk.store, device=device))
        return figures

    def _rekey(self) -> str:
        return self.server.enrol(self.desk.person_id)


def _any(_message: bytes, _signature: str) -> bool:
    return True


def serve(office: Office) -> Server:
    """Return a server that holds all that the office's desk wrote."""
    change = schema.change
    with office.engine.connect() as connection:
        rows = connection.execute(select(*AS_RECORD).order_by(change.c.dseq)).all()
    shelf = DictShelf(office.desk.agency_id)
    clock = Clock()
    clock.go_on(minutes=1)
    now = int(clock.now.timestamp() * 1000)
    free = replace(ALL, authority=False)
    arrival = Arrival(shelf, now, lambda _record: None, free)
    arrival.receive([record_of(row) for row in rows])
    shelf.write(arrival.finish())
    return Server(shelf, clock)


@contextmanager
def pc_of(server: Server, person_id: str, path: Path) -> Iterator[Pc]:
    """Open a new PC of a person, enrolled and still empty."""
    engine = open_engine(path, KEY)
    schema.metadata.create_all(engine)
    device = server.enrol(person_id)
    store = Store(engine, server.shelf.agency_id, device, server.clock)
    with write_transaction(engine) as connection:
        note_desk(connection, store, person_id)
        desk_store_state.begin(connection, store.agency_id, device, person_id)
    try:
        yield Pc(server, engine, Desk(store, person_id))
    finally:
        engine.dispose()


@contextmanager
def reopened(pc: Pc, path: Path) -> Iterator[Pc]:
    """Open a database file again, or a copy of it, as the same PC would."""
    engine = open_engine(path, KEY, must_exist=True)
    store = replace(pc.desk.store, engine=engine)
    try:
        yield Pc(pc.server, engine, replace(pc.desk, store=store))
    finally:
        engine.dispose()


def count(engine: Engine, name: str) -> int:
    """Return how many rows a table has."""
    with engine.connect() as connection:
        return len(connection.execute(select(schema.metadata.tables[name])).all())


def values(pc: Pc, name: str, id: str) -> dict[str, Any] | None:
    """Return one row of a PC as it is shown there."""
    table = schema.metadata.tables[name]
    with pc.engine.connect() as connection:
        row = connection.execute(select(table).where(table.c.id == id)).mappings().first()
    return dict(row) if row else None


def a_while(server: Server) -> None:
    """Let ten minutes pass everywhere."""
    server.clock.go_on(seconds=timedelta(minutes=10).total_seconds())


__all__ = ["Ids", "Pc", "Server", "a_while", "count", "pc_of", "reopened", "serve", "values"]
