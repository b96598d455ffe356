"""What a head's grade follows from: whether all under one reach a band (NĐ 335/2025, Điều 15: d).

The grade is proposed with the figures behind it; whoever scores gives it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from okrdesk.domain.evaluation.pack import Component, RulePack


@dataclass(frozen=True)
class Suggestion:
    """A grade for a component, None while somebody's band is open and nobody is below.

    `people` are under the head, `reached` of them have the band named in the component or better,
    `below` a lower one; the others have none yet. `band` is that band's name.
    """

    grade: Decimal | None
    band: str
    people: int
    reached: int
    below: int


def suggest(pack: RulePack, component: Component, bands: Iterable[str | None]) -> Suggestion | None:
    """Return the grade that the bands of all under a head make; None where none follows from them.

    `bands` are ids of the pack, None for who has none yet, or one that the pack does not know.
    """
    if not component.all_reach:
        return None
    order = [band.id for band in pack.bands]
    enough = order.index(component.all_reach)
    people = list(bands)
    known = [order.index(band) for band in people if band in order]
    below = sum(place > enough for place in known)
    reached = len(known) - below
    grade = None
    if below:
        grade = min(component.grades)
    elif people and reached == len(people):
        grade = max(component.grades)
    return Suggestion(grade, pack.band(component.all_reach).name, len(people), reached, below)
