"""Processes that answer questions over a pipe and can be killed, stopped and restarted quickly.

They are forked from a process that has loaded the program and does nothing else: what a fresh
interpreter would spend on imports is spent once. Each is a process of its own in everything else.
"""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from okrdesk.errors import OkrError

PATIENCE_S = 60.0
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.preloaded"])
# Starting one process looks at all others, by descriptors that are used again once they are closed.
_handling = threading.RLock()


class Killed(Exception):
    """The process ended before it answered."""


class Said(Exception):
    """The process answered with an error that has a sentence; `code` names it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Child:
    """A process that runs `serve(answers, *args)`; `ask` calls a method of what it answers with."""

    def __init__(self, main: Callable[..., None], *args: Any) -> None:
        with _handling:
            self._pipe, theirs = _context.Pipe()
            self._process = _context.Process(target=main, args=(theirs, *args), daemon=True)
            self._process.start()
            theirs.close()
        self._is_over = False

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        with _handling:
            return not self._is_over and self._process.is_alive()

    def ask(self, name: str, *args: Any) -> Any:
        """Call a method over there; raise Said, or Killed where it ended instead of answering."""
        self.tell(name, *args)
        return self.answer()

    def tell(self, name: str, *args: Any) -> None:
        """Ask without waiting; `answer` returns what came of it."""
        with suppress(BrokenPipeError):
            self._pipe.send((name, args))

    def answer(self) -> Any:
        """Return the answer to the oldest question that has none yet."""
        if not self._pipe.poll(PATIENCE_S):
            raise AssertionError(f"no answer within {PATIENCE_S} s")
        try:
            kind, value = self._pipe.recv()
        except (EOFError, OSError) as error:  # OSError: killed in the middle of its answer
            raise Killed(f"it ended with {self.end()}") from error
        if kind == "said":
            raise Said(value)
        assert kind == "done", value
        return value

    def signal(self, number: int) -> None:
        """Send a signal, if there is still somebody to get it."""
        # It may end by itself between the question and the signal.
        with _handling, suppress(ProcessLookupError):
            if self.is_alive:
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.signal(signal.SIGKILL)
        self.end()

    def end(self) -> int:
        """Wait until it has ended; return the exit status, negative for a signal."""
        if not self._is_over:
            with suppress(BrokenPipeError):
                self._pipe.send(("", ()))
            assert wait([self._process.sentinel], PATIENCE_S), "it does not end"
            with _handling:
                self._process.join()
                assert self._process.exitcode is not None
                self._status = self._process.exitcode
                self._process.close()
                self._pipe.close()
                self._is_over = True
        return self._status


def answer_all(pipe: Connection, answering: object) -> None:
    """Answer questions by the methods of an object, until an empty name comes or nobody asks."""
    while True:
        try:
            name, args = pipe.recv()
        except EOFError:
            return
        if not name:
            return
        try:
            answer = ("done", getattr(answering, name)(*args))
        except OkrError as error:
            answer = ("said", error.code.value)
        except Exception:  # noqa: BLE001 - goes on to whoever asked
            answer = ("bug", traceback.format_exc())
        pipe.send(answer)
