"""Catalogues: coefficients from points, caps of groups, bounds, and versions that cannot be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.catalogue import (
    Catalogue,
    CatalogueGroup,
    CatalogueItem,
    check_catalogue,
    check_coefficient,
    check_item,
    coefficient_of,
)
from okrdesk.errors import Code, Refused

VERSION = Catalogue(
    "",
    "DM",
    "2026",
    "Danh mục",
    date(2026, 1, 1),
    groups=(CatalogueGroup("Nhóm 1", Decimal(100)), CatalogueGroup("Nhóm 2")),
    lowest=Decimal("0.2"),
    highest=Decimal(40),
)


@pytest.mark.parametrize(
    ("points", "baseline", "coefficient"),
    [(5, 5, "1"), (8, 5, "1.6"), (10, 3, "3.333333"), (2, 3, "0.666667"), (100, 25, "4")],
)
def test_the_coefficient_is_points_over_those_of_the_reference_product(
    points: int, baseline: int, coefficient: str
) -> None:
    found = coefficient_of(Decimal(points), Decimal(baseline))
    assert str(found) == coefficient


@given(st.integers(1, 500), st.integers(1, 50))
def test_a_coefficient_is_right_to_six_decimals(points: int, baseline: int) -> None:
    found = coefficient_of(Decimal(points), Decimal(baseline))
    assert abs(found * baseline - points) <= Decimal("0.0000005") * baseline


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"to_on": date(2025, 12, 31)}, Code.DATES_UPSIDE_DOWN),
        ({"baseline": Decimal(0)}, Code.CATALOGUE_BASELINE),
        ({"lowest": Decimal(50)}, Code.LIMITS_UPSIDE_DOWN),
        ({"highest": Decimal(0)}, Code.TASK_COEFFICIENT),
        ({"groups": (CatalogueGroup("A"), CatalogueGroup("A"))}, Code.CATALOGUE_GROUP),
        ({"groups": (CatalogueGroup("A", Decimal(0)),)}, Code.CATALOGUE_GROUP),
    ],
)
def test_a_version_that_cannot_be_is_refused(more: dict[str, object], code: Code) -> None:
    check_catalogue(VERSION)
    with pytest.raises(Refused) as refused:
        check_catalogue(replace(VERSION, **more))  # type: ignore[arg-type]
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"points": Decimal(101), "group": "Nhóm 1"}, Code.ITEM_ABOVE_CAP),
        ({"points": Decimal(0)}, Code.ITEM_POINTS),
        ({"coefficient": Decimal("0.1")}, Code.COEFFICIENT_BOUNDS),
        ({"coefficient": Decimal(41)}, Code.COEFFICIENT_BOUNDS),
    ],
)
def test_an_item_outside_its_version_is_refused(more: dict[str, object], code: Code) -> None:
    with pytest.raises(Refused) as refused:
        check_item(VERSION, CatalogueItem("", "", "Việc", **more))  # type: ignore[arg-type]
    assert refused.value.code is code


def test_a_group_without_a_cap_and_bounds_themselves_are_taken() -> None:
    check_item(VERSION, CatalogueItem("", "", "Việc", group="Nhóm 2", points=Decimal(999)))
    check_item(VERSION, CatalogueItem("", "", "Việc", group="Nhóm 1", points=Decimal(100)))
    for bound in ("0.2", "40"):
        check_coefficient(VERSION, Decimal(bound))
    check_coefficient(VERSION, None)
