"""Ports of this machine that are the tests' own for as long as they need them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_port() -> Iterator[int]:
    """Give a port on which a server may listen, and again after its end; nobody else gets it.

    A port that was merely found free may be given to another process before the server asks for
    it, or while it starts again. This one is bound and never listens: Linux gives it to nobody who
    asks for any port, and lets the one listen who names it (both with SO_REUSEADDR; socket(7)).
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])
