"""Settings of a computer: defaults, checks, one atomic file, and a file that cannot be read."""

import json
from pathlib import Path

import pytest

from okrdesk.errors import Code, Fault, Refused
from okrdesk.settings import SETTINGS, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    settings = Settings(file)
    assert settings.problem is None
    assert {one.key: settings.get(one.key) for one in SETTINGS} == {
        one.key: one.default for one in SETTINGS
    }
    assert not file.exists()


def test_a_change_is_there_after_a_restart(file: Path) -> None:
    Settings(file).set("font_percent", 150)
    Settings(file).remember("scope", {"cycle": "c1"})
    again = Settings(file)
    assert again.number("font_percent") == 150
    assert again.recall("scope") == {"cycle": "c1"}
    assert [one.name for one in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("font_percent", 80), ("font_percent", True), ("theme", "pink"), ("language", "fr")],
)
def test_what_is_not_allowed_is_refused_and_not_kept(file: Path, key: str, value: object) -> None:
    settings = Settings(file)
    with pytest.raises(Refused) as refused:
        settings.set(key, value)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (Code.BAD_VALUE, key)
    assert settings.get(key) != value or value is True


@pytest.mark.parametrize("text", ["", "{", "[]", '{"settings": 3}', "\x00\xff"])
def test_a_file_that_cannot_be_read_is_told_and_the_defaults_hold(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    settings = Settings(file)
    assert settings.problem is not None
    assert settings.problem.code is Code.SETTINGS_UNREADABLE
    assert settings.get("theme") == "system"


def test_one_bad_value_does_not_spoil_the_others(file: Path) -> None:
    file.parent.mkdir()
    kept = {"settings": {"theme": "dark", "font_percent": 5, "unknown": 1}, "memory": {}}
    file.write_text(json.dumps(kept), encoding="utf-8")
    settings = Settings(file)
    assert settings.text("theme") == "dark"
    assert settings.number("font_percent") == 100


def test_a_folder_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be", encoding="utf-8")
    settings = Settings(tmp_path / "blocked" / "settings.json")
    with pytest.raises(Fault) as fault:
        settings.set("theme", "dark")
    assert fault.value.code is Code.SETTINGS_NOT_SAVED
