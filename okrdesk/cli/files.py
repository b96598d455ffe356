"""The command that saves an attached file, from here or from the server."""

import argparse
from pathlib import Path
from typing import Any

from okrdesk.cli.session import Session
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    file = commands.add_parser("file", help=_("save a file that was attached"))
    file.add_argument("name", metavar="NAME|SHA-256")
    file.add_argument("--out", type=Path, required=True, metavar="FILE")
    file.set_defaults(run=_file)


def _file(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.outgoing import write_whole
    from okrdesk.services.held_files import find_file, read_file

    found = session.run(lambda desk: find_file(desk, args.name))
    try:
        content = session.run(lambda desk: read_file(desk, found.sha256))
    except Refused as error:
        application = session.application
        if error.code is not Code.FILE_NOT_HERE:
            raise
        session.wait(
            application.work(lambda cancel: application.fetch_file(found.sha256, cancel.is_set))
        )
        content = session.run(lambda desk: read_file(desk, found.sha256))
    out = args.out / Path(found.name).name if args.out.is_dir() else args.out
    write_whole(out, lambda: content)
    document = {"file": out, "name": found.name, "sha256": found.sha256, "size": len(content)}
    return Reply(document, [str(out)])
