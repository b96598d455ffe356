"""What the application does with a server: it enrols, keeps an open desk in step, and tells how.

The background begins with the first who watches (a window): a command of the shell that opens the
folder for a moment synchronises only when it is asked to. Nothing here is imported before it is
needed; a stand-alone office loads none of it.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import day_at, format_date
from okrdesk.errors import Code, Refused

if TYPE_CHECKING:
    from okrdesk.db.keyring_secret import SecretStore
    from okrdesk.services.desk import Desk
    from okrdesk.sync.engine import SyncFigures
    from okrdesk.sync.enrolment import Asked
    from okrdesk.sync.keeper import Keeper
    from okrdesk.sync.session import Session
    from okrdesk.sync.status import SyncStatus

Told = Callable[["SyncStatus"], None]


class Following:
    """The side of one application that follows a server; `moved` hears of another device id."""

    def __init__(self, moved: Callable[[str], None]) -> None:
        self._moved = moved
        self._watchers: list[Told] = []
        self._keeper: Keeper | None = None
        self._session: Session | None = None
        self._status: SyncStatus | None = None
        self._cancel = threading.Event()
        self._lock = threading.RLock()

    @property
    def status(self) -> "SyncStatus":
        """Return how the PC stands with its server."""
        from okrdesk.sync.status import SyncStatus

        return self._status or SyncStatus()

    def watch(self, told: Told) -> Callable[[], None]:
        """Call `told` with every new status, on any thread; return what ends that."""
        with self._lock:
            self._watchers.append(told)
            self._begin()

        def unwatch() -> None:
            if told in self._watchers:
                self._watchers.remove(told)

        return unwatch

    def join(
        self, desk: "Desk", folder: Path, keyring: "Callable[[Path], SecretStore | None]"
    ) -> "Desk":
        """Take an opened desk; return it with what a PC of a server needs.

        A stand-alone office comes back as it is. A desk on which the first sync has not been read
        to its end is first brought there; raises what a sync raises.
        """
        from okrdesk.services.enrolled import enrolment_of

        with desk.read() as connection:
            if enrolment_of(connection) is None:
                return desk
        from okrdesk.sync.session import Session, seated

        session = Session(desk, folder, keyring(folder))
        if session.store.state().is_anew:
            self._cancel.clear()
            session.run(self._tell_first, self._cancel.is_set)
        session.store.settle()
        device = session.store.state().device
        desk = seated(desk, device)
        desk = replace(desk, store=replace(desk.store, guard=self.refuse_late))
        session.desk = desk
        self._note_lease(session)
        with self._lock:
            self._session = session
            self._begin()
        return desk

    def leave(self) -> None:
        """Let go of the desk, before its database is closed."""
        with self._lock:
            keeper, self._keeper = self._keeper, None
            session, self._session = self._session, None
        if keeper is not None:
            keeper.stop()
        if session is not None:
            session.close()

    def sync_now(self) -> "Future[SyncFigures]":
        """Synchronise at once; raises a Fault with a sentence, or Refused(NOT_ENROLLED)."""
        with self._lock:
            keeper, session = self._keeper, self._session
        if keeper is not None:
            return keeper.sync_now()
        future: Future[SyncFigures] = Future()
        try:
            if session is None:
                raise Refused(Code.NOT_ENROLLED)
            self._cancel.clear()
            future.set_result(session.run(is_cancelled=self._cancel.is_set))
        except Exception as error:  # noqa: BLE001 - a bug too must reach whoever waits
            future.set_exception(error)
        return future

    def cancel(self) -> None:
        """Stop the sync under way between two pages."""
        self._cancel.set()
        with self._lock:
            if self._keeper is not None:
                self._keeper.cancel()

    def changed(self, result: object) -> None:
        """Look at what a call of the person returned: what it wrote is sent soon."""
        touched = getattr(result, "touched", None)
        with self._lock:
            if self._keeper is not None and touched:
                is_check_in = any(entity == "check_in" for entity, _id in touched)
                self._keeper.changed(is_check_in=is_check_in)

    def refuse_late(self) -> None:
        """Raise Refused(LEASE_OVER) where the server was not heard for too long."""
        status = self.status
        if status.is_lease_over and status.last_at is not None:
            raise Refused(Code.LEASE_OVER, day=format_date(day_at(status.last_at)))

    def fetch(self, sha: str, is_cancelled: Callable[[], bool]) -> None:
        """Bring an attached file here; raises CancelledError, and as `okrdesk.sync.blobs` and a
        sync do.
        """
        from okrdesk.errors import Fault
        from okrdesk.sync.blobs import Blobs
        from okrdesk.sync.stops import Stop

        with self._lock:
            session = self._session
        if session is None:
            raise Refused(Code.FILE_NOT_HERE)
        try:
            with session.transport() as transport:
                if not Blobs(session.desk.store).fetch(transport, sha, is_cancelled):
                    raise CancelledError
        except Stop as stop:
            raise session.fault_of(stop) from stop
        except TimeoutError as error:
            raise Fault(Code.SERVER_TOO_SLOW) from error

    @property
    def is_enrolled(self) -> bool:
        """Say whether the open desk has a server."""
        return self._session is not None

    @property
    def session(self) -> "Session":
        """Return what reaches the server for the open desk; raise Refused(NOT_ENROLLED)."""
        if self._session is None:
            raise Refused(Code.NOT_ENROLLED)
        return self._session

    def enrol(self, place: Path, password: str | None, asked: "Asked") -> tuple[bytes, str | None]:
        """Make the database of an enrolled PC in `place`; return its key and what to print.

        The recovery key is printed only where the agency holds none.
        """
        from okrdesk.db.keyring_secret import system_store
        from okrdesk.sync.enrolment import SEALED_KEY, Place, enrol

        keyring = system_store().store
        key, recovery = enrol(Place(place, password, keyring), asked, datetime.now().astimezone())
        return key, None if (place / SEALED_KEY).exists() else recovery

    def enrol_again(self, asked: "Asked") -> None:
        """Give the open desk's PC a new device."""
        from okrdesk.sync.enrolment import enrol_again

        session = self.session
        enrol_again(session.desk.store, session.folder, session.keyring, asked)

    def _note_lease(self, session: "Session") -> None:
        """Look at the lease before anything can be written, also where nobody watches."""
        from okrdesk.sync.status import standing

        self._status = standing(session, self.status)

    def _begin(self) -> None:
        """Start the background, once there is somebody to tell and a desk to keep."""
        if self._keeper is not None or self._session is None or not self._watchers:
            return
        from okrdesk.sync.keeper import Keeper

        self._keeper = Keeper(self._session, self._tell, self._moved)
        self._keeper.start()

    def _tell(self, status: "SyncStatus") -> None:
        self._status = status
        for told in tuple(self._watchers):
            told(status)

    def _tell_first(self, figures: "SyncFigures") -> None:
        from okrdesk.i18n import _
        from okrdesk.sync.status import Connection, SyncStatus

        text = _("{sent} sent, {received} received").format(
            sent=figures.sent, received=figures.received
        )
        self._tell(SyncStatus(Connection.SYNCING, done=figures.received, text=text))


def is_wiped(folder: Path) -> bool:
    """Say whether a server had the key of a data folder destroyed, and no office came since."""
    from okrdesk.db import vault

    return vault.was_destroyed(folder)


@contextmanager
def wipe_told(folder: Path) -> Iterator[None]:
    """Say of what cannot be opened because a server had its key destroyed that it is so.

    It may happen while it is opened, or another program of the folder was told: then whatever
    fails becomes Fault(DEVICE_REVOKED).
    """
    from okrdesk.errors import Fault

    try:
        yield
    except Exception as error:
        if is_wiped(folder):
            raise Fault(Code.DEVICE_REVOKED) from error
        raise


def asked_of(values: Mapping[str, Any]) -> "Asked":
    """Return what a form or a command says to enrol.

    Keys: server, user, code, password; second_factor, agency, ca_file (a path), fingerprint,
    insecure. Raises Refused: SERVER_ADDRESS_BAD, SERVER_NEEDS_TLS; Faults of the file.
    """
    from okrdesk.db.files import file_faults
    from okrdesk.sync.enrolment import Asked
    from okrdesk.sync.transport import Address

    ca = ""
    if values.get("ca_file"):
        path = Path(values["ca_file"])
        with file_faults(path):
            ca = path.read_text(encoding="ascii", errors="replace")
    address = Address(
        str(values["server"]), ca, values.get("fingerprint") or "", bool(values.get("insecure"))
    )
    return Asked(
        address.checked(),
        str(values["user"]),
        str(values["code"]),
        str(values["password"]),
        values.get("second_factor") or "",
        values.get("agency") or "",
    )


def keyring_of(folder: Path) -> "SecretStore | None":
    """Return the keyring that opens a data folder; None where a password alone does."""
    from okrdesk.db import keyring_secret, vault

    # Its libraries take 50 ms to load, and many machines have no keyring.
    if not vault.what_is_needed(folder).keyring:
        return None
    return keyring_secret.system_store().store


def hand_on(done: "Future[Any]", outcome: "Future[Any]") -> None:
    """Give `outcome` what `done` came to."""
    if done.cancelled():
        outcome.cancel()
    elif error := done.exception():
        outcome.set_exception(error)
    else:
        outcome.set_result(done.result())
