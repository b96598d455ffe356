"""Agencies of this server: the first with its administrator, further ones, and the list."""

import argparse
from typing import Any

from okrdesk.errors import Code, Refused
from okrdesk.i18n import N_, _
from okrdesk.replies import Reply
from okrdesk.server.session import Session, takes_agency
from okrdesk.shell import whole_number

_WITH_FACTOR = {
    "administrators": N_("administrators"),
    "approvers": N_("administrators and approvers"),
}
"""By the word of the policy, who enrols with a second factor."""


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    init = commands.add_parser("init", help=_("make the tables, the keys and the first agency"))
    init.add_argument("--agency", nargs=2, required=True, metavar=(_("CODE"), _("NAME")))
    _add_person(init)
    init.set_defaults(run=_init)
    below = commands.add_group("agency", help=_("the agencies of this server"))
    add = below.add_parser("add", help=_("make a further agency"))
    add.add_argument("agency", nargs=2, metavar=(_("CODE"), _("NAME")))
    _add_person(add)
    add.set_defaults(run=_init)
    below.add_parser("list", help=_("list the agencies")).set_defaults(run=_list)
    policy = below.add_parser("policy", help=_("say who enrols with a second factor"))
    policy.add_argument(
        "--second-factor", choices=("nobody", "administrators", "approvers"), required=True
    )
    takes_agency(policy)
    policy.set_defaults(run=_policy)
    quota = below.add_parser("quota", help=_("say how much room its attached files may take"))
    quota.add_argument("gigabytes", type=whole_number(0, 1_000_000), metavar="GB")
    takes_agency(quota)
    quota.set_defaults(run=_quota)


def _add_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--person", default="", metavar="NAME", help=_("the first administrator"))
    parser.add_argument("--user", default="admin", metavar="LOGIN")


def _init(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.accounts import add_account, issue_code
    from okrdesk.server.recovery import make_recovery_key
    from okrdesk.server.writing import create_agency
    from okrdesk.services.office import NewOffice

    code, name = args.agency
    for known in session.agencies():
        if known.code.casefold() == code.strip().casefold():
            raise Refused(Code.CODE_TAKEN, code=code, name=known.name)
    office = NewOffice(name, code, args.person or _("Administrator"))
    desk = create_agency(session.engine, session.keys, office)
    with session.write() as connection:
        recovery_key = make_recovery_key(connection, desk.agency_id)
        account = add_account(connection, desk.agency_id, desk.person_id, args.user, session.now())
        issued = issue_code(connection, account, session.now())
    document = {
        "agency": code,
        "agency_id": desk.agency_id,
        "person_id": desk.person_id,
        "user": issued.user,
        "code": issued.code,
        "expires": issued.expires,
        "recovery_key": recovery_key,
        "folder": session.folder,
    }
    lines = [
        _("Made the agency “{name}” ({code}) on this server.").format(name=name, code=code),
        _("Enrol the administrator's PC with user {user} and the one-time code {code}.").format(
            user=issued.user, code=issued.code
        ),
        _("Recovery key of the agency (print it once and lock it away): {key}").format(
            key=recovery_key
        ),
    ]
    return Reply(document, lines)


def _list(_args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.second_factor import policy

    with session.read() as connection:
        items = [
            {
                "id": one.id,
                "code": one.code,
                "name": one.name,
                "second_factor": policy(connection, one.id).value,
            }
            for one in session.agencies()
        ]
    words = _("{line}  (second factor: {whose})")
    lines = []
    for one in items:
        line = f"{one['code']:<16} {one['name']}"
        whose = _WITH_FACTOR.get(one["second_factor"])
        lines.append(words.format(line=line, whose=_(whose)) if whose else line)
    return Reply({"items": items}, lines)


def _policy(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.domain.dates import day_at
    from okrdesk.server.running import utc_now
    from okrdesk.server.second_factor import Whose, set_policy, shut_out

    with session.write() as connection:
        set_policy(connection, session.agency.id, Whose(args.second_factor))
        without = shut_out(connection, session.agency.id, day_at(utc_now()))
    names = [one.name for one in without]
    document = {"agency": session.agency.code, "second_factor": args.second_factor}
    lines = [_("It holds from the next enrolment on.")]
    if names:
        words = _("These cannot enrol until each has got one by “user totp”: {names}.")
        lines.append(words.format(names=", ".join(names)))
    return Reply(document | {"without": names}, lines)


def _quota(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.quota import set_quota

    with session.write() as connection:
        set_quota(connection, session.agency.id, args.gigabytes)
    document = {"agency": session.agency.code, "files_gb": args.gigabytes}
    words = _("It holds from now on. Files that are there stay; “status” says how much they take.")
    return Reply(document, [words])
