"""Who may enrol a PC: one login for each person, one-time codes, a second factor where asked for.

An administrator and whoever approves may be made to have the second factor; then nobody of them
enrols without it. Everything here works inside the caller's transaction.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from okrdesk.db import schema as office
from okrdesk.domain.identity import new_id
from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from okrdesk.server import schema
from okrdesk.server.passwords import hash_code, new_code, new_totp_secret, totp_address

CODE_DAYS = 14
_account = schema.account
_code = schema.enrol_code
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_NOT_IN_NAME = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True)
class Account:
    """A login as the server keeps it; `password` is an argon2 text, None until first enrolment."""

    agency_id: str
    person_id: str
    name: str
    password: str | None
    totp: str | None
    totp_step: int
    needs_totp: bool
    disabled: bool


@dataclass(frozen=True)
class IssuedCode:
    """A one-time code, told once: only its hash is kept."""

    user: str
    code: str
    expires: datetime


@dataclass(frozen=True)
class Totp:
    """The secret of a second factor, told once, and the address of its QR code."""

    secret: str
    address: str


def find_account(connection: Connection, agency_id: str, name: str) -> Account | None:
    """Return the account with this login, whatever its case."""
    row = _row(connection, agency_id, _account.c.name == login(name))
    return _account_of(row) if row else None


def account_of(connection: Connection, agency_id: str, person_id: str) -> Account | None:
    """Return a person's account."""
    row = _row(connection, agency_id, _account.c.person_id == person_id)
    return _account_of(row) if row else None


def accounts(connection: Connection, agency_id: str) -> list[Account]:
    """Return all accounts of an agency by login."""
    rows = connection.execute(
        select(_account).where(_account.c.agency_id == agency_id).order_by(_account.c.name)
    )
    return [_account_of(row) for row in rows.mappings()]


def add_account(
    connection: Connection, agency_id: str, person_id: str, name: str, now: datetime
) -> Account:
    """Give a person a login; return the one there is where the person has one already.

    Raises Refused: USER_NAME_BAD, USER_TAKEN.
    """
    known = account_of(connection, agency_id, person_id)
    if known is not None:
        return known
    if not _NAME.fullmatch(login(name)):
        raise Refused(Code.USER_NAME_BAD, name=name)
    if find_account(connection, agency_id, name):
        raise Refused(Code.USER_TAKEN, name=login(name))
    values = {
        "agency_id": agency_id,
        "person_id": person_id,
        "name": login(name),
        "made_at": now,
        "needs_totp": False,
        "disabled": False,
        "totp_step": 0,
    }
    connection.execute(insert(_account), values)
    return Account(agency_id, person_id, login(name), None, None, 0, False, False)


def free_name(connection: Connection, agency_id: str, wanted: str) -> str:
    """Return a login made of a person's code (or any text) that nobody has yet."""
    stem = _NOT_IN_NAME.sub("", fold(wanted)).strip("._-")[:30]
    stem = stem if len(stem) > 1 else f"u{stem}0"
    name, number = stem, 1
    while find_account(connection, agency_id, name):
        number += 1
        name = f"{stem}{number}"
    return name


def issue_code(
    connection: Connection, account: Account, now: datetime, days: int = CODE_DAYS
) -> IssuedCode:
    """Return a new one-time code for a user; codes not used yet no longer serve.

    Raises Refused USER_DISABLED.
    """
    issued = draw_code(account, now, days)
    keep_code(connection, account, issued, now)
    return issued


def draw_code(account: Account, now: datetime, days: int = CODE_DAYS) -> IssuedCode:
    """Return a one-time code that serves once `keep_code` has it; raise Refused USER_DISABLED."""
    if account.disabled:
        raise Refused(Code.USER_DISABLED, name=account.name)
    return IssuedCode(account.name, new_code(), now + timedelta(days=days))


def keep_code(connection: Connection, account: Account, issued: IssuedCode, now: datetime) -> None:
    """Let a code serve from now on, and none that the user had before."""
    withdraw_codes(connection, account, now)
    values = {
        "agency_id": account.agency_id,
        "id": new_id(),
        "person_id": account.person_id,
        "hash": hash_code(issued.code),
        "made_at": now,
        "expires_at": issued.expires,
    }
    connection.execute(insert(_code), values)


def withdraw_codes(connection: Connection, account: Account, now: datetime) -> None:
    """Let no code of a user serve any more that was not used."""
    connection.execute(
        update(_code)
        .where(
            _code.c.agency_id == account.agency_id,
            _code.c.person_id == account.person_id,
            _code.c.used_at.is_(None),
        )
        .values(used_at=now)
    )


def code_serves(connection: Connection, account: Account, code: str, now: datetime) -> bool:
    """Say whether a one-time code is good now."""
    return connection.scalar(select(_code.c.id).where(*_good(account, code, now))) is not None


def agency_of_code(connection: Connection, code: str) -> str | None:
    """Return the agency that gave a one-time code; the only agency where none did."""
    found = connection.scalar(select(_code.c.agency_id).where(_code.c.hash == hash_code(code)))
    if found is not None:
        return str(found)
    known = agencies(connection)
    return str(known[0]["id"]) if len(known) == 1 else None


def use_code(connection: Connection, account: Account, code: str, now: datetime) -> bool:
    """Spend a one-time code; return False where it is not good, or another was quicker."""
    spent = connection.execute(update(_code).where(*_good(account, code, now)).values(used_at=now))
    return spent.rowcount == 1


def set_password(connection: Connection, account: Account, hashed: str | None) -> None:
    """Keep the hash of a password; None lets the next enrolment choose a new one."""
    _change(connection, account, password=hashed)


def set_disabled(connection: Connection, account: Account, now: datetime, *, value: bool) -> None:
    """Let a user enrol no more, or again; what was handed out before no longer serves."""
    _change(connection, account, disabled=value)
    withdraw_codes(connection, account, now)


def begin_totp(connection: Connection, account: Account, agency_name: str) -> Totp:
    """Give a user a second factor, anew where there was one; from now on it is asked for."""
    secret = new_totp_secret()
    _change(connection, account, totp=secret, totp_step=0, needs_totp=True)
    return Totp(secret, totp_address(secret, account.name, agency_name))


def end_totp(connection: Connection, account: Account) -> None:
    """Take the second factor away."""
    _change(connection, account, totp=None, totp_step=0, needs_totp=False)


def note_totp_step(connection: Connection, account: Account, step: int) -> bool:
    """Note that the digits of `step` served; return False where they served already."""
    noted = connection.execute(
        update(_account).where(*_is(account), _account.c.totp_step < step).values(totp_step=step)
    )
    return noted.rowcount == 1


def person_code(connection: Connection, agency_id: str, person_id: str) -> str | None:
    """Return the code of a person who works here still; None for anybody else."""
    person = office.person
    return connection.scalar(
        select(person.c.code).where(
            person.c.agency_id == agency_id,
            person.c.id == person_id,
            ~person.c.deleted,
            ~person.c.archived,
        )
    )


def login(name: str) -> str:
    """Return a login as it is stored and compared."""
    return name.strip().lower()


def agencies(connection: Connection) -> list[RowMapping]:
    """Return the agencies of this server (id, code, name), by code."""
    table = office.agency
    rows = connection.execute(
        select(table.c.id, table.c.code, table.c.name)
        .join(schema.counter, schema.counter.c.agency_id == table.c.id)
        .where(table.c.agency_id == table.c.id, ~table.c.deleted)
        .order_by(table.c.code)
    )
    return list(rows.mappings())


def _good(account: Account, code: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        _code.c.agency_id == account.agency_id,
        _code.c.person_id == account.person_id,
        _code.c.hash == hash_code(code),
        _code.c.used_at.is_(None),
        _code.c.expires_at > now,
    )


def _change(connection: Connection, account: Account, **values: object) -> None:
    connection.execute(update(_account).where(*_is(account)).values(**values))


def _is(account: Account) -> tuple[ColumnElement[bool], ...]:
    return (
        _account.c.agency_id == account.agency_id,
        _account.c.person_id == account.person_id,
    )


def _row(
    connection: Connection, agency_id: str, condition: ColumnElement[bool]
) -> RowMapping | None:
    statement = select(_account).where(_account.c.agency_id == agency_id, condition)
    return connection.execute(statement).mappings().first()


def _account_of(row: RowMapping) -> Account:
    return Account(**{name: row[name] for name in Account.__dataclass_fields__})
