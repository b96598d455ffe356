"""Rows of tasks and catalogues turned into the domain's frozen objects, and back into columns."""

from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping

from okrdesk.domain.catalogue import Catalogue, CatalogueGroup, CatalogueItem
from okrdesk.domain.directive import Axis
from okrdesk.domain.tasks import Source, Task

Row = RowMapping
_ITEM = (
    "id", "catalogue_id", "title", "code", "position", "duty", "product", "group", "points",
    "coefficient", "note", "ordinal", "archived",
)  # fmt: skip
_TASK = (
    "id", "owner_person_id", "title", "quantity", "start_on", "due_on", "coefficient", "difficulty",
    "catalogue_item_id", "key_result_id", "unit_id", "assigned_by", "rolled_from_id", "note",
    "archived", "directive_item_id",
)  # fmt: skip


def task_of(row: Row) -> Task:
    """Return the task that a row of `task` holds."""
    axis = None if row["axis"] is None else Axis(row["axis"])
    known = {name: row[name] for name in _TASK}
    return Task(source=Source(row["source"]), axis=axis, **known)


def task_values(task: Task) -> dict[str, Any]:
    """Return a task's column values, without its id."""
    values = {name: getattr(task, name) for name in _TASK if name != "id"}
    axis = None if task.axis is None else task.axis.value
    return values | {"source": task.source.value, "axis": axis}


def catalogue_of(row: Row) -> Catalogue:
    """Return the version that a row of `catalogue` holds."""
    return Catalogue(
        id=row["id"],
        code=row["code"],
        version=row["version"],
        name=row["name"],
        from_on=row["from_on"],
        to_on=row["to_on"],
        baseline=row["baseline"],
        lowest=row["lowest"],
        highest=row["highest"],
        groups=groups_of(row["groups"]),
        archived=row["archived"],
    )


def groups_of(document: Any) -> tuple[CatalogueGroup, ...]:
    """Return the groups that a document of `catalogue` holds."""
    return tuple(
        CatalogueGroup(one["name"], None if one.get("cap") is None else Decimal(one["cap"]))
        for one in document or ()
    )


def catalogue_values(catalogue: Catalogue) -> dict[str, Any]:
    """Return a version's column values, without its id."""
    groups = [
        {"name": one.name} | ({} if one.cap is None else {"cap": f"{one.cap:f}"})
        for one in catalogue.groups
    ]
    return {
        "code": catalogue.code,
        "version": catalogue.version,
        "name": catalogue.name,
        "from_on": catalogue.from_on,
        "to_on": catalogue.to_on,
        "baseline": catalogue.baseline,
        "lowest": catalogue.lowest,
        "highest": catalogue.highest,
        "groups": groups,
        "archived": catalogue.archived,
    }


def item_of(row: Row) -> CatalogueItem:
    """Return the item that a row of `catalogue_item` holds."""
    return CatalogueItem(**{name: row[name] for name in _ITEM})


def item_values(item: CatalogueItem) -> dict[str, Any]:
    """Return an item's column values, without its id."""
    return {name: getattr(item, name) for name in _ITEM if name != "id"}
