"""What a rule pack must hold beyond keys and types, so that each sheet gets one score and band.

The criteria tree sums, the bands cover 0 to the top without overlap or hole, bounds and ladders
stand the right way up, and every name means something.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from okrdesk.domain.dates import format_date
from okrdesk.domain.evaluation.measures import Measure
from okrdesk.domain.evaluation.pack import (
    Band,
    CoefficientSource,
    ComponentKind,
    Criterion,
    Factor,
    RulePack,
)
from okrdesk.domain.evaluation.pack_fields import Faults, PackError
from okrdesk.domain.evaluation.pack_lines import Path
from okrdesk.domain.evaluation.quota import GROUP, GROUPINGS
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.tasks import Source
from okrdesk.errors import Code


def check(pack: RulePack, faults: Faults) -> None:
    """Note every fault of the meaning of `pack`."""
    if pack.to_on is not None and pack.to_on < pack.from_on:
        days = {"start": format_date(pack.from_on), "end": format_date(pack.to_on)}
        faults.note(("to_on",), Code.PACK_DATES_UPSIDE_DOWN, **days)
    if not pack.periods:
        faults.note(("period", "kinds"), Code.PACK_MISSING)
    _check_totals(pack, faults)
    _check_tree(pack.criteria, ("criteria",), pack.totals.general, faults)
    _check_tree(pack.bonus_criteria, ("bonus_criteria",), pack.totals.bonus, faults)
    _check_repeats(pack, faults)
    _check_bands(pack, faults)
    _check_tasks(pack, faults)
    _check_components(pack, faults)
    _check_formula(pack, faults)
    _check_quotas(pack, faults)
    known = {one.id for root in pack.criteria for one in _rows(root)}
    for place, feed in enumerate(pack.feeds):
        path = ("key_results", place, "criterion")
        _check_name(feed.criterion, known, path, faults)


def clashes(pack: RulePack, others: Iterable[RulePack]) -> tuple[PackError, ...]:
    """Return where `pack` is in force beside another for the same people, or beside its version.

    A pack for named units goes before one for all units, so those two do not clash.
    """
    found = []
    for other in others:
        if (other.id, other.version) == (pack.id, pack.version) or not _meet_in_time(pack, other):
            continue
        if other.id == pack.id or _cover_the_same(pack, other):
            params = {
                "name": f"{other.id} {other.version}",
                "start": format_date(other.from_on),
                "end": format_date(other.to_on) if other.to_on else "…",
            }
            line = pack.lines.get(("from_on",), 1)
            found.append(PackError(line, Code.PACK_CLASH, params, ("from_on",)))
    return tuple(found)


def is_ended_by(pack: RulePack, other: RulePack) -> bool:
    """Say whether publishing `pack` ends another version of it on the day before."""
    lasts = other.to_on is None or other.to_on >= pack.from_on
    return other.id == pack.id and other.from_on < pack.from_on and lasts


def _meet_in_time(one: RulePack, other: RulePack) -> bool:
    starts_in_time = other.to_on is None or one.from_on <= other.to_on
    return starts_in_time and (one.to_on is None or other.from_on <= one.to_on)


def _cover_the_same(one: RulePack, other: RulePack) -> bool:
    mine, theirs = one.covers, other.covers
    same_people = mine.persons & theirs.persons and mine.standings & theirs.standings
    same_units = mine.units & theirs.units or not (mine.units or theirs.units)
    return bool(same_people and same_units and one.periods & other.periods)


def _check_totals(pack: RulePack, faults: Faults) -> None:
    totals = pack.totals
    base = totals.general + totals.results
    if totals.most not in (base, base + totals.bonus):
        parts = {"found": format_decimal(base), "most": format_decimal(totals.most)}
        faults.note(("totals",), Code.PACK_TOTALS, **parts)


def _check_tree(
    rows: Sequence[Criterion], path: Path, expected: Decimal, faults: Faults, name: str = ""
) -> None:
    found = sum((row.points for row in rows), Decimal(0))
    if found != expected:
        sums = {"found": format_decimal(found), "expected": format_decimal(expected)}
        if name:
            faults.note((*path[:-1], "points"), Code.PACK_GROUP_SUM, name=name, **sums)
        else:
            faults.note(path, Code.PACK_TREE_SUM, **sums)
    for place, row in enumerate(rows):
        here = (*path, place)
        if row.parts:
            _check_tree(row.parts, (*here, "parts"), row.points, faults, row.name)
        if row.step is not None and (row.step == 0 or row.points % row.step):
            faults.note((*here, "step"), Code.PACK_STEP, step=format_decimal(row.step))
        if row.parts and (row.is_tick or row.step is not None):
            key = "tick" if row.is_tick else "step"
            faults.note((*here, key), Code.PACK_GROUP_MARKED, name=row.name)


def _check_repeats(pack: RulePack, faults: Faults) -> None:
    seen: set[str] = set()
    for key, rows in (("criteria", pack.criteria), ("bonus_criteria", pack.bonus_criteria)):
        for place, row in enumerate(rows):
            _check_row_ids(row, (key, place), seen, faults)
    lists: dict[str, Iterable[str]] = {
        "components": [one.id for one in pack.components],
        "bands": [one.id for one in pack.bands],
        "knock_outs": [one.id for one in pack.knock_outs],
    }
    for key, ids in lists.items():
        seen = set()
        for place, id in enumerate(ids):
            if id in seen:
                faults.note((key, place, "id"), Code.PACK_REPEATED, value=id)
            seen.add(id)


def _check_row_ids(row: Criterion, path: Path, seen: set[str], faults: Faults) -> None:
    if row.id in seen:
        faults.note((*path, "id"), Code.PACK_REPEATED, value=row.id)
    seen.add(row.id)
    for place, part in enumerate(row.parts):
        _check_row_ids(part, (*path, "parts", place), seen, faults)


def _check_bands(pack: RulePack, faults: Faults) -> None:
    bands = pack.bands
    if not bands:
        faults.note(("bands",), Code.PACK_MISSING)
        return
    measures = {*Measure, *(one.id for one in pack.components)}
    for place, band in enumerate(bands):
        if band.high is not None and band.high <= band.low:
            ends = {"low": format_decimal(band.low), "high": format_decimal(band.high)}
            faults.note(("bands", place, "below"), Code.PACK_BAND_UPSIDE_DOWN, **ends)
        for number, condition in enumerate(band.conditions):
            path = ("bands", place, "conditions", number, "measure")
            _check_name(condition.measure, measures, path, faults)
    _check_ends(pack, faults)
    for upper, (place, lower) in zip(bands, list(enumerate(bands))[1:], strict=False):
        _check_neighbours(upper, lower, ("bands", place), faults)


def _check_ends(pack: RulePack, faults: Faults) -> None:
    first, last = pack.bands[0], pack.bands[-1]
    most = format_decimal(pack.totals.most)
    if first.high is not None:
        ends = {"low": format_decimal(first.high), "high": most}
        faults.note(("bands", 0, "below"), Code.PACK_BANDS_HOLE, **ends)
    if first.low > pack.totals.most:
        low = format_decimal(first.low)
        faults.note(("bands", 0, "from"), Code.PACK_OUT_OF_RANGE, value=low, most=most)
    if last.low != 0:
        ends = {"low": "0", "high": format_decimal(last.low)}
        faults.note(("bands", len(pack.bands) - 1, "from"), Code.PACK_BANDS_HOLE, **ends)


def _check_neighbours(upper: Band, lower: Band, path: Path, faults: Faults) -> None:
    names = {"upper": upper.name, "lower": lower.name}
    if lower.high is None or lower.high > upper.low:
        faults.note((*path, "below"), Code.PACK_BANDS_OVERLAP, **names)
    elif lower.high < upper.low:
        ends = {"low": format_decimal(lower.high), "high": format_decimal(upper.low)}
        faults.note((*path, "below"), Code.PACK_BANDS_HOLE, **ends)


def _check_tasks(pack: RulePack, faults: Faults) -> None:
    rules = pack.tasks
    if rules.lowest is not None and rules.highest is not None and rules.lowest > rules.highest:
        bounds = {"low": format_decimal(rules.lowest), "high": format_decimal(rules.highest)}
        faults.note(("tasks", "lowest"), Code.PACK_BOUND_UPSIDE_DOWN, **bounds)
    if rules.baseline == 0:
        faults.note(("tasks", "baseline"), Code.PACK_NOT_ZERO)
    if rules.coefficient is CoefficientSource.POINTS:
        for source in Source:
            if source not in rules.points:
                faults.note(("tasks", "points", source.value), Code.PACK_MISSING)
        levels = rules.difficulties.keys()
        _check_name(rules.usual_difficulty, levels, ("tasks", "usual_difficulty"), faults)
    _check_ladder(pack, faults)


def _check_ladder(pack: RulePack, faults: Faults) -> None:
    rungs = pack.tasks.late
    last = len(rungs) - 1
    for place, rung in enumerate(rungs):
        if (rung.days is None) != (place == last):
            faults.note(("tasks", "late", place), Code.PACK_LADDER_END)
    for place, (upper, lower) in enumerate(pairwise(rungs), 1):
        rises = lower.percent > upper.percent
        stands = upper.days is not None and lower.days is not None and lower.days <= upper.days
        if rises or stands:
            faults.note(("tasks", "late", place), Code.PACK_LADDER_ORDER)


def _check_components(pack: RulePack, faults: Faults) -> None:
    if not pack.components:
        faults.note(("components",), Code.PACK_MISSING)
    for place, component in enumerate(pack.components):
        here = ("components", place)
        if component.kind is ComponentKind.GRADE and not component.grades:
            faults.note((*here, "grades"), Code.PACK_MISSING)
        if component.kind is ComponentKind.TASKS and component.grades:
            faults.note((*here, "grades"), Code.PACK_GRADES_OF_TASKS)
        if component.all_reach:
            known = [band.id for band in pack.bands]
            _check_name(component.all_reach, known, (*here, "all_reach"), faults)
            if not component.grades:
                faults.note((*here, "grades"), Code.PACK_MISSING)
        for number, grade in enumerate(component.grades):
            if grade > 100:
                shown = {"value": format_decimal(grade), "most": "100"}
                faults.note((*here, "grades", number), Code.PACK_OUT_OF_RANGE, **shown)
        if Factor.LATE in component.factors and not pack.tasks.late:
            faults.note((*here, "factors"), Code.PACK_MISSING, key="tasks.late")


def _check_formula(pack: RulePack, faults: Faults) -> None:
    known = {one.id for one in pack.components}
    for standing, weights in pack.formula.items():
        here: Path = ("formula", standing.value)
        for name in weights:
            _check_component(name, known, (*here, name), faults)
        if not any(weights.values()) and (weights or standing in pack.covers.standings):
            faults.note(here, Code.PACK_FORMULA_EMPTY)


def _check_component(name: str, known: set[str], path: Path, faults: Faults) -> None:
    if name not in known:
        allowed = ", ".join(sorted(known))
        faults.note(path, Code.PACK_UNKNOWN_COMPONENT, value=name, allowed=allowed)


def _check_quotas(pack: RulePack, faults: Faults) -> None:
    ids = [band.id for band in pack.bands]
    allowed = ids[:-1]  # the lowest band has none below to take a share of
    for place, quota in enumerate(pack.quotas):
        here = ("quotas", place)
        _check_name(quota.band, allowed, (*here, "band"), faults)
        if quota.outstanding_percent < quota.percent:
            faults.note((*here, "outstanding_percent"), Code.PACK_QUOTA_OUTSTANDING)
        for number, name in enumerate(quota.each):
            _check_name(name, GROUPINGS, (*here, "each", number), faults)
        if GROUP in quota.each and not pack.groups:
            faults.note((*here, "each"), Code.PACK_MISSING, key="groups")


def _check_name(name: str, known: Iterable[str], path: Path, faults: Faults) -> None:
    known = list(known)
    if name not in known:
        allowed = ", ".join(sorted(known))
        faults.note(path, Code.PACK_WORD, value=name, allowed=allowed)


def _rows(row: Criterion) -> Iterable[Criterion]:
    yield row
    for part in row.parts:
        yield from _rows(part)
