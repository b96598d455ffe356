"""A PC joins a server's office: a new database for one person, or a new device for the one it has.

The code serves once, so everything that can fail here is done before it is spent: the folder, the
vault and the empty tables are there first. What the server answers is written in one transaction;
the rows of the office come with the first sync, which goes on wherever it is cut.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine

from okrdesk import __version__
from okrdesk.db import vault
from okrdesk.db.engine import write_transaction
from okrdesk.db.files import write_durably
from okrdesk.db.keyring_secret import SecretStore
from okrdesk.db.opening import open_database
from okrdesk.db.restore import staged
from okrdesk.db.store import Store, get_meta, put_meta
from okrdesk.errors import Code, Fault, Refused
from okrdesk.services.enrolled import ENROLMENT
from okrdesk.services.office import note_desk
from okrdesk.sync import desk_store_state as state
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.device_key import DeviceKey, forget_key, keep_key, machine_name, note_machine
from okrdesk.sync.enrol_wire import LEAST_PASSWORD, Enrolled, EnrolRequest, RekeyRequest, ServerKeys
from okrdesk.sync.stops import Busy, Denied, Malformed, Stop
from okrdesk.sync.transport import Address, Transport, reason_of

SEALED_KEY = "recovery.sealed"
"""The database key, sealed to the agency's recovery key: for the day when nobody else opens it."""
_SERVER = "server"


@dataclass(frozen=True)
class Asked:
    """What a person says to enrol; `agency` is needed only where a server holds several."""

    address: Address
    user: str
    code: str = field(repr=False)
    password: str = field(repr=False)
    totp: str = field(default="", repr=False)
    agency: str = ""


@dataclass(frozen=True)
class Place:
    """Where the new database goes, and what will open it there."""

    folder: Path
    password: str | None = field(repr=False)
    keyring: SecretStore | None


class KnownServer(msgspec.Struct, frozen=True):
    """What a PC keeps of its server: where it is, its public keys, and who one is there."""

    url: str
    keys: ServerKeys
    user: str
    recovery_key: str = ""
    ca: str = ""
    fingerprint: str = ""
    is_insecure: bool = False

    @property
    def address(self) -> Address:
        """Return where it is."""
        return Address(self.url, self.ca, self.fingerprint, self.is_insecure)


def enrol(place: Place, asked: Asked, now: datetime) -> tuple[bytes, str]:
    """Make the database of an enrolled PC; return its key, and the vault's recovery key to print.

    Raises Refused: FOLDER_HOLDS_OFFICE, ENROLMENT_DENIED, ENROLMENT_WAIT, SECOND_FACTOR_NEEDED,
    PASSWORD_SHORT, SERVER_NEEDS_TLS, SERVER_ADDRESS_BAD; Faults of folder and network; then nothing
    is left behind.
    """
    address = asked.address.checked()
    refuse_office(place.folder)
    with staged(place.folder, now) as staging:
        made, recovery = vault.create(staging, place.password, place.keyring)
        engine = open_database(staging, made.key, is_new=True)
        try:
            key = DeviceKey.new()
            told = ask(address, asked, key)
            with write_transaction(engine) as connection:
                _note_all(connection, told, _known(asked, told), place.folder)
                keep_key(connection, told.device, key, place.keyring)
        finally:
            engine.dispose()
        seal_to_agency(place.folder, made.key, told.recovery_key)
    return made.key, recovery


def enrol_again(store: Store, folder: Path, keyring: SecretStore | None, asked: Asked) -> None:
    """Give the PC of an opened desk a new device, where the server lets the former in no more.

    What is here stays; what is not durable is offered again. Raises what `enrol` raises, and
    Refused(FOLDER_HOLDS_OFFICE) where code and user are of another person or agency.
    """
    key = DeviceKey.new()
    told = ask(asked.address.checked(), asked, key)
    with write_transaction(store.engine) as connection:
        notes = state.load(connection)
        if (told.agency_id, told.person_id) != (notes.agency_id, notes.person_id):
            raise Refused(Code.FOLDER_HOLDS_OFFICE, path=str(folder))
        put_server(connection, _known(asked, told))
        keep_key(connection, told.device, key, keyring)
        note_machine(connection, folder)
        former = notes.device
    SqlDeskStore(store).move_to(told.device)
    with write_transaction(store.engine) as connection:
        forget_key(connection, former, keyring)


def rekey(engine: Engine, transport: Transport, folder: Path, keyring: SecretStore | None) -> str:
    """Make this machine another device, as its twin writes too; return the new device's id."""
    key = DeviceKey.new()
    message = RekeyRequest(key.verify_key, key.seal_key, machine_name(), __version__)
    told: Enrolled = transport.post("/v1/rekey", message, Enrolled)
    with write_transaction(engine) as connection:
        keep_key(connection, told.device, key, keyring)
        note_machine(connection, folder)
    return told.device


def ask(address: Address, asked: Asked, key: DeviceKey) -> Enrolled:
    """Ask the server to let this PC in; raise what `enrol` raises of the server."""
    message = EnrolRequest(
        agency=asked.agency.strip(),
        user=asked.user.strip(),
        code=asked.code.strip(),
        password=asked.password,
        verify_key=key.verify_key,
        seal_key=key.seal_key,
        machine=machine_name(),
        app=__version__,
        totp=asked.totp.strip(),
    )
    with Transport(address) as transport:
        try:
            told: Enrolled = transport.post("/v1/enrol", message, Enrolled)
        except Stop as stop:
            raise _answer(stop) from stop
        except TimeoutError as error:
            raise Fault(
                Code.SERVER_UNREACHABLE, url=address.url, reason=reason_of(error)
            ) from error
    return told


def find_server(connection: Connection) -> KnownServer:
    """Return the server of this PC; raise Refused(NOT_ENROLLED) where there is none."""
    document = get_meta(connection, _SERVER)
    if document is None:
        raise Refused(Code.NOT_ENROLLED)
    return msgspec.convert(document, KnownServer)


def put_server(connection: Connection, server: KnownServer) -> None:
    """Note the server of this PC, also where others look for its name."""
    put_meta(connection, _SERVER, msgspec.to_builtins(server))
    known: dict[str, Any] = get_meta(connection, ENROLMENT) or {}
    put_meta(connection, ENROLMENT, {**known, "server": server.url, "user": server.user})


def refuse_office(folder: Path) -> None:
    """Raise Refused(FOLDER_HOLDS_OFFICE) where a folder holds data already."""
    try:
        vault.refuse_existing(folder)
    except Fault as error:
        raise Refused(Code.FOLDER_HOLDS_OFFICE, path=str(folder)) from error


def seal_to_agency(folder: Path, key: bytes, recovery_key: str) -> None:
    """Leave the database key beside the database, sealed so that only the agency can open it."""
    if not recovery_key:
        return
    from nacl.public import PublicKey, SealedBox

    sealed = SealedBox(PublicKey(bytes.fromhex(recovery_key))).encrypt(key)
    write_durably(folder / SEALED_KEY, bytes(sealed))


def _note_all(connection: Connection, told: Enrolled, server: KnownServer, folder: Path) -> None:
    store = Store(connection.engine, told.agency_id, told.device)
    note_desk(connection, store, told.person_id)
    put_server(connection, server)
    notes = state.Notes(
        told.agency_id,
        told.device,
        told.person_id,
        epoch=told.epoch,
        is_anew=True,
    )
    state.save(connection, notes)
    note_machine(connection, folder)


def _known(asked: Asked, told: Enrolled) -> KnownServer:
    address = asked.address.checked()
    return KnownServer(
        url=address.url,
        keys=told.server,
        user=asked.user.strip(),
        recovery_key=told.recovery_key,
        # What the person trusted stays; a server may only name a certificate where nothing was.
        ca=address.ca or ("" if address.fingerprint else told.ca),
        fingerprint=address.fingerprint,
        is_insecure=address.is_insecure,
    )


def _answer(stop: Stop) -> Exception:
    """Return what a stop at enrolment means to the person."""
    if isinstance(stop, Denied):
        if stop.params.get("second_factor"):
            return Refused(Code.SECOND_FACTOR_NEEDED, field="second_factor")
        return Refused(Code.ENROLMENT_DENIED, field="code")
    if isinstance(stop, Busy):
        return Refused(Code.ENROLMENT_WAIT, seconds=stop.seconds)
    if isinstance(stop, Malformed) and stop.params.get("detail") == "password":
        return Refused(Code.PASSWORD_SHORT, field="password", least=LEAST_PASSWORD)
    return Fault(Code.SERVER_REFUSES, name=stop.name)
