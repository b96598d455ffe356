"""A printer for the window: a print server that knows one queue, and an `lp` that keeps what it is
given.

The window asks the server which printers there are, in IPP (RFC 8010), as it asks CUPS; it prints
by `lp`, which is found on the path before this computer's own.
"""

import contextlib
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

QUEUE = "Phong-Mot-cua"
LABEL = "Máy in phòng Một cửa"
OPERATION, END, PRINTER = b"\x01", b"\x03", b"\x04"
INTEGER, ENUM, TEXT, NAME, URI, CHARSET, LANGUAGE = 0x21, 0x23, 0x41, 0x42, 0x45, 0x47, 0x48
IDLE = 3
PATIENCE_S = 60
PAUSE_S = 0.02
BOTH_SIDES = 0x0010
LP = """#!/bin/sh
printf '%s\\n' "$*" > "{folder}/order.txt"
cat > "{folder}/paper.part" && mv "{folder}/paper.part" "{folder}/paper.pdf"
"""


@dataclass(frozen=True)
class Printer:
    """Where the printer listens, where its `lp` stands, and what came out of it."""

    address: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to find the printer; PATH is to be put before its own."""
        return {"CUPS_SERVER": self.address, "PATH": str(self.folder)}

    @property
    def paper(self) -> Path:
        """The PDF that was printed last."""
        return self.folder / "paper.pdf"

    def wait(self) -> None:
        """Wait until paper came out; raises AssertionError."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.paper.exists():
            assert time.monotonic() < deadline, "nothing was printed"
            time.sleep(PAUSE_S)

    def order(self) -> str:
        """Return the words that `lp` was given."""
        return (self.folder / "order.txt").read_text(encoding="utf-8").strip()


@contextlib.contextmanager
def printer(folder: Path) -> Iterator[Printer]:
    """Give a printer that keeps its paper in `folder`."""
    folder.mkdir()
    lp = folder / "lp"
    lp.write_text(LP.format(folder=folder), encoding="utf-8")
    lp.chmod(0o755)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Printer(f"127.0.0.1:{server.server_port}", folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    """Tells of the one queue, whatever is asked."""

    def do_POST(self) -> None:
        """Answer an IPP question: the queue, or its details."""
        asked = self._body()
        head = struct.pack(">BBHI", 2, 0, 0, *struct.unpack(">I", asked[4:8]))
        port = self.server.server_address[1]
        answer = head + OPERATION + _attribute(CHARSET, "attributes-charset", b"utf-8")
        answer += _attribute(LANGUAGE, "attributes-natural-language", b"vi")
        self._send(200, answer + PRINTER + _queue(port) + END)

    def do_GET(self) -> None:
        """Say that there is no description file: the queue is described by its attributes."""
        self._send(404, b"")

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length")
        if length is not None:
            return self.rfile.read(int(length))
        body = b""
        while size := int(self.rfile.readline().strip() or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, status: int, answer: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer)


def _queue(port: int) -> bytes:
    number = struct.Struct(">i").pack
    address = f"ipp://127.0.0.1:{port}/printers/{QUEUE}".encode()
    return b"".join(
        (
            _attribute(NAME, "printer-name", QUEUE.encode()),
            _attribute(TEXT, "printer-info", LABEL.encode()),
            _attribute(TEXT, "printer-location", b""),
            _attribute(TEXT, "printer-make-and-model", b"okrdesk test queue"),
            _attribute(URI, "printer-uri-supported", address),
            _attribute(URI, "device-uri", address),
            _attribute(ENUM, "printer-state", number(IDLE)),
            _attribute(INTEGER, "printer-type", number(BOTH_SIDES)),
        )
    )


def _attribute(kind: int, name: str, value: bytes) -> bytes:
    key = name.encode()
    return struct.pack(">BH", kind, len(key)) + key + struct.pack(">H", len(value)) + value
