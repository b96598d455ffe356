"""The command line as a shell runs it: a process for each command."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PATIENCE_S = 60


@dataclass(frozen=True)
class Shell:
    """A data folder, and the environment that commands on it run in."""

    folder: Path
    environment: Mapping[str, str]

    def json(self, *words: object, status: int = 0) -> Any:
        """Run a command with --json and return its document."""
        ended = self.run(*words, "--json")
        assert ended.returncode == status, f"{words}: {ended.stdout}{ended.stderr}"
        return json.loads(ended.stdout)

    def items(self, *words: object) -> dict[str, dict[str, Any]]:
        """Return the items of a list by their title or name."""
        items = self.json("list", *words)["items"]
        return {str(item.get("title") or item.get("name")): item for item in items}

    def run(self, *words: object) -> "subprocess.CompletedProcess[str]":
        """Run a command and return how it ended and what it printed."""
        command = [sys.executable, "-m", "okrdesk", "--data", str(self.folder), *map(str, words)]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
