"""Commands about workbooks: template, import; and lists written as workbooks."""

import argparse
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.sentences import explain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

KINDS = ("roster", "plan", "values", "catalogue", "tasks", "directives", "kpis")


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    template = commands.add_parser("template", help=_("write a blank workbook to fill in"))
    template.add_argument("kind", choices=KINDS)
    template.add_argument("file", type=Path, metavar="FILE.xlsx")
    template.set_defaults(run=_template)
    read = commands.add_parser("import", help=_("preview a workbook; --apply writes it"))
    read.add_argument("kind", choices=KINDS)
    read.add_argument("file", type=Path, metavar="FILE.xlsx")
    read.add_argument("--apply", action="store_true", help=_("write what the preview shows"))
    read.add_argument("--good-rows", action="store_true", help=_("write although rows fail"))
    read.add_argument("--cycle", metavar="PERIOD")
    read.add_argument("--catalogue", metavar="CODE", help=_("the catalogue that the rows go into"))
    read.set_defaults(run=_import)


def _template(args: argparse.Namespace, _session: Session) -> Reply:
    from okrdesk.exchange.preview import KindName
    from okrdesk.exchange.template import write_template

    file = write_template(KindName(args.kind), args.file)
    return Reply({"file": file}, [str(file)])


def _import(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _read(desk, args))


def _read(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.exchange.apply import apply, preview
    from okrdesk.exchange.preview import KindName
    from okrdesk.services.search import resolve

    kind = KindName(args.kind)
    into = resolve(desk, "cycle", args.cycle)[1] if args.cycle else None
    if kind is KindName.CATALOGUE:
        into = args.catalogue
    seen = preview(desk, kind, args.file, into)
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
    written = 0
    if args.apply and (args.good_rows or not errors):
        apply(desk, seen, good_rows_only=args.good_rows)
        written = len(seen.rows)
    document = {
        "rows": seen.total,
        "ready": len(seen.rows),
        "errors": errors,
        "notes": list(seen.notes),
        "written": written,
    }
    return Reply(document, _summary(document), failed=bool(args.apply and not written))


def _summary(document: dict[str, Any]) -> list[str]:
    lines = [
        _("{rows} rows read, {ready} ready, {written} written.").format(**document),
        *document["notes"],
    ]
    place = _("{sheet}, row {row}, column “{column}”: {message}")
    return lines + [place.format(**error) for error in document["errors"]]


def write_items(file: Path, title: str, items: list[dict[str, Any]]) -> None:
    """Write what a list showed as a workbook, under the names that the window gives the fields."""
    from okrdesk.exchange.export import ExportColumn, write_rows
    from okrdesk.field_names import FIELD_NAMES

    names = list(items[0]) if items else ["id"]
    rows = [[_cell(item[name]) for name in names] for item in items]
    write_rows(file, title, [ExportColumn(_(FIELD_NAMES.get(name, name))) for name in names], rows)


def _cell(value: Any) -> Any:
    """Return a value as a cell holds it: words for a listed one, text for several."""
    from okrdesk.names import NAMES, name_of
    from okrdesk.replies import to_json

    if isinstance(value, StrEnum):
        return name_of(value) if type(value) in NAMES else value.value
    if isinstance(value, list | tuple | set | frozenset | dict):
        return json.dumps(to_json(value), ensure_ascii=False) if value else ""
    return value
