"""Starting programs of their own, on no screen or on a virtual one."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.bench import folders
from tests.bench.large import PASSWORD
from tests.conftest import ROOT

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Screen:
    """Where windows open: a name for the table, and the environment that leads there."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """A program that ended: when it was started, and the line it printed."""

    started: float
    told: dict[str, Any]

    def since_start(self, moment: str) -> float:
        """Return how many seconds after its start the program reached `moment`."""
        return float(self.told[moment]) - self.started


def run(screen: Screen, *words: object) -> Ended:
    """Run one of the children to its end."""
    command = [sys.executable, "-m", "tests.bench.children", *map(str, words)]
    environment = os.environ | {"OKRDESK_PASSWORD": PASSWORD} | screen.environment
    # An installed program is compiled already.
    environment["PYTHONPYCACHEPREFIX"] = str(folders.compiled())
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return Ended(started, json.loads(ended.stdout))


@contextmanager
def screens() -> Iterator[list[Screen]]:
    """Give Qt's own screen that nobody sees, and a virtual X screen where Xvfb is installed."""
    found = [Screen("offscreen")]
    try:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except FileNotFoundError:
        yield found
        return
    try:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        found.append(Screen("X", {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}))
        yield found
    finally:
        server.terminate()
        server.communicate()
