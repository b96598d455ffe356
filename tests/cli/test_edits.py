"""Adding, changing, archiving, checking in and undoing from a shell."""

from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main
from tests.cli.conftest import DAY

KEY_RESULT = "ty le hai long"


def test_a_check_in_answers_with_progress_and_health(run: Any) -> None:
    done = run("check-in", KEY_RESULT, "89", "--on", DAY, "--confidence", "7")
    assert done["progress"] == pytest.approx(0.6)
    assert done["objective_progress"] == pytest.approx(0.6)
    assert done["health"] in {"on-track", "at-risk", "behind", "overdue"}


def test_undo_takes_the_last_check_in_back(run: Any) -> None:
    run("check-in", KEY_RESULT, "89", "--on", DAY)
    undone = run("undo")
    assert undone["act"] == "check-in"
    assert run("list", "key-results")["items"][0]["progress"] == 0


def test_a_correction_replaces_and_keeps_the_entry(run: Any) -> None:
    first = run("check-in", KEY_RESULT, "89", "--on", DAY)["id"]
    run("check-in", KEY_RESULT, "86", "--on", DAY, "--corrects", first)
    assert len(run("list", "check-ins", "--key-result", KEY_RESULT)["items"]) == 2
    assert run("list", "key-results")["items"][0]["value"] == 86


def test_a_future_day_is_refused_with_its_sentence(run: Any) -> None:
    refused = run("check-in", KEY_RESULT, "89", "--on", "2190-01-01", status=1)
    assert refused["error"]["code"] == "date_in_future"
    assert "01/01/2190" in refused["error"]["message"]


def test_evidence_is_kept_in_the_store(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "Biên bản.txt"
    file.write_text("đã nghiệm thu", encoding="utf-8")
    run("check-in", KEY_RESULT, "89", "--on", DAY, "--evidence", file)
    assert b"nghi" not in (tmp_path / "data" / "okrdesk.db").read_bytes()


def test_every_kind_of_object_can_be_added(run: Any) -> None:
    unit = run("add", "unit", "--code", "P1", "--name", "Phòng Một")["id"]
    person = run("add", "person", "--code", "002", "--name", "Trần Thị Bình")["id"]
    run("add", "post", "--person", "002", "--unit", "P1", "--title", "Trưởng phòng", "--leader=x")
    run("add", "role", "--person", "002", "--role", "planner")
    run("add", "measure-unit", "--name", "cây")
    steps = "--steps=Soạn thảo:30;Trình ký:70"
    parent = ("--objective", "Người dân hài lòng hơn")
    run("add", "key-result", *parent, "--title", "Quy chế", "--kind", "steps", steps)
    assert unit in [item["id"] for item in run("list", "units")["items"]]
    assert person in [item["id"] for item in run("list", "people", "--unit", "P1")["items"]]
    done = run("check-in", "Quy chế", "--steps-done", "soạn thảo", "--on", DAY)
    assert done["progress"] == pytest.approx(0.3)


def test_set_changes_one_field_and_history_shows_both_values(run: Any) -> None:
    run("set", KEY_RESULT, "--target", "100")
    history = run("show", KEY_RESULT)["history"]
    change = next(entry for entry in history if entry["act"] == "edit-key-result")
    assert (change["field"], change["from"], change["to"]) == ("target_value", "95", "100")


def test_archived_objects_leave_the_list_and_come_back(run: Any) -> None:
    run("archive", KEY_RESULT)
    assert run("list", "key-results")["items"] == []
    assert [item["id"] for item in run("list", "archived", "--kind", "key-result")["items"]]
    assert run("list", "archived", "--until", "2020-01-01")["items"] == []
    run("restore-item", KEY_RESULT)
    assert len(run("list", "key-results")["items"]) == 1


def test_what_is_archived_is_removed_for_good_with_a_reason(run: Any) -> None:
    run("archive", KEY_RESULT)
    (item,) = run("list", "archived")["items"]
    told = run("remove", item["id"])
    assert (told["applied"], told["entity"]) == (False, "key_result")
    refused = run("remove", item["id"], "--apply", status=1)
    assert refused["error"]["code"] == "missing_field"
    run("remove", item["id"], "--apply", "--reason", "Nhập nhầm")
    assert run("list", "archived")["items"] == []
    assert [one["reason"] for one in run("list", "removed")["items"]] == ["Nhập nhầm"]


def test_an_unknown_field_is_refused_with_those_that_exist(run: Any) -> None:
    refused = run("set", KEY_RESULT, "--colour", "red", status=1)
    assert "--target" in refused["error"]["message"]


def test_start_equal_to_target_is_refused_in_vietnamese(run: Any) -> None:
    refused = run("set", KEY_RESULT, "--target", "80", status=1)
    assert refused["error"]["code"] == "start_equals_target"
    assert "mốc đầu" in refused["error"]["message"].lower()


def test_wrong_usage_ends_with_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["list", "nonsense"])
    assert ended.value.code == 2
    assert "Sai cách dùng" in capsys.readouterr().err
