"""The command line's entry: reads the arguments, runs one command, prints its answer.

Exit status: 0 done, 1 refused or failed (one clear sentence on standard error; with `--json` also
an error document on standard output), 2 wrong usage. Without a command the window opens.
"""

import argparse
import codecs
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from okrdesk import __version__, i18n
from okrdesk.cli import usage
from okrdesk.cli.reply import Reply, as_text
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.i18n import _
from okrdesk.paths import default_data_folder
from okrdesk.sentences import explain

STOPPED = 130
"""The exit status of a program that Ctrl+C has stopped."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, _("Wrong usage: {message}").format(message=message) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; a person never sees a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    i18n.use(_language(given))
    _bear_any_letter()
    args = _defaults()
    try:
        reply = _answer(given, args)
    except OkrError as error:
        return _fail(error, as_json="--json" in given)
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the last place that can keep it from the person
        return _fail(_noted(error, args.data), as_json="--json" in given)
    _print(as_text(reply.document, ascii=not _is_utf8()) if args.json else "\n".join(reply.lines))
    return 1 if reply.failed else 0


def _answer(given: Sequence[str], args: argparse.Namespace) -> Reply:
    parser = build_parser()
    _args, rest = parser.parse_known_args(given, args)
    takes_fields = getattr(args, "takes_fields", False)
    if rest and not takes_fields:
        parser.error(_("unknown arguments: {words}").format(words=" ".join(rest)))
    if takes_fields:
        args.fields = _fields(parser, rest)
    return _run(args)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every command."""
    from okrdesk.cli import calculations, edits, lists, office, pictures, sheets, show

    usage.speak()
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--data", type=Path, metavar="DIR", help=_("the data folder"))
    shared.add_argument("--lang", choices=i18n.LANGUAGES, help=_("the language of the answers"))
    shared.add_argument("--json", action="store_true", help=_("answer with one JSON document"))
    parser = _Parser("okrdesk", parents=[shared], allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"okrdesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    adder = _WithShared(commands, shared)
    for module in (office, lists, show, edits, sheets, pictures, calculations):
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
        _print(as_text({"error": document}, ascii=not _is_utf8()))
    return 1


def _noted(error: Exception, folder: Path) -> Fault:
    """Write a crash file for a bug, without personal data, and return what to say of it."""
    import tempfile

    from okrdesk import log

    logs = folder / "logs"
    try:
        file = log.write_crash(logs, error)
    except OSError:
        file = log.write_crash(Path(tempfile.gettempdir()), error)
    return Fault(Code.UNEXPECTED, path=str(file))


def _bear_any_letter() -> None:
    """Let a terminal that is not in UTF-8 show a sign for what it lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _is_utf8() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name == "utf-8"


def _print(text: str) -> None:
    """Print the answer; a reader that went away early (`| head`) is no failure."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # What is still buffered goes nowhere, or Python would complain of it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
