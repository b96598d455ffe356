"""The rush at the end of the day: many PCs, each with its changes, as fast as they are taken.

What the PCs say is made before the clock starts, so that the machine which measures spends its time
on the server; each PC comes once. The connections are kept by a few client processes.
"""

import json
import multiprocessing
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import msgspec
import zstandard

from okrdesk import __version__
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Fate
from okrdesk.domain.identity import Hlc, new_id
from okrdesk.server.scale_office import Seat
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.scopes import AGENCY, own
from okrdesk.sync.signing import sign
from okrdesk.sync.wire import COMPRESSION, PROTOCOL, Push, SyncReply, SyncRequest, push_claim

_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Rush:
    """How the PCs come: so many changes each, over connections kept by client processes."""

    url: str
    epoch: str
    head: int
    changes: int = 20
    processes: int = 2
    connections: int = 8
    is_checked: bool = True
    """Whether the answers have to be those of the protocol; those of a bare echo are not."""


@dataclass
class Taken:
    """What a rush took: seconds of each sync, and what did not go well, by its name."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    bytes_up: int = 0
    bytes_down: int = 0
    lasted: float = 0.0

    @property
    def per_second(self) -> float:
        """Return how many syncs there were in a second."""
        return len(self.seconds) / self.lasted if self.lasted else 0.0

    @property
    def p99(self) -> float:
        """Return the seconds that one sync of a hundred took longer than."""
        return quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else 0.0


def rush(plan: Rush, seats: Sequence[Seat]) -> Taken:
    """Let every seat's PC sync once; return what that took."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(plan.processes)
    results: Any = context.SimpleQueue()
    clients = [
        context.Process(target=_client, args=(plan, seats[nth :: plan.processes], start, results))
        for nth in range(plan.processes)
    ]
    for client in clients:
        client.start()
    found = [results.get() for _client in clients]
    for client in clients:
        client.join()
    whole = Taken()
    for taken, _began, _ended in found:
        whole.seconds += taken.seconds
        whole.errors += taken.errors
        whole.bytes_up += taken.bytes_up
        whole.bytes_down += taken.bytes_down
    whole.lasted = max(ended for *_, ended in found) - min(began for _, began, _ in found)
    return whole


def spoken(plan: Rush, seat: Seat) -> bytes:
    """Return the whole HTTP request of a PC that has read all up to now and has new check-ins."""
    raws = [canonical(record) for record in _check_ins(seat, plan.changes)]
    before = chain_start(seat.agency_id, seat.device)
    push = Push(1, before.hex(), chain(before, raws).hex(), "", [msgspec.Raw(raw) for raw in raws])
    push.sig = sign(seat.sign, push_claim(seat.agency_id, seat.device, push))
    scopes = (AGENCY, own(seat.person_id), f"t:{seat.unit}")
    request = SyncRequest(
        proto=PROTOCOL,
        sv=SCHEMA_VERSION,
        dev=seat.device,
        app=__version__,
        epoch=plan.epoch,
        cursors=dict.fromkeys(scopes, plan.head),
        tree_size=plan.head,
        waiting=plan.changes,
        push=push,
    )
    body = zstandard.compress(msgspec.json.encode(request), COMPRESSION)
    claim = f"okr-sync/1 POST /v1/sync {sha256(body).hexdigest()}"
    lines = [
        "POST /v1/sync HTTP/1.1",
        "Host: okrdesk",
        f"Okr-Device: {seat.device}",
        f"Okr-Signature: {sign(seat.sign, claim.encode())}",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _check_ins(seat: Seat, count: int) -> list[Record]:
    chance = random.Random(seat.device)  # noqa: S311 - invented values
    now = datetime.now(UTC)
    clock = Hlc(int(now.timestamp() * 1000) - 3_600_000)
    found = []
    for nth in range(count):
        clock = clock.tick((clock.pack() >> 16) + chance.randrange(1, 90_000))
        at = clock.pack() >> 16
        values = {
            "key_result_id": chance.choice(seat.key_results),
            "author_id": seat.person_id,
            "effective_on": now.date().isoformat(),
            "entered_at": at,
            "value": f"{chance.randrange(10_000) / 100}",
            "confidence": chance.randrange(11),
            "comment": comment(chance),
        }
        found.append(
            Record(
                cid=new_id(at),
                dev=seat.device,
                dseq=nth + 1,
                actor=seat.person_id,
                act="check-in",
                ent="check_in",
                eid=new_id(at),
                op="append",
                hlc=clock.pack(),
                grp=new_id(at),
                sv=SCHEMA_VERSION,
                wall=at,
                tz=420,
                app=__version__,
                set=values,
            )
        )
    return found


def comment(chance: random.Random) -> str:
    """Return what an officer might write."""
    return f"Đã xử lý {chance.randrange(500)} hồ sơ, còn {chance.randrange(90)} hồ sơ chờ."


def _client(plan: Rush, seats: Sequence[Seat], start: Any, results: Any) -> None:
    """Be one client process: prepare, wait for the others, and go."""
    waiting = [spoken(plan, seat) for seat in seats]
    taken, answers = Taken(), []
    lock = threading.Lock()

    def work() -> None:
        with Connection(plan.url) as connection:
            while True:
                with lock:
                    if not waiting:
                        return
                    said = waiting.pop()
                began = time.perf_counter()
                status, body = connection.ask(said)
                lasted = time.perf_counter() - began
                with lock:
                    taken.seconds.append(lasted)
                    taken.bytes_up += len(said)
                    answers.append((status, body))

    threads = [threading.Thread(target=work) for _nth in range(plan.connections)]
    start.wait()
    began = time.time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = time.time()
    for status, body in answers:
        taken.bytes_down += len(body)
        taken.errors.update(_problems(plan, status, body))
    missing = len(seats) - len(answers)
    if missing:
        taken.errors["no answer"] += missing
    results.put((taken, began, ended))


def _problems(plan: Rush, status: int, body: bytes) -> list[str]:
    if status != 200:
        return [f"{status} {json.loads(body or b'{}').get('stop', '')}"]
    if not plan.is_checked:
        return []
    reply = msgspec.json.decode(zstandard.decompress(body), type=SyncReply)
    applied = sum(verdict.fate == Fate.APPLIED for verdict in reply.verdicts)
    return [] if applied == plan.changes else [f"{applied} of {plan.changes} applied"]


class Connection:
    """One kept connection over loopback that costs the measuring machine next to nothing."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        place = (parts.hostname or "", parts.port or 80)
        self._socket = socket.create_connection(place, _PATIENCE_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        self._socket.close()

    def ask(self, said: bytes) -> tuple[int, bytes]:
        """Send a whole request; return status and body of its answer."""
        self._socket.sendall(said)
        status = int(self._file.readline().split()[1])
        length = 0
        while (line := self._file.readline()) not in (b"\r\n", b""):
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self._file.read(length)
