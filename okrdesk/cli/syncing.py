"""Commands about a server: enrol, sync, the carried file, and whether the history is whole."""

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session, given_password
from okrdesk.cli.sync_lists import declined_items
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _, ngettext
from okrdesk.replies import Item, Reply

if TYPE_CHECKING:
    from okrdesk.carrying import Carried
    from okrdesk.services.desk import Desk


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    enrol = commands.add_parser("enrol", help=_("join the office of a server"))
    enrol.add_argument("--server", required=True, metavar="URL")
    enrol.add_argument("--user", required=True, metavar="USER")
    enrol.add_argument("--code", required=True, metavar="CODE")
    enrol.add_argument("--second-factor", default="", metavar="NUMBER")
    enrol.add_argument("--agency", default="", metavar="CODE")
    enrol.add_argument("--ca", dest="ca_file", metavar="FILE", help=_("the agency's certificate"))
    enrol.add_argument("--fingerprint", default="", metavar="SHA256")
    enrol.add_argument("--insecure", action="store_true", help=_("also without TLS"))
    enrol.set_defaults(run=_enrol)
    sync = commands.add_parser("sync", help=_("send and receive what is new"))
    sync.add_argument("--server", metavar="URL", help=_("where the server is from now on"))
    for option, told in (
        ("--pin", _("receive a deeper unit in full from now on")),
        ("--unpin", _("receive a deeper unit as figures again")),
    ):
        sync.add_argument(option, action="append", default=[], metavar="UNIT", help=told)
    sync.set_defaults(run=_sync)
    bundle = commands.add_parser("bundle", help=_("synchronise by a carried file"))
    bundle.add_argument("way", choices=("write", "read"))
    bundle.add_argument("file", type=Path, metavar="FILE")
    bundle.set_defaults(run=_bundle)
    verify = commands.add_parser("verify", help=_("check the history against what it made"))
    verify.set_defaults(run=_verify)


def _enrol(args: argparse.Namespace, session: Session) -> Reply:
    password = given_password(confirm=True)
    if not password:
        raise Refused(Code.PASSWORD_NOT_GIVEN)
    names = ("server", "user", "code", "second_factor", "agency", "ca_file", "fingerprint")
    values: dict[str, Any] = {name: getattr(args, name) for name in names}
    if session.application.exists:
        session.open()
    opened = session.wait(
        session.application.enrol({**values, "password": password, "insecure": args.insecure})
    )
    document: Item = {
        "agency": opened.agency_name,
        "person": opened.person_name,
        "server": args.server,
        "recovery_key": opened.recovery_key,
        **_figures(session),
    }
    told = _("Joined “{agency}” as {person}.").format(
        agency=opened.agency_name, person=opened.person_name
    )
    lines = [told, *_lines(document)]
    if opened.recovery_key:
        key = _("Recovery key (print it once and lock it away): {key}")
        lines.append(key.format(key=opened.recovery_key))
    return Reply(document, lines)


def _sync(args: argparse.Namespace, session: Session) -> Reply:
    session.open()
    if args.server:
        line = session.application.sync_session
        session.wait(session.application.work(lambda _cancel: line.move(args.server)))
    pinned = session.run(partial(_pin, args))
    session.wait(session.application.sync_now())
    line = session.application.sync_session
    # A window leaves the files to an idle hour; a shell has none.
    files = session.wait(session.application.work(lambda cancel: line.send_files(cancel.is_set)))
    declined = session.run(declined_items)
    document = {
        **_figures(session),
        "files": files.taken,
        "declined_files": declined,
        "pinned": pinned,
    }
    lines = _lines(document) + _declined_lines(declined)
    if pinned:
        text = _("In full from further down: {units}")
        lines.append(text.format(units=", ".join(unit["name"] for unit in pinned)))
    return Reply(document, lines)


def _pin(args: argparse.Namespace, desk: "Desk") -> list[Item]:
    """Note which units are wanted in full, all that were named or none; return those wanted now."""
    from okrdesk.services.pins import find_pins, pin_unit, unpin_unit
    from okrdesk.services.search import resolve
    from okrdesk.services.units import find_units

    named = ((pin_unit, args.pin), (unpin_unit, args.unpin))
    wishes = [(call, resolve(desk, "unit", text)[1]) for call, texts in named for text in texts]
    for call, unit_id in wishes:
        call(desk, unit_id)
    pinned = set(find_pins(desk))
    return [
        {"id": unit.id, "code": unit.code, "name": unit.name}
        for unit in find_units(desk)
        if unit.id in pinned
    ]


def _bundle(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.carrying import read_file, write_file

    session.open()
    line = session.application.sync_session
    carry = write_file if args.way == "write" else read_file
    carried: Carried = session.wait(
        session.application.work(lambda _cancel: carry(line, args.file))
    )
    declined = session.run(declined_items)
    document = {
        "file": args.file,
        **_figures(session),
        "files": carried.files,
        "declined_files": declined,
        "write_again": carried.write_again,
    }
    lines = [str(args.file), *_lines(document), *_declined_lines(declined)]
    if carried.write_again:
        lines.append(_("The server was restored: please write and carry another file."))
    return Reply(document, lines)


def _declined_lines(declined: list[Item]) -> list[str]:
    """Return what is to be said of attached files that the server would not have."""
    text = _("{what} was not taken. {why} {advice}")
    return [text.format(**one) for one in declined]


def _verify(_args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.sync.verifying import verify_desk

        with desk.read() as connection:
            found = verify_desk(connection, desk.agency_id)
        problems = [one.sentence() for one in found.problems]
        document = {
            "ok": found.is_good,
            "problems": problems,
            "changes": found.changes,
            "rows": found.rows,
            "checkpoint": found.checkpoint.size if found.checkpoint else None,
        }
        lines = problems or [_("The history is whole.")]
        return Reply(document, lines, failed=not found.is_good)

    return session.run(call)


def _figures(session: Session) -> Item:
    """Return the figures of the run that was just noted."""

    def call(desk: "Desk") -> Item:
        from okrdesk.services.sync_state import FIGURES, find_sync_runs

        runs = find_sync_runs(desk, 1)
        return {name: getattr(runs[0], name) if runs else 0 for name in FIGURES}

    return session.run(call)


def _lines(figures: Item) -> list[str]:
    told = _("{sent} sent, {received} received; {requests} requests, {up} B up, {down} B down.")
    lines = [
        told.format(
            sent=figures["sent"],
            received=figures["received"],
            requests=figures["requests"],
            up=figures["bytes_up"],
            down=figures["bytes_down"],
        )
    ]
    if figures.get("files"):
        text = ngettext(
            "{n} attached file went along.", "{n} attached files went along.", figures["files"]
        )
        lines.append(text.format(n=figures["files"]))
    look = (
        ("refused", _("{n} changes were not taken: okrdesk list refused")),
        ("parked", _("{n} changes are on hold: okrdesk list pending")),
        ("conflicts", _("{n} fields were edited by two people: okrdesk list conflicts")),
    )
    return lines + [text.format(n=figures[name]) for name, text in look if figures[name]]
