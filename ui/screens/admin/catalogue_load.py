"""What the section Danh mục reads and writes; runs on the database thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.catalogue.name

    @property
    def archived(self) -> bool:
        """Whether it was put away."""
        return self.catalogue.archived


@dataclass(frozen=True)
class Line:
    """An item of a version as the table shows it."""

    id: str
    item: "CatalogueItem"


def versions(archived: bool, desk: "Desk") -> list[Version]:
    """Return every version of every catalogue, the latest first; `archived` ones last, if asked."""
    from okrdesk.services.catalogues import find_catalogues

    return [
        Version(row.catalogue.id, row.catalogue, row.items, row.is_in_force)
        for is_away in _states(archived)
        for row in find_catalogues(desk, archived=is_away)
    ]


def items(catalogue_id: str, text: str, archived: bool, desk: "Desk") -> list[Line]:
    """Return the items of a version with the words of `text`; `archived` ones last, if asked."""
    from okrdesk.services.catalogues import ItemSearch, find_items

    search = ItemSearch(text=text, catalogue_id=catalogue_id, limit=_ALL)
    return [
        Line(row.item.id, row.item)
        for is_away in _states(archived)
        for row in find_items(desk, replace(search, archived=is_away))
    ]


def _states(archived: bool) -> tuple[bool, ...]:
    return (False, True) if archived else (False,)


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
    from okrdesk.services.catalogues import CatalogueItem, save_item

    texts = ("title", "code", "position", "duty", "product", "group", "note")
    given = values | {name: values[name] or "" for name in texts}
    item = known or CatalogueItem("", catalogue_id, "", ordinal=_ALL)
    return save_item(desk, replace(item, **given))
