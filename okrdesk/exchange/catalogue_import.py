"""The rows of a catalogue matched with a version: items by code, or by their names.

Importing the same file again changes nothing; what it no longer names stays. Where the office has
no catalogue yet one is made, whose baseline follows from points and coefficients in the file.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from okrdesk.domain.catalogue import (
    Catalogue,
    CatalogueGroup,
    CatalogueItem,
    check_item,
    coefficient_of,
)
from okrdesk.domain.identity import new_id
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused
from okrdesk.exchange.kinds.catalogue import CATALOGUE, ListedItem
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.i18n import _
from okrdesk.services.bulk import Sight
from okrdesk.services.catalogue_import import CatalogueRows, item_key, load_into, load_items

ItemRow = ReadyRow[ListedItem]
USUAL_BASELINE = Decimal(5)
_CODE = "DM"


def resolve_catalogue(
    rows: Sequence[ItemRow], sight: Sight, into: str | None
) -> Resolved[CatalogueRows]:
    """Return what a catalogue's rows make and change; every problem of a row has its row."""
    findings = Findings[ListedItem](CATALOGUE)
    there = load_into(sight.desk, sight.connection, into)
    catalogue = there or _new(rows, sight.directory.today)
    catalogue = replace(catalogue, groups=_groups(rows, catalogue, findings))
    known = load_items(sight.desk, sight.connection, there.id) if there else {}
    items = []
    for row in rows:
        item = _item(row.item.item, catalogue, known)
        try:
            check_item(catalogue, item)
        except Refused as error:
            value = row.item.item.points or row.item.item.coefficient
            findings.blame(row, error.field or "", None if value is None else f"{value:f}", error)
        else:
            items.append(item)
    ids = frozenset(item.id for item in known.values())
    stored = {item.id: item for item in known.values()}
    changed = [item for item in items if stored.get(item.id) != item]
    _tell(catalogue, there, findings)
    changes = CatalogueRows(catalogue, changed, ids)
    return Resolved(changes, len(items) - len(changed), findings)


def _new(rows: Sequence[ItemRow], today: date) -> Catalogue:
    return Catalogue(
        id="",
        code=_CODE,
        version=str(today.year),
        name=_("Catalogue of products and tasks"),
        from_on=date(today.year, 1, 1),
        baseline=_baseline(rows),
    )


def _baseline(rows: Sequence[ItemRow]) -> Decimal:
    """Return the points of the reference product that most rows with both figures agree on."""
    found = Counter(
        coefficient_of(item.points, item.coefficient)
        for item in (row.item.item for row in rows)
        if item.points is not None and item.coefficient
    )
    return found.most_common(1)[0][0] if found else USUAL_BASELINE


def _groups(
    rows: Sequence[ItemRow], catalogue: Catalogue, findings: Findings[ListedItem]
) -> tuple[CatalogueGroup, ...]:
    """Return the groups of a version with the caps that the file names; one cap for each group."""
    caps: dict[str, Decimal | None] = {group.name: group.cap for group in catalogue.groups}
    said: dict[str, Decimal] = {}
    for row in rows:
        group, cap = row.item.item.group, row.item.cap
        if not group:
            continue
        if cap is None:
            caps.setdefault(group, None)
        elif said.setdefault(group, cap) != cap:
            allowed = format_decimal(said[group])
            error = Refused(Code.BAD_VALUE, text=format_decimal(cap), allowed=allowed)
            findings.blame(row, "cap", f"{cap:f}", error)
        else:
            caps[group] = cap
    return tuple(CatalogueGroup(name, cap) for name, cap in caps.items())


def _item(
    listed: CatalogueItem, catalogue: Catalogue, known: Mapping[tuple[str, ...], CatalogueItem]
) -> CatalogueItem:
    """Return an item as it is to be: with its coefficient, under the id that it has already."""
    coefficient = listed.coefficient
    if coefficient is None and listed.points is not None:
        coefficient = coefficient_of(listed.points, catalogue.baseline)
    same = known.get(item_key(listed))
    return replace(
        listed,
        id=same.id if same else new_id(),
        catalogue_id=catalogue.id,
        coefficient=coefficient,
    )


def _tell(catalogue: Catalogue, there: Catalogue | None, findings: Findings[ListedItem]) -> None:
    baseline = format_decimal(catalogue.baseline)
    if there is None:
        findings.notes.append(
            _(
                "A new catalogue “{code}” will be made; its reference product has {points} points."
            ).format(code=catalogue.code, points=baseline)
        )
    else:
        findings.notes.append(
            _(
                "The rows go into “{name}”, version {version}, whose reference product has "
                "{points} points."
            ).format(name=catalogue.name, version=catalogue.version, points=baseline)
        )
