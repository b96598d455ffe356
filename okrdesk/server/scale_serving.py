"""A server process of its own to measure, on a free port, and what the system says of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from okrdesk.errors import Code, Fault

_PATIENCE_S = 30.0
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True)
class Serving:
    """A running server: its address and its processes, the parent first."""

    url: str
    pid: int

    def resident_mb(self) -> float:
        """Return the most that any one of its processes holds in memory, in MB (Linux)."""
        return max(_resident(pid) for pid in self.pids()) / 1_000_000

    def cpu_seconds(self) -> float:
        """Return the processor time that all its processes have taken so far (Linux)."""
        return sum(_ticks(pid) for pid in self.pids()) / _TICKS

    def pids(self) -> list[int]:
        """Return the process and those below it (Linux)."""
        found = [self.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            if children.exists():
                found += map(int, children.read_text(encoding="ascii").split())
        return found


@contextmanager
def running_server(folder: Path, database: str | None, workers: int) -> Iterator[Serving]:
    """Start `okrdesk-server serve` on a state folder, and end it after the block.

    Raises Fault(WORKER_FAILED) where it does not start.
    """
    command = [sys.executable, "-m", "okrdesk.server", "--json", "--data", str(folder)]
    command += ["serve", "--port", "0", "--workers", str(workers)]
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    if database:
        environment["OKRDESK_DATABASE"] = database
    process = subprocess.Popen(  # noqa: S603 - this program itself
        command, stdout=subprocess.PIPE, env=environment, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise Fault(Code.WORKER_FAILED)
        told = json.loads(line)
        yield Serving(told["address"], process.pid)
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)
        if process.stdout:
            process.stdout.close()


def _resident(pid: int) -> int:
    """Return the resident bytes of a process; 0 where the system does not tell."""
    place = Path(f"/proc/{pid}/statm")
    return int(place.read_text(encoding="ascii").split()[1]) * _PAGE if place.exists() else 0


def _ticks(pid: int) -> int:
    """Return the clock ticks that a process has run; 0 where the system does not tell."""
    place = Path(f"/proc/{pid}/stat")
    if not place.exists():
        return 0
    # The name, in brackets, may hold anything; user and system time are the 12th and 13th after it.
    told = place.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return int(told[11]) + int(told[12])
