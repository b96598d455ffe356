"""The year from its periods: the mean of their scores, as NĐ 335/2025 has it, or as the pack says.

Who was transferred brings the scores of the old agency, which count like others. A period without
a score is named and blocks, unless the person was not evaluated in it (leave, training, no post).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.dates import PeriodKind, parse_period
from okrdesk.domain.evaluation.banding import band_of
from okrdesk.domain.evaluation.pack import RulePack, YearMethod
from okrdesk.domain.evaluation.rounding import half_up

_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True)
class PeriodScore:
    """A person's score of one period, called "2026-10" or "2026-Q4".

    `days` are those worked in it, `excused` says that there was nothing to evaluate, `brought` that
    another agency gave it.
    """

    code: str
    total: Decimal | None
    days: int | None = None
    excused: bool = False
    brought: bool = False


@dataclass(frozen=True)
class YearScore:
    """The year's score and band; None while `missing` names periods without a score."""

    total: Decimal | None
    band: str | None
    counted: tuple[PeriodScore, ...]
    missing: tuple[str, ...]


def score_year(
    pack: RulePack, periods: Sequence[PeriodScore], *, knocked_out: bool = False
) -> YearScore:
    """Return the year's score from the scores of its periods, in whatever order they come.

    Conditions of a band beside points are those of the tasks, so the year asks for points alone;
    who decides reads the conditions. Raises Refused BAD_PERIOD for a code that is no period.
    """
    ordered = sorted(periods, key=lambda one: parse_period(one.code).start)
    counted = tuple(one for one in ordered if one.total is not None and not one.excused)
    missing = tuple(one.code for one in ordered if one.total is None and not one.excused)
    if missing or not counted:
        return YearScore(None, None, counted, missing)
    total = half_up(_together(pack, counted), pack.rounding.places)
    band = pack.lowest_band if knocked_out else band_of(pack, total, {})[0]
    return YearScore(total, band.id, counted, ())


def mean(totals: Sequence[Decimal], places: int) -> Decimal | None:
    """Return the mean of scores with so many decimals, half up; None without scores."""
    if not totals:
        return None
    return half_up(sum(map(Fraction, totals), Fraction(0)) / len(totals), places)


def quarter_means(pack: RulePack, periods: Sequence[PeriodScore]) -> tuple[Decimal | None, ...]:
    """Return the mean of each of the four quarters, None where no month of it has a score.

    A score of the quarter itself stands for it.
    """
    quarters: list[list[Decimal]] = [[], [], [], []]
    for one in periods:
        period = parse_period(one.code)
        if one.total is not None and not one.excused and period.kind is not PeriodKind.YEAR:
            quarters[(period.start.month - 1) // _MONTHS_OF_A_QUARTER].append(one.total)
    return tuple(mean(totals, pack.rounding.places) for totals in quarters)


def _together(pack: RulePack, counted: Sequence[PeriodScore]) -> Fraction:
    totals = [Fraction(one.total or 0) for one in counted]
    if pack.year.method is YearMethod.LAST:
        return totals[-1]
    weights = [Fraction(1)] * len(totals)
    if pack.year.method is YearMethod.WEIGHTED_BY_DAYS and all(one.days for one in counted):
        weights = [Fraction(one.days or 0) for one in counted]
    products = (total * weight for total, weight in zip(totals, weights, strict=True))
    return sum(products, Fraction(0)) / sum(weights, Fraction(0))
