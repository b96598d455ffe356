"""The people of the small office: its head sits at the desk, two officers work in a unit below."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class People:
    """Ids of the unit, of the two officers in it, and of an item of the catalogue."""

    unit: str
    binh: str
    cuong: str
    item: str


def fill(desk: Any) -> People:
    """Add a unit with two officers, and a catalogue of two items, to a new office."""
    from okrdesk.domain.organisation import Role, Unit
    from okrdesk.services.catalogues import Catalogue, CatalogueItem, add_catalogue, save_item
    from okrdesk.services.roles import grant_role
    from okrdesk.services.units import add_unit, find_units

    grant_role(desk, desk.person_id, Role.PLANNER)
    root = find_units(desk)[0].id
    unit = add_unit(desk, Unit("", "TH", "Phòng Tổng hợp", root)).value
    version = Catalogue("", "DM", "2026", "Danh mục của phường", date(2026, 1, 1))
    catalogue = add_catalogue(desk, version).value
    items = [
        save_item(
            desk, CatalogueItem("", catalogue, title, code=code, coefficient=Decimal(weight))
        ).value
        for code, title, weight in (
            ("BC.01", "Báo cáo tháng", "3"),
            ("VB.02", "Soạn văn bản trả lời đơn", "1.5"),
        )
    ]
    return People(
        unit, _add(desk, "Trần Thị Bình", unit), _add(desk, "Lê Văn Cường", unit), items[0]
    )


def _add(desk: Any, name: str, unit: str) -> str:
    from okrdesk.domain.organisation import Person, PersonKind, Post
    from okrdesk.services.people import add_person

    person = Person("", name[-3:], name, PersonKind.CIVIL_SERVANT)
    id: str = add_person(desk, person, Post("", "", unit, "Chuyên viên")).value
    return id
