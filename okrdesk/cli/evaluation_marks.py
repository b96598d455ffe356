"""The marks of an evaluation as a shell gives them: pairs like a=9.5,b=10, or a JSON file."""

import argparse
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values
from okrdesk.domain.evaluation.steps import Level
from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import _
from okrdesk.sentences import reason_of

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.scores import Marks

_TEXTS = ("strengths", "weaknesses", "comment", "band")


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options that give a score."""
    command.add_argument(
        "--marks", metavar="a=9.5,b=10|FILE.json", help=_("points by criterion, or a file of all")
    )
    command.add_argument("--leadership", metavar="d=100,dd=100,e=50", help=_("grades of a leader"))
    command.add_argument("--knock-outs", metavar="ID,ID", help=_("facts that knock out"))
    command.add_argument("--strengths", metavar="TEXT")
    command.add_argument("--weaknesses", metavar="TEXT")
    command.add_argument("--band", metavar="ID", help=_("the level proposed, by its id"))


def given(desk: "Desk", id: str, level: Level, args: argparse.Namespace) -> "Marks | None":
    """Return what was given on top of what the level starts from; None where nothing was."""
    changes = _from_file(desk, id, args.marks) if _is_file(args.marks) else {}
    if args.marks and not changes:
        changes["marks"] = _pairs(args.marks)
    if args.leadership:
        changes["leadership"] = _pairs(args.leadership)
    if args.knock_outs is not None:
        changes["knock_outs"] = frozenset(filter(None, args.knock_outs.split(",")))
    for name in ("strengths", "weaknesses", "band"):
        if getattr(args, name) is not None:
            changes[name] = getattr(args, name)
    if not changes:
        return None
    if args.comment:
        changes.setdefault("comment", args.comment)
    return replace(start(desk, id, level), **changes)


def start(desk: "Desk", id: str, level: Level) -> "Marks":
    """Return what a level starts from: its own last marks, or those before it."""
    from okrdesk.services.evaluation_sheets import sheet_of

    return sheet_of(desk, id).to_start_from(level)


def _is_file(text: str | None) -> bool:
    return bool(text) and "=" not in str(text)


def _from_file(desk: "Desk", id: str, name: str) -> dict[str, Any]:
    """Return the changes in a JSON file: general, leadership, knock_outs, and the texts."""
    from okrdesk.services.evaluation_sheets import sheet_of

    document = _read(Path(name))
    found: dict[str, Any] = {one: document[one] for one in _TEXTS if one in document}
    if "general" in document:
        rows = sheet_of(desk, id).points_by_criterion
        found["marks"] = {
            one: (rows.get(one, Decimal(0)) if mark else Decimal(0))
            if isinstance(mark, bool)
            else values.decimal(str(mark))
            for one, mark in document["general"].items()
        }
    if "leadership" in document:
        grades = document["leadership"].items()
        found["leadership"] = {one: values.decimal(str(grade)) for one, grade in grades}
    if "knock_outs" in document:
        found["knock_outs"] = frozenset(document["knock_outs"])
    return found


def _read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=str)
    except OSError as error:
        raise Fault(Code.FILE_UNREADABLE, file=file.name, reason=reason_of(error, file)) from error
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise Refused(Code.SHEET_SYNTAX, name=file.name, line=line, column=column) from error
    except (ValueError, RecursionError) as error:
        raise Refused(Code.SHEET_SYNTAX, name=file.name, line=1, column=1) from error
    if not isinstance(document, dict):
        raise Refused(Code.SHEET_SYNTAX, name=file.name, line=1, column=1)
    return document


def _pairs(text: str) -> dict[str, Decimal]:
    found = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, equals, mark = part.partition("=")
        if not equals:
            raise Refused(Code.BAD_VALUE, text=part, allowed="a=9.5,b=10")
        found[name.strip()] = values.decimal(mark.strip())
    return found
