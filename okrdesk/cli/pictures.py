"""Commands that make paper and pictures: form, chart."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.domain.objective import Owner
    from okrdesk.services.desk import Desk

_PICTURES = (".png", ".svg", ".xlsx")


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    form = commands.add_parser("form", help=_("fill a form as PDF/A"))
    form.add_argument("code", metavar="CODE")
    form.add_argument("--period", metavar="PERIOD", required=True)
    whose = form.add_mutually_exclusive_group(required=True)
    whose.add_argument("--person", metavar="PERSON")
    whose.add_argument("--unit", metavar="UNIT")
    whose.add_argument("--all", action="store_true", help=_("everybody of the agency"))
    form.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|DIR")
    form.set_defaults(run=_form)
    chart = commands.add_parser("chart", help=_("draw a chart"))
    chart.add_argument("kind", choices=("progress",))
    chart.add_argument("id", metavar="ID", help=_("a key result, an objective or a unit"))
    chart.add_argument("--period", metavar="PERIOD")
    chart.add_argument("--out", type=Path, required=True, metavar="FILE.png|svg|xlsx")
    chart.set_defaults(run=_chart)


def _form(args: argparse.Namespace, session: Session) -> Reply:
    suffix = args.out.suffix.lower()
    if suffix not in ("", ".pdf") and not args.out.is_dir():
        raise Refused(Code.BAD_VALUE, text=suffix, allowed=".pdf")
    return session.run(lambda desk: _filled(desk, args))


def _filled(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.forms.filling import fill_form
    from okrdesk.forms.pages import page_sizes
    from okrdesk.services.search import resolve

    cycle_id = resolve(desk, "cycle", args.period)[1]
    files = fill_form(desk, args.code, cycle_id, _owners(desk, args), args.out).files
    pages = sum(len(page_sizes(file.read_bytes())) for file in files)
    document = {"files": files, "pages": pages, "codes": [args.code]}
    return Reply(document, [str(file) for file in files])


def _owners(desk: "Desk", args: argparse.Namespace) -> "list[Owner]":
    from okrdesk.domain.objective import Owner
    from okrdesk.services.registration import find_members
    from okrdesk.services.search import resolve
    from okrdesk.services.units import find_units

    if args.person:
        return [Owner(person_id=resolve(desk, "person", args.person)[1])]
    if args.unit:
        return [Owner(unit_id=resolve(desk, "unit", args.unit)[1])]
    units = frozenset(row.id for row in find_units(desk, desk.today()))
    return find_members(desk, units)


def _chart(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.charts import write_chart

    if args.out.suffix.lower() not in _PICTURES:
        raise Refused(Code.BAD_VALUE, text=args.out.suffix, allowed=", ".join(_PICTURES))
    file = write_chart(session.run(lambda desk: _data(desk, args)), args.out)
    return Reply({"file": file}, [str(file)])


def _data(desk: "Desk", args: argparse.Namespace) -> Any:
    from okrdesk.charts.source import key_result_data, objective_data, unit_data
    from okrdesk.services.search import resolve

    entity, id = resolve(desk, None, args.id)
    if entity == "key_result":
        return key_result_data(desk, id)
    if entity == "objective":
        return objective_data(desk, id)
    if entity == "unit":
        cycle_id = resolve(desk, "cycle", args.period)[1] if args.period else None
        return unit_data(desk, id, cycle_id)
    raise Refused(Code.BAD_VALUE, text=entity, allowed="key_result, objective, unit")
