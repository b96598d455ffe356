"""Where direct labels go: beside their mark without covering each other or the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from okrdesk.charts.sheet import Box, Point2

_SIDES = (
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, -1.0),
    (-1.0, -1.0),
    (1.0, 1.0),
    (-1.0, 1.0),
    (1.0, 0.0),
    (-1.0, 0.0),
)


@dataclass
class Placer:
    """Finds free room inside `bounds` for one label after another."""

    bounds: Box
    marks: list[Point2] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)

    def follow(self, path: Sequence[Point2], step: float) -> None:
        """Keep labels off a line: remember a mark on each `step` pixels along `path`."""
        for (x0, y0), (x1, y1) in pairwise(path):
            count = max(1, round(max(abs(x1 - x0), abs(y1 - y0)) / step))
            self.marks += [
                (x0 + (x1 - x0) * index / count, y0 + (y1 - y0) * index / count)
                for index in range(count + 1)
            ]

    def place(self, size: tuple[float, float], anchor: Point2, gap: float) -> Box:
        """Return the best box of `size` near `anchor`, and take it."""
        best = min(self._choices(size, anchor, gap), key=self._cost)
        self.taken.append(best)
        return best

    def place_if_free(self, size: tuple[float, float], anchor: Point2, gap: float) -> Box | None:
        """Return the best box as `place` does, or None where every one would cover a text."""
        best = min(self._choices(size, anchor, gap), key=self._cost)
        if any(best.overlap(other) > 1 for other in self.taken):
            return None
        self.taken.append(best)
        return best

    def _choices(self, size: tuple[float, float], anchor: Point2, gap: float) -> list[Box]:
        return [
            self._inside(self._beside(size, anchor, gap * reach, side))
            for reach in (1.0, 2.2, 4.0)
            for side in _SIDES
        ]

    def _beside(
        self, size: tuple[float, float], anchor: Point2, gap: float, side: tuple[float, float]
    ) -> Box:
        left = anchor[0] - size[0] / 2 + side[0] * (size[0] / 2 + gap)
        top = anchor[1] - size[1] / 2 + side[1] * (size[1] / 2 + gap)
        return Box(left, top, left + size[0], top + size[1])

    def _inside(self, box: Box) -> Box:
        room = self.bounds
        right = min(max(room.left - box.left, 0.0), room.right - box.right)
        down = min(max(room.top - box.top, 0.0), room.bottom - box.bottom)
        return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)

    def _cost(self, box: Box) -> float:
        area = (box.right - box.left) * (box.bottom - box.top)
        texts = sum(box.overlap(other) for other in self.taken) / area
        return round(texts * 40 + sum(box.holds(mark) for mark in self.marks), 3)


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return tops for labels centred as near as can be to `wanted`, in its order, without overlap.

    `low` and `high` bound the column. Where all do not fit they are packed from `low` downwards.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    tops = [0.0] * len(wanted)
    edge = low
    for index in order:
        tops[index] = edge = max(edge, wanted[index] - heights[index] / 2)
        edge += heights[index]
    edge = high
    for index in reversed(order):
        tops[index] = edge = max(low, min(tops[index], edge - heights[index]))
    return tops
