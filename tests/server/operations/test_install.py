"""The installer on a machine of its own: a first time, again, and when something goes wrong."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.operations.machine import Machine, machine

AGENCY = ("init", "--agency", "STN", "Sở Thử nghiệm")


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Machine]:
    """Give a machine on which the server was installed and holds an agency."""
    with machine(tmp_path) as made:
        ended = made.install()
        assert ended.returncode == 0, ended.stderr
        made.admin(*AGENCY)
        yield made


def test_a_first_run_serves_and_a_second_one_changes_nothing(installed: Machine) -> None:
    first = installed.asked()
    assert first[0] == "daemon-reload"
    assert "enable --quiet okrdesk-server.service okrdesk-backup.timer" in first[1]
    assert installed.is_healthy()
    etc = installed.root / "etc/okrdesk"
    assert {path.name: path.stat().st_mode & 0o777 for path in etc.iterdir()} == {
        "server.env": 0o640,
        "backup.env": 0o640,
        "owner.env": 0o600,
    }
    assert (installed.root / "var/lib/okrdesk").stat().st_mode & 0o777 == 0o700
    before = installed.current()
    again = installed.install()
    assert again.returncode == 0, again.stderr
    assert installed.asked() == ["daemon-reload"]
    assert installed.current() == before


def test_a_first_run_that_failed_is_run_again(tmp_path: Path) -> None:
    with machine(tmp_path) as made:
        database = made.root / "var/lib/okrdesk/server.db"
        database.parent.mkdir(parents=True)
        database.write_bytes(b"no database" * 1000)
        assert made.install().returncode != 0
        database.unlink()
        again = made.install()
        assert again.returncode == 0, again.stderr
        assert made.is_healthy()


def test_an_upgrade_stops_backs_up_and_goes_on_with_all_it_had(installed: Machine) -> None:
    before, old = installed.admin("status")["agencies"], installed.current()
    installed.asked()
    installed.change_release("okrdesk/paths.py", "\n# another release\n")
    ended = installed.install()
    assert ended.returncode == 0, ended.stderr
    asked = installed.asked()
    assert [line.split()[0] for line in asked] == ["daemon-reload", "stop", "start"]
    assert "okrdesk-backup.timer" in asked[-1]
    assert installed.current() != old
    assert installed.is_healthy()
    after = installed.admin("status")["agencies"]
    assert [one["entries"] for one in after] == [one["entries"] for one in before]
    assert after[0]["durable"] == after[0]["entries"]
    assert len(list((installed.root / "var/lib/okrdesk-backups").iterdir())) == 1


def test_a_release_that_cannot_start_is_not_installed(installed: Machine) -> None:
    old = installed.current()
    installed.asked()
    installed.change_release("okrdesk/shell.py", "\nraise SystemExit(3)\n")
    ended = installed.install()
    assert ended.returncode != 0
    assert installed.current() == old
    assert installed.asked() == []
    assert installed.is_healthy()


def test_where_the_backup_fails_the_old_release_serves_on(installed: Machine) -> None:
    old = installed.current()
    backups = installed.root / "var/lib/okrdesk-backups"
    installed.change_release("okrdesk/paths.py", "\n# another release\n")
    script = installed.root / "usr/local/lib/okrdesk" / old / "okrdesk/server/backup.py"
    script.write_text(script.read_text(encoding="utf-8") + "\nraise OSError\n", encoding="utf-8")
    ended = installed.install()
    assert ended.returncode != 0
    assert "chạy tiếp" in ended.stderr
    assert installed.current() == old
    assert installed.is_healthy()
    assert list(backups.iterdir()) == []


def test_where_the_migration_fails_the_old_release_serves_on(installed: Machine) -> None:
    old = installed.current()
    installed.change_release(
        "okrdesk/server/opening.py", "\ndef open_server(*a, **k): raise OSError\n"
    )
    ended = installed.install()
    assert ended.returncode != 0
    assert "chạy tiếp" in ended.stderr
    assert installed.current() == old
    assert installed.is_healthy()
    assert installed.admin("agency", "list")["items"][0]["code"] == "STN"


def test_checkpoints_of_the_night_are_written_once_for_each_agency(installed: Machine) -> None:
    installed.admin("agency", "add", "PB", "Phòng Hai")
    script = installed.release / "installer/server/checkpoints.sh"
    target = installed.folder / "checkpoints"
    program = installed.root / "usr/local/bin/okrdesk-server"
    for _turn in range(2):
        subprocess.run(
            [str(script), str(installed.root / "var/lib/okrdesk"), str(target)],
            env=os.environ | {"OKRDESK_PROGRAM": str(program)},
            check=True,
            capture_output=True,
        )
        pages = sorted(path.relative_to(target).parts[0] for path in target.rglob("*.pdf"))
        assert pages == ["PB", "STN"]
