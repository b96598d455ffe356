"""The command that makes pictures: chart."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_PICTURES = (".png", ".svg", ".xlsx")


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    chart = commands.add_parser("chart", help=_("draw a chart"))
    chart.add_argument("kind", choices=("progress",))
    chart.add_argument("id", metavar="ID", help=_("a key result, an objective or a unit"))
    chart.add_argument("--period", metavar="PERIOD")
    chart.add_argument("--out", type=Path, required=True, metavar="FILE.png|svg|xlsx")
    chart.set_defaults(run=_chart)


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
