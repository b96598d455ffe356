"""The one interpreter of rule packs: a sheet in, its figures and band out, exact to the last step.

Sums of tasks are exact Decimals, ratios exact Fractions; a figure is rounded once, where the pack
says. With NĐ 335/2025 (Điều 13–16): w = quantity × coefficient, a = Σ w·done ÷ Σ w, b and c the
same with the deductions for content errors and delays, KQ their mean, total = general + KQ × 70.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.evaluation.banding import band_of
from okrdesk.domain.evaluation.marking import mark_general
from okrdesk.domain.evaluation.measures import Measure, is_exceeding, share
from okrdesk.domain.evaluation.outcome import Block, BlockCode, Outcome, Unmet
from okrdesk.domain.evaluation.pack import Band, ComponentKind, RulePack, Stage
from okrdesk.domain.evaluation.rounding import half_up
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.weighing import Weighed, ratio_of, weigh

_Ratios = Mapping[str, Fraction]


def score(pack: RulePack, sheet: Sheet) -> Outcome:
    """Return the figures of `sheet` by `pack`; what cannot be computed is named in `blocked`."""
    places = pack.rounding.places
    weighed, blocks = weigh(pack, sheet.tasks)
    ratios: _Ratios = {}
    if not blocks:
        ratios, blocks = _ratios(pack, sheet, weighed)
    result = None if blocks else _mean(pack, sheet, ratios)
    marks = mark_general(pack, sheet)
    blocks = (*blocks, *marks.blocks, *_presence(pack, sheet))
    points = None if result is None else _points(pack, result)
    exceeding = Decimal(0) if points is None else _exceeding(pack, weighed)
    bonus = marks.bonus + exceeding
    total = None
    if points is not None and marks.general is not None and not blocks:
        exact = min(Fraction(marks.general + bonus) + points, Fraction(pack.totals.most))
        total = half_up(exact, places)
    unmet: tuple[Unmet, ...] = ()
    band = None
    if total is not None:
        band, unmet = band_of(pack, total, _measures(pack, weighed, ratios))
    knocked_out = _knocked_out(pack, sheet)
    held = band is not None and _is_held(pack, sheet, band)
    return Outcome(
        components={id: half_up(ratio * 100, places) for id, ratio in ratios.items()},
        result=None if result is None else half_up(result * 100, places),
        general=None if marks.general is None else half_up(Fraction(marks.general), places),
        points=None if points is None else half_up(points, places),
        bonus=half_up(Fraction(bonus), places),
        total=total,
        band=_final(pack, sheet, band, bool(knocked_out), held),
        blocked=blocks,
        knocked_out=knocked_out,
        unmet=unmet,
        held_by_unit=held,
    )


def _ratios(
    pack: RulePack, sheet: Sheet, weighed: tuple[Weighed, ...]
) -> tuple[_Ratios, tuple[Block, ...]]:
    """Return the ratio (0 to 1) of each component of the formula, or what blocks one.

    An axis without tasks is left out; without any task at all there is not enough data.
    """
    formula = pack.formula_of(sheet.leader)
    if not formula:
        return {}, (Block(BlockCode.NO_FORMULA, {"leader": sheet.leader}),)
    found: dict[str, Fraction] = {}
    blocks: list[Block] = []
    has_data = False
    for component in (pack.component(id) for id in formula):
        if component.kind is ComponentKind.GRADE:
            grade = sheet.leadership.get(component.id)
            params = {"name": component.name, "symbol": component.symbol}
            if grade is None:
                blocks.append(Block(BlockCode.GRADE_MISSING, params, component.id))
            elif grade not in component.grades:
                allowed = {"grade": grade, "allowed": component.grades}
                code = BlockCode.GRADE_NOT_ALLOWED
                blocks.append(Block(code, {**params, **allowed}, component.id))
            else:
                found[component.id] = Fraction(grade) / 100
            continue
        ratio = ratio_of(pack, component, weighed)
        if ratio is not None:
            has_data = True
            found[component.id] = _rounded(pack, Stage.COMPONENTS, ratio)
    if not has_data:
        blocks.insert(0, Block(BlockCode.NO_DATA))
    return found, tuple(blocks)


def _mean(pack: RulePack, sheet: Sheet, ratios: _Ratios) -> Fraction | None:
    formula = pack.formula_of(sheet.leader)
    weights = {id: Fraction(formula[id]) for id in ratios}
    total = sum(weights.values(), Fraction(0))
    if not total:
        return None
    mean = sum((weights[id] * ratio for id, ratio in ratios.items()), Fraction(0)) / total
    return _rounded(pack, Stage.RESULT, mean)


def _points(pack: RulePack, result: Fraction) -> Fraction:
    points = result * Fraction(pack.totals.results)
    if pack.rounding.stage is Stage.POINTS:
        return Fraction(half_up(points, pack.rounding.places))
    return points


def _rounded(pack: RulePack, stage: Stage, ratio: Fraction) -> Fraction:
    if pack.rounding.stage is not stage:
        return ratio
    return Fraction(half_up(ratio * 100, pack.rounding.places)) / 100


def _exceeding(pack: RulePack, weighed: tuple[Weighed, ...]) -> Decimal:
    if pack.bonus is None:
        return Decimal(0)
    count = sum(is_exceeding(one.task) for one in weighed)
    return min(pack.bonus.most, count * pack.bonus.percent * pack.totals.results / 100)


def _measures(pack: RulePack, weighed: tuple[Weighed, ...], ratios: _Ratios) -> _Ratios:
    """Return in percent what the bands of the pack ask for beside points."""
    names = {condition.measure for band in pack.bands for condition in band.conditions}
    tasks = [one.task for one in weighed if one.weight]
    found = {id: ratio * 100 for id, ratio in ratios.items() if id in names}
    for measure in names & set(Measure):
        value = share(Measure(measure), tasks)
        if value is not None:
            found[measure] = value
    return found


def _knocked_out(pack: RulePack, sheet: Sheet) -> tuple[str, ...]:
    """Return the facts that knock out; those only of leaders leave staff alone."""
    of_leaders = {one.id for one in pack.knock_outs if one.leaders_only}
    return tuple(id for id in sorted(sheet.knock_outs) if sheet.leader or id not in of_leaders)


def _is_held(pack: RulePack, sheet: Sheet, band: Band) -> bool:
    if not (pack.head_not_above_unit and sheet.leader and sheet.unit_band):
        return False
    order = [one.id for one in pack.bands]
    return sheet.unit_band in order and order.index(band.id) < order.index(sheet.unit_band)


def _final(
    pack: RulePack, sheet: Sheet, band: Band | None, is_knocked_out: bool, is_held: bool
) -> str | None:
    if band is None:
        return None
    if is_knocked_out:
        return pack.lowest_band.id
    return sheet.unit_band if is_held else band.id


def _presence(pack: RulePack, sheet: Sheet) -> tuple[Block, ...]:
    """Return why somebody is not evaluated in this period: away too long, or new in the post."""
    found = []
    rule = pack.presence
    if rule.absent_days is not None and sheet.days is not None and sheet.days_present is not None:
        absent = sheet.days - sheet.days_present
        if absent >= rule.absent_days:
            params = {"absent": absent, "limit": rule.absent_days}
            found.append(Block(BlockCode.ABSENT_TOO_LONG, params))
    days = sheet.days_in_post
    if rule.post_days is not None and days is not None and days < rule.post_days:
        found.append(Block(BlockCode.NEW_IN_POST, {"days": days, "limit": rule.post_days}))
    return tuple(found)
