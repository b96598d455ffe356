"""Catalogues of products by job position: versions by date, groups with caps, coefficients.

The coefficient of an item is its points over the baseline, the points of the reference product
(sản phẩm chuẩn); a handbook uses 5, customs 25. Baseline, caps and bounds belong to a version.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal, is_plain
from okrdesk.errors import Code, Refused

_PLACES = Decimal("0.000001")
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class CatalogueGroup:
    """A group of items, and the most points that one of them may have (None: no cap)."""

    name: str
    cap: Decimal | None = None


@dataclass(frozen=True)
class Catalogue:
    """A version of a catalogue, in force from and to a day, both included.

    `lowest` and `highest` bound the coefficient of every item and of every task that names one.
    """

    id: str
    code: str
    version: str
    name: str
    from_on: date
    to_on: date | None = None
    baseline: Decimal = Decimal(5)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    groups: tuple[CatalogueGroup, ...] = ()
    archived: bool = False

    def cap_of(self, group: str) -> Decimal | None:
        """Return the most points of an item in `group`; None where nothing caps it."""
        return next((one.cap for one in self.groups if one.name == group), None)


@dataclass(frozen=True)
class CatalogueItem:
    """A kind of product: what is done, for which position, and what it weighs."""

    id: str
    catalogue_id: str
    title: str
    code: str = ""
    position: str = ""
    duty: str = ""
    product: str = ""
    group: str = ""
    points: Decimal | None = None
    coefficient: Decimal | None = None
    note: str = ""
    ordinal: int = 0
    archived: bool = False


def coefficient_of(points: Decimal, baseline: Decimal) -> Decimal:
    """Return points over baseline, to at most six decimals, half up, without zeros at the end."""
    value = _CONTEXT.divide(points, baseline).quantize(_PLACES, context=_CONTEXT)
    return Decimal(f"{value:f}".rstrip("0").rstrip("."))


def check_catalogue(catalogue: Catalogue) -> None:
    """Refuse a version that cannot be.

    Raises Refused: DATES_UPSIDE_DOWN, CATALOGUE_BASELINE, LIMITS_UPSIDE_DOWN, CATALOGUE_GROUP.
    """
    if catalogue.to_on is not None and catalogue.to_on < catalogue.from_on:
        start, end = format_date(catalogue.from_on), format_date(catalogue.to_on)
        raise Refused(Code.DATES_UPSIDE_DOWN, field="to_on", start=start, end=end)
    if not _is_above_zero(catalogue.baseline):
        raise Refused(Code.CATALOGUE_BASELINE, field="baseline")
    low, high = catalogue.lowest, catalogue.highest
    for name, bound in (("lowest", low), ("highest", high)):
        if bound is not None and not _is_above_zero(bound):
            raise Refused(Code.TASK_COEFFICIENT, field=name, coefficient=str(bound))
    if low is not None and high is not None and low > high:
        shown = {"low": format_decimal(low), "high": format_decimal(high)}
        raise Refused(Code.LIMITS_UPSIDE_DOWN, field="highest", **shown)
    names = [group.name for group in catalogue.groups]
    for group in catalogue.groups:
        sound = group.cap is None or _is_above_zero(group.cap)
        if not group.name or names.count(group.name) > 1 or not sound:
            raise Refused(Code.CATALOGUE_GROUP, field="groups", group=group.name)


def check_item(catalogue: Catalogue, item: CatalogueItem) -> None:
    """Refuse an item that its version does not allow.

    Raises Refused: ITEM_POINTS, ITEM_ABOVE_CAP, and what `check_coefficient` raises.
    """
    if item.points is not None:
        if not _is_above_zero(item.points):
            raise Refused(Code.ITEM_POINTS, field="points", points=str(item.points))
        cap = catalogue.cap_of(item.group)
        if cap is not None and item.points > cap:
            points, limit = format_decimal(item.points), format_decimal(cap)
            raise Refused(
                Code.ITEM_ABOVE_CAP, field="points", points=points, group=item.group, limit=limit
            )
    check_coefficient(catalogue, item.coefficient)


def check_coefficient(catalogue: Catalogue, coefficient: Decimal | None) -> None:
    """Refuse a coefficient outside a version's bounds: TASK_COEFFICIENT, COEFFICIENT_BOUNDS."""
    if coefficient is None:
        return
    if not _is_above_zero(coefficient):
        raise Refused(Code.TASK_COEFFICIENT, field="coefficient", coefficient=str(coefficient))
    low, high = catalogue.lowest, catalogue.highest
    if (low is not None and coefficient < low) or (high is not None and coefficient > high):
        raise Refused(
            Code.COEFFICIENT_BOUNDS,
            field="coefficient",
            coefficient=format_decimal(coefficient),
            low="0" if low is None else format_decimal(low),
            high="∞" if high is None else format_decimal(high),
            catalogue=catalogue.name,
        )


def _is_above_zero(number: Decimal) -> bool:
    return is_plain(number) and number > 0
