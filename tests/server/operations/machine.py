"""A Debian machine for the installer: its programs of administration, played by small scripts.

Folders lie below one of the test's own. `systemctl` starts and stops the real server and writes
down what it was asked; users are not made and owners not changed. The server shows a certificate
that signed itself, as that of an office without a proxy does.
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.ports import held_port
from tests.server.certificates import write_certificate

_SYSTEMCTL = """#!/bin/sh
echo "$*" >>"$MACHINE/systemctl.log"
case "$*" in
    stop*okrdesk-server.service*)
        if [ -s "$MACHINE/pid" ]; then
            kill -TERM "$(cat "$MACHINE/pid")"
            while kill -0 "$(cat "$MACHINE/pid")" 2>/dev/null; do sleep 0.1; done
            rm "$MACHINE/pid"
        fi ;;
    start*okrdesk-server.service*)
        set -a; . "$OKRDESK_ROOT/etc/okrdesk/server.env"; set +a
        "$OKRDESK_ROOT/usr/local/bin/okrdesk-server" --data "$OKRDESK_ROOT/var/lib/okrdesk" \\
            serve $OKRDESK_SERVE >"$MACHINE/server.log" 2>&1 &
        echo $! >"$MACHINE/pid" ;;
esac
"""
_RUNUSER = """#!/bin/sh
while [ "$1" != "--" ]; do shift; done
shift
exec "$@"
"""
_NOTHING = "#!/bin/sh\nexit 0\n"
_ROOT_ID = "#!/bin/sh\necho 0\n"
_PARTS = ("okrdesk", "resources", "installer")


@dataclass(frozen=True)
class Machine:
    """One machine, and the folder with the release to install."""

    folder: Path
    release: Path
    port: int
    cert: Path
    key: Path

    @property
    def root(self) -> Path:
        return self.folder / "root"

    def environment(self) -> dict[str, str]:
        tls = f"--tls-cert {self.cert} --tls-key {self.key}"
        return os.environ | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "MACHINE": str(self.folder),
            "OKRDESK_ROOT": str(self.root),
            "OKRDESK_PYTHON": sys.executable,
            "OKRDESK_SERVE": f"--host 127.0.0.1 --port {self.port} --workers 1 {tls}",
            "OKRDESK_HEALTH": f"https://127.0.0.1:{self.port}/health",
        }

    def install(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the installer of the release."""
        script = self.release / "installer" / "server" / "install.sh"
        return subprocess.run(
            ["sh", str(script), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def admin(self, *words: str) -> dict[str, Any]:
        """Run `okrdesk-admin`, and return what it answers."""
        program = self.root / "usr/local/bin/okrdesk-admin"
        ended = subprocess.run(
            [str(program), "--json", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        told: dict[str, Any] = json.loads(ended.stdout)
        return told

    def is_healthy(self) -> bool:
        """Say whether the server answers that it is well."""
        address = f"https://127.0.0.1:{self.port}/health"
        trust = ssl.create_default_context(cafile=self.cert)
        with urllib.request.urlopen(address, timeout=60, context=trust) as answer:
            return bool(json.load(answer)["ready"])

    def asked(self) -> list[str]:
        """Return what systemd was asked since the last time."""
        log = self.folder / "systemctl.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    def current(self) -> str:
        """Return the release that serves."""
        return (self.root / "usr/local/lib/okrdesk/current").resolve().name

    def change_release(self, file: str, text: str) -> None:
        """Make another release of the one to install."""
        with (self.release / file).open("a", encoding="utf-8") as changed:
            changed.write(text)


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Give a machine with nothing installed; stop what serves at the end."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name, text in (
        ("systemctl", _SYSTEMCTL),
        ("runuser", _RUNUSER),
        ("chown", _NOTHING),
        ("adduser", _NOTHING),
        ("id", _ROOT_ID),
    ):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    release = folder / "release"
    skipped = shutil.ignore_patterns("__pycache__")
    for name in _PARTS:
        shutil.copytree(ROOT / name, release / name, ignore=skipped)
    shutil.copy(ROOT / "requirements-server.lock", release)
    with held_port() as port:
        made = Machine(folder, release, port, *write_certificate(folder))
        try:
            yield made
        finally:
            stop = [str(programs / "systemctl"), "stop", "okrdesk-server.service"]
            subprocess.run(stop, env=made.environment(), check=True)
