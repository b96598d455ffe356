"""`okrdesk-server`: the central server and its administration, from a shell."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import appdirs

from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.shell import Commands, Parser, prepare, run_program, shared_options, tell_version


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; a person never sees a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare(given)
    args = argparse.Namespace(
        data=Path(appdirs.user_data_dir("okrdesk-server", appauthor=False)),
        database=None,
        lang="vi",
        json=False,
    )
    return run_program(given, args, lambda: _answer(given, args))


def build_parser() -> Parser:
    """Return the parser with every command."""
    from okrdesk.server.commands import register_all

    shared = shared_options(_("the server's state folder"))
    shared.add_argument(
        "--database",
        metavar="URL",
        help=_("postgresql://… or sqlite:///file; without it a file in the state folder"),
    )
    parser = Parser("okrdesk-server", parents=[shared], allow_abbrev=False)
    tell_version(parser)
    below = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    register_all(Commands(below, shared))
    return parser


def _answer(given: Sequence[str], args: argparse.Namespace) -> Reply | None:
    from okrdesk.server.session import Session

    build_parser().parse_args(given, args)
    session = Session(args)
    try:
        reply: Reply | None = args.run(args, session)
    finally:
        session.close()
    return reply


if __name__ == "__main__":
    sys.exit(main())
