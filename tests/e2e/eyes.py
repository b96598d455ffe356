"""What a person sees in the window, as the accessibility bus tells it to a screen reader.

The bus is read by `eyes_process.py` under the system's Python, which has the bindings; this side
sends it one question a line. Every question waits until it can be answered, up to a deadline.
"""

import contextlib
import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SYSTEM_PYTHON = "/usr/bin/python3"
PROCESS = Path(__file__).with_name("eyes_process.py")
PATIENCE_S = 60.0


class NotSeenError(AssertionError):
    """What was looked for did not come into sight in time."""


@dataclass(frozen=True)
class Thing:
    """One thing in sight: where it is (in dots of the screen), and what is told of it."""

    id: int
    role: str
    name: str
    text: str
    description: str
    states: frozenset[str]
    place: tuple[int, int, int, int]

    @property
    def middle(self) -> tuple[int, int]:
        """The point to click."""
        left, top, width, height = self.place
        return left + width // 2, top + height // 2


class Eyes:
    """Looks for things by role, name (exact, or a part of it) and text, on the whole screen."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @classmethod
    @contextlib.contextmanager
    def opened(cls, environment: Mapping[str, str], log: IO[bytes]) -> Iterator["Eyes"]:
        """Give eyes for the bus of `environment`."""
        process = subprocess.Popen(
            [SYSTEM_PYTHON, "-W", "ignore", str(PROCESS)],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        )
        try:
            yield cls(process)
        finally:
            process.kill()
            process.communicate()

    def see(
        self, role: str = "", name: str = "", *, patience: float = PATIENCE_S, **more: Any
    ) -> Thing:
        """Return the first thing in sight; raises NotSeenError.

        `more`: part (of the name, text or description), text (exact), states (all of them), within
        (a thing), other_than (a thing), last (the last one instead of the first). A dialog is there
        once it has the keyboard.
        """
        if role == "dialog":
            more["states"] = [*more.get("states", ()), "active"]
        answer = self._ask("see", patience, role=role, name=name, **more)
        if answer is None:
            raise NotSeenError(f"not seen: {role} “{name}” {more or ''}\n{self.tree()}")
        return _thing(answer)

    def sees(self, role: str = "", name: str = "", *, patience: float = 0, **more: Any) -> bool:
        """Say whether a thing is in sight at this moment, or comes while there is patience."""
        return self._ask("see", patience, role=role, name=name, **more) is not None

    def gone(self, role: str = "", name: str = "", **more: Any) -> None:
        """Wait until nothing such is in sight; raises NotSeenError."""
        left = self._ask("gone", PATIENCE_S, role=role, name=name, **more)
        if left is not None:
            raise NotSeenError(f"still in sight: {left}\n{self.tree()}")

    def all(self, role: str = "", name: str = "", **more: Any) -> list[Thing]:
        """Return every such thing that is in sight at this moment."""
        return [_thing(one) for one in self._ask("all", 0, role=role, name=name, **more)]

    def focused(self, role: str = "", name: str = "", **more: Any) -> Thing:
        """Wait until the keyboard is at such a thing."""
        return self.see(role, name, states=["focused"], **more)

    def press(self, thing: Thing) -> None:
        """Press a button, as a screen reader does for its person."""
        self._ask("press", 0, id=thing.id)

    def write(self, thing: Thing, text: str) -> None:
        """Put text into a field, as a dictation program does."""
        self._ask("write", 0, id=thing.id, given=text)

    def tree(self) -> str:
        """Return everything in sight, a thing a line, indented."""
        found: str = self._ask("tree", 0)
        return found

    def _ask(self, question: str, patience: float, **words: Any) -> Any:
        if isinstance(words.get("within"), Thing):
            words["within"] = words["within"].id
        if isinstance(words.get("other_than"), Thing):
            other = words["other_than"]
            words["other_than"] = {"role": other.role, "name": other.name, "place": other.place}
        words = {name: word for name, word in words.items() if word not in ("", None)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps({"ask": question, "patience": patience, **words})
        # A bus that hangs must not hang the tests: the reader is ended, and its answer is empty.
        guard = threading.Timer(patience + PATIENCE_S, self._process.kill)
        guard.start()
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        finally:
            guard.cancel()
            guard.join()
        if not answer:
            raise RuntimeError(f"the eyes closed at: {line}")
        told = json.loads(answer)
        if "error" in told:
            raise RuntimeError(told["error"])
        return told["answer"]


def _thing(told: dict[str, Any]) -> Thing:
    told["states"] = frozenset(told["states"])
    told["place"] = tuple(told["place"])
    return Thing(**told)
