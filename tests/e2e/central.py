"""A central server as an administrator runs it: processes of `okrdesk-server`."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.conftest import ROOT

PATIENCE_S = 60


@dataclass
class Central:
    """A state folder, the database behind it, and the process that serves them, if any."""

    folder: Path
    database: str
    environment: Mapping[str, str]
    port: int
    process: "subprocess.Popen[str] | None" = None
    printed: list[str] = field(default_factory=list)

    def json(self, *words: object, status: int = 0) -> Any:
        """Run a command of administration and return its document."""
        ended = subprocess.run(
            self._command("--json", *words),
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        assert ended.returncode == status, f"{words}: {ended.stdout}{ended.stderr}"
        return json.loads(ended.stdout)

    def serve(self, *words: object) -> Self:
        """Start serving, and wait until it says that it is ready."""
        self.process = subprocess.Popen(
            self._command("serve", "--port", self.port, *words),
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if self.url in line:
                return self
        raise AssertionError(f"the server did not start: {''.join(self.printed[-20:])}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> int:
        """Ask it to end and return its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._end()

    def kill(self) -> None:
        """End it as a power cut does, with all its workers."""
        if self.process is not None:
            import os

            os.killpg(self.process.pid, signal.SIGKILL)
            self._end()

    def _end(self) -> int:
        assert self.process is not None
        rest, _none = self.process.communicate(timeout=PATIENCE_S)
        self.printed.append(rest or "")
        status, self.process = self.process.returncode, None
        return status

    def _command(self, *words: object) -> list[str]:
        told = ["--data", self.folder, *(["--database", self.database] if self.database else [])]
        return [sys.executable, "-m", "okrdesk.server", *map(str, told), *map(str, words)]
