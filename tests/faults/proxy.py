"""A line between a PC and its server that fails as told: whole requests are lost, doubled or cut.

Faults are taken one per request from a script; when it is empty the line is good. What went over it
is counted, so that a test can compare with the ideal.
"""

import http.client
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

_TIMEOUT = 20


class Fault(StrEnum):
    """What happens to one request and its reply."""

    NONE = "none"
    LOSE_REQUEST = "lose-request"
    LOSE_REPLY = "lose-reply"
    DOUBLE = "double"
    CUT_REQUEST = "cut-request"
    CUT_REPLY = "cut-reply"
    RESET = "reset"
    REPLAY_OLDEST = "replay-oldest"


@dataclass
class Traffic:
    """What went over the line: requests, and the bytes of their bodies each way."""

    requests: int = 0
    up: int = 0
    down: int = 0
    bodies: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes


class FaultyLine:
    """A proxy on a port of its own before the server at `host`:`port`; use it in a `with` block.

    `on_request` is called with the number of each request before it is passed on, so that a test
    can kill or restore something in the middle of a sync.
    """

    def __init__(self, host: str, port: int) -> None:
        self.upstream = (host, port)
        self.script: deque[tuple[Fault, int]] = deque()
        self.traffic = Traffic()
        self.is_cut = False
        self.on_request: Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("_Here", (_Handler,), {"line": self})
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def play(self, faults: Iterable[Fault | tuple[Fault, int]]) -> None:
        """Add faults to the script; a number beside one is where a cut comes, in bytes."""
        self.script.extend(one if isinstance(one, tuple) else (one, 0) for one in faults)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_fault(self) -> tuple[Fault, int, int]:
        with self._lock:
            self.traffic.requests += 1
            fault, place = self.script.popleft() if self.script else (Fault.NONE, 0)
            return fault, place, self.traffic.requests

    def pass_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        connection = http.client.HTTPConnection(*self.upstream, timeout=_TIMEOUT)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
            self.traffic.up += len(body)
            self.traffic.down += len(content)
            return Reply(answer.status, answer.getheaders(), content)
        finally:
            connection.close()

    def send_half(self, request: tuple[str, str, dict[str, str], bytes], place: int) -> None:
        """Send the head of a request and `place` bytes of its body, then hang up."""
        method, path, headers, body = request
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        text = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode()
        with suppress(OSError), socket.create_connection(self.upstream, _TIMEOUT) as half:
            half.sendall(text + body[:place])


class _Handler(BaseHTTPRequestHandler):
    """One request on the line; `line` is filled in by it."""

    protocol_version = "HTTP/1.1"
    line: FaultyLine

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test prints its seed and script instead."""

    def handle(self) -> None:
        """Answer requests until a PC hangs up, or is killed."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault, place, number = self.line.next_fault()
        self.line.on_request(number)
        if self.line.is_cut or fault in (Fault.LOSE_REQUEST, Fault.RESET):
            self._drop(reset=fault is Fault.RESET)
            return
        headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
        request = (self.command, self.path, headers, body)
        if fault is Fault.CUT_REQUEST:
            self.line.send_half(request, place)
            self._drop()
            return
        try:
            self._answer(request, fault, place)
        except (OSError, http.client.HTTPException):
            self._drop()

    do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815  # the names that http.server calls

    def _answer(
        self, request: tuple[str, str, dict[str, str], bytes], fault: Fault, place: int
    ) -> None:
        if fault is Fault.REPLAY_OLDEST and self.line.traffic.bodies:
            self.line.pass_on(*self.line.traffic.bodies[0])
        self.line.traffic.bodies.append(request)
        reply = self.line.pass_on(*request)
        if fault is Fault.DOUBLE:
            reply = self.line.pass_on(*request)
        if fault is Fault.LOSE_REPLY:
            self._drop()
        else:
            self._give(reply, place if fault is Fault.CUT_REPLY else None)

    def _give(self, reply: Reply, cut: int | None) -> None:
        if cut is not None:  # an answer that came out shorter is cut all the same
            cut = min(cut, len(reply.content) - 1)
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.content[:cut])
        if cut is not None:
            self._drop()

    def _drop(self, *, reset: bool = False) -> None:
        self.close_connection = True
        if reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
