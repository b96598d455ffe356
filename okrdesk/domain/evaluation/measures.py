"""Shares of the tasks that a band may ask for beside its points, counted by task."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.evaluation.sheet import TaskFacts


class Measure(StrEnum):
    """A share of the tasks, in percent."""

    DONE = "done"
    ON_TIME_WITH_QUALITY = "on-time-with-quality"
    EXCEEDING = "exceeding"


def is_done(task: TaskFacts) -> bool:
    """Say whether all products of a task are delivered."""
    return task.done >= task.quantity


def is_faultless(task: TaskFacts) -> bool:
    """Say whether a task is wholly done, on time and without a counted error."""
    counted = task.counted_errors or task.counted_delays or task.counted_late_days
    return is_done(task) and not counted


def is_exceeding(task: TaskFacts) -> bool:
    """Say whether a task is wholly done and found to exceed what was asked."""
    return task.exceeds and is_done(task)


_HOLDS: Mapping[Measure, Callable[[TaskFacts], bool]] = {
    Measure.DONE: is_done,
    Measure.ON_TIME_WITH_QUALITY: is_faultless,
    Measure.EXCEEDING: is_exceeding,
}


def share(measure: Measure, tasks: Sequence[TaskFacts]) -> Fraction | None:
    """Return the share of `tasks` that a measure holds for, in percent; None without tasks."""
    if not tasks:
        return None
    return Fraction(100 * sum(map(_HOLDS[measure], tasks)), len(tasks))
