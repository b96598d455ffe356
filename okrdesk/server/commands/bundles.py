"""Carried files: what PCs without a network wrote on sticks is answered, by file or by folder."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _, ngettext
from okrdesk.replies import Item, Reply
from okrdesk.sentences import explain
from okrdesk.server.session import Session

if TYPE_CHECKING:
    from okrdesk.server.bundles import Answered


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("bundle", help=_("files that PCs without a network send"))
    answer = below.add_parser("answer", help=_("answer a carried file, or a folder of them"))
    answer.add_argument("source", type=Path, metavar="FILE|DIR")
    answer.add_argument("--out", type=Path, required=True, metavar="FILE|DIR")
    answer.set_defaults(run=_answer)


def _answer(args: argparse.Namespace, session: Session) -> Reply:
    answered = _answered(args, session)
    if not args.source.is_dir():
        (one,) = answered
        if one.error:
            raise one.error
        return Reply(_document(one), [_line(one)])
    problems = sum(one.error is not None for one in answered)
    lines = [_line(one) for one in answered]
    lines.append(
        ngettext(
            "{count} file was answered.", "{count} files were answered.", len(answered) - problems
        ).format(count=len(answered) - problems)
    )
    document = {
        "items": [_document(one) for one in answered],
        "answered": len(answered) - problems,
        "problems": problems,
    }
    return Reply(document, lines, failed=problems > 0)


def _answered(args: argparse.Namespace, session: Session) -> "Sequence[Answered]":
    from okrdesk.server.bundles import BundleDesk, answer_files
    from okrdesk.server.epoch import watch
    from okrdesk.server.metrics import Metrics
    from okrdesk.server.running import Running

    look = watch(session.engine, session.folder)
    with Metrics(session.folder) as metrics:
        running = Running(session.engine, session.keys, session.folder, metrics, guard=look)
        answered = answer_files(BundleDesk(running), args.source, args.out)
    look()
    return answered


def _document(one: "Answered") -> Item:
    document: Item = {"source": one.source}
    if one.error:
        params = {name: str(value) for name, value in one.error.params.items()}
        message = explain(one.error)
        return document | {"error": {"code": one.error.code, "message": message, "params": params}}
    return document | {
        "file": one.answer,
        "device": one.device,
        "changes": one.changes,
        "fates": one.fates,
        "rows": one.rows,
        "stop": one.stop or None,
    }


def _line(one: "Answered") -> str:
    if one.error:
        return f"{one.source.name}: {explain(one.error)}"
    if one.stop:
        return _("{file}: the PC has to be asked first ({stop}); the answer tells it why.").format(
            file=one.source.name, stop=one.stop
        )
    return _("{file}: {changes} changes taken, {rows} rows answered in {answer}.").format(
        file=one.source.name, changes=one.changes, rows=one.rows, answer=one.answer
    )
