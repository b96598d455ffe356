"""Words on work, what waits for one's own word, and blockers, from a shell."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.cli import histories
from okrdesk.cli import values as v
from okrdesk.cli.entities import Entity, Given, needed
from okrdesk.cli.session import Session
from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.remark import RemarkKind
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.replies import Item, Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    remark = commands.add_parser("remark", help=_("say something of a check-in or key result"))
    remark.add_argument("kind", choices=[kind.value for kind in RemarkKind])
    remark.add_argument("id", metavar="ID")
    remark.add_argument("--comment", default="", metavar="TEXT")
    remark.add_argument("--due", metavar="DATE", type=parse_date)
    remark.set_defaults(run=_remark)


def _remark(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.search import resolve

        kind = RemarkKind(args.kind)
        done = _SAY[kind](desk, args, resolve(desk, _ABOUT[kind], args.id))
        made = done.value if isinstance(done.value, str) else next(iter(done.value), None)
        changed = [{"entity": entity, "id": id} for entity, id in sorted(done.touched)]
        return Reply({"id": made, "kind": kind, "changed": changed}, [name_of(kind)])

    return session.run(call)


def told(item: Item) -> list[str]:
    """Return lines on what work carries out and what is agreed on it: where an objective stands,
    what a key result reads, and what of it waits for approval.
    """
    review, new = item.get("review"), item.get("proposed")
    found = []
    if item.get("serves"):
        found.append(_("Carries out: {item}").format(item=item["serves"].cited))
    if review:
        found.append(_("Approval: {state}").format(state=name_of(review.state)))
        if review.next_people:
            found.append(_("Waits for: {people}").format(people=", ".join(review.next_people)))
        found += [
            f"  {one.title} · {one.label}: {one.before or '–'} → {one.after or '–'}"
            for one in review.changes
        ]
    if item.get("reads"):
        found.append(_("Read from indicator: {name}").format(name=item["reads"]))
    for one in item.get("causes", ()):
        words = _("Objective cause, {state}: {kind}, from {day}: {reason}")
        state, kind, day = name_of(one.state), name_of(one.kind), format_date(one.from_on)
        found.append(words.format(state=state, kind=kind, day=day, reason=one.reason))
    if new:
        found += [_("A change waits for approval:"), *_proposed(item, plain(new))]
    return found


def _proposed(item: Item, new: Item) -> list[str]:
    from okrdesk.field_names import field_name

    found = []
    for name in ("kind", "start_value", "target_value", "low", "high", "start_on", "end_on"):
        before, after = (histories.field_text("key_result", name, one[name]) for one in (item, new))
        if before != after:
            found.append(f"  {field_name('key_result', name)}: {before} → {after}")
    if item["indicator_id"] != new["indicator_id"]:
        found.append("  " + _("read from another source"))
    return found


def _note(desk: "Desk", args: argparse.Namespace, about: tuple[str, str]) -> "Done[Any]":
    from okrdesk.services.remarks import acknowledge

    return acknowledge(desk, [about[1]], args.comment)


def _comment(desk: "Desk", args: argparse.Namespace, about: tuple[str, str]) -> "Done[Any]":
    from okrdesk.services.remarks import comment

    return comment(desk, *about, args.comment)


def _return(desk: "Desk", args: argparse.Namespace, about: tuple[str, str]) -> "Done[Any]":
    from okrdesk.services.remarks import return_check_in

    return return_check_in(desk, about[1], args.comment)


def _ask(desk: "Desk", args: argparse.Namespace, about: tuple[str, str]) -> "Done[Any]":
    from okrdesk.services.remarks import ask_explanation

    if args.due is None:
        raise Refused(Code.MISSING_FIELD, field="due_on", label="--due")
    return ask_explanation(desk, about[1], args.comment, args.due)


def _answer(desk: "Desk", args: argparse.Namespace, about: tuple[str, str]) -> "Done[Any]":
    from okrdesk.services.remarks import answer

    return answer(desk, about[1], args.comment)


_SAY: Mapping[RemarkKind, Callable[["Desk", argparse.Namespace, tuple[str, str]], "Done[Any]"]] = {
    RemarkKind.ACKNOWLEDGE: _note,
    RemarkKind.COMMENT: _comment,
    RemarkKind.RETURN: _return,
    RemarkKind.ASK: _ask,
    RemarkKind.ANSWER: _answer,
}
_ABOUT: Mapping[RemarkKind, str | None] = {
    RemarkKind.ACKNOWLEDGE: "check_in",
    RemarkKind.COMMENT: None,
    RemarkKind.RETURN: "check_in",
    RemarkKind.ASK: "key_result",
    RemarkKind.ANSWER: "remark",
}


def _remarks(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return the words on a key result, or on all objectives that the other options let through."""
    from okrdesk.services.lists import Filter, find_key_results_under, find_objective_ids
    from okrdesk.services.remarks import find_comments, find_remarks

    comments = []
    if args.key_result:
        ids = [_id(desk, "key_result", args.key_result) or ""]
    else:
        person = _id(desk, "person", args.person)
        wanted = Filter(
            cycle_id=_id(desk, "cycle", args.cycle),
            person_ids=frozenset([person]) if person else None,
        )
        objectives = find_objective_ids(desk, wanted)
        ids = [row.id for row in find_key_results_under(desk, objectives)]
        comments = find_comments(desk, objectives)
    return [_told(row) for row in (*comments, *find_remarks(desk, ids))]


def _told(row: Any) -> Item:
    return {**plain(row), "title": f"{name_of(row.kind)}: {row.text or row.title}"}


def _to_answer(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    """Return what waits for the word of the person at the desk, by what it is."""
    from okrdesk.services.causes import find_causes_to_judge
    from okrdesk.services.remark_lists import find_asked, find_returned, find_to_acknowledge
    from okrdesk.services.review_inbox import find_inbox

    found: list[Item] = [{**plain(row), "waits": "approve"} for row in find_inbox(desk)]
    found += [{**plain(row), "waits": "acknowledge"} for row in find_to_acknowledge(desk)]
    found += [{**plain(row), "waits": "decide"} for row in find_causes_to_judge(desk)]
    for one in find_returned(desk):
        item = plain(one)
        day = item.pop("effective_on")
        found.append({**item, "id": one.check_in_id, "day": day, "waits": "correct"})
    found += [
        {**_told(ask.question), "waits": "answer", "overdue": ask.is_overdue(desk.today())}
        for ask in find_asked(desk)
    ]
    return found


def _blockers(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return the open blockers; --archived asks for those that are closed."""
    from okrdesk.services.blockers import BlockerFilter, find_blockers

    wanted = BlockerFilter(
        unit_id=_id(desk, "unit", args.unit),
        owner_id=_id(desk, "person", args.person),
        cycle_id=_id(desk, "cycle", args.cycle),
        closed=args.archived,
    )
    today = desk.today()
    return [_of_blocker(row, today) for row in find_blockers(desk, wanted)]


def _of_blocker(row: Any, today: date) -> Item:
    item = plain(row)
    closed = item.pop("closed_on")
    title = " · ".join(filter(None, (name_of(row.kind), row.text, row.key_result, row.owner)))
    return {**item, "title": title, "closed": closed, "overdue": row.is_overdue(today)}


def line(item: Item) -> str:
    """Return what waits for one's word: which word, of what, of which day."""
    words = {
        "approve": _("to approve"),
        "acknowledge": _("to acknowledge"),
        "decide": _("cause to confirm"),
        "correct": _("to correct"),
        "answer": _("to answer"),
    }
    day = item.get("effective_on") or item.get("due_on")
    parts = [item["id"], words[item["waits"]], format_date(day) if day else "", item["title"]]
    return "  ".join(filter(None, parts))


def _decisions(desk: "Desk", _args: argparse.Namespace) -> list[Item]:
    """Return the decisions that B4 records: approved changes of targets, overruled colours."""
    from okrdesk.services.decision_papers import find_decisions

    return [
        {**plain(row), "title": f"{format_date(row.on)}  {row.title}"}
        for row in find_decisions(desk)
    ]


LISTS: Mapping[str, Callable[["Desk", argparse.Namespace], list[Item]]] = {
    "decisions": _decisions,
    "remarks": _remarks,
    "to-answer": _to_answer,
    "blockers": _blockers,
}


def _add_blocker(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.blockers import add_blocker
    from okrdesk.services.check_ins import BlockerEntry

    needed(given, "key_result", "kind", "text")
    owner, due = given.get("owner"), given.get("due_on")
    return add_blocker(
        desk, given["key_result"], BlockerEntry(given["kind"], given["text"], owner, due)
    )


def _set_blocker(desk: "Desk", id: str, given: Given) -> "Done[str]":
    """Change owner and day, or close it: `--closed-on` with `--resolution`."""
    from okrdesk.services.blockers import close_blocker, edit_blocker, find_blocker

    if given.keys() & {"closed_on", "resolution"}:
        on = given.get("closed_on", desk.today())
        return close_blocker(desk, id, on, given.get("resolution", ""))
    row = find_blocker(desk, id)
    owner, due = given.get("owner", row.owner_id), given.get("due_on", row.due_on)
    return edit_blocker(desk, id, owner, due)


ENTITIES: Mapping[str, Entity] = {
    "blocker": Entity(
        {
            "key_result": v.named("key_result"),
            "kind": v.one_of(BlockerKind),
            "text": v.text,
            "owner": v.named("person"),
            "due_on": v.day,
            "closed_on": v.day,
            "resolution": v.text,
        },
        _add_blocker,
        _set_blocker,
    )
}


def _id(desk: "Desk", entity: str, text: str | None) -> str | None:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1] if text else None
