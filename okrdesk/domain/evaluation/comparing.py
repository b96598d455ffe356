"""“What if” another pack were in force: whose band and score would change; nothing is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet


@dataclass(frozen=True)
class Change:
    """What one sheet, by the key of the caller, gives under the one pack and under the other."""

    key: str
    before: Outcome
    after: Outcome

    @property
    def has_other_band(self) -> bool:
        """Whether the band differs; a sheet that only one pack can score counts as well."""
        return self.before.band != self.after.band

    @property
    def points(self) -> Decimal | None:
        """How many points the total would rise or fall; None where one pack cannot score."""
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total


def compare(before: RulePack, after: RulePack, sheets: Mapping[str, Sheet]) -> tuple[Change, ...]:
    """Return the sheets whose band would change, those with the largest change of points first."""
    every = compare_all(before, after, sheets)
    changed = [one for one in every if one.has_other_band]
    return tuple(sorted(changed, key=lambda one: (-abs(one.points or Decimal(0)), one.key)))


def compare_all(
    before: RulePack, after: RulePack, sheets: Mapping[str, Sheet]
) -> tuple[Change, ...]:
    """Return every sheet under both packs, in the order of the keys."""
    return tuple(
        Change(key, score(before, sheet), score(after, sheet))
        for key, sheet in sorted(sheets.items())
    )
