"""From points to a level of quality: the bands of a pack, and what a band asks beside points."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.evaluation.outcome import Unmet
from okrdesk.domain.evaluation.pack import Band, RulePack
from okrdesk.domain.evaluation.rounding import half_up


def band_by_points(pack: RulePack, total: Decimal) -> Band:
    """Return the band that the points alone reach; the bands cover everything from 0."""
    return next((band for band in pack.bands if total >= band.low), pack.lowest_band)


def band_of(
    pack: RulePack, total: Decimal, measures: Mapping[str, Fraction]
) -> tuple[Band, tuple[Unmet, ...]]:
    """Return the best band that the points reach and whose conditions hold, and what was unmet.

    `measures` are percentages by name; a condition on something that is not measured holds.
    """
    unmet: list[Unmet] = []
    for band in pack.bands:
        if total < band.low:
            continue
        missing = _unmet(pack, band, measures)
        if not missing:
            return band, tuple(unmet)
        unmet += missing
    return pack.lowest_band, tuple(unmet)


def _unmet(pack: RulePack, band: Band, measures: Mapping[str, Fraction]) -> list[Unmet]:
    found = []
    for condition in band.conditions:
        value = measures.get(condition.measure)
        if value is not None and value < Fraction(condition.least):
            shown = half_up(value, pack.rounding.places)
            found.append(Unmet(band.id, condition.measure, condition.least, shown))
    return found
