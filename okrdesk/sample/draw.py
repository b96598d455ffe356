"""Chance that always falls the same way: the sample's ids, noise and picks, from one seed."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import TypeVar

from okrdesk.domain.identity import new_id

SEED = 335
# The sample was "written" within the last seconds: one id for each millisecond of them.
_ROOM_MS = 20_000

Item = TypeVar("Item")


class Draw:
    """One run of the sample's chance; `now` places the ids in time."""

    def __init__(self, now: datetime) -> None:
        self._random = Random(SEED)  # noqa: S311 - the same on every run is the point
        self._ms = int(now.timestamp() * 1000) - _ROOM_MS

    def id(self) -> str:
        """Return the next id; ids sort in the order they were asked for."""
        self._ms += 1
        return new_id(self._ms, self._random.randbytes(10))

    def chance(self, probability: float) -> bool:
        """Say yes with `probability`."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        return self._random.uniform(low, high)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of `items`."""
        return self._random.choice(items)

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return `count` different ones of `items`."""
        return self._random.sample(items, count)
