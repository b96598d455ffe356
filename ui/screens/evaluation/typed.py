"""What somebody types into a sheet, and a sheet as the window shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.evaluation.leading import Suggestion
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.year import PeriodScore


@dataclass(frozen=True)
class Typed:
    """The marks, grades and words of one level; fields as those of a score."""

    marks: Mapping[str, Decimal] = field(default_factory=dict)
    leadership: Mapping[str, Decimal] = field(default_factory=dict)
    knock_outs: frozenset[str] = frozenset()
    strengths: str = ""
    weaknesses: str = ""
    comment: str = ""
    band: str | None = None


@dataclass(frozen=True)
class Shown:
    """A sheet to read or to mark: `typed` is what stands there for each level so far.

    `level` is who types here now, None where it is only read; `outcome` computes what is typed, and
    `year` has the periods behind the sheet of a year, `suggestions` grades that follow from others.
    """

    id: str
    pack: RulePack
    facts: Sheet
    typed: Mapping[Level, Typed]
    level: Level | None
    outcome: Callable[[Typed], Outcome]
    year: tuple[PeriodScore, ...] | None = None
    progress: Fraction | None = None
    suggestions: Mapping[str, Suggestion] = field(default_factory=dict)

    @property
    def read_level(self) -> Level:
        """The level whose figures are shown: that of who types, else the last that scored."""
        given = [one for one in Level if one in self.typed]
        return self.level or (given[-1] if given else Level.SELF)

    def sheet(self, typed: Typed) -> Sheet:
        """Return the facts with marks on them, ready to be scored."""
        grades = typed.leadership if self.facts.leader else {}
        marked = replace(self.facts, marks=typed.marks, leadership=grades)
        return replace(marked, knock_outs=typed.knock_outs)
