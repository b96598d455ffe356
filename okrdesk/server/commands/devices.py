"""PCs: seen when, with how much unsent, silent for how long; turned away."""

import argparse
from datetime import timedelta
from typing import Any

import msgspec

from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.server.session import Session, takes_agency
from okrdesk.shell import whole_number
from okrdesk.sync.enrol_wire import DeviceLine


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("device", help=_("the PCs that were enrolled"))
    listed = below.add_parser("list", help=_("list the PCs, without any content"))
    days = whole_number(0, 3650)
    listed.add_argument("--silent", type=days, metavar="DAYS", help=_("only those unseen so long"))
    takes_agency(listed)
    listed.set_defaults(run=_list)
    revoke = below.add_parser("revoke", help=_("turn a PC away"))
    revoke.add_argument("device", metavar="DEVICE")
    revoke.add_argument("--wipe", action="store_true", help=_("it destroys the key of its data"))
    takes_agency(revoke)
    revoke.set_defaults(run=_revoke)


def _list(args: argparse.Namespace, session: Session) -> Reply:
    found = _devices(session, args.silent)
    lines = [
        f"{one.id}  {one.last_seen[:10]}  {one.waiting:>4}  {one.app:<8} {one.name:<28}"
        f" {one.machine}" + (f"  ({_('turned away')})" if one.revoked else "")
        for one in found
    ]
    items = [msgspec.to_builtins(one) for one in found]
    return Reply({"items": items}, lines or [_("There is no such PC.")])


def _revoke(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.devices import revoke

    fitting = [one for one in _devices(session) if one.id.startswith(args.device)]
    if not fitting:
        raise Refused(Code.NOT_FOUND, text=args.device)
    if len(fitting) > 1:
        raise Refused(Code.AMBIGUOUS, text=args.device)
    with session.write() as connection:
        revoke(connection, session.agency.id, fitting[0].id, session.now(), wipe=args.wipe)
    line = _("The PC {machine} of {name} may not come any more.").format(
        machine=fitting[0].machine, name=fitting[0].name
    )
    return Reply({"id": fitting[0].id, "wipe": args.wipe}, [line])


def _devices(session: Session, silent_days: int | None = None) -> list[DeviceLine]:
    from okrdesk.server.devices import devices

    since = None if silent_days is None else session.now() - timedelta(days=silent_days)
    with session.read() as connection:
        return list(devices(connection, session.agency.id, since))
