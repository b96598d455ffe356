"""The office's own names for the drop-down lists of a template, written as the importer reads
them.
"""

from okrdesk.exchange.preview import KindName
from okrdesk.services.catalogues import ItemSearch, find_items
from okrdesk.services.desk import Desk
from okrdesk.services.people import find_people
from okrdesk.services.units import find_units

_MOST_ITEMS = 10_000


def office_lists(desk: Desk, kind: KindName) -> dict[str, list[str]]:
    """Return the lists that `write_template` takes: units by name, owners as "code - name"."""
    units = [unit.name for unit in find_units(desk, desk.today())]
    if kind is KindName.ROSTER:
        return {"unit": units, "parent_unit": units}
    if kind is KindName.PLAN:
        owners = [f"{person.code} - {person.name}" for person in find_people(desk)]
        return {"unit": units, "owner": owners}
    if kind is KindName.TASKS:
        people = [f"{person.code} - {person.name}" for person in find_people(desk)]
        items = [row.item.code for row in find_items(desk, ItemSearch(limit=_MOST_ITEMS))]
        return {"person": people, "code": [code for code in items if code]}
    if kind is KindName.DIRECTIVES:
        return {"lead": units}
    return {}
