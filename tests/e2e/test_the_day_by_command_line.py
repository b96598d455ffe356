"""The officer's day by shell commands alone, a process each, with the JSON they promise."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from okrdesk.db.store import local_now
from tests.e2e import plan
from tests.e2e.officer import AGENCY, PASSWORD
from tests.e2e.shell import Shell

PERIOD = f"{local_now():%Y}-Q{(local_now().month + 2) // 3}"
ROW_FIELDS = {"id", "progress", "raw", "health", "expected", "weight", "owner"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "Dữ liệu", dict(os.environ) | {"OKRDESK_PASSWORD": PASSWORD})


def test_the_day_by_command_line(shell: Shell, tmp_path: Path) -> None:
    made = shell.json("new", "--agency", AGENCY, "--person", plan.OFFICER)
    assert made["agency"] == AGENCY
    assert Path(made["database"]).is_file()
    assert made["counts"]["person"] == 1
    imports_a_messy_plan(shell, tmp_path)
    checks_in_five(shell)
    undoes_the_last(shell)
    corrects_one(shell)
    makes_paper_and_pictures(shell, tmp_path)
    finds_without_accents(shell)
    assert shell.json("check") == {"ok": True, "problems": []}
    comes_back_from_a_backup(shell, tmp_path, made["recovery_key"])


def imports_a_messy_plan(shell: Shell, folder: Path) -> None:
    template = shell.json("template", "plan", folder / "Mẫu.xlsx")["file"]
    assert Path(template).read_bytes()[:2] == b"PK"
    file = plan.write_plan(folder / "Kế hoạch.xlsx", local_now().date())
    seen = shell.json("import", "plan", file)
    assert (seen["rows"], seen["ready"], seen["written"]) == (7, 6, 0)
    (error,) = seen["errors"]
    assert set(error) == {"sheet", "row", "column", "value", "code", "message"}
    assert (error["sheet"], error["row"]) == (plan.SHEET, plan.BAD_ROW)
    assert (error["column"], error["value"]) == ("Mức cần đạt", "rất nhiều")
    assert shell.json("list", "key-results")["items"] == []
    assert shell.json("import", "plan", file, "--apply", status=1)["written"] == 0
    assert shell.json("import", "plan", file, "--apply", "--good-rows")["written"] == 6
    found = shell.items("key-results", "--cycle", PERIOD)
    assert set(found) == set(plan.GOOD)
    assert found[plan.ON_TIME].keys() >= ROW_FIELDS
    objectives = shell.items("objectives")
    assert list(objectives) == [plan.SATISFACTION, plan.ARCHIVE]
    assert objectives[plan.ARCHIVE].keys() >= ROW_FIELDS


def checks_in_five(shell: Shell) -> None:
    assert set(shell.items("due")) == set(plan.GOOD)
    done = shell.json("check-in", plan.FILES, "450", "--confidence", "7", "--comment", "Đợt đầu")
    assert done.keys() >= {"id", "progress", "health", "objective_progress"}
    assert done["progress"] == 0.375
    assert shell.json("check-in", plan.RULES, "1")["progress"] == 1
    assert shell.json("check-in", plan.DAYS, "9.5")["progress"] == pytest.approx(5 / 9)
    assert 0 < shell.json("check-in", plan.COMPLAINTS, "2")["progress"] <= 1
    steps = shell.json("check-in", plan.TRAINING, "--steps-done", "soan tai lieu")
    assert (steps["progress"], steps["objective_progress"]) == (
        0.4,
        pytest.approx(0.5194, abs=1e-3),
    )
    late = [title for title, item in shell.items("due").items() if item["health"] == "overdue"]
    assert set(late) <= {plan.ON_TIME}


def undoes_the_last(shell: Shell) -> None:
    undone = shell.json("undo")
    assert undone.keys() >= {"id", "changed"}
    assert {one["entity"] for one in undone["changed"]} >= {"check_in", "key_result"}
    assert shell.items("key-results")[plan.TRAINING]["progress"] == 0


def corrects_one(shell: Shell) -> None:
    (wrong,) = shell.json("list", "check-ins", "--key-result", plan.FILES)["items"]
    words = ("check-in", plan.FILES, "480", "--corrects", wrong["id"], "--comment", "Đếm lại")
    assert shell.json(*words)["progress"] == 0.4
    assert len(shell.json("list", "check-ins", "--key-result", plan.FILES)["items"]) == 2
    shown = shell.json("show", plan.FILES)
    assert shown["item"]["value"] == 480
    assert any(plan.OFFICER in str(entry["who"]) for entry in shown["history"])
    assert {"at", "effective", "who", "field", "from", "to"} <= shown["history"][0].keys()
    assert shown["why"]
    refused = shell.json("check-in", plan.FILES, "nhiều", status=1)["error"]
    assert refused.keys() == {"code", "message", "params"}


def makes_paper_and_pictures(shell: Shell, folder: Path) -> None:
    file = folder / "F11.pdf"
    form = shell.json("form", "F11", "--period", PERIOD, "--person", plan.OFFICER, "--out", file)
    assert (form["files"], form["pages"], form["codes"]) == ([str(file)], 1, [f"F11.{PERIOD}.001"])
    assert file.read_bytes().startswith(b"%PDF-")
    for kind, sign in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("xlsx", b"PK")):
        picture = folder / f"Biểu đồ.{kind}"
        assert shell.json("chart", "progress", plan.FILES, "--out", picture)["file"] == str(picture)
        assert picture.read_bytes().startswith(sign)


def finds_without_accents(shell: Shell) -> None:
    items = shell.json("search", "so ho so duoc so hoa")["items"]
    assert plan.FILES in [item["title"] for item in items]


def comes_back_from_a_backup(shell: Shell, folder: Path, recovery_key: str) -> None:
    backup = folder / "Bản sao.okrbackup"
    written = shell.json("backup", backup)
    assert written["file"] == str(backup)
    before = shell.items("key-results")
    other = replace(shell, folder=folder / "Máy khác")
    restored = other.json("restore", backup, "--recovery-key", recovery_key)
    assert restored["counts"] == written["counts"]
    assert same(other.items("key-results")) == same(before)
    assert other.json("check")["ok"]


def same(items: dict[str, dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {title: (item["id"], item["value"], item["progress"]) for title, item in items.items()}
