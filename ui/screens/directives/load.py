"""What the screen Văn bản asks of the core, as the rows that its tables show."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okrdesk.domain.objective import Objective
    from okrdesk.domain.tasks import Task
    from okrdesk.services.coverage import Coverage, DirectiveRow, ItemDetail, ItemRow
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.directive_work import ObjectiveChoice
    from okrdesk.services.directives import DirectiveFile, EvidenceFile

ALL = "all"
"""The id of the line that stands for all directives."""


@dataclass(frozen=True)
class DirectiveLine:
    """A directive of the list; the first line, without a row, stands for all of them."""

    id: str
    row: "DirectiveRow | None"
    items: int
    overdue: int
    progress: float | None


@dataclass(frozen=True)
class ItemLine:
    """An item of the table."""

    id: str
    row: "ItemRow"


@dataclass(frozen=True)
class Listed:
    """All directives with their items, whether this person may change them, and the day."""

    coverage: "Coverage"
    archived: "tuple[Any, ...]"
    may_edit: bool
    today: date


@dataclass(frozen=True)
class ItemView:
    """One item whole, with the files of its directive."""

    detail: "ItemDetail"
    files: "tuple[DirectiveFile, ...]"


@dataclass(frozen=True)
class ItemFacts:
    """An item to be edited (None for a new one), and the units to choose from."""

    item: Any
    units: tuple[Any, ...]


def listed(unit_id: str | None, desk: "Desk") -> Listed:
    """Return everything that the screen lists, narrowed to a unit with all below it."""
    from okrdesk.services.coverage import find_coverage
    from okrdesk.services.directives import find_directives, may_edit_directives

    archived = tuple(find_directives(desk, archived=True))
    coverage = find_coverage(desk, unit_id=unit_id)
    return Listed(coverage, archived, may_edit_directives(desk), desk.today())


def item_view(item_id: str, desk: "Desk") -> ItemView:
    """Return one item with what stands behind it."""
    from okrdesk.services.coverage import find_item_detail
    from okrdesk.services.directives import find_directive_files

    detail = find_item_detail(desk, item_id)
    return ItemView(detail, tuple(find_directive_files(desk, detail.directive.id)))


def directive_of_item(item_id: str, desk: "Desk") -> str:
    """Return the directive that an item belongs to."""
    from okrdesk.services.directives import find_directive_item

    return find_directive_item(desk, item_id).directive_id


def item_facts(item_id: str | None, desk: "Desk") -> ItemFacts:
    """Return what the dialog of an item needs."""
    from okrdesk.services.directives import find_directive_item
    from okrdesk.services.units import find_units

    item = find_directive_item(desk, item_id) if item_id else None
    return ItemFacts(item, tuple(find_units(desk, desk.today())))


def objective_draft(item_id: str, cycle_id: str | None, desk: "Desk") -> "Objective":
    """Return the objective that an item asks for, not written yet."""
    from okrdesk.services.directive_work import objective_from

    return objective_from(desk, item_id, cycle_id)


def key_result_draft(item_id: str, objective_id: str, desk: "Desk") -> Any:
    """Return the key result that an item asks for under an objective, not written yet."""
    from okrdesk.services.directive_work import key_result_from

    return key_result_from(desk, item_id, objective_id)


def task_draft(item_id: str, desk: "Desk") -> "Task":
    """Return the task that an item asks for, not written yet."""
    from okrdesk.services.directive_work import task_from

    return task_from(desk, item_id)


def objective_choices(item_id: str, cycle_id: str | None, desk: "Desk") -> "list[ObjectiveChoice]":
    """Return the objectives that a key result for an item may go under."""
    from okrdesk.services.directive_work import objectives_for

    return objectives_for(desk, item_id, cycle_id)


def latest_file(directive_id: str, desk: "Desk") -> Any:
    """Return the file of a directive that was attached last, None where it has none."""
    from okrdesk.services.directives import find_directive_files

    return next(iter(find_directive_files(desk, directive_id)), None)


def save_directive(directive: Any, desk: "Desk") -> "Done[str]":
    """Write a directive, new where its id is empty."""
    from okrdesk.services.directives import add_directive, edit_directive

    return edit_directive(desk, directive) if directive.id else add_directive(desk, directive)


def save_item(item: Any, desk: "Desk") -> "Done[str]":
    """Write an item, new where its id is empty."""
    from okrdesk.services.directives import save_directive_item

    return save_directive_item(desk, item)


def serve(item_id: str, objective_id: str, desk: "Desk") -> "Done[str]":
    """Let an objective that is there carry an item out."""
    from okrdesk.services.objectives import edit_objective, find_objective

    objective = replace(find_objective(desk, objective_id), directive_item_id=item_id)
    return edit_objective(desk, objective)


def save_task(task: "Task", desk: "Desk") -> "Done[str]":
    """Write a new task."""
    from okrdesk.services.tasks import add_task

    return add_task(desk, task)


def attach(directive_id: str, file: "EvidenceFile", desk: "Desk") -> "Done[str]":
    """Attach a file to a directive."""
    from okrdesk.services.directives import attach_directive_file

    return attach_directive_file(desk, directive_id, file)
