"""The weeks of a dashboard: marks, progress and what is reached at the end of each one.

They are counted from the traces of key results, by unit like the figures of the day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add

from okrdesk.domain.dashboard import ALL_DONE, KeyResultFact, ObjectiveFact
from okrdesk.domain.health import Health, Limits
from okrdesk.domain.objective import RollUp
from okrdesk.domain.rollup import Sum
from okrdesk.domain.traces import Trace, colour_table, late_table, mark_of, week_end


@dataclass(frozen=True)
class Weeks:
    """The weeks of a dashboard by their Sundays; the last one is told as of `today`."""

    ends: tuple[date, ...]
    today: date
    limits: Limits

    def place(self, first_on: date) -> int:
        """Return which week ends on the Sunday `first_on`; less than 0 before the first."""
        return (first_on - self.ends[0]).days // 7


@dataclass
class WeekPart:
    """What is counted of some objectives at the end of each week.

    `progress` rolls the objectives up; `reached` counts the key results whose target was reached,
    `done` adds up the progress of all of them, `begun` counts those whose time began in the week.
    """

    marks: list[Counter[Health]]
    progress: list[Sum]
    reached: list[int]
    begun: list[int]
    done: list[float]

    @classmethod
    def of(cls, size: int) -> "WeekPart":
        """Return an empty part of `size` weeks."""
        places = range(size)
        return cls(
            [Counter() for _ in places],
            [Sum() for _ in places],
            [0] * size,
            [0] * size,
            [0.0] * size,
        )

    def join(self, other: "WeekPart") -> None:
        """Add another part of the same weeks."""
        for place, marks in enumerate(other.marks):
            self.marks[place].update(marks)
            self.progress[place].join(other.progress[place])
        self.reached = _added(self.reached, other.reached)
        self.begun = _added(self.begun, other.begun)
        self.done = [one + more for one, more in zip(self.done, other.done, strict=True)]


Vector = list[float | None]


class WeekCounter:
    """Counts the weeks of objectives from the traces of their key results."""

    def __init__(
        self,
        weeks: Weeks,
        traces: Mapping[str, Trace],
        objectives: Mapping[str, ObjectiveFact],
        below: Mapping[str, Sequence[tuple[str, float]]],
    ) -> None:
        self._weeks, self._traces = weeks, traces
        self._objectives, self._below = objectives, below
        self._size = len(weeks.ends)
        self._known: dict[str, list[float]] = {}
        self._colours, self._late = colour_table(weeks.limits), late_table(weeks.limits)

    def part(self, objectives: Iterable[tuple[ObjectiveFact, float]]) -> WeekPart:
        """Return what is counted of objectives, each with the weight that it has here."""
        part, columns = WeekPart.of(self._size), []
        for objective, weight in objectives:
            for place, done in enumerate(self.progress(objective)):
                part.progress[place].take(done, weight)
            for one in objective.key_results:
                columns.append(self._numbers(one))
                self._burn(part, one)
        for place, column in enumerate(zip(*columns, strict=True)):
            for number, count in Counter(column).items():
                if number != _ABSENT:
                    part.marks[place][_health(number)] += count
        return part

    def mark(self, one: KeyResultFact, week: int | None) -> Health | None:
        """Return the mark of a key result at the end of a week (None: today), None before it."""
        if week is None:
            return one.mark
        number = self._numbers(one)[week]
        return None if number == _ABSENT else _health(number)

    def is_reached(self, one: KeyResultFact, week: int | None) -> bool:
        """Say whether a target was reached at the end of a week (None: today)."""
        return one.is_reached if week is None else self._shares(one)[week] >= ALL_DONE

    def progress(self, objective: ObjectiveFact, above: frozenset[str] = frozenset()) -> Vector:
        """Return the progress of an objective week by week by its roll-up; None without parts."""
        own = [(self._shares(one), one.weight) for one in objective.key_results]
        if objective.roll_up is RollUp.KEY_RESULTS:
            whole = _rolled_whole(own, self._size)
        else:
            parts: list[tuple[Sequence[float | None], float]] = []
            if objective.roll_up is RollUp.BOTH:
                parts += own
            for id, weight in self._below.get(objective.id, ()):
                child = self._objectives.get(id)
                if child is not None and id not in above:  # a loop that a merge can make
                    parts.append((self.progress(child, above | {objective.id}), weight))
            whole = _rolled(parts, self._size)
        whole[-1] = objective.progress
        return whole

    def _shares(self, one: KeyResultFact) -> list[float]:
        """Return the progress of a key result by week: nothing before it began."""
        known = self._known.get(one.id)
        if known is None:
            known = self._known[one.id] = self._shares_counted(one)
        return known

    def _shares_counted(self, one: KeyResultFact) -> list[float]:
        trace = self._traces.get(one.id)
        if trace is None:
            return [*[0.0] * (self._size - 1), one.progress]
        lead = self._weeks.place(trace.first_on)
        known = trace.progress[max(-lead, 0) : self._size - lead]
        tail = trace.progress[-1] if len(trace.progress) else 0.0
        shares: list[float] = [*[0.0] * min(lead, self._size), *known]
        shares += [tail] * (self._size - len(shares))
        shares[-1] = one.progress
        return shares

    def _numbers(self, one: KeyResultFact) -> bytes:
        """Return the mark of a key result by week as numbers; what has not begun has none."""
        trace = self._traces.get(one.id)
        today = _NUMBERS[one.mark] if one.start_on <= self._weeks.today else _ABSENT
        if trace is None:
            return bytes([_ABSENT] * (self._size - 1) + [today])
        colours = int.from_bytes(trace.stands.translate(self._colours))
        late = int.from_bytes(trace.late.translate(self._late))
        marks = (colours | late).to_bytes(len(trace.stands))
        lead = self._weeks.place(trace.first_on)
        row = bytes([_ABSENT]) * min(lead, self._size) + marks[max(-lead, 0) :]
        return row[: self._size - 1].ljust(self._size - 1, marks[-1:]) + bytes([today])

    def _burn(self, part: WeekPart, one: KeyResultFact) -> None:
        weeks = self._weeks
        begun = max(weeks.place(week_end(one.start_on)), 0)
        if begun < self._size:
            part.begun[begun] += 1
        shares = self._shares(one)
        part.done = list(map(add, part.done, shares))
        if max(shares) >= ALL_DONE:
            part.reached = list(map(add, part.reached, map(ALL_DONE.__le__, shares)))


def running_total(counts: Iterable[int]) -> list[int]:
    """Return how many there are by each week, from how many come with it."""
    totals: list[int] = []
    for count in counts:
        totals.append((totals[-1] if totals else 0) + count)
    return totals


_ABSENT = 0x7F
_CLOSED = 0x7E
_NUMBERS = {
    Health.ON_TRACK: 0,
    Health.AT_RISK: 1,
    Health.BEHIND: 2,
    Health.NOT_STARTED: 3,
    Health.NOT_DUE: 4,
    Health.OVERDUE: 0x80,
    Health.CLOSED: _CLOSED,
}


def _health(number: int) -> Health:
    return Health.CLOSED if number == _CLOSED else mark_of(number)


def _added(some: Sequence[int], others: Sequence[int]) -> list[int]:
    return [one + other for one, other in zip(some, others, strict=True)]


def _rolled_whole(parts: Sequence[tuple[list[float], float]], size: int) -> Vector:
    """Return what `_rolled` does for parts that have a progress in every week: most of them."""
    equal = not any(weight for _vector, weight in parts)
    total, sums = 0.0, [0.0] * size
    for vector, own in parts:
        weight = 1.0 if equal else own
        total += weight
        sums = list(map(add, sums, map(weight.__mul__, vector)))
    return [one / total for one in sums] if total else [None] * size


def _rolled(parts: Sequence[tuple[Sequence[float | None], float]], size: int) -> Vector:
    """Return Σ(weight · progress) ÷ Σ weight week by week; all equal where no part has a weight."""
    equal = not any(weight for _vector, weight in parts)
    sums: list[float] = [0.0] * size
    weights: list[float] = [0.0] * size
    for vector, own in parts:
        weight = 1.0 if equal else own
        if not weight:
            continue
        for place, share in enumerate(vector):
            if share is not None:
                sums[place] += weight * share
                weights[place] += weight
    return [one / weight if weight else None for one, weight in zip(sums, weights, strict=True)]
