"""Catalogues: versions that follow one another, items, and finding one for a position."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.catalogues import (
    Catalogue,
    CatalogueGroup,
    CatalogueItem,
    ItemSearch,
    add_catalogue,
    edit_catalogue,
    find_catalogue,
    find_catalogues,
    find_item,
    find_items,
    save_item,
)
from okrdesk.services.desk import Desk
from okrdesk.services.search import resolve
from tests.offices import Office

VERSION = Catalogue(
    "",
    "DM",
    "2026",
    "Danh mục của Sở",
    date(2026, 1, 1),
    groups=(CatalogueGroup("Nhóm 1", Decimal(100)),),
)


def item(desk: Desk, catalogue: str, title: str, **more: Any) -> str:
    return save_item(desk, CatalogueItem("", catalogue, title, **more)).value


def titles(desk: Desk, **wanted: Any) -> list[str]:
    return [row.item.title for row in find_items(desk, ItemSearch(**wanted))]


def test_a_new_version_ends_the_one_before(office: Office) -> None:
    first = add_catalogue(office.desk, VERSION).value
    later = replace(VERSION, version="2027", from_on=date(2027, 1, 1), baseline=Decimal(25))
    second = add_catalogue(office.desk, later).value
    assert find_catalogue(office.desk, first).to_on == date(2026, 12, 31)
    listed = [(row.catalogue.id, row.is_in_force) for row in find_catalogues(office.desk)]
    assert listed == [(second, False), (first, True)]


def test_two_versions_of_a_code_never_hold_on_one_day(office: Office) -> None:
    first = add_catalogue(office.desk, replace(VERSION, to_on=date(2026, 12, 31))).value
    for from_on, to_on in ((date(2026, 6, 1), None), (date(2025, 1, 1), date(2026, 1, 1))):
        with pytest.raises(Refused) as refused:
            add_catalogue(office.desk, replace(VERSION, from_on=from_on, to_on=to_on))
        assert refused.value.code is Code.CATALOGUE_DATES
    add_catalogue(office.desk, replace(VERSION, code="KHÁC"))
    edit_catalogue(office.desk, replace(find_catalogue(office.desk, first), name="Tên mới"))
    assert find_catalogue(office.desk, first).name == "Tên mới"


def test_an_archived_version_comes_back_only_to_days_that_are_free(office: Office) -> None:
    first = add_catalogue(office.desk, VERSION).value
    archive(office.desk, "catalogue", first)
    second = add_catalogue(office.desk, replace(VERSION, version="2026b")).value
    with pytest.raises(Refused) as refused:
        restore(office.desk, "catalogue", first)
    assert (refused.value.code, refused.value.params["version"]) == (Code.CATALOGUE_DATES, "2026b")
    archive(office.desk, "catalogue", second)
    restore(office.desk, "catalogue", first)
    assert not find_catalogue(office.desk, first).archived


def test_only_who_edits_rules_writes_catalogues_and_everybody_reads_them(office: Office) -> None:
    made = add_catalogue(office.desk, VERSION).value
    head = office.seat(office.ids.head)
    for call, given in (
        (add_catalogue, replace(VERSION, code="X")),
        (edit_catalogue, find_catalogue(office.desk, made)),
        (save_item, CatalogueItem("", made, "Việc")),
    ):
        with pytest.raises(Refused) as refused:
            call(head, given)  # type: ignore[operator]
        assert refused.value.code is Code.NO_AUTHORITY
    item(office.desk, made, "Công văn")
    assert titles(head) == ["Công văn"]


def test_an_item_without_a_coefficient_has_points_over_the_baseline(office: Office) -> None:
    made = add_catalogue(office.desk, VERSION).value
    id = item(office.desk, made, "Báo cáo", points=Decimal(12), group="Nhóm 1")
    assert find_item(office.desk, id).coefficient == Decimal("2.4")
    known = find_item(office.desk, id)
    save_item(office.desk, replace(known, coefficient=Decimal(3), note="Đã thống nhất"))
    assert find_item(office.desk, id).coefficient == 3
    with pytest.raises(Refused) as refused:
        save_item(office.desk, replace(known, points=Decimal(101)))
    assert refused.value.code is Code.ITEM_ABOVE_CAP


def test_items_are_found_by_words_without_accents_in_title_code_and_product(
    office: Office,
) -> None:
    made = add_catalogue(office.desk, VERSION).value
    item(office.desk, made, "Soạn thảo công văn", code="CV.01", ordinal=1)
    item(office.desk, made, "Báo cáo quý", product="Báo cáo tổng hợp", ordinal=2)
    assert titles(office.desk, text="soan CONG") == ["Soạn thảo công văn"]
    assert titles(office.desk, text="cv.01") == ["Soạn thảo công văn"]
    assert titles(office.desk, text="tong hop") == ["Báo cáo quý"]
    assert titles(office.desk, text="oan") == []
    assert titles(office.desk, limit=1) == ["Soạn thảo công văn"]


def test_those_for_the_position_come_first_then_those_for_everybody(office: Office) -> None:
    made = add_catalogue(office.desk, VERSION).value
    item(office.desk, made, "Của kế toán", position="Kế toán", ordinal=1)
    item(office.desk, made, "Chung", ordinal=2)
    item(office.desk, made, "Của văn thư", position="Văn thư", ordinal=3)
    assert titles(office.desk, position="van thu") == ["Của văn thư", "Chung", "Của kế toán"]


def test_items_are_those_of_the_version_in_force_that_day(office: Office) -> None:
    first = add_catalogue(office.desk, VERSION).value
    later = replace(VERSION, version="2027", from_on=date(2027, 1, 1))
    second = add_catalogue(office.desk, later).value
    item(office.desk, first, "Cũ", code="A.1")
    item(office.desk, second, "Mới", code="A.1")
    assert titles(office.desk) == ["Cũ"]
    assert titles(office.desk, on=date(2027, 3, 1)) == ["Mới"]
    assert titles(office.desk, catalogue_id=second) == ["Mới"]
    name, id = resolve(office.desk, "catalogue_item", "a.1")
    assert (name, find_item(office.desk, id).title) == ("catalogue_item", "Cũ")
    archive(office.desk, "catalogue", first)
    assert titles(office.desk) == []
