"""Catalogues of products: versions, their items, and reading them from Excel."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ui.admin.hands import Hands, error_at, texts
from ui.importing.dialog import ImportDialog
from ui.screens.admin.catalogue_dialogs import CatalogueDialog, ItemDialog
from ui.screens.admin.catalogues import CataloguesSection


@pytest.fixture
def section(planner: Hands) -> CataloguesSection:
    found = planner.go(planner._section(CataloguesSection))
    planner.wait(lambda: bool(texts(found.table, 0)))
    return found


def version(name: str = "2027", **values: Any) -> dict[str, Any]:
    return {
        "name": "Danh mục thử",
        "code": "THU",
        "version": name,
        "from_on": date(2027, 1, 1),
        "baseline": Decimal(25),
    } | values


def test_a_version_with_its_groups_and_an_item_is_written(
    planner: Hands, section: CataloguesSection
) -> None:
    planner.do("catalogue.add")
    dialog = planner.dialog(CatalogueDialog)
    planner.fill(dialog.form, **version(groups=[("I", Decimal(100))]))
    planner.press_save(dialog)
    assert section.selected.catalogue.name == "Danh mục thử"
    planner.do("item.add")
    item = planner.dialog(ItemDialog)
    planner.fill(item.form, title="Báo cáo tuần", code="BC", group="I", points=Decimal(50))
    planner.press_save(item)
    assert texts(section.items, 1) == ["Báo cáo tuần"]
    assert texts(section.items, 6) == ["2"]
    assert section.of.text() == "1 mục của phiên bản 2027"


def test_a_version_is_archived_and_restored(planner: Hands, section: CataloguesSection) -> None:
    name = section.selected.name
    planner.do("catalogue.archive")
    planner.wait(lambda: name not in texts(section.table, 0))
    section.archived.click()
    planner.wait(lambda: name in texts(section.table, 0))
    section.table.select_id(
        next(row.id for row in map(section.model.row, range(9)) if row and row.archived)
    )
    assert not planner.may("catalogue.archive")
    planner.do("catalogue.restore")
    planner.wait(lambda: planner.may("catalogue.archive"))
    assert not section.selected.archived


def test_an_item_is_archived_and_the_undo_brings_it_back(
    planner: Hands, section: CataloguesSection
) -> None:
    planner.wait(lambda: bool(texts(section.items, 1)))
    section.items.setCurrentIndex(section.item_model.index(0, 0))
    id, title = section.item.id, section.item.title
    planner.do("item.archive")
    planner.wait(lambda: section.item_model.place_of(id) is None)
    assert title in planner.said
    planner.undo()
    planner.wait(lambda: section.item_model.place_of(id) is not None)
    section.items.select_id(id)
    planner.do("item.archive")
    planner.wait(lambda: section.item_model.place_of(id) is None)
    section.archived.click()
    planner.wait(lambda: section.item_model.place_of(id) is not None)
    section.items.select_id(id)
    planner.do("item.restore")
    planner.wait(lambda: planner.may("item.archive"))


def test_what_the_version_does_not_allow_stands_at_its_field(
    planner: Hands, section: CataloguesSection
) -> None:
    planner.do("catalogue.add")
    dialog = planner.dialog(CatalogueDialog)
    planner.fill(dialog.form, **version(to_on=date(2026, 1, 1)))
    planner.press_save(dialog)
    assert error_at(dialog.form, "to_on")
    dialog.form.mark_clean()
    dialog.close()


def test_an_item_is_found_by_part_of_its_words(planner: Hands, section: CataloguesSection) -> None:
    planner.wait(lambda: len(texts(section.items, 1)) > 1)
    before = texts(section.items, 1)
    wanted = before[-1]
    section.search.setText(wanted)
    planner.wait(lambda: len(texts(section.items, 1)) < len(before))
    assert wanted in texts(section.items, 1)


def test_import_goes_into_the_version_selected(planner: Hands, section: CataloguesSection) -> None:
    planner.do("catalogue.import")
    dialog = planner.dialog(ImportDialog)
    assert dialog.source_page.kind() == "catalogue"
    assert dialog.source_page.catalogue_id == section.selected.id
    dialog.close()
