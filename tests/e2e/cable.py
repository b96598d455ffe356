"""The network cable of one PC: a TCP line to the server that can be pulled in mid-sentence."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

_CHUNK = 4096
_PATIENCE_S = 60


class Cable:
    """A port of its own that leads to `port`; use it in a `with` block."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_plugged = True
        self._left: int | None = None
        self._pulled = threading.Event()
        self._thread = threading.Thread(target=self._accept)

    @property
    def url(self) -> str:
        """The server's address as this PC knows it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def pull(self) -> None:
        """Cut every connection, and let none come about."""
        self._is_plugged = False
        self._hang_up()
        self._pulled.set()

    def plug(self, *, breaks_after: int | None = None) -> None:
        """Let connections come about again; pull the cable after some bytes of answers."""
        self._left = breaks_after
        self._pulled.clear()
        self._is_plugged = True

    def wait_until_pulled(self) -> None:
        """Wait until the cable broke by itself."""
        if not self._pulled.wait(_PATIENCE_S):
            raise AssertionError("the line did not break: too little was answered")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_plugged = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            if not self._is_plugged:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                near.close()
                continue
            with self._lock:
                self._lines |= {near, far}
            for source, sink, is_answer in ((near, far, False), (far, near, True)):
                carrier = threading.Thread(
                    target=self._carry, args=(source, sink, is_answer), daemon=True
                )
                carrier.start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                if is_answer and self._left is not None:
                    data, self._left = data[: self._left], self._left - len(data)
                    if self._left <= 0:
                        self._left = None
                        sink.sendall(data)
                        self.pull()
                        return
                sink.sendall(data)
        self._close(source, sink)

    def _hang_up(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, set()
        self._close(*lines)

    def _close(self, *lines: socket.socket) -> None:
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        with self._lock:
            self._lines -= set(lines)
