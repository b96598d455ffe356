"""Why a component of the results is what it is: formula, tasks with weights, errors, exemptions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.evaluation.pack import (
    CoefficientSource,
    Component,
    ComponentKind,
    Factor,
    RulePack,
)
from okrdesk.domain.evaluation.reasons import Line, Reason
from okrdesk.domain.evaluation.sheet import Settled, Sheet, TaskFacts
from okrdesk.domain.evaluation.weighing import Weighed, counts, left_by, ratio_of, sums_of, weigh

_HUNDRED = Decimal(100)


def explain_component(pack: RulePack, sheet: Sheet, component: Component) -> Iterator[Line]:
    """Yield the lines of one component; a task that blocks stands among the blocks instead."""
    if component.kind is ComponentKind.GRADE:
        yield from _grade_lines(sheet, component)
        return
    yield from _formula_lines(pack, component)
    weighed, _blocks = weigh(pack, sheet.tasks)
    of_axis = [one for one in weighed if component.axis in ("", one.task.axis)]
    for one in of_axis:
        yield from _task_lines(pack, component, one)
        yield from _exemption_lines(component, one.task)
    yield from _left_out_lines(pack, sheet.tasks)
    ratio = ratio_of(pack, component, weighed)
    if ratio is None:
        yield Line(Reason.AXIS_EMPTY if component.axis else Reason.NO_TASKS)
        return
    assigned, earned = sums_of(pack, component, weighed)
    raw = Fraction(earned) / Fraction(assigned)
    params = {"symbol": component.symbol, "earned": earned, "assigned": assigned, "ratio": raw}
    yield Line(Reason.SUMS, params)
    if raw > 1:
        yield Line(Reason.CAPPED, {"ratio": raw})


def _grade_lines(sheet: Sheet, component: Component) -> Iterator[Line]:
    grades = " / ".join(f"{grade:f}" for grade in component.grades)
    yield Line(Reason.GRADES, {"symbol": component.symbol, "name": component.name, "all": grades})
    grade = sheet.leadership.get(component.id)
    if grade is not None:
        yield Line(Reason.GRADE, {"symbol": component.symbol, "grade": grade})


def _formula_lines(pack: RulePack, component: Component) -> Iterator[Line]:
    formula = Reason.LESSENED_FORMULA if component.factors else Reason.DONE_FORMULA
    yield Line(formula, {"symbol": component.symbol})
    if component.axis:
        yield Line(Reason.AXIS, {"name": component.name})
    by_points = pack.tasks.coefficient is CoefficientSource.POINTS
    yield Line(Reason.WEIGHT_BY_POINTS if by_points else Reason.WEIGHT_FORMULA)
    step = pack.tasks.deduction * _HUNDRED
    if Factor.CONTENT in component.factors:
        yield Line(Reason.CONTENT_STEP, {"step": step})
    if Factor.DELAY in component.factors:
        yield Line(Reason.DELAY_STEP, {"step": step})
    if Factor.LATE in component.factors:
        for rung in pack.tasks.late:
            if rung.days is None:
                yield Line(Reason.LADDER_LAST, {"percent": rung.percent})
            else:
                yield Line(Reason.LADDER_RUNG, {"days": rung.days, "percent": rung.percent})


def _task_lines(pack: RulePack, component: Component, one: Weighed) -> Iterator[Line]:
    task = one.task
    params = {
        **_named(task),
        "quantity": task.quantity,
        "coefficient": one.coefficient,
        "weight": one.weight,
        "done": task.done,
        "earned": one.earned,
    }
    if task.share != _HUNDRED:
        yield Line(Reason.TASK_SHARED, params | {"share": task.share})
    else:
        yield Line(Reason.TASK, params)
    for factor in component.factors:
        left = left_by(pack.tasks, factor, task)
        if left != 1:
            reason, count = _LESSENED[factor]
            lessened = {**_named(task), "count": count(task), "left": Fraction(left)}
            yield Line(reason, lessened)


_LESSENED: Mapping[Factor, tuple[Reason, Callable[[TaskFacts], int]]] = {
    Factor.CONTENT: (Reason.LESSENED_CONTENT, lambda task: task.counted_errors),
    Factor.DELAY: (Reason.LESSENED_DELAY, lambda task: task.counted_delays),
    Factor.LATE: (Reason.LESSENED_LATE, lambda task: task.counted_late_days),
}


def _exemption_lines(component: Component, task: TaskFacts) -> Iterator[Line]:
    errors = min(task.exempt_errors, task.content_errors)
    if errors and Factor.CONTENT in component.factors:
        params = {**_named(task), "exempt": errors, "count": task.content_errors}
        yield Line(Reason.ERRORS_EXEMPT, params)
    count = max(task.delays, int(task.late_days > 0))
    delays = min(task.exempt_delays, count)
    if delays and {Factor.DELAY, Factor.LATE} & set(component.factors):
        yield Line(Reason.DELAYS_EXEMPT, {**_named(task), "exempt": delays, "count": count})


def _left_out_lines(pack: RulePack, tasks: Iterable[TaskFacts]) -> Iterator[Line]:
    for task in tasks:
        if not counts(pack.tasks, task):
            rolled = task.settled is Settled.ROLLED_OVER
            yield Line(Reason.ROLLED_OVER if rolled else Reason.CANCELLED, _named(task))


def _named(task: TaskFacts) -> dict[str, object]:
    """Return the name of a task, and its id by which a window opens it."""
    return {"id": task.id, "name": task.name}
