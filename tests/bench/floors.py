"""The least that a sync can cost here: a bare uvicorn that echoes, and bare rows into SQLCipher."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from okrdesk.db.engine import connect
from okrdesk.server.scale_rush import Connection
from tests.conftest import ROOT

_PATIENCE_S = 20.0
_PAGE = 500
_ROW = "x" * 330
"""About as much as a change is in JSON."""


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer each request with as many bytes as its path says."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    size = int(scope["path"].rpartition("/")[2] or 0) if scope["path"] != "/v1/sync" else 3_000
    length = (b"content-length", str(size).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": bytes(size)})


@contextmanager
def echo_server(workers: int = 1) -> Iterator[str]:
    """Serve `echo` by bare uvicorn on a free port; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "tests.bench.floors:echo", "--port", str(port)]
    command += ["--workers", str(workers), "--log-level", "error", "--no-access-log"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def exchange(url: str, requests: list[tuple[int, int]]) -> float:
    """Return the seconds of requests with so many bytes up and down, over one connection."""
    with Connection(url) as connection:
        began = time.perf_counter()
        for up, down in requests:
            head = f"POST /{down} HTTP/1.1\r\nHost: echo\r\nContent-Length: {up}\r\n\r\n"
            connection.ask(head.encode() + bytes(up))
        return time.perf_counter() - began


def rows(folder: Path, count: int) -> float:
    """Return the seconds of so many rows into a bare encrypted database, 500 to a transaction."""
    bare = connect(folder / f"floor-{time.monotonic_ns()}.db", os.urandom(32))
    try:
        bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, content TEXT NOT NULL)")
        began = time.perf_counter()
        for start in range(0, count, _PAGE):
            bare.execute("BEGIN IMMEDIATE")
            some = [(number, _ROW) for number in range(start, min(start + _PAGE, count))]
            bare.executemany("INSERT INTO bare VALUES (?, ?)", some)
            bare.execute("COMMIT")
        return time.perf_counter() - began
    finally:
        bare.close()


def _await(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the bare server does not answer")
