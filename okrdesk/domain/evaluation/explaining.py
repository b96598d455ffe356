"""“Vì sao?” of a score: how each figure comes about, as keys with values, without wording.

`okrdesk.evaluation_texts` puts the lines into sentences. A figure is a component's id, or one of
`Figure`; the lines of tasks and marks are computed anew from pack and sheet, so that they show what
the score was made of.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from okrdesk.domain.evaluation.banding import band_by_points
from okrdesk.domain.evaluation.explaining_tasks import explain_component
from okrdesk.domain.evaluation.marking import points_of
from okrdesk.domain.evaluation.measures import is_exceeding
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import Certainty, Criterion, RulePack, Stage
from okrdesk.domain.evaluation.reasons import Explanation, Figure, Line, Reason
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.weighing import weigh

_ROUNDED = {
    Stage.PRINTED: Reason.ROUNDED_PRINTED,
    Stage.COMPONENTS: Reason.ROUNDED_COMPONENTS,
    Stage.RESULT: Reason.ROUNDED_RESULT,
    Stage.POINTS: Reason.ROUNDED_POINTS,
}


def explain(pack: RulePack, sheet: Sheet, outcome: Outcome, figure: str) -> Explanation:
    """Return how `figure` of `outcome`, the score of `sheet` by `pack`, comes about.

    Raises KeyError for a figure that the pack does not have.
    """
    lines: list[Line] = []
    if figure in set(Figure):
        lines += _PARTS[Figure(figure)](pack, sheet, outcome)
        article = pack.articles[figure]
    else:
        component = pack.component(figure)
        lines += explain_component(pack, sheet, component)
        article = component.article
    lines += [Line(Reason.BLOCKED, {"block": block}) for block in outcome.blocked]
    lines.append(Line(_ROUNDED[pack.rounding.stage], {"places": pack.rounding.places}))
    return Explanation(figure, (*lines, *_rule_lines(pack, article)))


def figures(pack: RulePack, leader: bool) -> tuple[str, ...]:
    """Return every figure that can be explained, in the order of the form."""
    has_bonus = pack.bonus is not None or pack.bonus_criteria
    return (
        *pack.formula_of(leader),
        *(one for one in Figure if has_bonus or one is not Figure.BONUS),
    )


def _rule_lines(pack: RulePack, article: str) -> Iterator[Line]:
    params = {"reference": pack.legal.reference, "name": pack.name, "version": pack.version}
    if article:
        yield Line(Reason.RULE_ARTICLE, {**params, "article": article})
    else:
        yield Line(Reason.RULE, params)
    if pack.legal.certainty is Certainty.READING:
        yield Line(Reason.CERTAINTY)


def _result(pack: RulePack, sheet: Sheet, outcome: Outcome) -> Iterator[Line]:
    formula = pack.formula_of(sheet.leader)
    shown = outcome.components or formula  # an axis without tasks is left out
    used = {id: weight for id, weight in formula.items() if id in shown}
    symbols = [pack.component(id).symbol for id in used]
    is_plain = len(set(used.values())) <= 1
    if is_plain:
        params = {"parts": " + ".join(symbols), "count": len(symbols)}
        yield Line(Reason.MEAN_FORMULA, params)
    else:
        weighted = [f"{weight:f} × {pack.component(id).symbol}" for id, weight in used.items()]
        weights = sum(used.values(), Decimal(0))
        yield Line(Reason.WEIGHTED_FORMULA, {"parts": " + ".join(weighted), "weights": weights})
    for id, ratio in outcome.components.items():
        component = pack.component(id)
        params = {"symbol": component.symbol, "name": component.name, "ratio": ratio}
        if is_plain:
            yield Line(Reason.MEAN_PART, params)
        else:
            yield Line(Reason.WEIGHTED_PART, {**params, "weight": formula[id]})
    if outcome.result is not None:
        yield Line(Reason.RESULT, {"result": outcome.result})


def _general(pack: RulePack, sheet: Sheet, outcome: Outcome) -> Iterator[Line]:
    for row in pack.criteria:
        yield from _row_lines(row, sheet)
    if outcome.general is not None:
        params = {"general": outcome.general, "most": pack.totals.general}
        yield Line(Reason.GENERAL_SUM, params)


def _row_lines(row: Criterion, sheet: Sheet) -> Iterator[Line]:
    params = {"number": row.number, "name": row.name, "most": row.points}
    points = points_of(row, sheet)
    if row.is_tick and row.id in sheet.ticks:
        yield Line(Reason.TICKED if sheet.ticks[row.id] else Reason.NOT_TICKED, params)
    elif points is None and not row.parts:
        yield Line(Reason.MARK_OPEN, params)
    elif points is not None:
        yield Line(Reason.GROUP if row.parts else Reason.MARK, {**params, "points": points})
    if row.id not in sheet.marks:
        for part in row.parts:
            yield from _row_lines(part, sheet)


def _points(pack: RulePack, _sheet: Sheet, outcome: Outcome) -> Iterator[Line]:
    if outcome.points is not None:
        params = {"result": outcome.result, "results": pack.totals.results}
        yield Line(Reason.POINTS, {**params, "points": outcome.points})


def _bonus(pack: RulePack, sheet: Sheet, outcome: Outcome) -> Iterator[Line]:
    for row in pack.bonus_criteria:
        yield from _row_lines(row, sheet)
    if pack.bonus is not None:
        each = pack.bonus.percent * pack.totals.results / 100
        rule = {"percent": pack.bonus.percent, "each": each, "most": pack.bonus.most}
        yield Line(Reason.EXCEEDING_FORMULA, rule)
        for one in weigh(pack, sheet.tasks)[0]:
            if is_exceeding(one.task):
                yield Line(Reason.EXCEEDING_TASK, {"id": one.task.id, "name": one.task.name})
    yield Line(Reason.BONUS, {"bonus": outcome.bonus})


def _total(pack: RulePack, _sheet: Sheet, outcome: Outcome) -> Iterator[Line]:
    if outcome.total is None or outcome.general is None or outcome.points is None:
        return
    params = {"general": outcome.general, "points": outcome.points, "total": outcome.total}
    if outcome.bonus:
        yield Line(Reason.TOTAL_WITH_BONUS, {**params, "bonus": outcome.bonus})
    else:
        yield Line(Reason.TOTAL, params)
    if outcome.general + outcome.points + outcome.bonus > pack.totals.most:
        yield Line(Reason.TOTAL_CAPPED, {"most": pack.totals.most})


def _band(pack: RulePack, _sheet: Sheet, outcome: Outcome) -> Iterator[Line]:
    if outcome.total is None:
        return
    reached = band_by_points(pack, outcome.total)
    params = {"total": outcome.total, "band": reached.name, "low": reached.low}
    if reached.high is None:
        yield Line(Reason.BAND_TOP, params)
    else:
        yield Line(Reason.BAND_RANGE, {**params, "high": reached.high})
    for one in outcome.unmet:
        unmet = {"band": pack.band(one.band).name, "least": one.least, "found": one.found}
        yield Line(Reason.UNMET, {**unmet, "measure": one.measure})
    names = {one.id: one.name for one in pack.knock_outs}
    for id in outcome.knocked_out:
        yield Line(Reason.KNOCKED_OUT, {"name": names.get(id, id)})
    if outcome.held_by_unit and not outcome.knocked_out:
        yield Line(Reason.HELD_BY_UNIT)
    if outcome.band is not None:
        yield Line(Reason.BAND, {"band": pack.band(outcome.band).name})


_PARTS: Mapping[Figure, Callable[[RulePack, Sheet, Outcome], Iterator[Line]]] = {
    Figure.RESULT: _result,
    Figure.GENERAL: _general,
    Figure.POINTS: _points,
    Figure.BONUS: _bonus,
    Figure.TOTAL: _total,
    Figure.BAND: _band,
}
