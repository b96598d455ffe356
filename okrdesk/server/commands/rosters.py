"""People, units and posts from the same workbook as on a PC."""

import argparse
from pathlib import Path
from typing import Any

from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.sentences import explain
from okrdesk.server.session import Session, takes_agency


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    read = commands.add_parser("import", help=_("take over people, units and posts from Excel"))
    read.add_argument("kind", choices=("roster",))
    read.add_argument("file", type=Path, metavar="FILE.xlsx")
    takes_agency(read)
    way = read.add_mutually_exclusive_group()
    way.add_argument("--preview", action="store_true", help=_("only say what would be written"))
    way.add_argument("--apply", action="store_true", help=_("write it (what is done anyway)"))
    read.add_argument("--good-rows", action="store_true", help=_("write although rows fail"))
    read.set_defaults(run=_import)


def _import(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.exchange.apply import apply, preview
    from okrdesk.exchange.preview import KindName

    desk = session.desk()
    seen = preview(desk, KindName(args.kind), args.file)
    errors = [
        {
            "sheet": one.sheet,
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "code": one.error.code,
            "message": explain(one.error),
        }
        for one in seen.problems
    ]
    is_wanted = not args.preview and (args.good_rows or not errors)
    if is_wanted:
        apply(desk, seen, good_rows_only=args.good_rows)
    document = {
        "rows": seen.total,
        "ready": len(seen.rows),
        "errors": errors,
        "notes": list(seen.notes),
        "written": len(seen.rows) if is_wanted else 0,
    }
    place = _("{sheet}, row {row}, column “{column}”: {message}")
    lines = [
        _("{rows} rows read, {ready} ready, {written} written.").format(**document),
        *seen.notes,
        *(place.format(**error) for error in errors),
    ]
    return Reply(document, lines, failed=not args.preview and not is_wanted)
