"""Making, checking, backing up, restoring and searching from a shell."""

from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main


def test_new_names_the_agency_and_gives_a_recovery_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKRDESK_PASSWORD", "một mật khẩu")
    assert main(["--data", str(tmp_path / "d"), "new", "--agency", "Phường Mẫu", "--json"]) == 0
    printed = capsys.readouterr().out
    assert '"agency": "Phường Mẫu"' in printed
    assert '"recovery_key"' in printed


def test_a_wrong_password_is_refused(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKRDESK_PASSWORD", "sai")
    assert run("list", "units", status=1)["error"]["code"] == "wrong_password"


def test_a_folder_without_an_office_says_so(tmp_path: Path) -> None:
    assert main(["--data", str(tmp_path / "nothing"), "list", "units"]) == 1


def test_check_finds_a_whole_database(run: Any) -> None:
    assert run("check") == {"ok": True, "problems": []}


def test_a_restored_backup_holds_what_was_there(run: Any, tmp_path: Path) -> None:
    backup = tmp_path / "b.okrbackup"
    written = run("backup", backup)
    assert written["counts"]["key_result"] == 1
    run("archive", "ty le hai long")
    assert run("restore", backup, "--preview")["counts"]["objective"] == 1
    assert run("list", "key-results")["items"] == []
    run("restore", backup)
    assert len(run("list", "key-results")["items"]) == 1


def test_search_ignores_accents(run: Any) -> None:
    titles = {item["title"] for item in run("search", "hai long")["items"]}
    assert titles == {"Tỷ lệ hài lòng", "Người dân hài lòng hơn"}


def test_show_explains_why(run: Any) -> None:
    shown = run("show", "ty le hai long")
    assert shown["kind"] == "key_result"
    assert any("mốc đầu" in line for line in shown["why"])


def test_the_history_is_narrowed_by_person_and_days(run: Any) -> None:
    run("set", "office", "--grace-days", "5")
    run("set", "office", "--grace-days", "7")
    shown = run("show", "office")
    assert shown["item"]["limits"]["grace_days"] == 7
    told = [(one["setting"], one["from"], one["to"]) for one in shown["history"]]
    assert told[:2] == [("grace_days", 5, 7), ("grace_days", None, 5)]
    assert run("show", "office", "--until", "2020-01-01")["history"] == []
    assert run("show", "001", "--by", "001")["history"]
    assert run("show", "001", "--by", "001", "--since", "2100-01-01")["history"] == []
    name = run("show", "001")["item"]["name"]
    run("add", "person", "--code", "099", "--name", name)
    assert run("show", "001", "--by", "099")["history"] == [], "of the same name, not the same"
