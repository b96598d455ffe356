"""Somebody at the screen Mục tiêu: types, selects, waits for what follows."""

from PySide6.QtCore import QModelIndex

from tests.ui.keyboard import CTRL, PLAIN, SHIFT, Key, Keyboard
from ui.screens.objectives.nodes import Node
from ui.screens.objectives.screen import ObjectivesScreen

__all__ = ["CTRL", "PLAIN", "SHIFT", "Hands", "Key"]


class Hands(Keyboard[ObjectivesScreen]):
    """Works the tree and what stands beside it."""

    def top(self) -> list[Node]:
        """Return the nodes at the top of the tree."""
        rows = self.screen.tree.rows
        nodes = [rows.node(rows.index(place, 0)) for place in range(rows.rowCount())]
        return [node for node in nodes if node is not None]

    def titles(self) -> list[str]:
        """Return the titles at the top of the tree that are read already."""
        return [node.row.title for node in self.top() if node.row is not None]

    def place(self, title: str) -> QModelIndex:
        """Return where the objective with this title stands."""
        rows = self.screen.tree.rows
        return rows.index(self.titles().index(title), 0)

    def select(self, entity: str, item_id: str) -> None:
        """Select something and wait until it is shown whole."""
        self.screen.open_item(entity, item_id)
        self.wait(lambda: self.screen.detail.key == (entity, item_id) and self.screen.detail.view)

    def first(self, entity: str = "objective") -> str:
        """Return the first objective of the list that has key results, or its first key result."""

        def with_key_results() -> list[Node]:
            return [node for node in self.top() if node.row and node.row.key_results]

        self.wait(with_key_results)
        node = with_key_results()[0]
        if entity == "objective":
            return node.id
        tree = self.screen.tree
        tree.expand(tree.rows.find(node.key))
        self.wait(lambda: node.children)
        assert node.children
        return node.children[0].id
