"""Rows of directives and their items turned into the domain's frozen objects, and back."""

from typing import Any

from sqlalchemy import RowMapping

from okrdesk.domain.directive import Axis, Directive, DirectiveItem, DirectiveKind

Row = RowMapping
_DIRECTIVE = ("id", "code", "title", "issued_on", "issuer", "archived")
_ITEM = (
    "id", "directive_id", "title", "article", "lead_unit_id", "due_on", "target", "ordinal",
    "archived",
)  # fmt: skip


def directive_of(row: Row) -> Directive:
    """Return the directive that a row of `directive` holds."""
    return Directive(kind=DirectiveKind(row["kind"]), **{name: row[name] for name in _DIRECTIVE})


def directive_values(directive: Directive) -> dict[str, Any]:
    """Return a directive's column values, without its id."""
    values = {name: getattr(directive, name) for name in _DIRECTIVE if name != "id"}
    return values | {"kind": directive.kind.value}


def item_of(row: Row) -> DirectiveItem:
    """Return the item that a row of `directive_item` holds."""
    return DirectiveItem(
        support_unit_ids=tuple(row["support_unit_ids"] or ()),
        axis=Axis(row["axis"]) if row["axis"] else None,
        **{name: row[name] for name in _ITEM},
    )


def item_values(item: DirectiveItem) -> dict[str, Any]:
    """Return an item's column values, without its id."""
    values = {name: getattr(item, name) for name in _ITEM if name != "id"}
    return values | {
        "support_unit_ids": sorted(set(item.support_unit_ids)),
        "axis": item.axis.value if item.axis else None,
    }
