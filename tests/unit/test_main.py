"""The entry point: which words open the window, and on which folder."""

import sys
from pathlib import Path

import pytest

from okrdesk import __main__ as entry
from okrdesk.paths import default_data_folder

HOME = default_data_folder()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], (HOME, False)),
        (["--sample"], (HOME, True)),
        (["--data", "d"], (Path("d"), False)),
        (["--data=d", "--sample"], (Path("d"), True)),
        (["--sample", "--data", "d"], (Path("d"), True)),
    ],
)
def test_without_a_command_the_window_opens(words: list[str], wanted: tuple[Path, bool]) -> None:
    assert entry._window(words) == wanted


@pytest.mark.parametrize(
    "words", [["list"], ["--data", "d", "list", "units"], ["--help"], ["--json"], ["--data"]]
)
def test_a_command_or_an_unknown_word_is_for_the_command_line(words: list[str]) -> None:
    assert entry._window(words) is None


def test_a_folder_that_is_not_named_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["okrdesk", "--data"])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 2
    assert "--data" in capsys.readouterr().err


def test_without_a_screen_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "argv", ["okrdesk"])
    assert entry.main() == 1
    assert "okrdesk --help" in capsys.readouterr().err
