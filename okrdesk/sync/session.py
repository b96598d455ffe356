"""One sync of an opened desk over the network: keys, connection, engine, and a note of how it went.

What the server says no to becomes a sentence here. A PC that was revoked with the wish to wipe
destroys the key of its database before anybody is told.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from okrdesk.db import schema, vault
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.files import set_aside
from okrdesk.db.keyring_secret import SecretStore
from okrdesk.domain.identity import new_id
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.services.desk import Desk
from okrdesk.services.pins import pins_of
from okrdesk.services.sync_state import Way
from okrdesk.sync import desk_store_state as state
from okrdesk.sync.blobs import Blobs, SentFiles
from okrdesk.sync.bundle import DeskKeys
from okrdesk.sync.checkpoints import checker
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.device_key import DeviceKey, find_key, forget_key, is_elsewhere
from okrdesk.sync.engine import Engine, Line, SyncFigures
from okrdesk.sync.enrolment import KnownServer, find_server, put_server, rekey
from okrdesk.sync.stops import Busy, Revoked, Stop, UnknownDevice
from okrdesk.sync.transport import Signer, Transport

MOST_RUNS = 500
"""How many runs the history keeps."""
_run = schema.sync_run


@dataclass
class Session:
    """The syncs of one desk; `folder` holds its database and key file.

    Not for two threads at a time.
    """

    desk: Desk
    folder: Path
    keyring: SecretStore | None
    store: SqlDeskStore = field(init=False)
    _server: KnownServer = field(init=False)
    _transport: Transport | None = field(init=False, default=None)
    _keys: dict[str, DeviceKey] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look up the server; raise Refused(NOT_ENROLLED) where there is none."""
        self.store = SqlDeskStore(self.desk.store)
        with read_transaction(self.desk.store.engine) as connection:
            self._server = find_server(connection)

    @property
    def url(self) -> str:
        """Return where the server is."""
        return self._server.url

    def move(self, url: str) -> None:
        """Reach the server at another address from now on; its keys stay those that are known."""
        moved = msgspec.structs.replace(self._server, url=url)
        moved.address.checked()
        with write_transaction(self.desk.store.engine) as connection:
            put_server(connection, moved)
        self.close()
        self._server = moved

    def run(
        self,
        progress: Callable[[SyncFigures], None] = lambda _figures: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> SyncFigures:
        """Synchronise, and note the run. Raises Faults, all with a sentence.

        DEVICE_REVOKED, DEVICE_UNKNOWN, DEVICE_KEY_MISSING, SERVER_BUSY,
        SERVER_CANNOT_STORE, SERVER_REFUSES, SERVER_UNREACHABLE, SERVER_NOT_TRUSTED,
        SERVER_MISBEHAVES, SERVER_TOO_SLOW, SYNC_UNSTABLE, CHECKPOINT_FORGED, HISTORY_REWRITTEN,
        and those of the disk.
        """
        started = self.desk.store.now()
        seen = SyncFigures()

        def watch(figures: SyncFigures) -> None:
            nonlocal seen
            seen = figures
            progress(figures)

        try:
            seen = self._run(watch, is_cancelled)
        except Stop as stop:
            fault = self.fault_of(stop)
            if fault.code is not Code.DEVICE_REVOKED:
                self._note(started, seen, fault)
            raise fault from stop
        except OkrError as error:
            with suppress(OkrError):
                self._note(started, seen, error)
            raise
        self._note(started, seen, None)
        return seen

    def close(self) -> None:
        """Give the connection to the server back."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def send_files(self, is_cancelled: Callable[[], bool] = lambda: False) -> SentFiles:
        """Send the attached files that the server has not, and note those that it will not have.

        Raises as `run` does.
        """
        blobs = Blobs(self.desk.store)
        if not blobs.unsent():
            return SentFiles()
        try:
            with self.transport() as transport:
                return blobs.send(transport, is_cancelled)
        except Stop as stop:
            raise self.fault_of(stop) from stop
        except TimeoutError as error:
            raise Fault(Code.SERVER_TOO_SLOW) from error

    def transport(self) -> Transport:
        """Return a new connection that signs as this PC; the caller closes it."""
        device = self.store.state().device
        return Transport(self._server.address, Signer(device, self._key(device).sign))

    def keys(self) -> DeskKeys:
        """Return what a carried file is signed and opened with."""
        notes = self.store.state()
        key = self._key(notes.device)
        return DeskKeys(notes.agency_id, notes.device, key.signing, key.sealing, self._server.keys)

    def pins(self) -> list[str]:
        """Return the units that are asked for in full."""
        with read_transaction(self.desk.store.engine) as connection:
            return pins_of(connection)

    def check(self) -> Callable[..., None]:
        """Return what every new checkpoint of the server has to pass."""
        return checker(self.desk.agency_id, bytes.fromhex(self._server.keys.verify_key))

    def fault_of(self, stop: Stop) -> Fault:
        """Return what a server's no means to the person; destroys the key where it says so."""
        if isinstance(stop, Revoked):
            if stop.params.get("wipe"):
                self._wipe()
                return Fault(Code.DEVICE_REVOKED)
            return Fault(Code.DEVICE_UNKNOWN)
        if isinstance(stop, UnknownDevice):
            return Fault(Code.DEVICE_UNKNOWN)
        if isinstance(stop, Busy):
            return stop.to_fault()
        return Fault(Code.SERVER_REFUSES, name=stop.name)

    def note_file(self, started: datetime, figures: SyncFigures, sizes: tuple[int, int]) -> None:
        """Note that a carried file was written or read; `sizes` are its bytes, up and down."""
        run = self._noted(started, None) | {"way": Way.FILE.value}
        self._write_run(run | {"figures": _told(figures, sizes)})

    def _run(
        self, progress: Callable[[SyncFigures], None], is_cancelled: Callable[[], bool]
    ) -> SyncFigures:
        transport = self._connected()
        transport.bytes_up = transport.bytes_down = 0
        if self._is_elsewhere():
            self.store.move_to(self._become_another())
        line = Line(
            exchange=lambda request: self._connected().exchange(request),
            sign=lambda claim: self._key(self.store.state().device).sign(claim),
            rekey=self._become_another,
            check=self.check(),
            ahead=lambda request: self._connected().ahead(request),
        )
        return Engine(self.store, line, self.pins()).run(progress, is_cancelled)

    def _connected(self) -> Transport:
        if self._transport is None:
            self._transport = self.transport()
        return self._transport

    def _is_elsewhere(self) -> bool:
        with read_transaction(self.desk.store.engine) as connection:
            return is_elsewhere(connection, self.folder)

    def _become_another(self) -> str:
        """Get a new device from the server; from now on the requests are signed by it."""
        transport = self._connected()
        device = rekey(self.desk.store.engine, transport, self.folder, self.keyring)
        transport.signer = Signer(device, self._key(device).sign)
        return device

    def _key(self, device: str) -> DeviceKey:
        if device not in self._keys:
            with read_transaction(self.desk.store.engine) as connection:
                self._keys[device] = find_key(connection, device, self.keyring)
        return self._keys[device]

    def _wipe(self) -> None:
        """Destroy what opens the database; the file is set aside for whom it is sealed to.

        The device's own key, which serves for nothing any more, may stay where the disk is full.
        """
        with suppress(Fault), write_transaction(self.desk.store.engine) as connection:
            forget_key(connection, state.load(connection).device, self.keyring)
        self.close()
        self.desk.store.engine.dispose()
        vault.destroy(self.folder, self.keyring)
        set_aside(self.folder, self.desk.store.now())

    def _note(self, started: datetime, figures: SyncFigures, error: OkrError | None) -> None:
        """Write how a sync over the network went."""
        transport = self._transport
        sizes = (transport.bytes_up, transport.bytes_down) if transport else (0, 0)
        self._write_run(self._noted(started, error) | {"figures": _told(figures, sizes)})

    def _noted(self, started: datetime, error: OkrError | None) -> dict[str, Any]:
        return {
            "agency_id": self.desk.agency_id,
            "id": new_id(),
            "way": Way.HTTP.value,
            "started_at": started,
            "ended_at": self.desk.store.now(),
            "error": error.code.value if error else None,
        }

    def _write_run(self, run: dict[str, Any]) -> None:
        """Write how a run went; of runs that moved nothing only the last is kept."""
        with write_transaction(self.desk.store.engine) as connection:
            rows = connection.execute(
                select(_run.c.id, _run.c.figures, _run.c.error)
                .where(_run.c.agency_id == self.desk.agency_id)
                .order_by(_run.c.started_at.desc(), _run.c.id.desc())
            ).all()
            gone = [row.id for row in rows[MOST_RUNS - 1 :]]
            if rows and rows[0].error == run["error"] and not _moved(rows[0].figures):
                gone.append(rows[0].id)
            connection.execute(
                delete(_run).where(_run.c.agency_id == self.desk.agency_id, _run.c.id.in_(gone))
            )
            connection.execute(insert(_run), run)


def seated(desk: Desk, device: str) -> Desk:
    """Return the desk as it writes after the PC became the device `device`."""
    if desk.store.device == device:
        return desk
    return replace(desk, store=replace(desk.store, device=device))


def _told(figures: SyncFigures, sizes: tuple[int, int]) -> dict[str, int]:
    """Return what the history keeps of a run; `sizes` are its bytes, up and down."""
    return {
        **figures.counts,
        "sent": figures.sent,
        "received": figures.received,
        "requests": figures.requests,
        "bytes_up": sizes[0],
        "bytes_down": sizes[1],
    }


def _moved(figures: dict[str, int]) -> bool:
    return bool(figures.get("sent") or figures.get("received"))
