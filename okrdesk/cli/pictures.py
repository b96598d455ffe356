"""The command that makes pictures: chart."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.domain.directive import Axis
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.dashboard import Wanted
    from okrdesk.services.desk import Desk

_PICTURES = (".png", ".svg", ".xlsx")
_OF_DASHBOARD = (
    "dashboard",
    "heat-map",
    "axes",
    "distribution",
    "trend",
    "burn-up",
    "coverage",
    "confidence",
)


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    chart = commands.add_parser("chart", help=_("draw a chart"))
    chart.add_argument("kind", choices=("progress", *_OF_DASHBOARD))
    named = _("for progress: a key result, an objective or a unit")
    chart.add_argument("id", nargs="?", metavar="ID", help=named)
    chart.add_argument("--period", metavar="PERIOD")
    chart.add_argument("--unit", metavar="UNIT", help=_("with all units below it"))
    chart.add_argument("--axis", metavar="1-6", help=_("only one axis of results"))
    chart.add_argument("--directive", metavar="DIRECTIVE", help=_("only what serves it"))
    chart.add_argument("--out", type=Path, required=True, metavar="FILE.png|svg|xlsx|pdf")
    chart.set_defaults(run=_chart)


def _chart(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.charts import write_chart

    allowed = _PICTURES if args.kind != "dashboard" else (".pdf",)
    if args.out.suffix.lower() not in allowed:
        raise Refused(Code.BAD_VALUE, text=args.out.suffix, allowed=", ".join(allowed))
    if args.kind == "dashboard":
        return _page(args, session)
    draw = _data if args.kind == "progress" else _panel
    file = write_chart(session.run(lambda desk: draw(desk, args)), args.out)
    return Reply({"file": file}, [str(file)])


def _data(desk: "Desk", args: argparse.Namespace) -> Any:
    from okrdesk.charts.source import key_result_data, objective_data, unit_data
    from okrdesk.services.search import resolve

    if args.id is None:
        raise Refused(Code.MISSING_FIELD, field="id")
    entity, id = resolve(desk, None, args.id)
    if entity == "key_result":
        return key_result_data(desk, id)
    if entity == "objective":
        return objective_data(desk, id)
    if entity == "unit":
        cycle_id = resolve(desk, "cycle", args.period)[1] if args.period else None
        return unit_data(desk, id, cycle_id)
    raise Refused(Code.BAD_VALUE, text=entity, allowed="key_result, objective, unit")


def _page(args: argparse.Namespace, session: Session) -> Reply:
    """Write the whole dashboard as one page."""
    from okrdesk.charts.dashboard import page_pictures
    from okrdesk.forms.dashboard_paper import on_paper, paper_data, write_dashboard
    from okrdesk.services.dashboard import whole_dashboard

    def read(desk: "Desk") -> Any:
        dashboard = whole_dashboard(desk, _wanted(desk, args))
        return dashboard, paper_data(desk, dashboard), desk.store.now()

    dashboard, data, at = session.run(read)
    file = write_dashboard(data, page_pictures(on_paper(dashboard)), at, args.out)
    return Reply({"file": file}, [str(file)])


def _wanted(desk: "Desk", args: argparse.Namespace) -> "Wanted":
    from okrdesk.services.dashboard import Wanted

    return Wanted(
        _named(desk, "cycle", args.period),
        _named(desk, "unit", args.unit or args.id),
        _axis(args.axis),
        _named(desk, "directive", args.directive),
    )


def _panel(desk: "Desk", args: argparse.Namespace) -> Any:
    """Return a chart of the dashboard, narrowed as the options say."""
    from okrdesk.charts import dashboard as charts
    from okrdesk.services.coverage import find_coverage
    from okrdesk.services.dashboard import whole_dashboard

    wanted = _wanted(desk, args)
    if args.kind == "coverage":
        return charts.coverage_chart(find_coverage(desk, wanted.directive_id, wanted.unit_id))
    make = {
        "heat-map": charts.heat_map_chart,
        "axes": charts.axes_chart,
        "distribution": charts.distribution_chart,
        "trend": charts.trend_chart,
        "burn-up": charts.burn_up_chart,
        "confidence": charts.confidence_chart,
    }[args.kind]
    return make(whole_dashboard(desk, wanted))


def _named(desk: "Desk", entity: str, text: str | None) -> str | None:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1] if text else None


def _axis(text: str | None) -> Axis | None:
    if text is None or text in tuple(Axis):
        return Axis(text) if text else None
    raise Refused(Code.BAD_VALUE, text=text, allowed=", ".join(Axis))
