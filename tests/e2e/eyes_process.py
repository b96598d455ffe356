"""Reads the accessibility bus for the tests, under the system's Python: a question a line, as JSON.

Things are looked for again and again until they are there or the patience is over, because a
window changes at its own time.
"""

import json
import sys
import time
import traceback

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 (the version comes first)

PAUSE_S = 0.03
CALL_MS = 5_000
STATES = ("focused", "enabled", "checked", "selected", "editable", "expanded", "modal", "active")
DEEPEST = 60
PARTS = ("table cell", "list item", "tree item", "page tab")


class Gone(Exception):
    """A thing went away while it was read."""


def states_of(node):
    """Return the states of a node that tests ask for."""
    found = node.get_state_set()
    kinds = [(name, getattr(Atspi.StateType, name.upper())) for name in STATES]
    told = [name for name, kind in kinds if found.contains(kind)]
    # Qt says of the current part of a view that it has the focus, wherever the keyboard is.
    if node.get_role_name() in PARTS:
        view = node.get_parent().get_state_set()
        told = [
            name for name in told if name != "focused" or view.contains(Atspi.StateType.FOCUSED)
        ]
    return told


def is_showing(node):
    """Say whether a node is on the screen."""
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def text_of(node):
    """Return what is written in a field, or the value of a bar."""
    if node.get_text_iface() is None:
        return ""
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)) or ""


def box_of(node):
    """Return left, top, width and height on the screen."""
    if node.get_component_iface() is None:
        return [0, 0, 0, 0]
    box = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
    return [box.x, box.y, box.width, box.height]


def children(node):
    """Yield the children that are there."""
    for place in range(node.get_child_count()):
        child = node.get_child_at_index(place)
        if child is not None:
            yield child


class Reader:
    """Answers questions; remembers things by number, so that they can be pressed."""

    def __init__(self):
        self.known = {}

    def walk(self, node=None, depth=0):
        """Yield every node in sight with its depth."""
        if node is None:
            desktop = Atspi.get_desktop(0)
            for application in children(desktop):
                application.set_cache_mask(Atspi.Cache.NONE)
                for window in children(application):
                    yield from self.walk(window, 0)
            return
        if not is_showing(node) or depth > DEEPEST:
            return
        yield node, depth
        for child in children(node):
            yield from self.walk(child, depth + 1)

    def tell(self, node):
        """Return what is told of a node."""
        number = len(self.known) + 1
        self.known[number] = node
        return {
            "id": number,
            "role": node.get_role_name(),
            "name": node.get_name() or "",
            "text": text_of(node),
            "description": node.get_description() or "",
            "states": states_of(node),
            "place": box_of(node),
        }

    def is_it(self, node, words):
        """Say whether a node is what is looked for."""
        if words.get("role") and node.get_role_name() != words["role"]:
            return False
        name = node.get_name() or ""
        if words.get("name") and name != words["name"]:
            return False
        if "states" in words and not set(words["states"]) <= set(states_of(node)):
            return False
        if "without" in words and set(words["without"]) & set(states_of(node)):
            return False
        if "other_than" in words and self.is_same(node, words["other_than"]):
            return False
        if "text" in words and text_of(node) != words["text"]:
            return False
        if "part" in words:
            return any(
                words["part"] in told
                for told in (name, text_of(node), node.get_description() or "")
            )
        return True

    def is_same(self, node, told):
        """Say whether a node is the thing that was told of before, at the same place."""
        now = [node.get_role_name(), node.get_name() or "", box_of(node)]
        return now == [told["role"], told["name"], list(told["place"])]

    def matching(self, words):
        """Yield what is looked for."""
        start = self.known[words["within"]] if "within" in words else None
        for node, _depth in self.walk(start):
            if self.is_it(node, words):
                yield node

    def find(self, words):
        """Return the first or last match, or None."""
        found = None
        for node in self.matching(words):
            found = self.tell(node)
            if not words.get("last"):
                break
        return found

    def until(self, words, is_enough):
        """Look until `is_enough(found)` or the patience is over; return what was found last."""
        deadline = time.monotonic() + words["patience"]
        while True:
            try:
                found = self.find(words)
                if is_enough(found):
                    return found
            except GLib.Error:
                found = "changing"
            if time.monotonic() > deadline:
                return found
            time.sleep(PAUSE_S)

    def see(self, words):
        found = self.until(words, lambda found: found is not None)
        return None if found == "changing" else found

    def gone(self, words):
        return self.until(words, lambda found: found is None)

    def all(self, words):
        return [self.tell(node) for node in self.matching(words)]

    def press(self, words):
        return Atspi.Action.do_action(self.known[words["id"]], 0)

    def write(self, words):
        return Atspi.EditableText.set_text_contents(self.known[words["id"]], words["given"])

    def tree(self, _words):
        lines = []
        for node, depth in self.walk():
            told = self.tell(node)
            parts = [told["role"], f"“{told['name']}”"]
            parts += [f"[{told['text']}]"] if told["text"] and told["text"] != told["name"] else []
            parts += [f"({told['description']})"] if told["description"] else []
            parts += [",".join(s for s in told["states"] if s not in ("enabled",))]
            parts += ["" if "enabled" in told["states"] else "DISABLED", str(told["place"])]
            lines.append("  " * depth + " ".join(part for part in parts if part))
        return "\n".join(lines)


def main():
    """Answer until the questions end."""
    Atspi.init()
    Atspi.set_timeout(CALL_MS, CALL_MS)
    reader = Reader()
    for line in sys.stdin:
        words = json.loads(line)
        try:
            told = {"answer": getattr(reader, words["ask"])(words)}
        except Exception:  # noqa: BLE001 (whatever it is, the test is to hear of it)
            told = {"error": traceback.format_exc()}
        print(json.dumps(told), flush=True)


main()
