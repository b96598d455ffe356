"""Commands that change one object: add, set, check-in."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli import approving, directives, meetings, values
from okrdesk.cli.archiving import changed
from okrdesk.cli.entities import ENTITIES as _PLAIN
from okrdesk.cli.evaluation_lists import EVALUATION_ENTITIES
from okrdesk.cli.indicators import INDICATOR_ENTITIES
from okrdesk.cli.office_settings import OFFICE, set_office
from okrdesk.cli.session import Session
from okrdesk.cli.task_entities import TASK_ENTITIES
from okrdesk.domain.dates import parse_date
from okrdesk.domain.numbers import format_percent
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done

ENTITIES = {
    **_PLAIN,
    **TASK_ENTITIES,
    **approving.ENTITIES,
    **EVALUATION_ENTITIES,
    **directives.ENTITIES,
    **meetings.ENTITIES,
    **INDICATOR_ENTITIES,
}


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    add = commands.add_parser("add", help=_("add an object: add unit --code P1 --name …"))
    add.add_argument("what", choices=sorted(name.replace("_", "-") for name in ENTITIES))
    add.set_defaults(run=_add, takes_fields=True)
    change = commands.add_parser("set", help=_("change fields of an object: set ID --title …"))
    change.add_argument("id")
    change.set_defaults(run=_set, takes_fields=True)
    _register_check_in(commands)


def _register_check_in(commands: Any) -> None:
    command = commands.add_parser("check-in", help=_("record what a key result has reached"))
    command.add_argument("key_result", metavar="KEY-RESULT")
    command.add_argument("value", metavar="VALUE", nargs="?")
    command.add_argument("--on", metavar="DATE", type=parse_date)
    command.add_argument("--confidence", type=int, metavar="N")
    command.add_argument("--comment", default="", metavar="TEXT")
    command.add_argument("--corrects", metavar="ID")
    command.add_argument("--evidence", type=Path, action="append", default=[], metavar="FILE")
    command.add_argument("--steps-done", metavar="TITLE;TITLE")
    command.add_argument("--next-on", metavar="DATE", type=parse_date)
    command.add_argument("--colour", choices=("on-track", "at-risk", "behind"))
    command.add_argument("--reason", default="", metavar="TEXT")
    command.set_defaults(run=_check_in)


def _add(args: argparse.Namespace, session: Session) -> Reply:
    entity = ENTITIES[args.what.replace("-", "_")]

    def call(desk: "Desk") -> "Done[Any]":
        given = values.read_fields(desk, entity.fields, args.fields)
        return entity.add(desk, given)

    return changed(session.run(call))


def _set(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.search import resolve

    def call(desk: "Desk") -> "Done[Any]":
        if args.id == OFFICE:
            return set_office(desk, args.fields)
        name, id = resolve(desk, None, args.id)
        entity = ENTITIES.get(name)
        if entity is None or entity.change is None:
            allowed = sorted(name for name, one in ENTITIES.items() if one.change)
            raise Refused(Code.BAD_VALUE, text=name, allowed=", ".join(allowed).replace("_", "-"))
        return entity.change(desk, id, values.read_fields(desk, entity.fields, args.fields))

    return changed(session.run(call), args.id)


def _check_in(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _record(desk, args))


def _record(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.domain.health import Health
    from okrdesk.services.check_ins import CheckInEntry, record_check_in
    from okrdesk.services.evidence_files import whole_file
    from okrdesk.services.lists import find_key_result_rows, find_objective_rows
    from okrdesk.services.search import resolve

    id = resolve(desk, "key_result", args.key_result)[1]
    entry = CheckInEntry(
        value=values.decimal(args.value) if args.value is not None else None,
        effective_on=args.on or desk.today(),
        confidence=args.confidence,
        comment=args.comment,
        steps_done=_steps_done(desk, id, args.steps_done),
        next_on=args.next_on,
        chosen_colour=Health(args.colour) if args.colour else None,
        colour_reason=args.reason,
        corrects_id=resolve(desk, "check_in", args.corrects)[1] if args.corrects else None,
        evidence=tuple(whole_file(file) for file in args.evidence),
    )
    done = record_check_in(desk, id, entry)
    row = find_key_result_rows(desk, [id])[0]
    objective = find_objective_rows(desk, [row.objective_id])[0]
    document = {
        "id": done.value.id,
        "progress": row.progress,
        "raw": row.raw,
        "health": row.health,
        "objective_progress": objective.progress,
    }
    return Reply(document, [f"{row.title}: {format_percent(row.progress)}"])


def _steps_done(desk: "Desk", id: str, given: str | None) -> frozenset[str]:
    from okrdesk.domain.text import fold
    from okrdesk.services.key_results import find_key_result

    if not given:
        return frozenset()
    steps = {fold(step.title): step.id for step in find_key_result(desk, id).measure.steps}
    found = set()
    for title in filter(None, (one.strip() for one in given.split(";"))):
        if fold(title) not in steps:
            raise Refused(Code.NOT_FOUND, text=title)
        found.add(steps[fold(title)])
    return frozenset(found)
