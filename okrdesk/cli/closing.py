"""Commands at the end of a cycle: close, open again, copy into another; the list of what misses."""

import argparse
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values
from okrdesk.cli.session import Session
from okrdesk.domain.closing import Outcome
from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.names import MISSING_NAMES, name_of
from okrdesk.replies import Item, Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.closing import Ending, Suggestion
    from okrdesk.services.desk import Desk


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    close = commands.add_parser("close", help=_("close an objective with grades and an outcome"))
    close.add_argument("objective", metavar="OBJECTIVE")
    close.add_argument("--outcome", required=True, choices=[one.value for one in Outcome])
    grade_help = _("of all key results, or of one: ID=0.7; else as progress suggests")
    close.add_argument("--grade", action="append", default=[], metavar="G", help=grade_help)
    close.add_argument("--reason", default="", metavar="TEXT")
    close.set_defaults(run=_close)
    reopen = commands.add_parser("reopen", help=_("open a closed objective again"))
    reopen.add_argument("objective", metavar="OBJECTIVE")
    reopen.add_argument("--reason", default="", metavar="TEXT")
    reopen.set_defaults(run=_reopen)
    copy = commands.add_parser("copy", help=_("copy objectives into another cycle"))
    copy.add_argument("objectives", metavar="OBJECTIVE", nargs="+")
    copy.add_argument("--to", required=True, metavar="CYCLE")
    copy.add_argument("--key-result", action="append", metavar="ID", help=_("only these of them"))
    copy.set_defaults(run=_copy)


def cycle_line(item: Item) -> str:
    """Return code, name, dates and state of a cycle in one line."""
    span = f"{format_date(item['start_on'])} – {format_date(item['end_on'])}"
    return "  ".join((item["code"], item["name"], span, name_of(item["state"])))


def missing(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return what a cycle (the running one) misses: `what` says what is wanting of each item."""
    from okrdesk.services.cycles import current_cycle, find_cycle
    from okrdesk.services.missing import find_missing
    from okrdesk.services.search import resolve

    cycle = find_cycle(desk, resolve(desk, "cycle", args.cycle)[1]) if args.cycle else None
    cycle = cycle or current_cycle(desk)
    if cycle is None:
        raise Refused(Code.MISSING_FIELD, field="cycle", label="--cycle")
    found = find_missing(desk, cycle.id)
    return [
        plain(row) | {"missing": section}
        for section in MISSING_NAMES
        for row in getattr(found, section)
    ]


def line(item: Item) -> str:
    """Return what is wanting, of what, and whose it is."""
    parts = (_(MISSING_NAMES[item["missing"]]), item["title"], item["owner"], item["unit"])
    return "  ".join(dict.fromkeys(filter(None, parts)))


def _close(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _closed(desk, args))


def _closed(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.services.closing import close_objective, find_closure, suggest
    from okrdesk.services.search import resolve

    id = resolve(desk, "objective", args.objective)[1]
    (suggestion,) = suggest(desk, [id])
    done = close_objective(desk, id, _ending(desk, suggestion, args))
    closure = find_closure(desk, id)
    grade = closure.grade if closure else None
    document = {"id": done.value, "objective": id, "grade": grade, "outcome": args.outcome}
    changed = [{"entity": entity, "id": one} for entity, one in sorted(done.touched)]
    shown = "–" if grade is None else format_decimal(grade)
    return Reply(document | {"changed": changed}, [f"{suggestion.row.title}: {shown}"])


def _ending(desk: "Desk", suggestion: "Suggestion", args: argparse.Namespace) -> "Ending":
    """Return the ending that is asked for; a key result not named takes the grade for all."""
    from okrdesk.services.closing import Ending, Grade

    everyone, named = _grades(desk, args.grade)
    grades = {}
    for one in suggestion.lines:
        suggested = one.suggested if everyone is None else everyone
        grades[one.row.id] = Grade(named.get(one.row.id, suggested), args.reason)
    whole = suggestion.suggested if everyone is None else everyone
    return Ending(Outcome(args.outcome), args.reason, grades, whole)


def _grades(desk: "Desk", given: Sequence[str]) -> tuple[Decimal | None, dict[str, Decimal]]:
    from okrdesk.services.search import resolve

    everyone, named = None, {}
    for text in given:
        name, equals, grade = text.rpartition("=")
        if equals:
            named[resolve(desk, "key_result", name)[1]] = values.decimal(grade)
        else:
            everyone = values.decimal(grade)
    return everyone, named


def _reopen(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.closing import reopen_objective
        from okrdesk.services.search import resolve

        id = resolve(desk, "objective", args.objective)[1]
        done = reopen_objective(desk, id, args.reason)
        return Reply({"id": done.value, "objective": id}, [_("Open again.")])

    return session.run(call)


def _copy(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.copying import copy_objectives
        from okrdesk.services.search import resolve

        cycle = resolve(desk, "cycle", args.to)[1]
        ids = [resolve(desk, "objective", one)[1] for one in args.objectives]
        chosen = _taken(desk, args.key_result) if args.key_result else {}
        chosen = {id: chosen.get(id, [] if args.key_result else None) for id in ids}
        done = copy_objectives(desk, cycle, chosen)
        changed = [{"entity": entity, "id": id} for entity, id in sorted(done.touched)]
        return Reply({"ids": done.value, "changed": changed}, list(done.value))

    return session.run(call)


def _taken(desk: "Desk", given: Sequence[str]) -> "dict[str, Collection[str] | None]":
    """Return the key results that are named, by their objective."""
    from okrdesk.services.key_results import find_key_result
    from okrdesk.services.search import resolve

    found: dict[str, list[str]] = {}
    for text in given:
        one = find_key_result(desk, resolve(desk, "key_result", text)[1])
        found.setdefault(one.objective_id, []).append(one.id)
    return dict(found)
