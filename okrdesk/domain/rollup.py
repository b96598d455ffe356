"""Progress of what consists of parts, and the loops that links between them must not make."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from okrdesk.domain.numbers import format_decimal, is_plain
from okrdesk.errors import Code, Refused


def check_weight(weight: Decimal | None) -> None:
    """Refuse a weight outside 0–100 (Refused WEIGHT_OUT_OF_RANGE); an empty one is allowed."""
    if weight is None or (weight.is_finite() and 0 <= weight <= 100):
        return
    shown = format_decimal(weight) if is_plain(weight) else str(weight)
    raise Refused(Code.WEIGHT_OUT_OF_RANGE, field="weight", weight=shown)


def roll_up(parts: Iterable[tuple[Fraction | float, Decimal | int | None]]) -> Fraction | None:
    """Return Σ(weight · progress) ÷ Σ weight over (progress, weight), None without parts.

    Weight 0 leaves a part out, as does an empty weight beside filled ones; where all weights are 0
    or empty, all parts count equally.
    """
    known = [
        (done if isinstance(done, Fraction) else Fraction(str(done)), Fraction(weight or 0))
        for done, weight in parts
    ]
    if not known:
        return None
    total = sum((weight for _, weight in known), Fraction(0))
    if not total:
        return sum((done for done, _ in known), Fraction(0)) / len(known)
    return sum((done * weight for done, weight in known), Fraction(0)) / total


@dataclass
class Sum:
    """What `roll_up` needs of its parts, so that it can be added up part by part, level by level.

    `number` counts all parts, `counted` those that have a progress (0–1). It is told in floats, as
    thousands are added up for one picture.
    """

    number: int = 0
    counted: int = 0
    weighted: float = 0.0
    weights: float = 0.0
    plain: float = 0.0

    @classmethod
    def of(cls, parts: Iterable[tuple[float | None, float | Decimal | None]]) -> "Sum":
        """Return the sum of (progress, weight)."""
        whole = cls()
        for progress, weight in parts:
            whole.take(progress, float(weight or 0))
        return whole

    def take(self, progress: float | None, weight: float) -> None:
        """Add one part; one without progress is only counted."""
        self.number += 1
        if progress is not None:
            self.counted += 1
            self.weighted += weight * progress
            self.weights += weight
            self.plain += progress

    def join(self, other: "Sum") -> None:
        """Add what another sum holds."""
        self.number += other.number
        self.counted += other.counted
        self.weighted += other.weighted
        self.weights += other.weights
        self.plain += other.plain

    @property
    def progress(self) -> float | None:
        """The roll-up; without any weight all parts count equally."""
        if not self.counted:
            return None
        return self.weighted / self.weights if self.weights else self.plain / self.counted


def find_loop(parents: Mapping[str, Iterable[str]], child: str, parent: str) -> list[str] | None:
    """Return the shortest loop that linking `child` below `parent` would close, else None.

    `parents` maps an id to the ids it is linked below. The loop begins and ends with `child`:
    [child, parent, …, child].
    """
    paths = deque([[child, parent]])
    seen: set[str] = set()
    while paths:
        path = paths.popleft()
        if path[-1] == child:
            return path
        if path[-1] not in seen:
            seen.add(path[-1])
            paths.extend([*path, above] for above in parents.get(path[-1], ()))
    return None
