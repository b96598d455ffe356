"""The office's own names for the drop-down lists of a template, written as the importer reads
them.
"""

from textwrap import shorten

from okrdesk.exchange.preview import KindName
from okrdesk.services.catalogues import ItemSearch, find_items
from okrdesk.services.citing import find_citable
from okrdesk.services.desk import Desk
from okrdesk.services.people import find_people
from okrdesk.services.units import find_units

_MOST_ITEMS = 10_000
_LONGEST_CHOICE = 250
"""What Excel still takes into a cell from a drop-down list."""


def office_lists(desk: Desk, kind: KindName) -> dict[str, list[str]]:
    """Return the lists that `write_template` takes: units by name, owners as "code - name"."""
    units = [unit.name for unit in find_units(desk, desk.today())]
    if kind is KindName.ROSTER:
        return {"unit": units, "parent_unit": units}
    if kind is KindName.PLAN:
        owners = [f"{person.code} - {person.name}" for person in find_people(desk)]
        return {"unit": units, "owner": owners, "directive_item": _cited(desk)}
    if kind is KindName.TASKS:
        people = [f"{person.code} - {person.name}" for person in find_people(desk)]
        items = [row.item.code for row in find_items(desk, ItemSearch(limit=_MOST_ITEMS))]
        codes = [code for code in items if code]
        return {"person": people, "code": codes, "directive_item": _cited(desk)}
    if kind is KindName.DIRECTIVES:
        return {"lead": units}
    return {}


def _cited(desk: Desk) -> list[str]:
    """Return the items of directives as they are cited, each as many words as a list holds."""
    return [
        shorten(one.cited, _LONGEST_CHOICE, placeholder="")
        for one in find_citable(desk, limit=_MOST_ITEMS)
    ]
