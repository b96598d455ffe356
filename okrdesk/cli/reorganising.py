"""`reorganise rename|move|merge|split|dissolve UNIT…`: what it would do, and with --apply does."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.domain.dates import parse_date
from okrdesk.domain.organisation import Unit
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.reorganisation import Report

_TOP = "-"


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    one = commands.add_parser("reorganise", help=_("rename, move, merge, split, dissolve units"))
    one.add_argument("kind", choices=[kind.value for kind in Reorganisation])
    one.add_argument("units", metavar="UNIT", nargs="+")
    one.add_argument("--on", metavar="DATE", type=parse_date, help=_("from this day on; today"))
    one.add_argument("--name", default="", help=_("the new name"))
    one.add_argument("--under", metavar="UNIT", help=_("the unit above; - is the top"))
    into_help = _("a successor: a unit, or CODE=NAME of a new one")
    one.add_argument("--into", metavar="UNIT", action="append", default=[], help=into_help)
    give_help = _("a person, objective or unit below to a successor: ID=UNIT")
    one.add_argument("--give", metavar="ID=UNIT", action="append", default=[], help=give_help)
    one.add_argument("--head", metavar="PERSON", help=_("who heads the successor"))
    one.add_argument("--apply", action="store_true", help=_("carry it out; else only tell"))
    one.add_argument("--out", metavar="FILE", type=Path, help=_("the report as PDF or workbook"))
    one.set_defaults(run=_run)


def _run(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.reorganisation import preview, reorganise

        plan = _plan(desk, args)
        report = reorganise(desk, plan).value if args.apply else preview(desk, plan)
        document = plain(report) | {"applied": args.apply}
        if args.out:
            document["file"] = _write(desk, report, args.out)
        return Reply(document, list(_lines(report)))

    return session.run(call)


def _write(desk: "Desk", report: "Report", file: Path) -> Path:
    """Write the report as PDF, or as a workbook where the suffix says so; return the file."""
    from okrdesk.exchange.reorganisation_list import write_reorganisation_list
    from okrdesk.forms.reorganisation_paper import write_reorganisation
    from okrdesk.services.office import find_agency, find_own_name

    if file.suffix.lower() == ".xlsx":
        return write_reorganisation_list(report, file)
    agency, compiler = find_agency(desk), find_own_name(desk)
    return write_reorganisation(report, agency, compiler, desk.store.now(), file)


def _plan(desk: "Desk", args: argparse.Namespace) -> Plan:
    units = tuple(_unit(desk, text) for text in args.units)
    above = _above(desk, args.under, units[0])
    into = tuple(_successor(desk, text, above) for text in args.into)
    places = {key: unit.id for text, unit in zip(args.into, into, strict=True) for key in
              (text, unit.id, unit.code.casefold())}  # fmt: skip
    return Plan(
        Reorganisation(args.kind),
        args.on or desk.today(),
        units,
        into,
        args.name,
        above,
        dict(_given(desk, args.give, places)),
        _id(desk, "person", args.head) if args.head else None,
    )


def _id(desk: "Desk", entity: str | None, text: str) -> str:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1]


def _unit(desk: "Desk", text: str) -> str:
    return _id(desk, "unit", text)


def _above(desk: "Desk", text: str | None, unit_id: str) -> str | None:
    """Return the unit above a new one, or above which units move; else that of the first unit."""
    from okrdesk.services.units import find_unit

    if text == _TOP:
        return None
    return _unit(desk, text) if text else find_unit(desk, unit_id).parent_id


def _successor(desk: "Desk", text: str, above: str | None) -> Unit:
    from okrdesk.domain.identity import new_id
    from okrdesk.services.units import find_unit

    code, equals, name = text.partition("=")
    if equals:
        return Unit(new_id(), code.strip(), name.strip(), above)
    return find_unit(desk, _unit(desk, text))


def _given(desk: "Desk", given: Iterable[str], places: dict[str, str]) -> Iterable[tuple[str, str]]:
    for text in given:
        what, _equals, unit = text.rpartition("=")
        place = places.get(unit) or places.get(unit.casefold())
        if place is None:
            raise Refused(Code.BAD_VALUE, text=text, allowed=", ".join(places))
        yield _id(desk, None, what), place


def _lines(report: "Report") -> Iterable[str]:
    """Yield the report in lines: units before and after, who and what goes where, what stays."""
    for title, rows in ((_("Before"), report.before), (_("After"), report.after)):
        yield f"{title}:"
        for row in rows:
            text = _("  {name}: {people} people, {objectives} open objectives")
            yield text.format(name=row.name, people=row.people, objectives=row.objectives)
    for one in (*report.below, *report.people, *report.work):
        if one.is_moved:
            yield f"  {one.title}: {one.before} → {one.after}"
    staying = report.staying
    text = _("Stays as it was: {closed} objectives of closed cycles, {count} evaluations.")
    yield text.format(closed=staying.closed_objectives, count=staying.evaluations)
    if report.approved:
        text = _("{count} approved objectives ask for a new approval in their new unit.")
        yield text.format(count=report.approved)
