"""The command that shows one object whole: its fields, its history, and why it has its mark."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from okrdesk.cli import (
    approving,
    directives,
    evaluation_shown,
    histories,
    indicators,
    meetings,
    task_lists,
)
from okrdesk.cli.office_settings import OFFICE
from okrdesk.cli.session import Session
from okrdesk.domain.coverage import CoverageState
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    show = commands.add_parser("show", help=_("show one object whole, with its history"))
    show.add_argument("id")
    histories.add_options(show)
    show.set_defaults(run=_show)


def _show(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _whole(desk, args))


def _whole(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.services.search import resolve

    if args.id == OFFICE:
        return Reply(*histories.office_item(desk, args))
    entity, id = resolve(desk, None, args.id)
    if entity not in _READERS:
        allowed = ", ".join(_READERS).replace("_", "-")
        raise Refused(Code.BAD_VALUE, text=entity.replace("_", "-"), allowed=allowed)
    item, why = _READERS[entity](desk, id), _why(desk, entity, id)
    history = histories.history_of(desk, id, args)
    document = {
        "kind": entity,
        "item": item,
        "history": [histories.entry_item(one) for one in history],
        "why": why,
    }
    parts = ([*_lines(entity, item), *_parts(item)], why, histories.told(desk, history))
    return Reply(document, "\n\n".join("\n".join(part) for part in parts if part).split("\n"))


_UNTOLD = ("archived", "assigned_by")


def _lines(entity: str, item: Item) -> list[str]:
    """Return the fields that a person has a name for, in words; ids and empty ones are left out."""
    from okrdesk.field_names import FIELD_NAMES, field_name

    return [
        f"{field_name(entity, name)}: {text}"
        for name, value in item.items()
        if name in FIELD_NAMES and not name.endswith(("_id", "_ids")) and name not in _UNTOLD
        if not isinstance(value, CoverageState)
        if (text := histories.field_text(entity, name, value))
    ]


def _parts(item: Item) -> list[str]:
    """Return a line for each part: posts, key results and links, targets and values; and before
    them where an objective stands, and what is proposed of a key result.
    """
    if "indicator_state" in item:
        return indicators.parts(item)
    if "scores" in item:
        return evaluation_shown.parts(item)
    if "supports" in item:
        return [*directives.told(item), *_under(item)]
    if "review" in item or "proposed" in item:
        return [*approving.told(item), *_under(item)]
    return _under(item)


def _under(item: Item) -> list[str]:
    posts = [
        "– " + " · ".join(filter(None, (post.title, post.unit_name)))
        for post in item.get("posts", ())
    ]
    under = [f"– {part['title']}" for part in item.get("under", ())]
    arrows = {True: "↑", False: "↓"}
    links = [f"{arrows[link.is_above]} {link.title}" for link in item.get("links", ())]
    return [*posts, *under, *links]


def _why(desk: "Desk", entity: str, id: str) -> list[str]:
    from okrdesk.explanation_texts import render
    from okrdesk.services.why import why_key_result, why_objective

    if entity == "evaluation":
        return evaluation_shown.why(desk, id)
    if entity == "key_result":
        why = why_key_result(desk, id)
        return render(why.progress) + render(why.health)
    return render(why_objective(desk, id)) if entity == "objective" else []


def _key_result(desk: "Desk", id: str) -> Item:
    from okrdesk.services.causes import find_causes
    from okrdesk.services.details import find_key_result_detail

    found = find_key_result_detail(desk, id)
    key_result = found.key_result
    return plain(found.row) | {
        "steps": key_result.measure.steps,
        "phases": key_result.phases,
        "rhythm": key_result.rhythm,
        "due_month": key_result.due_month,
        "commitment": key_result.commitment,
        "directive_item_id": key_result.directive_item_id,
        "check_ins": len(found.check_ins),
        "blockers": found.blockers,
        "reads": found.reads,
        "causes": find_causes(desk, key_result_id=id),
        "serves": found.serves,
    }


def _objective(desk: "Desk", id: str) -> Item:
    from okrdesk.services.objective_details import find_objective_detail
    from okrdesk.services.reviews import find_review

    found = find_objective_detail(desk, id)
    return plain(found.row) | {
        "raw": found.row.progress,
        "cycle_id": found.objective.cycle_id,
        "description": found.objective.description,
        "roll_up": found.objective.roll_up,
        "axis": found.objective.axis,
        "directive_item_id": found.objective.directive_item_id,
        "under": [{"id": row.id, "title": row.title} for row in found.key_results],
        "links": found.links,
        "copied_from": found.origin,
        "closure": found.closure,
        "review": find_review(desk, id),
        "serves": found.serves,
    }


def _check_in(desk: "Desk", id: str) -> Item:
    from okrdesk.services.check_ins import find_check_in

    entry = find_check_in(desk, id)
    return plain(entry) | {"entered_late": entry.entered_late}


def _unit(desk: "Desk", id: str) -> Item:
    from okrdesk.services.units import find_unit

    return plain(find_unit(desk, id))


def _person(desk: "Desk", id: str) -> Item:
    from okrdesk.services.people import find_person_row

    return plain(find_person_row(desk, id))


def _post(desk: "Desk", id: str) -> Item:
    from okrdesk.services.posts import find_post

    return plain(find_post(desk, id))


def _cycle(desk: "Desk", id: str) -> Item:
    from okrdesk.services.cycles import find_cycle

    return plain(find_cycle(desk, id))


def _measure_unit(desk: "Desk", id: str) -> Item:
    from okrdesk.services.measure_units import find_measure_units

    return next(plain(row) for row in find_measure_units(desk, archived=True) if row.id == id)


_READERS: dict[str, Callable[["Desk", str], Item]] = {
    "objective": _objective,
    "key_result": _key_result,
    "check_in": _check_in,
    "unit": _unit,
    "person": _person,
    "post": _post,
    "cycle": _cycle,
    "measure_unit": _measure_unit,
    "indicator": indicators.shown,
    **task_lists.READERS,
    **directives.READERS,
    **meetings.READERS,
    **evaluation_shown.READERS,
}
