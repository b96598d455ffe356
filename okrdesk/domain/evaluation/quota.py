"""How many may have a band, who is above it, and how the levels are spread; nobody is demoted.

NĐ 335/2025, khoản 5 Điều 20: at most 20 % outstanding of those rated good (25 % where the
organisation itself is outstanding), in the agency and in each group of similar tasks. What the
share is taken of and how it is rounded are the pack's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.evaluation.pack import Group, Quota, QuotaOf, RulePack, Standing
from okrdesk.domain.evaluation.rounding import to_whole
from okrdesk.domain.organisation import PersonKind
from okrdesk.domain.text import fold

AGENCY = "agency"
GROUP = "group"
GROUPINGS = (AGENCY, GROUP)
"""Where a quota is counted: in the whole agency, in each group of similar tasks."""


@dataclass(frozen=True)
class Rated:
    """A person with a band: `group` names those with similar tasks, `total` orders people."""

    person_id: str
    band: str
    total: Decimal = Decimal(0)
    group: str = ""


@dataclass(frozen=True)
class Member:
    """Somebody who is looked for a group: `units` by id and by code, the own ones and all above."""

    standing: Standing
    kind: PersonKind
    title: str
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class QuotaCount:
    """A quota counted in one place: the agency (`group` is empty) or one group.

    `base` people are what the share is taken of, `allowed` may have the band and `having` do.
    `over` names who stands behind the last allowed place by points; with equal points there, all
    who have them, because points alone cannot choose.
    """

    quota: Quota
    group: str
    base: int
    allowed: int
    having: int
    over: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether more people have the band than are allowed."""
        return self.having > self.allowed


def count_quotas(
    pack: RulePack, rated: Sequence[Rated], *, outstanding: bool = False
) -> tuple[QuotaCount, ...]:
    """Return every quota of `pack`, in the agency and in each group; order of people is no matter.

    `outstanding` says that the organisation itself is, which may allow more. Who has no group
    counts in the agency only.
    """
    found = []
    for quota in pack.quotas:
        for grouping in quota.each:
            for name, people in _places(grouping, rated):
                found.append(_count(pack, quota, people, name, outstanding))
    return tuple(found)


def group_of(pack: RulePack, member: Member) -> str:
    """Return the name of the first group of `pack` that somebody fits into, "" for none."""
    return next((group.name for group in pack.groups if _fits(group, member)), "")


def _fits(group: Group, member: Member) -> bool:
    title = f" {fold(member.title)} "
    return (
        (not group.standings or member.standing in group.standings)
        and (not group.persons or member.kind in group.persons)
        and (not group.units or bool(group.units & member.units))
        and (not group.titles or any(f" {fold(one)} " in title for one in group.titles))
    )


def distribution(pack: RulePack, bands: Iterable[str]) -> Mapping[str, int]:
    """Return how many have each band of `pack`, best first."""
    counted = Counter(bands)
    return {band.id: counted[band.id] for band in pack.bands}


def _places(grouping: str, rated: Sequence[Rated]) -> list[tuple[str, list[Rated]]]:
    if grouping == AGENCY:
        return [("", list(rated))]
    groups: dict[str, list[Rated]] = defaultdict(list)
    for one in rated:
        if one.group:
            groups[one.group].append(one)
    return sorted(groups.items())


def _count(
    pack: RulePack, quota: Quota, people: Sequence[Rated], group: str, outstanding: bool
) -> QuotaCount:
    base = sum(one.band in _counted_bands(pack, quota) for one in people)
    percent = quota.outstanding_percent if outstanding else quota.percent
    allowed = to_whole(Fraction(percent) * base / 100, quota.rounding)
    having = [one for one in people if one.band == quota.band]
    return QuotaCount(quota, group, base, allowed, len(having), _over(having, allowed))


def _counted_bands(pack: RulePack, quota: Quota) -> frozenset[str]:
    """Return the bands that the share is taken of: the one below, or all from there up."""
    ids = [band.id for band in pack.bands]
    below = ids.index(quota.band) + 1
    first = below if quota.of is QuotaOf.BELOW else 0
    return frozenset(ids[first : below + 1])


def _over(having: Sequence[Rated], allowed: int) -> tuple[str, ...]:
    if len(having) <= allowed:
        return ()
    ordered = sorted(having, key=lambda one: (-one.total, one.person_id))
    limit = ordered[allowed].total
    return tuple(one.person_id for one in ordered if one.total <= limit)
