"""A PC becomes a device of a person: by code and password, or as the twin of one that forked.

An unknown agency, an unknown user, a wrong code and a wrong password get the same answer after the
same work. The first enrolment of a user chooses the password; later ones need it, so that a slip
with a code that went astray is of no use to its finder.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, insert, select

from okrdesk.db import schema as office
from okrdesk.db.engine import write_transaction
from okrdesk.domain.dates import day_at
from okrdesk.domain.identity import new_id
from okrdesk.errors import Refused
from okrdesk.server import schema
from okrdesk.server.accounts import (
    Account,
    agencies,
    agency_of_code,
    code_serves,
    find_account,
    note_totp_step,
    set_password,
    use_code,
)
from okrdesk.server.attempts import NO_AGENCY, begin_attempt, forgive
from okrdesk.server.http_signature import is_key
from okrdesk.server.keys import Keys
from okrdesk.server.limits import MOST_NAME
from okrdesk.server.passwords import hash_password, password_fits, totp_step
from okrdesk.server.second_factor import is_asked
from okrdesk.sync.enrol_wire import Enrolled, EnrolRequest, RekeyRequest, ServerKeys
from okrdesk.sync.record import chain_start
from okrdesk.sync.stops import Denied, Malformed, UnknownDevice
from okrdesk.sync.wire import PROTOCOL

_KEY_ID_LETTERS = 16
_device = schema.device


@dataclass(frozen=True)
class Enroller:
    """What enrolling needs: the database, the server's keys, the certificate to pin (PEM or "")."""

    engine: Engine
    keys: Keys
    ca: str = ""


@dataclass(frozen=True)
class _Machine:
    """What a PC says of itself when it becomes a device."""

    verify_key: str
    seal_key: str
    name: str
    app: str


def enrol(enroller: Enroller, request: EnrolRequest, now: datetime) -> Enrolled:
    """Make the asking PC a device of the user and say what it is from now on.

    Raises Denied, Busy after too many attempts, and Malformed for keys that are none or a password
    that may not be chosen.
    """
    machine = _machine(request)
    with write_transaction(enroller.engine) as connection:
        agency_id = _find_agency(connection, request)
        begin_attempt(connection, agency_id or NO_AGENCY, request.user, now)
        account = find_account(connection, agency_id, request.user) if agency_id else None
        is_good = account is not None and _is_good(connection, account, request, now)
    # Without a transaction: it takes its time, and longest where there is nothing to compare.
    is_first = is_good and account is not None and account.password is None
    fits = password_fits(account.password if account else None, request.password)
    if account is None or not is_good or not (is_first or fits):
        raise Denied()
    hashed = _chosen(request.password) if is_first else None
    with write_transaction(enroller.engine) as connection:
        _prove_second_factor(connection, account, request.totp, now)
        if not use_code(connection, account, request.code, now):
            raise Denied()
        if hashed is not None:
            set_password(connection, account, hashed)
        forgive(connection, account.agency_id, request.user)
        return _admit(connection, enroller, account, machine, now)


def rekey(
    enroller: Enroller, device: tuple[str, str], request: RekeyRequest, now: datetime
) -> Enrolled:
    """Make the asking PC another device of the same person.

    `device` is (agency, device) of the one that signed. It stays what its twin is: whichever of two
    clones asks first must not shut the other out, which has work of its own to send. Raises
    Malformed, and UnknownDevice where there is no such device any more.
    """
    agency_id, id = device
    machine = _machine(request)
    with write_transaction(enroller.engine) as connection:
        is_old = (
            _device.c.agency_id == agency_id,
            _device.c.id == id,
            _device.c.revoked_at.is_(None),
        )
        person_id = connection.scalar(select(_device.c.person_id).where(*is_old))
        if person_id is None:
            raise UnknownDevice()
        return _admit(connection, enroller, _Person(agency_id, person_id), machine, now)


def server_keys(keys: Keys) -> ServerKeys:
    """Return the server's public keys as a PC keeps them."""
    return ServerKeys(keys.seal_key[:_KEY_ID_LETTERS], keys.verify_key, keys.seal_key)


@dataclass(frozen=True)
class _Person:
    agency_id: str
    person_id: str


def _find_agency(connection: Connection, request: EnrolRequest) -> str | None:
    """Return the agency with this code; where it is left empty, the one that made the user's."""
    if not request.agency.strip():
        return agency_of_code(connection, request.code)
    wanted = request.agency.strip().casefold()
    known = agencies(connection)
    return next((row["id"] for row in known if row["code"].casefold() == wanted), None)


def _is_good(
    connection: Connection, account: Account, request: EnrolRequest, now: datetime
) -> bool:
    person = office.person
    archived = connection.scalar(
        select(person.c.archived | person.c.deleted).where(
            person.c.agency_id == account.agency_id, person.c.id == account.person_id
        )
    )
    serves = code_serves(connection, account, request.code, now)
    return serves and archived is not None and not archived and not account.disabled


def _chosen(password: str) -> str:
    try:
        return hash_password(password)
    except Refused as error:
        raise Malformed(detail="password") from error


def _prove_second_factor(
    connection: Connection, account: Account, digits: str, now: datetime
) -> None:
    if not is_asked(connection, account, day_at(now)):
        return
    step = totp_step(account.totp, digits, now, account.totp_step) if account.totp else None
    if step is None or not note_totp_step(connection, account, step):
        raise Denied(second_factor=True)


def _admit(
    connection: Connection,
    enroller: Enroller,
    who: Account | _Person,
    machine: _Machine,
    now: datetime,
) -> Enrolled:
    # Its token comes with its first sync: one that has a token is taken to have met the epoch.
    id, agency_id = new_id(), who.agency_id
    head = chain_start(agency_id, id).hex()
    values = {
        "agency_id": agency_id,
        "id": id,
        "person_id": who.person_id,
        "verify_key": machine.verify_key,
        "seal_key": machine.seal_key,
        "name": machine.name,
        "app": machine.app,
        "enrolled_at": now,
        "head": head,
    }
    connection.execute(insert(_device), values)
    return Enrolled(
        device=id,
        agency_id=agency_id,
        agency_name=_value(connection, office.agency.c.name, agency_id, agency_id),
        person_id=who.person_id,
        person_name=_value(connection, office.person.c.name, agency_id, who.person_id),
        epoch=str(
            connection.scalar(
                select(schema.counter.c.epoch).where(schema.counter.c.agency_id == agency_id)
            )
        ),
        head=head,
        server=server_keys(enroller.keys),
        recovery_key=_recovery_key(connection, agency_id),
        protocol=PROTOCOL,
        ca=enroller.ca,
    )


def _machine(request: EnrolRequest | RekeyRequest) -> _Machine:
    if not (is_key(request.verify_key) and is_key(request.seal_key)):
        raise Malformed(detail="key")
    for name in ("machine", "app"):
        if len(getattr(request, name)) > MOST_NAME:
            raise Malformed(detail=name)
    return _Machine(request.verify_key, request.seal_key, request.machine, request.app[:20])


def _value(connection: Connection, column: Column[str], agency_id: str, id: str) -> str:
    table = column.table
    return str(
        connection.scalar(select(column).where(table.c.agency_id == agency_id, table.c.id == id))
    )


def _recovery_key(connection: Connection, agency_id: str) -> str:
    key = schema.agency_key
    return connection.scalar(select(key.c.recovery_key).where(key.c.agency_id == agency_id)) or ""
