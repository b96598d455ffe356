"""The command line's entry: reads the arguments, runs one command, prints its answer.

Exit status: 0 done, 1 refused or failed (one clear sentence on standard error; with `--json` also
an error document on standard output), 2 wrong usage. Without a command the window opens.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from okrdesk import __version__, i18n
from okrdesk.cli.reply import Reply, as_text
from okrdesk.errors import OkrError
from okrdesk.i18n import _
from okrdesk.paths import default_data_folder
from okrdesk.sentences import explain


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, _("Wrong usage: {message}").format(message=message) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    i18n.use(_language(given))
    parser = build_parser()
    args, rest = parser.parse_known_args(given, _defaults())
    try:
        if rest:
            args.fields = _fields(parser, args, rest)
        elif getattr(args, "takes_fields", False):
            args.fields = {}
        reply = _run(args)
    except OkrError as error:
        return _fail(error, as_json=args.json)
    print(as_text(reply.document) if args.json else "\n".join(reply.lines))
    return 1 if reply.failed else 0


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every command."""
    from okrdesk.cli import calculations, edits, lists, office, pictures, sheets

    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--data", type=Path, metavar="DIR", help=_("the data folder"))
    shared.add_argument("--lang", choices=i18n.LANGUAGES, help=_("the language of the answers"))
    shared.add_argument("--json", action="store_true", help=_("answer with one JSON document"))
    parser = _Parser("okrdesk", parents=[shared], allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"okrdesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    adder = _WithShared(commands, shared)
    for module in (office, lists, edits, sheets, pictures, calculations):
        module.register(adder)
    return parser


def _defaults() -> argparse.Namespace:
    """Return the defaults of the shared options; the parser's own would be set anew by commands."""
    return argparse.Namespace(data=default_data_folder(), lang="vi", json=False)


class _WithShared:
    """Gives every command the options that all share, so that they may stand after it too."""

    def __init__(self, commands: "argparse._SubParsersAction[_Parser]", shared: _Parser) -> None:
        self._commands = commands
        self._shared = shared

    def add_parser(self, name: str, help: str) -> _Parser:
        return self._commands.add_parser(
            name, help=help, description=help, parents=[self._shared], allow_abbrev=False
        )


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


def _fields(
    parser: argparse.ArgumentParser, args: argparse.Namespace, rest: Sequence[str]
) -> dict[str, str]:
    """Return “--field value” pairs; anything else that the parser did not know is wrong usage."""
    if not getattr(args, "takes_fields", False):
        parser.error(_("unknown arguments: {words}").format(words=" ".join(rest)))
    found: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, equals, value = word.partition("=")
        if not name.startswith("--"):
            parser.error(_("unknown arguments: {words}").format(words=word))
        found[name[2:].replace("-", "_")] = value if equals else next(words, "")
    return found


def _language(given: Sequence[str]) -> str:
    """Return the language asked for, before the parser exists that would say so."""
    for place, word in enumerate(given):
        if word == "--lang" and place + 1 < len(given) and given[place + 1] in i18n.LANGUAGES:
            return given[place + 1]
        if word.startswith("--lang=") and word[7:] in i18n.LANGUAGES:
            return word[7:]
    return "vi"


def _fail(error: OkrError, *, as_json: bool) -> int:
    sentence = explain(error)
    print(sentence, file=sys.stderr)
    if as_json:
        document = {"code": error.code, "message": sentence, "params": error.params}
        print(as_text({"error": document}))
    return 1
