"""Who gives which level of approval: each further level is another person's, from a unit above.

Level 1 is given by the head of the owner's unit or of one above; level 2 by the head of a unit at
least one step above it, level 3 two steps. Who has nobody above, and a leader of the agency, may
give all that remain at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor, Right, Target, may_judge
from okrdesk.domain.review import MOST_LEVELS, Review, Standing


@dataclass(frozen=True)
class Approver:
    """Somebody who may approve what `target` is; `roots` are the units that have none above."""

    actor: Actor
    target: Target
    roots: frozenset[str]

    @property
    def is_top(self) -> bool:
        """Say whether the person has nobody above, or leads the agency."""
        return Role.AGENCY_LEADER in self.actor.roles or bool(self.actor.head_of & self.roots)

    @property
    def highest(self) -> int:
        """The highest level that the person's place allows, without a bound; 0 where none."""
        if not may_judge(self.actor, Right.APPROVE_OBJECTIVES, self.target, self.roots):
            return 0
        steps = [step for step, units in enumerate(self.target.tiers) if units & self.actor.head_of]
        above_all = max(len(self.target.tiers), MOST_LEVELS)
        return max(steps) + 1 if steps else above_all

    def may_give(self, level: int, given: Iterable[Review]) -> bool:
        """Say whether the person may give `level` beside what was `given` of this content."""
        if not self.highest:
            return False
        if self.is_top:
            return True
        others = (one for one in given if one.level != level)
        return level <= self.highest and all(
            one.author_id != self.actor.person_id for one in others
        )

    def gives_now(self, standing: Standing) -> tuple[int, ...]:
        """Return the levels that the person's approval gives now; none where it is not due."""
        level = standing.next_level
        if level is None or not self.may_give(level, standing.given):
            return ()
        if not self.is_top:
            return (level,)
        known = {one.level for one in standing.given}
        return tuple(one for one in range(level, standing.levels + 1) if one not in known)
