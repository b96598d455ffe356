"""Which rows a person's PC holds: a row is in a few named scopes, a person reads a few scopes.

`a` is what all of an agency know (units, people, cycles, settings); `u:<person>` one's own;
`t:<unit>` what a unit owns; `h:<unit>` what the people of a unit own, for its heads. An objective
and all that hangs on it share their scopes, so no PC ever holds half of one. A person reads, beside
the own and those of the own units, the `t:` of the units above: whoever contributes to an objective
has to see it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor
from okrdesk.sync.directory import Directory

AGENCY = "a"
DEPTH = 2
"""How many levels below a head's unit arrive in full; what is deeper arrives as figures."""


def scopes_of(
    directory: Directory, person_id: str, day: date, pins: Iterable[str] = ()
) -> frozenset[str]:
    """Return the scopes that a person may read on `day`, with those `pins` (units) allowed."""
    actor = directory.actor(person_id, day)
    found = {AGENCY, own(person_id)}
    if actor.has_left:
        return frozenset(found)
    for unit in actor.member_of:
        found |= {_team(above) for above in directory.above(unit)}
    for unit in units_in_full(directory, actor, pins):
        found |= {_team(unit), _heads(unit)}
    return frozenset(found)


def units_in_full(directory: Directory, actor: Actor, pins: Iterable[str] = ()) -> frozenset[str]:
    """Return the units whose people's objectives arrive in full."""
    if Role.PLANNER in actor.roles:
        return frozenset(directory.tables["unit"])
    tops = tops_of(directory, actor)
    near = {unit for top in tops for unit in directory.below(top, DEPTH)}
    reach = {unit for top in tops for unit in directory.below(top)}
    return frozenset(near | actor.deputy_of | (reach & set(pins)))


def tops_of(directory: Directory, actor: Actor) -> frozenset[str]:
    """Return the units that a person leads: all below them is in the person's reach."""
    leads_all = Role.AGENCY_LEADER in actor.roles
    return actor.head_of | (directory.roots() if leads_all else frozenset())


def scopes_of_tree(
    directory: Directory, owners: Iterable[dict[str, Any]], day: date
) -> frozenset[str]:
    """Return the scopes of an objective and what hangs on it.

    `owners` are the values of the objective and of its key results.
    """
    found: set[str] = set()
    for values in owners:
        person, unit = values.get("owner_person_id"), values.get("owner_unit_id")
        if person:
            found |= {own(person), *map(_heads, directory.units_of(person, day))}
        if unit:
            found.add(_team(unit))
    return frozenset(found)


def own(person_id: str) -> str:
    """Return the scope of what is a person's own."""
    return f"u:{person_id}"


def _team(unit_id: str) -> str:
    return f"t:{unit_id}"


def _heads(unit_id: str) -> str:
    return f"h:{unit_id}"
