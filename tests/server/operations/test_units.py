"""The services of systemd: least rights, the paths that the installer makes, timers that fit."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.conftest import ROOT

SERVER = ROOT / "installer" / "server"
SERVICES = sorted((SERVER / "systemd").glob("*.service"))
TIMERS = sorted((SERVER / "systemd").glob("*.timer"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "ProtectProc": "invisible",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "SystemCallArchitectures": "native",
    "SystemCallErrorNumber": "EPERM",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "UMask": "0077",
    "User": "okrdesk",
    "Group": "okrdesk",
}


def read(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def test_there_is_a_server_and_two_timers() -> None:
    assert [path.stem for path in SERVICES] == [
        "okrdesk-backup",
        "okrdesk-checkpoint",
        "okrdesk-server",
    ]
    assert [path.stem for path in TIMERS] == ["okrdesk-backup", "okrdesk-checkpoint"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_has_no_rights_that_it_does_not_need(path: Path) -> None:
    told = dict(read(path)["Service"])
    assert {name: told.get(name) for name in HARDENED} == HARDENED
    assert "okrdesk" in told["StateDirectory"].split()
    assert told["StateDirectoryMode"] == "0700"


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_runs_what_the_installer_puts_there(path: Path) -> None:
    script = (SERVER / "install.sh").read_text(encoding="utf-8")
    program = read(path)["Service"]["ExecStart"].split()[0]
    release = "/usr/local/lib/okrdesk/current/"
    if program.startswith(release):
        assert (ROOT / program.removeprefix(release)).stat().st_mode & 0o111
    else:
        assert program == "/usr/local/bin/okrdesk-server"
        assert "bin=$root/usr/local/bin" in script
    settings = Path(read(path)["Service"]["EnvironmentFile"])
    assert re.search(rf"for name in .*\b{settings.stem}\b", script)


@pytest.mark.parametrize("path", [*SERVICES, *TIMERS], ids=lambda path: path.name)
def test_systemd_understands_every_line(path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:  # a machine that runs no systemd cannot tell; the tests above can
        return
    ended = subprocess.run(
        [program, "verify", "--man=no", str(path)], capture_output=True, text=True, check=False
    )
    problems = [line for line in ended.stderr.splitlines() if "is not executable" not in line]
    assert problems == []
