"""Commands about tasks: accept, give back, cancel, deliver, note, excuse, roll over, share."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli import values
from okrdesk.cli.session import Session
from okrdesk.domain.dates import parse_date
from okrdesk.domain.tasks import CauseKind, FaultKind, Share
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done

Decide = Callable[["Desk", list[str], str], "Done[Any]"]


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    task = commands.add_group("task", help=_("decide on tasks, and record what was done"))
    _register_decisions(task)
    _register_work(task)
    told = _("ask to excuse errors and delays of a task, or a key result that is overdue")
    cause = task.add_parser("cause", help=told)
    cause.add_argument("subject", metavar="TASK|KEY-RESULT")
    cause.add_argument("--reason", required=True, metavar="TEXT")
    cause.add_argument("--kind", choices=[one.value for one in CauseKind], default=CauseKind.OTHER)
    cause.add_argument("--errors", type=int, default=0, metavar="N")
    cause.add_argument("--delays", type=int, default=0, metavar="N")
    cause.add_argument("--from", dest="from_on", metavar="DATE", type=parse_date)
    cause.add_argument("--to", dest="to_on", metavar="DATE", type=parse_date)
    cause.add_argument("--evidence", type=Path, action="append", default=[], metavar="FILE")
    cause.set_defaults(run=_cause)


def _register_decisions(task: Any) -> None:
    words: tuple[tuple[str, str, str, Decide], ...] = (
        ("accept", _("take registered tasks on"), "task", _accept),
        ("return", _("give registered tasks back, with the reason"), "task", _return),
        ("cancel", _("cancel tasks, with the reason"), "task", _cancel),
        ("remove", _("take away tasks that nobody accepted"), "task", _remove),
        ("confirm", _("confirm requests to excuse"), "cause", _confirm),
        ("decline", _("decline requests to excuse, with the reason"), "cause", _decline),
    )
    for name, help, entity, decide in words:
        command = task.add_parser(name, help=help)
        command.add_argument("ids", metavar=entity.upper(), nargs="+")
        command.add_argument("--comment", default="", metavar="TEXT")
        command.set_defaults(run=_decision, decide=decide, entity=entity)


def _register_work(task: Any) -> None:
    deliver = task.add_parser("deliver", help=_("record what was delivered of a task"))
    deliver.add_argument("task", metavar="TASK")
    deliver.add_argument("quantity", metavar="QUANTITY")
    deliver.add_argument("--on", metavar="DATE", type=parse_date)
    deliver.add_argument("--note", default="", metavar="TEXT")
    deliver.add_argument("--corrects", metavar="ID")
    deliver.set_defaults(run=_deliver)
    fault = task.add_parser("fault", help=_("note content errors or delays of a task"))
    fault.add_argument("task", metavar="TASK")
    fault.add_argument("kind", choices=[one.value for one in FaultKind])
    fault.add_argument("--count", type=int, default=1, metavar="N")
    fault.add_argument("--on", metavar="DATE", type=parse_date)
    fault.add_argument("--note", default="", metavar="TEXT")
    fault.set_defaults(run=_fault)
    withdraw = task.add_parser("withdraw", help=_("take a note of errors or delays back"))
    withdraw.add_argument("fault", metavar="FAULT")
    withdraw.set_defaults(run=_withdraw)
    over = task.add_parser("roll-over", help=_("move what is left of tasks to a later time"))
    over.add_argument("ids", metavar="TASK", nargs="+")
    over.add_argument("--from", dest="from_on", metavar="DATE", type=parse_date, required=True)
    over.add_argument("--to", dest="to_on", metavar="DATE", type=parse_date)
    over.set_defaults(run=_roll_over)
    share = task.add_parser("share", help=_("share a task: task share ID 002:30 003:20"))
    share.add_argument("task", metavar="TASK")
    share.add_argument("shares", metavar="PERSON:PERCENT", nargs="*")
    share.set_defaults(run=_share)


def _decision(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        ids = [_named(desk, args.entity, text) for text in args.ids]
        decide: Decide = args.decide
        return _changed(desk, decide(desk, ids, args.comment), ids[0], args.entity)

    return session.run(call)


def _accept(desk: "Desk", ids: list[str], comment: str) -> "Done[Any]":
    from okrdesk.services.task_decisions import accept

    return accept(desk, ids, comment)


def _return(desk: "Desk", ids: list[str], comment: str) -> "Done[Any]":
    from okrdesk.services.task_decisions import return_

    return return_(desk, ids, comment)


def _cancel(desk: "Desk", ids: list[str], comment: str) -> "Done[Any]":
    from okrdesk.services.task_decisions import cancel

    return cancel(desk, ids, comment)


def _remove(desk: "Desk", ids: list[str], _comment: str) -> "Done[Any]":
    from okrdesk.services.tasks import remove_tasks

    return remove_tasks(desk, ids)


def _confirm(desk: "Desk", ids: list[str], comment: str) -> "Done[Any]":
    from okrdesk.services.causes import confirm_causes

    return confirm_causes(desk, ids, comment)


def _decline(desk: "Desk", ids: list[str], comment: str) -> "Done[Any]":
    from okrdesk.services.causes import decline_causes

    return decline_causes(desk, ids, comment)


def _deliver(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.deliveries import DeliveryEntry, deliver

        id = _named(desk, "task", args.task)
        quantity, day = values.decimal(args.quantity), args.on or desk.today()
        corrects = _named(desk, "delivery", args.corrects) if args.corrects else None
        entry = DeliveryEntry(id, quantity, day, args.note, corrects)
        return _changed(desk, deliver(desk, [entry]), id)

    return session.run(call)


def _fault(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.faults import FaultEntry, note_faults

        id = _named(desk, "task", args.task)
        day = args.on or desk.today()
        entry = FaultEntry(id, FaultKind(args.kind), day, args.count, args.note)
        return _changed(desk, note_faults(desk, [entry]), id)

    return session.run(call)


def _withdraw(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.faults import withdraw_fault

        done = withdraw_fault(desk, _named(desk, "fault", args.fault))
        return _changed(desk, done, next(id for name, id in done.touched if name == "task"))

    return session.run(call)


def _roll_over(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.task_decisions import Later, roll_over

        ids = [_named(desk, "task", text) for text in args.ids]
        done = roll_over(desk, ids, Later(args.from_on, args.to_on))
        return _changed(desk, done, done.value[0])

    return session.run(call)


def _share(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.task_decisions import share_task

        id = _named(desk, "task", args.task)
        return _changed(desk, share_task(desk, id, [_part(desk, one) for one in args.shares]), id)

    return session.run(call)


def _part(desk: "Desk", text: str) -> Share:
    person, colon, percent = text.rpartition(":")
    if not colon:
        raise Refused(Code.BAD_VALUE, text=text, allowed="002:30")
    return Share(_named(desk, "person", person), values.decimal(percent))


def _cause(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.causes import CauseEntry, ask_exemption
        from okrdesk.services.evidence_files import whole_file

        entity, id = _subject(desk, args.subject)
        entry = CauseEntry(
            CauseKind(args.kind),
            args.reason,
            args.from_on or desk.today(),
            args.to_on,
            task_id=id if entity == "task" else None,
            key_result_id=id if entity == "key_result" else None,
            content_errors=args.errors,
            delays=args.delays,
            evidence=tuple(whole_file(path) for path in args.evidence),
        )
        return _changed(desk, ask_exemption(desk, entry), id, entity)

    return session.run(call)


def _subject(desk: "Desk", text: str) -> tuple[str, str]:
    """Return the task that is named, else the key result."""
    from okrdesk.services.search import resolve

    try:
        return resolve(desk, "task", text)
    except Refused as error:
        if error.code is not Code.NOT_FOUND:
            raise
    return resolve(desk, "key_result", text)


def _named(desk: "Desk", entity: str, text: str) -> str:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1]


def _changed(desk: "Desk", done: "Done[Any]", id: str, entity: str = "task") -> Reply:
    """Answer with what was written, and how the task stands now where it is still there."""
    from okrdesk.names import name_of
    from okrdesk.services.task_lists import find_task_rows

    changed = [{"entity": name, "id": one} for name, one in sorted(done.touched)]
    tasks = [one for name, one in done.touched if name == "task"]
    rows = find_task_rows(desk, [id] if entity == "task" else sorted(tasks))
    new = done.value if isinstance(done.value, str) else done.value[0] if done.value else id
    document = {"id": new, "changed": changed}
    if not rows:
        return Reply(document, [_("Done.")])
    row = rows[0]
    document |= {"task": row.id, "state": row.state, "done": row.done, "cause": row.cause}
    return Reply(document, [name_of(row.state)])
