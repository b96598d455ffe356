"""A second start raises the first window; a mark left by a crash does not keep anybody out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.single import MARK, Doorbell, name_of, raise_first


class Rung:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def owner(qtbot: QtBot) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_a_second_start_is_heard(qtbot: QtBot, owner: QObject, tmp_path: Path) -> None:
    rung = Rung()
    bell = Doorbell(tmp_path, rung, owner)
    bell.listen()
    assert raise_first(tmp_path)
    qtbot.waitUntil(lambda: rung.times == 1)
    bell.close()
    assert not raise_first(tmp_path)


def test_a_mark_left_by_a_crash_is_harmless(qtbot: QtBot, owner: QObject, tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    assert not raise_first(tmp_path)


def test_folders_do_not_hear_one_another(owner: QObject, tmp_path: Path) -> None:
    assert name_of(tmp_path) != name_of(tmp_path / "other")
    assert name_of(tmp_path) == name_of(tmp_path / "x" / "..")
