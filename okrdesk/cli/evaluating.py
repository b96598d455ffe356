"""The command on evaluations: prepare, score, submit, return, propose, approve, close, complain."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from okrdesk.cli import evaluation_marks
from okrdesk.cli.session import Session
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply
from okrdesk.sentences import explain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.evaluation_sheets import EvaluationSheet
    from okrdesk.services.periods import Period


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    command = commands.add_parser("evaluate", help=_("take evaluations one step on"))
    command.add_argument(
        "action", choices=sorted(("prepare", "close", "reopen-period", "rate-unit", *_ACTIONS))
    )
    command.add_argument("--period", required=True, metavar="PERIOD")
    whom = command.add_mutually_exclusive_group()
    whom.add_argument("--person", metavar="PERSON", help=_("else the person at this desk"))
    whom.add_argument("--unit", metavar="UNIT", help=_("everybody of a unit and all below it"))
    whom.add_argument("--all", action="store_true", help=_("everybody of the agency"))
    evaluation_marks.add_options(command)
    command.add_argument("--rating", metavar="BAND", help=_("how the unit itself is rated"))
    command.add_argument("--comment", default="", metavar="TEXT", help=_("remark, reason, answer"))
    command.set_defaults(run=_evaluate)


def _evaluate(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _run(desk, args))


def _run(desk: "Desk", args: argparse.Namespace) -> Reply:
    period = _period(desk, args)
    if args.action == "close":
        return _close(desk, period)
    if args.action == "reopen-period":
        return _reopen_period(desk, period, args.comment)
    if args.action == "rate-unit":
        return _rate_unit(desk, period, args)
    if args.action == "prepare":
        return _prepare(desk, period, args)
    if args.unit or args.all:
        return _many(desk, period, args)
    id = _evaluation(desk, period, args)
    _ACTIONS[args.action](desk, id, args)
    return _one(desk, id)


def _period(desk: "Desk", args: argparse.Namespace) -> "Period":
    """Return the period; preparing opens one that is not there yet."""
    from okrdesk.services.periods import find_period, open_period

    try:
        return find_period(desk, args.period)
    except Refused as error:
        if error.code is not Code.NOT_FOUND or args.action != "prepare":
            raise
    return find_period(desk, open_period(desk, args.period).value)


def _close(desk: "Desk", period: "Period") -> Reply:
    from okrdesk.services.periods import close_period

    close_period(desk, period.id)
    document = {"id": period.id, "period": period.code, "state": "closed"}
    line = _("The period {period} is closed.").format(period=period.code)
    return Reply({**document, "score": None, "band": None}, [line])


def _reopen_period(desk: "Desk", period: "Period", reason: str) -> Reply:
    from okrdesk.services.periods import reopen_period

    reopen_period(desk, period.id, reason)
    document = {"id": period.id, "period": period.code, "state": "open"}
    line = _("The period {period} is open again.").format(period=period.code)
    return Reply({**document, "score": None, "band": None}, [line])


def _rate_unit(desk: "Desk", period: "Period", args: argparse.Namespace) -> Reply:
    from okrdesk.services.unit_ratings import find_unit_ratings, rate_unit

    if args.unit is None:
        raise Refused(Code.MISSING_FIELD, field="unit", label="Unit")
    unit_id = _resolved(desk, "unit", args.unit)
    id = rate_unit(desk, period.id, unit_id or "", args.rating or None, args.comment).value
    row = next(one for one in find_unit_ratings(desk, period.id) if one.unit_id == unit_id)
    document = {"id": id, "period": period.code, "unit": row.unit, "note": row.note}
    line = f"{row.unit}: {row.band or '–'}"
    return Reply({**document, "state": None, "score": None, "band": row.band}, [line])


def _prepare(desk: "Desk", period: "Period", args: argparse.Namespace) -> Reply:
    from okrdesk.services.evaluations import prepare, prepare_all

    if args.unit or args.all:
        done = prepare_all(desk, period.id, _resolved(desk, "unit", args.unit))
        line = _("{count} evaluations prepared.").format(count=len(done.value))
        document = {"prepared": list(done.value), "count": len(done.value)}
        return Reply({**document, "state": "prepared", "score": None, "band": None}, [line])
    return _one(desk, prepare(desk, period.id, _resolved(desk, "person", args.person)).value)


def _evaluation(desk: "Desk", period: "Period", args: argparse.Namespace) -> str:
    """Return the evaluation meant; the own one is prepared where it is not there yet."""
    from okrdesk.services.evaluations import find_evaluation, prepare

    person_id = _resolved(desk, "person", args.person) or desk.person_id
    try:
        return find_evaluation(desk, period.id, person_id)
    except Refused as error:
        if error.code is not Code.EVALUATION_MISSING or args.action not in ("self", "submit"):
            raise
    return prepare(desk, period.id, person_id).value


def _many(desk: "Desk", period: "Period", args: argparse.Namespace) -> Reply:
    """Take one step with each of a unit or of all; what does not go is named and left."""
    from okrdesk.services.evaluation_tables import unit_table

    table = unit_table(desk, period.id, _resolved(desk, "unit", args.unit))
    items: list[Item] = []
    for row in table.rows:
        try:
            _ACTIONS[args.action](desk, row.id, args)
        except Refused as error:
            refused = {"code": error.code, "message": explain(error)}
            items.append({"id": row.id, "name": row.name, "error": refused})
        else:
            items.append(_item(desk, row.id))
    failed = [item for item in items if "error" in item]
    lines = [item.get("line") or f"{item['name']}: {item['error']['message']}" for item in items]
    document = {"items": items, "done": len(items) - len(failed), "refused": len(failed)}
    return Reply({**document, "state": None, "score": None, "band": None}, lines)


def _one(desk: "Desk", id: str) -> Reply:
    item = _item(desk, id)
    return Reply(item, [item["line"]])


def _item(desk: "Desk", id: str) -> Item:
    from okrdesk.evaluation_texts import block_text
    from okrdesk.names import name_of
    from okrdesk.services.evaluation_sheets import sheet_of

    sheet = sheet_of(desk, id)
    view = sheet.decided or _last(sheet)
    outcome = view.outcome if view else None
    band = view.band if view else None
    total = outcome.total if outcome else None
    name = next((one.name for one in sheet.pack.bands if one.id == band), None)
    shown = "–" if total is None else format_decimal(total, 2)
    parts = (sheet.person.name, name_of(sheet.state), shown, name or "")
    return {
        "id": sheet.id,
        "person": sheet.person.code,
        "name": sheet.person.name,
        "period": sheet.period.code,
        "state": sheet.state,
        "score": total,
        "band": name,
        "band_id": band,
        "blocked": [block_text(one) for one in outcome.blocked] if outcome else [],
        "progress": sheet.progress.mean,
        "line": "  ".join(part for part in parts if part),
    }


def _last(sheet: "EvaluationSheet") -> Any | None:
    return max(sheet.scores.values(), key=lambda view: view.at, default=None)


def _self(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.scores import save_score

    marks = evaluation_marks.given(desk, id, Level.SELF, args)
    save_score(desk, id, Level.SELF, marks or evaluation_marks.start(desk, id, Level.SELF))


def _submit(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.evaluation_steps import submit

    submit(desk, id, args.comment, evaluation_marks.given(desk, id, Level.SELF, args))


def _propose(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.evaluation_steps import propose

    propose(desk, id, args.comment, evaluation_marks.given(desk, id, Level.HEAD, args))


def _approve(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.evaluation_steps import approve

    approve(desk, id, args.comment, evaluation_marks.given(desk, id, Level.AUTHORITY, args))


def _return(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.evaluation_steps import return_

    return_(desk, id, args.comment)


def _reopen(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.evaluation_steps import reopen

    reopen(desk, id, args.comment)


def _complain(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.complaints import complain

    complain(desk, id, args.comment)


def _answer(desk: "Desk", id: str, args: argparse.Namespace) -> None:
    from okrdesk.services.complaints import answer

    answer(desk, id, args.comment)


_ACTIONS: "dict[str, Callable[[Desk, str, argparse.Namespace], None]]" = {
    "self": _self,
    "submit": _submit,
    "return": _return,
    "propose": _propose,
    "approve": _approve,
    "reopen": _reopen,
    "complain": _complain,
    "answer": _answer,
}


def _resolved(desk: "Desk", entity: str, text: str | None) -> str | None:
    from okrdesk.services.search import resolve

    return resolve(desk, entity, text)[1] if text else None
