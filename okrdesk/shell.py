"""A program of the shell, okrdesk or its server: arguments in, one answer out, an exit status.

Exit status: 0 done, 1 refused or failed (one clear sentence on standard error; with `--json` also
an error document on standard output), 2 wrong usage. A person never sees a traceback.
"""

import argparse
import codecs
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from okrdesk import __version__, i18n, log
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.i18n import N_, _, ngettext
from okrdesk.replies import Reply, as_text
from okrdesk.sentences import explain

STOPPED = 130
"""The exit status of a program that Ctrl+C has stopped."""

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ignored explicit argument %r"),
)
"""What argparse of Python 3.11 to 3.14 says to people; the rest is for programmers."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in the reader's language."""

    def error(self, message: str) -> NoReturn:
        """End the program with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, _("Wrong usage: {message}").format(message=message) + "\n")


class Commands:
    """Gives every command the options that all share, so that they may stand after it too."""

    def __init__(self, commands: "argparse._SubParsersAction[Parser]", shared: Parser) -> None:
        self._commands = commands
        self._shared = shared

    def add_parser(self, name: str, help: str) -> Parser:
        """Add one command and return its parser."""
        return self._commands.add_parser(
            name, help=help, description=help, parents=[self._shared], allow_abbrev=False
        )

    def add_group(self, name: str, help: str) -> "Commands":
        """Add a command that only holds commands of its own."""
        parser = self.add_parser(name, help)
        below = parser.add_subparsers(dest=f"{name}_command", required=True, metavar=_("COMMAND"))
        return Commands(below, self._shared)


def run_program(
    given: Sequence[str], args: argparse.Namespace, answer: Callable[[], Reply | None]
) -> int:
    """Print what `answer` returns, if anything, and return the exit status.

    `args` has `json` and `data` at the latest when `answer` returns or raises.
    """
    try:
        reply = answer()
    except OkrError as error:
        return _fail(error, as_json="--json" in given)
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the last place that can keep it from the person
        return _fail(_noted(error, args.data), as_json="--json" in given)
    if reply is None:
        return 0
    _print(as_text(reply.document, ascii=not _is_utf8()) if args.json else "\n".join(reply.lines))
    return 1 if reply.failed else 0


def prepare(given: Sequence[str]) -> None:
    """Set the language that is asked for, before the parser exists, and let terminals bear it."""
    i18n.use(_language(given))
    # argparse has no other place to take its words from our catalogues.
    vars(argparse).update(_=_, ngettext=ngettext)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that is not in UTF-8 shows a sign for what it lacks, instead of failing.
            stream.reconfigure(errors="replace")


def tell_version(parser: Parser) -> None:
    """Let a program tell its version."""
    words = _("show program's version number and exit")
    told = f"{parser.prog} {__version__}"
    parser.add_argument("--version", action="version", version=told, help=words)


def shared_options(data_help: str) -> Parser:
    """Return a parser of the options that every command takes."""
    shared = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--data", type=Path, metavar="DIR", help=data_help)
    shared.add_argument("--lang", choices=i18n.LANGUAGES, help=_("the language of the answers"))
    shared.add_argument("--json", action="store_true", help=_("answer with one JSON document"))
    return shared


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number in a range, as the `type` of an argument."""

    def read(text: str) -> int:
        if text.isdecimal() and low <= int(text[:20]) <= high:
            return int(text)
        words = _("“{text}” is not a whole number from {low} to {high}")
        raise argparse.ArgumentTypeError(words.format(text=text, low=low, high=high))

    return read


def _language(given: Sequence[str]) -> str:
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
        document: dict[str, Any] = {
            "code": error.code,
            "message": sentence,
            "params": error.params,
        }
        _print(as_text({"error": document}, ascii=not _is_utf8()))
    return 1


def _noted(error: Exception, folder: Path) -> Fault:
    """Write a crash file for a bug, without personal data, and return what to say of it."""
    logs = folder / "logs"
    try:
        if folder.is_dir():
            logs.mkdir(exist_ok=True)
        file = log.write_crash(logs, error)
    except OSError:
        file = log.write_crash(Path(tempfile.gettempdir()), error)
    return Fault(Code.UNEXPECTED, path=str(file))


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
