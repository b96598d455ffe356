"""Commands that decide: on objectives, on two edits of a field, on changes not taken."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    words = (
        ("submit", _("ask for approval of an objective"), _submit),
        ("return", _("give a submitted objective back, with the reason"), _return),
        ("approve", _("approve a submitted objective"), _approve),
    )
    for name, help, say in words:
        command = commands.add_parser(name, help=help)
        command.add_argument("objective", metavar="OBJECTIVE")
        command.add_argument("--comment", default="", metavar="TEXT")
        command.set_defaults(run=_review, say=say)
    resolve = commands.add_parser("resolve", help=_("decide between two edits of one field"))
    resolve.add_argument("conflict", metavar="CONFLICT")
    resolve.add_argument("choice", metavar="mine|theirs|VALUE")
    resolve.set_defaults(run=_resolve)
    resend = commands.add_parser("resend", help=_("send again what was not taken, corrected"))
    resend.add_argument("change", metavar="CHANGE")
    resend.set_defaults(run=_resend, takes_fields=True)
    over = commands.add_parser(
        "hand-over", help=_("offer what was not taken to who is responsible")
    )
    over.add_argument("change", metavar="CHANGE")
    over.set_defaults(run=_hand_over)
    away = commands.add_parser("discard", help=_("put aside what was not taken"))
    away.add_argument("change", metavar="CHANGE")
    away.set_defaults(run=_discard)
    answer = commands.add_parser("answer", help=_("accept or decline a change handed over"))
    answer.add_argument("change", metavar="CHANGE")
    answer.add_argument("word", choices=("accept", "decline"))
    answer.set_defaults(run=_answer)


def _review(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.names import name_of
        from okrdesk.services.reviews import find_review
        from okrdesk.services.search import resolve

        id = resolve(desk, "objective", args.objective)[1]
        say: Callable[[Desk, str, str], Done[str]] = args.say
        done = say(desk, id, args.comment)
        view = find_review(desk, id)
        levels = [{"level": level, "by": who} for level, who in view.given]
        more = {"levels": view.levels, "given": levels, "next": list(view.next_people)}
        return _changed(done, name_of(view.state), state=view.state, objective=id, **more)

    return session.run(call)


def _submit(desk: "Desk", id: str, comment: str) -> "Done[str]":
    from okrdesk.services import reviews

    return reviews.submit(desk, id, comment)


def _return(desk: "Desk", id: str, comment: str) -> "Done[str]":
    from okrdesk.services import reviews

    return reviews.return_(desk, id, comment)


def _approve(desk: "Desk", id: str, comment: str) -> "Done[str]":
    from okrdesk.services import reviews

    return reviews.approve(desk, id, comment)


def _resolve(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.conflicts import Choice, decide, find_conflict
        from okrdesk.services.search import resolve

        id = resolve(desk, "conflict", args.conflict)[1]
        if args.choice in (Choice.MINE, Choice.THEIRS):
            done = decide(desk, id, Choice(args.choice))
        else:
            field = find_conflict(desk, id).field
            done = decide(desk, id, Choice.OTHER, _wire(desk, field, args.choice))
        return _changed(done, _("Decided."))

    return session.run(call)


def _wire(desk: "Desk", field: str, text: str) -> str | None:
    """Return a third value as it is stored; whoever or whatever owns something by name."""
    from okrdesk.services.search import resolve

    entity = {"owner_person_id": "person", "owner_unit_id": "unit", "cycle_id": "cycle"}.get(field)
    if entity and text:
        return resolve(desk, entity, text)[1]
    return text or None


def _resend(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.outbox import named_change, resend
        from okrdesk.services.unsent_files import named_declined_file, offer_again

        if (file := named_declined_file(desk, args.change)) is not None:
            return _changed(offer_again(desk, file), _("It is offered again with the next sync."))
        done = resend(desk, named_change(desk, args.change), args.fields)
        return _changed(done, _("Sent again."))

    return session.run(call)


def _hand_over(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.outbox import hand_over, named_change

        return _changed(hand_over(desk, named_change(desk, args.change)), _("Handed over."))

    return session.run(call)


def _discard(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.outbox import discard, named_change
        from okrdesk.services.unsent_files import named_declined_file, put_aside

        if (file := named_declined_file(desk, args.change)) is not None:
            return _changed(put_aside(desk, file), _("Put aside; it stays on this computer."))
        id = named_change(desk, args.change)
        return _changed(discard(desk, id), _("Put aside; it stays in the history."), id=id)

    return session.run(call)


def _answer(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.outbox import answer_handover, named_handover

        id = named_handover(desk, args.change)
        done = answer_handover(desk, id, accept=args.word == "accept")
        return _changed(done, _("The answer goes with the next sync."), id=id)

    return session.run(call)


def _changed(done: "Done[Any]", line: str, **more: Any) -> Reply:
    changed = [{"entity": entity, "id": id} for entity, id in sorted(done.touched)]
    return Reply({"id": done.value, "changed": changed, **more}, [line])
