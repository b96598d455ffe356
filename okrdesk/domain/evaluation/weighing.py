"""What each task weighs and has earned, and the ratios that follow; exact, in Decimals.

A quotient is formed only once, of two sums, so nothing is rounded on the way. Decimals are used
because their products are exact and many times faster than those of Fractions.
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from okrdesk.domain.evaluation.outcome import Block, BlockCode
from okrdesk.domain.evaluation.pack import (
    CoefficientSource,
    Component,
    Factor,
    RulePack,
    Settlement,
    TaskRules,
)
from okrdesk.domain.evaluation.rounding import EXACT
from okrdesk.domain.evaluation.sheet import Settled, TaskFacts

_ZERO = Decimal(0)
_ONE = Decimal(1)
_HUNDRED = Decimal(100)


class Weighed(NamedTuple):
    """A task, its coefficient in force, its weight (w) and the part that is done (w · done)."""

    task: TaskFacts
    coefficient: Decimal
    weight: Decimal
    earned: Decimal


def counts(rules: TaskRules, task: TaskFacts) -> bool:
    """Say whether a task counts as assigned: rolled over or cancelled ones as the pack settles."""
    if task.settled is Settled.NO:
        return True
    how = rules.rolled_over if task.settled is Settled.ROLLED_OVER else rules.cancelled
    return how is Settlement.COUNT


def weigh(
    pack: RulePack, tasks: Iterable[TaskFacts]
) -> tuple[tuple[Weighed, ...], tuple[Block, ...]]:
    """Return the tasks that count with their weights, and what blocks, each task by its name."""
    rules = pack.tasks
    axes = {one.axis for one in pack.components if one.axis}
    found: list[Weighed] = []
    blocks: list[Block] = []
    with localcontext(EXACT):
        for task in tasks:
            if not counts(rules, task):
                continue
            coefficient = _coefficient(rules, task)
            if isinstance(coefficient, Block):
                blocks.append(coefficient)
            elif axes and task.axis not in axes:
                code = BlockCode.AXIS_UNKNOWN
                blocks.append(Block(code, {"name": task.name, "axis": task.axis}, task.id))
            else:
                found.append(_weighed(task, coefficient))
    return tuple(found), tuple(blocks)


def ratio_of(pack: RulePack, component: Component, weighed: Iterable[Weighed]) -> Fraction | None:
    """Return the ratio of a component, at most 1; None where nothing weighs."""
    assigned, earned = sums_of(pack, component, weighed)
    if not assigned:
        return None
    return min(Fraction(earned) / Fraction(assigned), Fraction(1))


def sums_of(
    pack: RulePack, component: Component, weighed: Iterable[Weighed]
) -> tuple[Decimal, Decimal]:
    """Return what a component's tasks weigh together, and what of it is done and not lessened."""
    assigned = earned = _ZERO
    with localcontext(EXACT):
        for one in weighed:
            if component.axis and one.task.axis != component.axis:
                continue
            assigned += one.weight
            part = one.earned
            if part:
                for factor in component.factors:
                    part *= left_by(pack.tasks, factor, one.task)
            earned += part
    return assigned, earned


def left_by(rules: TaskRules, factor: Factor, task: TaskFacts) -> Decimal:
    """Return what is left of a task, from 0 to 1, after one kind of error or delay."""
    if factor is Factor.LATE:
        return late_percent(rules, task.counted_late_days) / _HUNDRED
    count = task.counted_errors if factor is Factor.CONTENT else task.counted_delays
    return max(_ZERO, _ONE - rules.deduction * count) if count else _ONE


def late_percent(rules: TaskRules, days: int) -> Decimal:
    """Return what so many working days late count, in percent, by the ladder."""
    for rung in rules.late:
        if rung.days is None or days <= rung.days:
            return rung.percent
    return _HUNDRED


def _weighed(task: TaskFacts, coefficient: Decimal) -> Weighed:
    each = coefficient if task.share == _HUNDRED else coefficient * task.share / _HUNDRED
    weight = each * task.quantity
    return Weighed(task, coefficient, weight, each * task.done if weight else _ZERO)


def _coefficient(rules: TaskRules, task: TaskFacts) -> Decimal | Block:
    """Return the coefficient in force: the task's own, or points × difficulty of the pack."""
    if rules.coefficient is CoefficientSource.POINTS:
        level = task.difficulty or rules.usual_difficulty
        if level not in rules.difficulties:
            params = {"name": task.name, "difficulty": level}
            return Block(BlockCode.DIFFICULTY_UNKNOWN, params, task.id)
        return rules.points[task.kind] * rules.difficulties[level]
    value = task.coefficient
    if value is None:
        return Block(BlockCode.COEFFICIENT_MISSING, {"name": task.name}, task.id)
    shown: dict[str, Decimal | str] = {"name": task.name, "coefficient": value}
    if rules.lowest is not None and value < rules.lowest:
        return Block(BlockCode.COEFFICIENT_LOW, {**shown, "limit": rules.lowest}, task.id)
    if rules.highest is not None and value > rules.highest:
        return Block(BlockCode.COEFFICIENT_HIGH, {**shown, "limit": rules.highest}, task.id)
    if task.cap is not None and value * rules.baseline > task.cap:
        shown |= {"points": value * rules.baseline, "limit": task.cap, "group": task.group}
        return Block(BlockCode.POINTS_ABOVE_CAP, shown, task.id)
    return value
