"""A proxy between a PC and its server that cuts, swallows, doubles and slows what passes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

BUFFER = 65536


@dataclass
class Proxy:
    """Passes bytes on; `up_most` and `down_most` cut a connection after so many (None: never).

    `plan` gives both for each new connection in turn, and then no cuts any more.
    """

    target: tuple[str, int]
    listener: socket.socket
    plan: list[tuple[int | None, int | None]] = field(default_factory=list)
    up: int = 0
    down: int = 0
    connections: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of the proxy."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        """Accept connections until the listener is closed."""
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(self.target)
            self._open += [client, server]
            up, down = self.plan.pop(0) if self.plan else (None, None)
            for source, sink, most, count in (
                (client, server, up, self._count_up),
                (server, client, down, self._count_down),
            ):
                threading.Thread(target=_pump, args=(source, sink, most, count)).start()

    def close(self) -> None:
        """Cut everything."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for one in self._open:
            _end(one)

    def _count_up(self, size: int) -> None:
        self.up += size

    def _count_down(self, size: int) -> None:
        self.down += size


def _pump(
    source: socket.socket, sink: socket.socket, most: int | None, count: Callable[[int], None]
) -> None:
    left = most
    while True:
        try:
            data = source.recv(BUFFER if left is None else max(1, min(BUFFER, left)))
        except OSError:
            data = b""
        if left is not None:
            data = data[:left]
            left -= len(data)
        count(len(data))
        with suppress(OSError):
            sink.sendall(data)
        if not data or left == 0:
            break
    for one in (source, sink):
        _end(one)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        one.close()


@contextmanager
def proxy(url: str) -> Iterator[Proxy]:
    """Give a proxy before the server at `url`."""
    host, _colon, port = url.removeprefix("http://").partition(":")
    made = Proxy((host, int(port)), socket.create_server(("127.0.0.1", 0)))
    thread = threading.Thread(target=made.run, name="proxy")
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join(5)
