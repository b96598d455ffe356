"""The rows of the table: what was measured, the floor beside it, and the budget it has to keep.

All numbers of a row are of one run on one machine. A floor is the least that the same work can cost
there, so a ratio says more than a number of milliseconds on a busy machine.
"""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

TIMES = 5
_SHAPE = "{:<58}{:>11}{:>11}{:>8}  {:<21}{}"
_SCALES = {"ms": 1000.0, "s": 1.0, "MB": 1.0, "": 1.0}


@dataclass(frozen=True)
class Budget:
    """What is allowed: times the floor, and flat on top (seconds, MB or a count)."""

    flat: float = 0.0
    times: float = 0.0

    def limit(self, floor: float) -> float:
        """Return the most that is allowed above `floor`."""
        return self.flat + self.times * floor


@dataclass(frozen=True)
class Row:
    """One line: medians in seconds, MB or as a count; `unit` is how they are shown."""

    what: str
    unit: str
    measured: float
    budget: Budget
    floor: float | None = None

    @property
    def is_kept(self) -> bool:
        """Say whether the budget is kept."""
        return self.measured <= self.budget.limit(self.floor or 0.0)

    def line(self) -> str:
        """Return the row as it is printed."""
        ratio = f"{self.measured / self.floor:.2f}" if self.floor else "–"
        floor = "–" if self.floor is None else self._shown(self.floor)
        kept = "ok" if self.is_kept else "MISSED"
        return _SHAPE.format(
            self.what, self._shown(self.measured), floor, ratio, self._rule(), kept
        )

    def _shown(self, value: float) -> str:
        scaled = value * _SCALES[self.unit]
        digits = 0 if self.unit in ("MB", "") else 2 if scaled < 10 else 1
        return f"{scaled:.{digits}f} {self.unit}".strip()

    def _rule(self) -> str:
        times = f"{self.budget.times:g} × floor" if self.budget.times else ""
        flat = self._shown(self.budget.flat) if self.budget.flat or not times else ""
        return "≤ " + " + ".join(part for part in (times, flat) if part)


def header() -> str:
    """Return the line above the rows."""
    return _SHAPE.format("what", "median", "floor", "ratio", "budget", "")


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes, without garbage of earlier work."""
    gc.collect()
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def typical(call: Callable[[], object], times: int = TIMES) -> float:
    """Return the median of several calls."""
    return median(seconds(call) for _turn in range(times))


def pairs(
    measured: Iterable[tuple[Callable[[], object], Callable[[], object]]],
) -> tuple[float, float]:
    """Return the medians of calls and of their floors, taken in turns under the same load."""
    taken = [(seconds(call), seconds(floor)) for call, floor in measured]
    return median(one for one, _ in taken), median(other for _, other in taken)
