"""Units, people, posts and roles of the sample, as rows and by their codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from okrdesk.domain.objective import Owner
from okrdesk.sample.content import Facts
from okrdesk.sample.draw import Draw

Row = dict[str, Any]
Rows = list[Row]


@dataclass
class Roster:
    """Rows by table, in the order they can be written, and the ids behind codes."""

    agency_id: str
    rows: dict[str, Rows] = field(
        default_factory=lambda: {"unit": [], "person": [], "post": [], "role_grant": []}
    )
    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def owner(self, code: str) -> Owner:
        """Return the person or the unit that has `code`."""
        if code in self.people:
            return Owner(person_id=self.people[code])
        return Owner(unit_id=self.units[code])

    def speaks_for(self, owner: Owner) -> str:
        """Return the person who checks in for `owner`: the person, or the head of the unit."""
        return owner.person_id or self.heads[owner.unit_id or ""]


def roster_of(office: Facts, draw: Draw) -> Roster:
    """Return the rows of the office's organisation."""
    agency = office["agency"]
    roster = Roster(draw.id())
    root = roster.units[agency["code"]] = draw.id()
    roster.rows["unit"].append({"id": root, "code": agency["code"], "name": agency["name"]})
    elsewhere = {post["person"]: post["share"] for post in office["second_post"]}
    for ordinal, unit in enumerate(office["unit"]):
        parent = unit.get("parent", agency["code"])
        _add_unit(roster, unit | {"parent": parent, "ordinal": ordinal}, elsewhere, draw)
    roster.heads[root] = next(iter(roster.people.values()))
    for post in office["second_post"]:
        _add_post(roster, post, draw)
    for code, roles in office["roles"].items():
        roster.rows["role_grant"].extend(
            {"id": draw.id(), "person_id": roster.people[code], "role": role} for role in roles
        )
    return roster


def _add_unit(roster: Roster, unit: Facts, elsewhere: Mapping[str, int], draw: Draw) -> None:
    id = roster.units[unit["code"]] = draw.id()
    parent_id = roster.units[unit["parent"]]
    named: Row = {"id": id, "code": unit["code"], "name": unit["name"]}
    roster.rows["unit"].append(named | {"parent_id": parent_id, "ordinal": unit["ordinal"]})
    for code, name, kind, title, place, born_on in unit["people"]:
        person_id = roster.people[code] = draw.id()
        person = {"id": person_id, "code": code, "name": name, "kind": kind, "born_on": born_on}
        # No personal number of Vietnam begins with 000: nobody's own can be met here.
        roster.rows["person"].append(person | {"personal_number": f"000000{int(code):06}"})
        post = {"person": code, "unit": unit["code"], "title": title, "born_on": born_on}
        share = 100 - elsewhere.get(code, 0)
        _add_post(roster, post | {"place": place, "share": share}, draw)
        if place == "head":
            roster.heads[id] = person_id


def _add_post(roster: Roster, post: Mapping[str, Any], draw: Draw) -> None:
    place = post.get("place", "")
    born_on: date | None = post.get("born_on")
    roster.rows["post"].append(
        {
            "id": draw.id(),
            "person_id": roster.people[post["person"]],
            "unit_id": roster.units[post["unit"]],
            "title": post["title"],
            "is_leader": place == "head",
            "is_deputy": place == "deputy",
            "share": post["share"],
            "from_on": date(born_on.year + 25, 1, 1) if born_on else None,
        }
    )
