"""The alignment map: where each thing stands in the picture from a directive to key results.

A thing stands one column right of the last of those above it. Where it has several above it, it
stands among the children of the first one; the other lines are drawn across. Orphans are what
should hang on something and hangs on nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from okrdesk.domain.health import Health

Place = tuple[int, float]
"""(column from the left, row from the top; a row is one thing high)."""


@dataclass(frozen=True)
class MapNode:
    """One thing of the picture; `progress` is 0–1, None where nothing tells it.

    `entity` is "directive", "directive_item", "objective" or "key_result".
    """

    id: str
    entity: str
    title: str
    owner: str = ""
    health: Health | None = None
    progress: float | None = None
    is_orphan: bool = False


@dataclass(frozen=True)
class MapEdge:
    """A line from what stands above to what hangs on it.

    `is_counted` says that the lower one moves the numbers of the upper one; what belongs to it as a
    part (a key result to its objective) is counted too.
    """

    above: str
    below: str
    is_counted: bool = True


@dataclass(frozen=True)
class AlignmentMap:
    """The things, the lines and where each thing stands."""

    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    places: Mapping[str, Place]

    @cached_property
    def by_id(self) -> Mapping[str, MapNode]:
        """Return the things by id."""
        return {node.id: node for node in self.nodes}

    @property
    def orphans(self) -> tuple[MapNode, ...]:
        """Return what should hang on something and hangs on nothing."""
        return tuple(node for node in self.nodes if node.is_orphan)

    @property
    def columns(self) -> int:
        """Return how many columns the picture has."""
        return max((column for column, _row in self.places.values()), default=-1) + 1

    @property
    def rows(self) -> float:
        """Return how many rows the picture has."""
        return max((row for _column, row in self.places.values()), default=-1.0) + 1


def arrange(nodes: Sequence[MapNode], edges: Iterable[MapEdge]) -> AlignmentMap:
    """Place the things; lines to what is not there are left out, as is a line that closes a loop.

    The order of `nodes` is kept among those that hang on the same thing.
    """
    known = {node.id for node in nodes}
    there = [edge for edge in edges if edge.above in known and edge.below in known]
    kept, columns = _columns([node.id for node in nodes], there)
    return AlignmentMap(tuple(nodes), tuple(kept), _places(nodes, kept, columns))


def _columns(ids: Sequence[str], edges: Sequence[MapEdge]) -> tuple[list[MapEdge], dict[str, int]]:
    """Return the lines without loops, and how far right each thing stands.

    A loop, which only a merge of two machines can make, is opened at what comes first.
    """
    above: dict[str, list[MapEdge]] = defaultdict(list)
    for edge in edges:
        above[edge.below].append(edge)
    columns: dict[str, int] = {}
    waiting = dict.fromkeys(ids)
    below: dict[str, list[str]] = defaultdict(list)
    missing = {id: len(above[id]) for id in ids}
    for edge in edges:
        below[edge.above].append(edge.below)
    ready = [id for id in ids if not missing[id]]
    while waiting:
        if not ready:
            ready = [next(iter(waiting))]
        id = ready.pop()
        if id not in waiting:
            continue
        del waiting[id]
        uppers = (columns[edge.above] for edge in above[id] if edge.above in columns)
        columns[id] = max(uppers, default=-1) + 1
        for lower in below[id]:
            missing[lower] -= 1
            if not missing[lower]:
                ready.append(lower)
    return [edge for edge in edges if columns[edge.above] < columns[edge.below]], columns


def _places(
    nodes: Sequence[MapNode], edges: Sequence[MapEdge], columns: Mapping[str, int]
) -> dict[str, Place]:
    first: dict[str, str] = {}
    for edge in edges:
        first.setdefault(edge.below, edge.above)
    under: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        if node.id in first:
            under[first[node.id]].append(node.id)
    rows: dict[str, float] = {}
    free = 0.0
    for id in _leaves_first([node.id for node in nodes if node.id not in first], under):
        children = under[id]
        if children:
            rows[id] = (rows[children[0]] + rows[children[-1]]) / 2
        else:
            rows[id], free = free, free + 1
    return {node.id: (columns[node.id], rows[node.id]) for node in nodes}


def _leaves_first(roots: Sequence[str], under: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield each thing after all that stand under it, in the order of the picture."""
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        id, is_done = stack.pop()
        if is_done or not under.get(id):
            yield id
        else:
            stack.append((id, True))
            stack.extend((child, False) for child in reversed(under[id]))
