"""A data folder with one person, one running cycle, one objective and one key result.

It is always Monday 16/11/2026 there, nine o'clock and what the tests took since.
"""

import shutil
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from okrdesk.app import Application
from okrdesk.cli import session
from okrdesk.cli.main import main
from tests.offices import HANOI
from tests.shell import Run, shell

YEAR = "2026"
DAY = f"{YEAR}-01-01"
TODAY = datetime(2026, 11, 16, 9, tzinfo=HANOI)
PASSWORD = "mật khẩu thử"
_began = time.monotonic()


def _now() -> datetime:
    return TODAY + timedelta(seconds=time.monotonic() - _began)


def _use_this_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "Application", partial(Application, now=_now))


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder made by the command line itself, to be copied."""
    folder = tmp_path_factory.mktemp("office") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OKRDESK_PASSWORD", PASSWORD)
        _use_this_clock(patch)
        for words in (
            ["new", "--agency", "Sở Thử nghiệm", "--person", "Nguyễn Văn An"],
            ["add", "objective", "--title", "Người dân hài lòng hơn", "--cycle", YEAR],
        ):
            assert main(["--data", str(folder), *words]) == 0
        words = ["--title", "Tỷ lệ hài lòng", "--start", "80", "--target", "95", "--unit", "%"]
        key_result = ["add", "key-result", "--objective", "Người dân hài lòng hơn", *words]
        assert main(["--data", str(folder), *key_result]) == 0
    return folder


@pytest.fixture
def run(
    made_office: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return a function that runs a command with --json on a copy and returns its document."""
    folder = tmp_path / "data"
    shutil.copytree(made_office, folder)
    monkeypatch.setenv("OKRDESK_PASSWORD", PASSWORD)
    _use_this_clock(monkeypatch)
    capsys.readouterr()
    return shell(main, ["--data", str(folder), "--json"], capsys)
