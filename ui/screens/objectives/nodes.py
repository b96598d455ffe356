"""The nodes of the tree of objectives: groups, objectives, key results, without Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Key = tuple[str, str]
"""What a node stands for: ("unit" | "person" | "objective" | "key_result", id)."""

_numbers: Callable[[], int] = count(1).__next__


@dataclass(eq=False, slots=True)
class Node:
    """One row of the tree; `children` is None while the key results of an objective are unread.

    `number` is never used twice in a run, so that an index kept too long finds nothing instead of a
    wrong node. `fresh` is the round in which `row` was read.
    """

    entity: str
    id: str
    parent: "Node | None"
    place: int
    row: Any = None
    children: "list[Node] | None" = field(default_factory=list)
    fresh: int = -1
    number: int = field(default_factory=_numbers)

    @property
    def key(self) -> Key:
        """What this node stands for."""
        return self.entity, self.id

    @property
    def may_have_children(self) -> bool:
        """Whether it is worth opening: an objective not read yet may have key results."""
        if self.entity == "objective":
            return bool(self.children) or self.row is None or bool(self.row.key_results)
        return bool(self.children)

    def above(self) -> "Iterator[Node]":
        """Yield what it stands under, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def objective_node(id: str, parent: Node | None, place: int) -> Node:
    """Return an objective whose row and key results are not read yet."""
    return Node("objective", id, parent, place, children=None)


def group_node(group: Any, parent: Node | None, place: int) -> Node:
    """Return a unit or person with all that lies below: own objectives first, then groups."""
    node = Node(group.entity, group.id, parent, place, row=group)
    below = [objective_node(id, node, at) for at, id in enumerate(group.objective_ids)]
    start = len(below)
    below += [group_node(one, node, start + at) for at, one in enumerate(group.groups)]
    node.children = below
    return node


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Yield the nodes and all that is known below them."""
    for node in nodes:
        yield node
        yield from walk(node.children or [])


def shape(groups: Any) -> tuple[Any, ...]:
    """Return what decides the rows of groups: the same shape needs no new tree."""
    return tuple((one.entity, one.id, one.objective_ids, shape(one.groups)) for one in groups)
