"""Reads the accessibility bus for the tests, under the system's Python: a question a line, as JSON.

Things are looked for again and again until they are there or the patience is over, because a
window changes at its own time. Everything on one depth of the tree is asked for at once: one by
one, a busy computer would take seconds for what a screen reader is told of as it changes.
"""

import contextlib
import json
import sys
import time
import traceback
from dataclasses import dataclass

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402 (the version comes first)

PAUSE_S = 0.03
CALL_MS = 5_000
STATES = (
    "focused", "enabled", "checked", "selected", "editable", "expanded", "modal", "active",
    "is_default",
)  # fmt: skip
SHOWING = int(Atspi.StateType.SHOWING)
BITS = {name: int(getattr(Atspi.StateType, name.upper())) for name in STATES}
DEEPEST = 60
PARTS = ("table cell", "list item", "tree item", "page tab")
BUS = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus")
DESKTOP = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
ATSPI = "org.a11y.atspi"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Busy(Exception):
    """The window was too busy to say all that was asked."""


@dataclass(eq=False)
class Node:
    """One thing in sight: where it is asked for, and what is known of it."""

    address: tuple[str, str]
    parent: "Node | None"
    depth: int
    bits: int = 0
    role: str = ""
    name: str = ""

    def has(self, bit):
        """Say whether a state is set."""
        return bool(self.bits >> bit & 1)

    @property
    def states(self):
        """The states that tests ask for."""
        told = [name for name, bit in BITS.items() if self.has(bit)]
        # Qt says of the current part of a view that it has the focus, wherever the keyboard is.
        if self.role in PARTS and not (self.parent and self.parent.has(BITS["focused"])):
            told = [name for name in told if name != "focused"]
        return told


class Line:
    """The accessibility bus: asks many things at once and waits for all answers."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        (address,) = session.call_sync(
            *BUS, "GetAddress", None, None, Gio.DBusCallFlags.NONE, CALL_MS, None
        )
        flags = Gio.DBusConnectionFlags
        self._bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
        )

    def ask(self, questions):
        """Return the answers to (address, interface, method, arguments); None for one refused.

        Raises Busy where an answer did not come in time.
        """
        answers = [None] * len(questions)
        left, late = len(questions), []

        def take(bus, result, place):
            nonlocal left
            left -= 1
            try:
                answers[place] = bus.call_finish(result).unpack()
            except GLib.Error as error:
                if error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT):
                    late.append(place)

        for place, (address, interface, method, arguments) in enumerate(questions):
            self._bus.call(
                *address, interface, method, arguments, None, Gio.DBusCallFlags.NONE, CALL_MS,
                None, take, place,
            )  # fmt: skip
        while left:
            GLib.MainContext.default().iteration(True)
        if late:
            raise Busy
        return answers

    def each(self, nodes, method, arguments=None, interface="Accessible"):
        """Ask the same of each node; return the first thing that each answered, or None."""
        interface = interface if "." in interface else f"{ATSPI}.{interface}"
        told = self.ask([(node.address, interface, method, arguments) for node in nodes])
        return [answer[0] if answer else None for answer in told]

    def read(self, nodes, name, interface="Accessible"):
        """Return a property of each node."""
        wanted = GLib.Variant("(ss)", (f"{ATSPI}.{interface}", name))
        return self.each(nodes, "Get", wanted, PROPERTIES)


class Reader:
    """Answers questions; remembers things by number, so that they can be pressed."""

    def __init__(self):
        self.line = Line()
        self.known = {}

    def walk(self, roots, deepest=DEEPEST):
        """Return every node in sight, in the order of the tree, without its name."""
        level, below = roots, {}
        while level and level[0].depth <= deepest:
            level = self._showing(level)
            told = self.line.ask([one for node in level for one in _facts_of(node)])
            for place, node in enumerate(level):
                role, parts = ((one or (None,))[0] for one in told[2 * place : 2 * place + 2])
                node.role = Atspi.role_get_name(Atspi.Role(role or 0))
                below[node] = [Node(tuple(one), node, node.depth + 1) for one in parts or ()]
            level = [part for node in level for part in below[node]]
        return list(_in_order(roots, below))

    def _showing(self, nodes):
        """Learn the states of nodes; return those that show."""
        for node, bits in zip(nodes, self.line.each(nodes, "GetState"), strict=True):
            node.bits = (bits[0] | bits[1] << 32) if bits else 0
        return [node for node in nodes if node.has(SHOWING)]

    def looked_at(self, words):
        """Return the nodes in sight among which it must be, if anywhere: every dialog is a window,
        so is all that is active, and what the keyboard is at is in an active one.
        """
        if "within" in words:
            return self.walk([self.known[words["within"]]])
        windows = self.windows()
        states = words.get("states", ())
        if words.get("role") == "dialog" or "active" in states:
            return self.walk(windows, 0)
        if "focused" in states:
            active = [one for one in self._showing(windows) if one.has(BITS["active"])]
            windows = active or windows
        return self.walk(windows)

    def windows(self):
        """Return the windows of all programs."""
        desktop = Node(DESKTOP, None, 0)
        programs = [
            Node(tuple(one), None, 0) for one in self.line.each([desktop], "GetChildren")[0]
        ]
        windows = self.line.each(programs, "GetChildren")
        return [Node(tuple(one), None, 0) for found in windows for one in found or ()]

    def name(self, nodes):
        """Learn the names of nodes."""
        for node, name in zip(nodes, self.line.read(nodes, "Name"), strict=True):
            node.name = name or ""

    def tell(self, nodes):
        """Return what is told of each node."""
        texts, wheres = self.texts_of(nodes), self.boxes_of(nodes)
        about = self.line.read(nodes, "Description")
        told = []
        for node, text, description, place in zip(nodes, texts, about, wheres, strict=True):
            number = len(self.known) + 1
            self.known[number] = node
            told.append(
                {
                    "id": number,
                    "role": node.role,
                    "name": node.name,
                    "text": text,
                    "description": description or "",
                    "states": node.states,
                    "place": place,
                }
            )
        return told

    def texts_of(self, nodes):
        """Return what is written in each field, or the value of each bar."""
        kinds = self.line.each(nodes, "GetInterfaces")
        written = [
            node for node, kind in zip(nodes, kinds, strict=True) if f"{ATSPI}.Text" in (kind or ())
        ]
        whole = GLib.Variant("(ii)", (0, -1))
        texts = dict(zip(written, self.line.each(written, "GetText", whole, "Text"), strict=True))
        return [texts.get(node) or "" for node in nodes]

    def boxes_of(self, nodes):
        """Return left, top, width and height on the screen of each node."""
        screen = GLib.Variant("(u)", (0,))
        found = self.line.each(nodes, "GetExtents", screen, "Component")
        return [list(box or (0, 0, 0, 0)) for box in found]

    def matching(self, words):
        """Return what is looked for, in the order of the tree."""
        found = [node for node in self.looked_at(words) if _fits(node, words)]
        self.name(found)
        found = [node for node in found if words.get("name", node.name) == node.name]
        if found and "other_than" in words:
            other, places = words["other_than"], self.boxes_of(found)
            was = [other["role"], other["name"], list(other["place"])]
            found = [
                node
                for node, place in zip(found, places, strict=True)
                if [node.role, node.name, place] != was
            ]
        if found and "text" in words:
            texts = zip(found, self.texts_of(found), strict=True)
            found = [node for node, text in texts if text == words["text"]]
        if found and "part" in words:
            texts, about = self.texts_of(found), self.line.read(found, "Description")
            found = [
                node
                for node, text, more in zip(found, texts, about, strict=True)
                if any(words["part"] in told for told in (node.name, text, more or ""))
            ]
        return found

    def find(self, words):
        """Return the first or last match, or None."""
        found = self.told(words, slice(-1, None) if words.get("last") else slice(1))
        return found[0] if found else None

    def told(self, words, which):
        """Return what is told of those matches; a window that is too busy to say all is asked anew,
        for half an answer would be a wrong one.
        """
        while True:
            with contextlib.suppress(Busy):
                return self.tell(self.matching(words)[which])

    def until(self, words, is_enough):
        """Look until `is_enough(found)` or the patience is over; return what was found last.

        A busy window is left alone for as long as it took to look at it.
        """
        deadline = time.monotonic() + words["patience"]
        while True:
            begun = time.monotonic()
            found = self.find(words)
            now = time.monotonic()
            if is_enough(found) or now > deadline:
                return found
            time.sleep(max(PAUSE_S, now - begun))

    def see(self, words):
        return self.until(words, lambda found: found is not None)

    def gone(self, words):
        return self.until(words, lambda found: found is None)

    def all(self, words):
        return self.told(words, slice(None))

    def press(self, words):
        pressed = GLib.Variant("(i)", (0,))
        return self.line.each([self.known[words["id"]]], "DoAction", pressed, "Action")[0]

    def write(self, words):
        given, field = GLib.Variant("(s)", (words["given"],)), self.known[words["id"]]
        return self.line.each([field], "SetTextContents", given, "EditableText")[0]

    def tree(self, _words):
        nodes, lines = self.walk(self.windows()), []
        self.name(nodes)
        for node, told in zip(nodes, self.tell(nodes), strict=True):
            parts = [told["role"], f"“{told['name']}”"]
            parts += [f"[{told['text']}]"] if told["text"] and told["text"] != told["name"] else []
            parts += [f"({told['description']})"] if told["description"] else []
            parts += [",".join(s for s in told["states"] if s not in ("enabled",))]
            parts += ["" if "enabled" in told["states"] else "DISABLED", str(told["place"])]
            lines.append("  " * node.depth + " ".join(part for part in parts if part))
        return "\n".join(lines)


def _facts_of(node):
    """Return the questions for the role and the parts of a node."""
    about = f"{ATSPI}.Accessible"
    yield node.address, about, "GetRole", None
    yield node.address, about, "GetChildren", None


def _in_order(nodes, below):
    """Yield nodes in sight, each before what is below it."""
    for node in nodes:
        if node in below:
            yield node
            yield from _in_order(below[node], below)


def _fits(node, words):
    """Say whether a node is what is looked for, as far as role and states tell."""
    if words.get("role") and node.role != words["role"]:
        return False
    states = set(node.states)
    return set(words.get("states", ())) <= states and not set(words.get("without", ())) & states


def main():
    """Answer until the questions end."""
    reader = Reader()
    for line in sys.stdin:
        words = json.loads(line)
        try:
            told = {"answer": getattr(reader, words["ask"])(words)}
        except Exception:  # noqa: BLE001 (whatever it is, the test is to hear of it)
            told = {"error": traceback.format_exc()}
        print(json.dumps(told), flush=True)


main()
