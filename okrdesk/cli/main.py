"""The command line's entry: reads the arguments, runs one command, prints its answer.

Without a command the window opens.
"""

import argparse
import sys
from collections.abc import Sequence

from okrdesk.i18n import _
from okrdesk.paths import default_data_folder
from okrdesk.replies import Reply
from okrdesk.shell import Commands, Parser, prepare, run_program, shared_options, tell_version


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; a person never sees a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare(given)
    args = _defaults()
    return run_program(given, args, lambda: _answer(given, args))


def _answer(given: Sequence[str], args: argparse.Namespace) -> Reply:
    parser = build_parser()
    _args, rest = parser.parse_known_args(given, args)
    takes_fields = getattr(args, "takes_fields", False)
    if rest and not takes_fields:
        parser.error(_("unknown arguments: {words}").format(words=" ".join(rest)))
    if takes_fields:
        args.fields = _fields(parser, rest)
    return _run(args)


def build_parser() -> Parser:
    """Return the parser with every command."""
    from okrdesk.cli import (
        approving,
        archiving,
        calculations,
        cascade,
        closing,
        decisions,
        edits,
        evaluating,
        files,
        indicators,
        lists,
        office,
        packs,
        papers,
        pictures,
        reorganising,
        scoring,
        sheets,
        show,
        signing,
        syncing,
        tasks,
    )

    shared = shared_options(_("the data folder"))
    parser = Parser("okrdesk", parents=[shared], allow_abbrev=False)
    tell_version(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    adder = Commands(commands, shared)
    folders = (
        office,
        lists,
        show,
        edits,
        archiving,
        decisions,
        tasks,
        evaluating,
        syncing,
        sheets,
        pictures,
    )
    planning = (approving, cascade, closing, indicators, reorganising)
    others = (papers, signing, files, calculations, scoring, packs)
    for module in (*folders, *planning, *others):
        module.register(adder)
    return parser


def _defaults() -> argparse.Namespace:
    """Return the defaults of the shared options; the parser's own would be set anew by commands."""
    return argparse.Namespace(data=default_data_folder(), lang="vi", json=False)


def _run(args: argparse.Namespace) -> Reply:
    from okrdesk.cli.session import Session

    if not getattr(args, "needs_folder", True):
        reply: Reply = args.run(args, None)
        return reply
    session = Session(args.data)
    try:
        reply = args.run(args, session)
    finally:
        session.close()
    return reply


def _fields(parser: argparse.ArgumentParser, rest: Sequence[str]) -> dict[str, str]:
    """Return “--field value” or “--field=value” pairs; anything else is wrong usage.

    A value that begins with two dashes, or an empty one, needs the second way.
    """
    found: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, equals, value = word.partition("=")
        if not name.startswith("--"):
            parser.error(_("unknown arguments: {words}").format(words=word))
        if not equals:
            value = next(words, "--")
            if value.startswith("--"):
                parser.error(_("{field} needs a value").format(field=name))
        found[name[2:].replace("-", "_")] = value
    return found
