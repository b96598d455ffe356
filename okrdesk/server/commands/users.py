"""Users: who may enrol a PC, with which code, password and second factor."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import office_time
from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.server.session import Session, takes_agency
from okrdesk.shell import whole_number

if TYPE_CHECKING:
    from okrdesk.server.accounts import Account, IssuedCode


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("user", help=_("who may enrol a PC"))
    add = below.add_parser("add", help=_("give a person a login"))
    whom = add.add_mutually_exclusive_group(required=True)
    whom.add_argument("person", nargs="?", metavar="PERSON")
    whom.add_argument("--all", action="store_true", help=_("everybody who has none yet"))
    add.add_argument("--name", default="", metavar="LOGIN")
    takes_agency(add)
    add.set_defaults(run=_add)
    listed = below.add_parser("list", help=_("list the users"))
    takes_agency(listed)
    listed.set_defaults(run=_list)
    code = below.add_parser("code", help=_("make one-time codes for enrolment"))
    whom = code.add_mutually_exclusive_group(required=True)
    whom.add_argument("user", nargs="*", default=[], metavar="USER")
    whom.add_argument("--all", action="store_true", help=_("for every user without a PC"))
    days = whole_number(1, 365)
    code.add_argument("--days", type=days, default=14, help=_("how long a code serves"))
    code.add_argument("--slip", type=Path, metavar="FILE.pdf", help=_("print them as slips"))
    code.add_argument("--address", default="", metavar="URL", help=_("the server's address"))
    code.add_argument("--ca", type=Path, metavar="FILE.pem", help=_("the certificate to check"))
    takes_agency(code)
    code.set_defaults(run=_code)
    for name, run, words in (
        ("disable", _disable, _("let a user enrol no more PCs")),
        ("enable", _enable, _("let a user enrol again")),
        ("password", _password, _("let the next enrolment choose a new password")),
        ("unlock", _unlock, _("forget failed attempts to enrol")),
    ):
        parser = below.add_parser(name, help=words)
        parser.add_argument("user", metavar="USER")
        takes_agency(parser)
        parser.set_defaults(run=run)
    totp = below.add_parser("totp", help=_("ask a user for a second factor"))
    totp.add_argument("user", metavar="USER")
    totp.add_argument("--off", action="store_true", help=_("ask for it no more"))
    totp.add_argument("--picture", type=Path, metavar="FILE.png", help=_("the QR code as a file"))
    takes_agency(totp)
    totp.set_defaults(run=_totp)


def _add(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.people import find_people, find_person
    from okrdesk.services.search import resolve

    desk = session.desk()
    if args.all:
        people = [(row.id, row.code, row.name) for row in find_people(desk)]
    else:
        person = find_person(desk, resolve(desk, "person", args.person)[1])
        people = [(person.id, person.code, person.name)]
    made = [_login(session, id, args.name or code, name, args) for id, code, name in people]
    lines = [f"{one['user']:<20} {one['person']}" for one in made]
    return Reply(made[0] if not args.all else {"items": made}, lines)


def _login(
    session: Session, id: str, wanted: str, name: str, args: argparse.Namespace
) -> dict[str, Any]:
    from okrdesk.server.accounts import add_account, free_name

    agency_id = session.agency.id
    with session.write() as connection:
        login = args.name if args.name else free_name(connection, agency_id, wanted)
        account = add_account(connection, agency_id, id, login, session.now())
    return {"user": account.name, "person_id": id, "person": name}


def _list(_args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.accounts import accounts
    from okrdesk.server.devices import devices

    names = _names(session)
    with session.read() as connection:
        known = accounts(connection, session.agency.id)
        machines = [one for one in devices(connection, session.agency.id) if not one.revoked]
    items = [
        {
            "user": one.name,
            "person_id": one.person_id,
            "person": names.get(one.person_id, ""),
            "devices": sum(machine.person_id == one.person_id for machine in machines),
            "second_factor": one.needs_totp,
            "disabled": one.disabled,
        }
        for one in known
    ]
    lines = [
        f"{one['user']:<20} {one['person']:<30} {one['devices']:>2}  {_marks(one)}".rstrip()
        for one in items
    ]
    return Reply({"items": items}, lines or [_("There are no users yet.")])


def _marks(user: dict[str, Any]) -> str:
    marks = [_("second factor")] if user["second_factor"] else []
    marks += [_("may enrol no more PCs")] if user["disabled"] else []
    return ", ".join(marks)


def _code(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.outgoing import write_whole
    from okrdesk.server.accounts import draw_code, keep_code

    chosen = _without_pc(session) if args.all else [_account(session, user) for user in args.user]
    issued = [(account, draw_code(account, session.now(), args.days)) for account in chosen]
    slips = _print_slips(args, session, issued) if args.slip else b""
    # Codes on slips that are handed out already serve on where the new slips cannot be had.
    with session.write() as connection:
        for account, one in issued:
            keep_code(connection, account, one, session.now())
        if args.slip:
            write_whole(args.slip, lambda: slips)
    items = [_told(session, account, one) for account, one in issued]
    document: dict[str, Any] = dict(items[0]) if len(items) == 1 else {"items": items}
    lines = [f"{one['user']:<20} {one['code']:<18} {one['person']}" for one in items]
    if args.slip:
        document["file"] = args.slip
        lines.append(str(args.slip))
    return Reply(document, lines or [_("Every user has a PC.")])


def _print_slips(
    args: argparse.Namespace, session: Session, issued: "Sequence[tuple[Account, IssuedCode]]"
) -> bytes:
    from okrdesk.db.files import file_faults
    from okrdesk.server.slips import Office, Slip, slips_pdf
    from okrdesk.sync.transport import Address

    names = _names(session)
    slips = [
        Slip(names.get(account.person_id, ""), one.user, one.code, one.expires)
        for account, one in issued
    ]
    agency = session.agency
    certificate = b""
    if args.ca:
        with file_faults(args.ca):
            certificate = args.ca.read_bytes()
    # Whether the network is one to serve without TLS was said where the server serves.
    address = Address(args.address, is_insecure=True).checked().url if args.address else ""
    office = Office(agency.code, agency.name, address, certificate)
    return slips_pdf(office, slips, office_time(session.now()))


def _told(session: Session, account: "Account", issued: "IssuedCode") -> dict[str, Any]:
    return {
        "agency": session.agency.code,
        "user": issued.user,
        "code": issued.code,
        "expires": issued.expires,
        "person_id": account.person_id,
        "person": _names(session).get(account.person_id, ""),
    }


def _without_pc(session: Session) -> "list[Account]":
    from okrdesk.server.accounts import accounts
    from okrdesk.server.devices import devices

    with session.read() as connection:
        known = accounts(connection, session.agency.id)
        held = {one.person_id for one in devices(connection, session.agency.id) if not one.revoked}
    return [one for one in known if one.person_id not in held and not one.disabled]


def _disable(args: argparse.Namespace, session: Session) -> Reply:
    return _set_disabled(args, session, value=True)


def _enable(args: argparse.Namespace, session: Session) -> Reply:
    return _set_disabled(args, session, value=False)


def _set_disabled(args: argparse.Namespace, session: Session, *, value: bool) -> Reply:
    from okrdesk.server.accounts import set_disabled

    account = _account(session, args.user)
    with session.write() as connection:
        set_disabled(connection, account, session.now(), value=value)
    line = _("User {user} may enrol no more PCs.") if value else _("User {user} may enrol again.")
    return Reply({"user": account.name, "disabled": value}, [line.format(user=account.name)])


def _password(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.accounts import set_password

    account = _account(session, args.user)
    with session.write() as connection:
        set_password(connection, account, None)
    line = _("The next enrolment of {user} chooses a new password; make a code for it.")
    return Reply({"user": account.name}, [line.format(user=account.name)])


def _unlock(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.attempts import forgive

    account = _account(session, args.user)
    with session.write() as connection:
        forgive(connection, session.agency.id, account.name)
    line = _("User {user} may try again now.").format(user=account.name)
    return Reply({"user": account.name}, [line])


def _totp(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.accounts import begin_totp, end_totp

    account = _account(session, args.user)
    with session.write() as connection:
        if args.off:
            end_totp(connection, account)
            line = _("User {user} enrols without a second factor.").format(user=account.name)
            return Reply({"user": account.name, "second_factor": False}, [line])
        made = begin_totp(connection, account, session.agency.name)
    document = {
        "user": account.name,
        "second_factor": True,
        "secret": made.secret,
        "address": made.address,
    }
    lines = [
        _("From now on {user} enrols with six digits of a phone.").format(user=account.name),
        _("Give this secret to the phone's program: {secret}").format(secret=made.secret),
    ]
    if args.picture:
        document["file"] = _write_picture(args.picture, made.address)
        lines.append(str(args.picture))
    return Reply(document, lines)


def _write_picture(path: Path, address: str) -> Path:
    from io import BytesIO

    import segno

    from okrdesk.outgoing import write_whole

    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8)
    return write_whole(path, picture.getvalue)


def _account(session: Session, text: str) -> "Account":
    """Return the user that a login or a person names; a person without a login gets one."""
    from okrdesk.server.accounts import add_account, find_account, free_name
    from okrdesk.services.people import find_person
    from okrdesk.services.search import resolve

    agency_id = session.agency.id
    with session.read() as connection:
        known = find_account(connection, agency_id, text)
    if known is not None:
        return known
    desk = session.desk()
    person = find_person(desk, resolve(desk, "person", text)[1])
    with session.write() as connection:
        name = free_name(connection, agency_id, person.code)
        return add_account(connection, agency_id, person.id, name, session.now())


def _names(session: Session) -> dict[str, str]:
    from sqlalchemy import select

    from okrdesk.db.schema import person

    with session.read() as connection:
        rows = connection.execute(
            select(person.c.id, person.c.name).where(person.c.agency_id == session.agency.id)
        )
        return {row.id: row.name for row in rows}
