"""What the section Danh mục reads and writes; runs on the database thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okrdesk.services.catalogues import Catalogue, CatalogueItem
    from okrdesk.services.desk import Desk, Done

_ALL = 100_000


@dataclass(frozen=True)
class Version:
    """A version of a catalogue as the table shows it."""

    id: str
    catalogue: "Catalogue"
    items: int
    is_in_force: bool


@dataclass(frozen=True)
class Line:
    """An item of a version as the table shows it."""

    id: str
    item: "CatalogueItem"


def versions(desk: "Desk") -> list[Version]:
    """Return every version of every catalogue, the latest first."""
    from okrdesk.services.catalogues import find_catalogues

    return [
        Version(row.catalogue.id, row.catalogue, row.items, row.is_in_force)
        for row in find_catalogues(desk)
    ]


def items(catalogue_id: str, text: str, desk: "Desk") -> list[Line]:
    """Return the items of a version that have the words of `text`."""
    from okrdesk.services.catalogues import ItemSearch, find_items

    rows = find_items(desk, ItemSearch(text=text, catalogue_id=catalogue_id, limit=_ALL))
    return [Line(row.item.id, row.item) for row in rows]


def save_catalogue(id: str, values: dict[str, Any], desk: "Desk") -> "Done[str]":
    """Write a version, new where `id` is empty."""
    from okrdesk.services.catalogues import (
        Catalogue,
        CatalogueGroup,
        add_catalogue,
        edit_catalogue,
    )

    groups: Sequence[tuple[Any, ...]] = values.pop("groups") or ()
    made = tuple(CatalogueGroup(name or "", cap) for name, cap in groups)
    catalogue = Catalogue(id, groups=made, **values)
    return edit_catalogue(desk, catalogue) if id else add_catalogue(desk, catalogue)


def save_item(
    known: "CatalogueItem | None", catalogue_id: str, values: dict[str, Any], desk: "Desk"
) -> "Done[str]":
    """Write an item of a version, new where none is known."""
    from dataclasses import replace

    from okrdesk.services.catalogues import CatalogueItem, save_item

    texts = ("title", "code", "position", "duty", "product", "group", "note")
    given = values | {name: values[name] or "" for name in texts}
    item = known or CatalogueItem("", catalogue_id, "", ordinal=_ALL)
    return save_item(desk, replace(item, **given))
