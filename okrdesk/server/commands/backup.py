"""Backups: made while the server serves, verified, put back."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from okrdesk.domain.dates import office_time
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply
from okrdesk.server.session import Session


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    backup = commands.add_parser("backup", help=_("back up the running server, and verify that"))
    backup.add_argument("folder", type=Path, metavar="DIR", help=_("where backups are kept by age"))
    backup.add_argument(
        "--with-keys",
        action="store_true",
        help=_("put the keys in too: who has the backup can then read it and sign as the server"),
    )
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help=_("put a backup back, into a new epoch"))
    restore.add_argument(
        "folder", type=Path, metavar="DIR", help=_("a backup, or a folder of them: the newest")
    )
    restore.set_defaults(run=_restore)


def _backup(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.backup import back_up
    from okrdesk.server.backup_facts import Source

    source = Source(session.engine, session.folder, session.keys, office_time(session.now()))
    made = back_up(source, args.folder, with_keys=args.with_keys)
    manifest = made.manifest
    words = (
        _("{folder}: restored or opened, and every history in it verified.")
        if manifest.is_audited
        else _(
            "{folder}: the dump can be read, but could not be tried: the database user may not "
            "make databases. PCs therefore keep what they sent. Give the user the right CREATEDB."
        )
    )
    lines = [words.format(folder=made.path)]
    if not manifest.has_keys:
        lines.append(
            _("The keys are not in it. Keep a copy of {file} in another safe place.").format(
                file=session.folder / "keys.json"
            )
        )
    document: Item = {
        "folder": made.path,
        "verified": manifest.is_audited,
        **msgspec.to_builtins(manifest),
    }
    return Reply(document, lines)


def _restore(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.restore import restore

    done = restore(args.folder, session.folder, session.database)
    entries = {id: head.aseq for id, head in done.heads.items()}
    words = _(
        "{folder} was put back; its {entries} entries are there, in a new epoch. The PCs offer "
        "again what came later, with their next sync."
    )
    document = {"backup": done.backup, "agencies": dict(done.heads)}
    return Reply(document, [words.format(folder=done.backup, entries=sum(entries.values()))])
