"""Tokens by which other programs of an agency read its figures."""

import argparse
from typing import Any

from okrdesk.domain.dates import day_at
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.server.session import Session, takes_agency


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("token", help=_("tokens for programs that read figures"))
    add = below.add_parser("add", help=_("make a token; it is told once"))
    add.add_argument("name", metavar="NAME")
    takes_agency(add)
    add.set_defaults(run=_add)
    listed = below.add_parser("list", help=_("list the tokens"))
    takes_agency(listed)
    listed.set_defaults(run=_list)
    revoke = below.add_parser("revoke", help=_("let a token serve no more"))
    revoke.add_argument("token", metavar="ID")
    takes_agency(revoke)
    revoke.set_defaults(run=_revoke)


def _add(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.tokens import add_token

    name = args.name.strip()[:100]
    if not name:
        raise Refused(Code.MISSING_FIELD, label="Name")
    with session.write() as connection:
        token = add_token(connection, session.agency.id, name, session.now())
    line = _("The token (it is not shown again): {token}").format(token=token)
    return Reply({"name": name, "token": token}, [line])


def _list(_args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.tokens import tokens

    with session.read() as connection:
        known = tokens(connection, session.agency.id)
    lines = [
        f"{one.id}  {day_at(one.seen_at).isoformat() if one.seen_at else '–':<10}  {one.name}"
        + (f"  ({_('revoked')})" if one.revoked_at else "")
        for one in known
    ]
    return Reply({"items": list(known)}, lines or [_("There are no tokens.")])


def _revoke(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.tokens import revoke_token
    from okrdesk.sync.value_checks import is_uuid

    with session.write() as connection:
        is_known = is_uuid(args.token) and revoke_token(
            connection, session.agency.id, args.token, session.now()
        )
    if not is_known:
        raise Refused(Code.NOT_FOUND, text=args.token)
    return Reply({"id": args.token}, [_("The token serves no more.")])
