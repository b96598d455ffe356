"""Changes that wait: listed; what the program could not work on is retried or dropped."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _
from okrdesk.replies import Reply, plain
from okrdesk.server.session import Session, takes_agency

if TYPE_CHECKING:
    from okrdesk.server.shelf import SqlShelf
    from okrdesk.sync.wire import Verdict

Decide = Callable[["SqlShelf", str, int], "list[Verdict]"]


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("parked", help=_("changes that wait at the server"))
    listed = below.add_parser("list", help=_("list the changes that wait, without any content"))
    takes_agency(listed)
    listed.set_defaults(run=_list)
    for name, run, words in (
        ("retry", _retry, _("decide anew a change that could not be worked on")),
        ("drop", _drop, _("refuse a change that cannot be worked on; its author is told")),
    ):
        parser = below.add_parser(name, help=words)
        parser.add_argument("change", metavar="ID")
        takes_agency(parser)
        parser.set_defaults(run=run)


def _list(_args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.domain.fate import Reason
    from okrdesk.reason_texts import reason_text
    from okrdesk.server.parked import parked_lines

    with session.read() as connection:
        found = parked_lines(_shelf(session, connection))
    lines = [f"{one.cid}  {one.person:<28} {reason_text(Reason(one.reason))}" for one in found]
    return Reply({"items": [plain(one) for one in found]}, lines or [_("No change waits.")])


def _retry(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.parked import retry

    return _decided(args, session, retry)


def _drop(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.parked import drop

    return _decided(args, session, drop)


def _decided(args: argparse.Namespace, session: Session, decide: Decide) -> Reply:
    from okrdesk.domain.fate import Fate, Reason
    from okrdesk.reason_texts import fate_text, reason_text
    from okrdesk.server.database import write_agency

    with write_agency(session.engine, session.agency.id) as connection:
        verdicts = decide(_shelf(session, connection), args.change, session.now_ms())
    items = [{"cid": one.cid, "fate": one.fate, "reason": one.reason} for one in verdicts]
    lines = []
    for one in verdicts:
        why = reason_text(Reason(one.reason)) if one.reason else ""
        lines.append(f"{one.cid}  {fate_text(Fate(one.fate))}  {why}".rstrip())
    return Reply({"items": items}, lines)


def _shelf(session: Session, connection: Any) -> "SqlShelf":
    from okrdesk.server.shelf import Signer, SqlShelf

    signer = Signer(session.keys.signing_seed, session.now_ms())
    return SqlShelf(connection, session.agency.id, signer)
