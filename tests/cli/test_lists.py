"""Listing and showing from a shell, on an office with two people and something of every kind."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main
from tests.cli.conftest import DAY, TODAY, YEAR

OBJECTIVE = "Người dân hài lòng hơn"
KEY_RESULT = "ty le hai long"
NUMBER = "001084012345"


@pytest.fixture
def busy(run: Any) -> Any:
    """Give the office a second person who owns a key result, and a check-in."""
    run("add", "unit", "--code", "P1", "--name", "Phòng Một", "--parent", "CQ")
    person = ("--code", "002", "--name", "Trần Thị Bình", "--personal-number", NUMBER)
    run("add", "person", *person)
    run("add", "post", "--person", "002", "--unit", "P1")
    run("add", "key-result", "--objective", OBJECTIVE, "--title", "Số lớp tập huấn",
        "--kind", "count", "--target", "4", "--owner", "002", "--weight", "30")  # fmt: skip
    run("check-in", KEY_RESULT, "89", "--on", DAY, "--confidence", "7", "--comment", "Tốt")
    return run


def titles(document: Any) -> list[str]:
    return [item["title"] for item in document["items"]]


def test_objectives_and_key_results_tell_their_numbers(busy: Any) -> None:
    for what in ("objectives", "key-results"):
        for item in busy("list", what)["items"]:
            assert {"progress", "raw", "health", "expected", "weight", "owner", "id"} <= item.keys()
            assert 0 <= item["progress"] <= 1
            assert 0 <= item["expected"] <= 1


def test_key_results_of_a_person_are_those_the_person_owns(busy: Any) -> None:
    assert titles(busy("list", "key-results", "--person", "002")) == ["Số lớp tập huấn"]
    assert titles(busy("list", "objectives", "--person", "002")) == []
    assert titles(busy("list", "objectives", "--person", "001")) == [OBJECTIVE]
    assert titles(busy("list", "objectives", "--person", "001", "--unit", "P1")) == []


def test_lists_are_narrowed_by_cycle_and_day(busy: Any) -> None:
    busy("add", "cycle", "--code", "2031")
    assert titles(busy("list", "objectives", "--cycle", "2031")) == []
    assert titles(busy("list", "objectives", "--cycle", YEAR)) == [OBJECTIVE]
    assert titles(busy("list", "objectives", "--on", "1999-01-01")) == []
    assert [item["code"] for item in busy("list", "cycles", "--on", "2031-05-05")["items"]] == [
        "2031"
    ]


def test_check_ins_are_listed_with_what_was_said(busy: Any) -> None:
    item = busy("list", "check-ins")["items"][0]
    assert (item["value"], item["confidence"], item["comment"]) == (89, 7, "Tốt")
    assert busy("list", "check-ins", "--on", DAY)["items"] == [item]
    assert busy("list", "check-ins", "--on", "2020-01-01")["items"] == []


def test_what_was_put_away_is_listed_apart(busy: Any) -> None:
    busy("archive", KEY_RESULT)
    assert titles(busy("list", "key-results", "--archived")) == ["Tỷ lệ hài lòng"]
    busy("archive", OBJECTIVE)
    assert titles(busy("list", "key-results")) == []
    assert len(titles(busy("list", "key-results", "--archived"))) == 2
    assert titles(busy("list", "objectives", "--archived")) == [OBJECTIVE]
    busy("archive", "002")
    assert [item["code"] for item in busy("list", "people")["items"]] == ["001"]
    assert [item["code"] for item in busy("list", "people", "--archived")["items"]] == ["002"]


def test_what_is_due_is_asked_for_another_person_and_day(busy: Any) -> None:
    far = (TODAY.date() + timedelta(days=40)).isoformat()
    mine, theirs = busy("list", "due", "--on", far), busy("list", "due", "--person", "002")
    assert set(titles(theirs)) <= {"Số lớp tập huấn"}
    assert "Số lớp tập huấn" not in titles(mine)


def test_every_list_has_lines_for_people(
    busy: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "data")
    for what, words in (
        ("units", "CQ"),
        ("people", "002  Trần Thị Bình"),
        ("cycles", YEAR),
        ("measure-units", "hồ sơ"),
        ("objectives", OBJECTIVE),
        ("key-results", "Tỷ lệ hài lòng"),
        ("check-ins", "89  Tốt"),
    ):
        assert main(["--data", data, "list", what]) == 0
        printed = capsys.readouterr().out
        assert words in printed
        assert "None" not in printed
    assert main(["--data", data, "list", "key-results"]) == 0
    printed = capsys.readouterr().out
    assert "on-track" not in printed
    assert "overdue" not in printed


@pytest.mark.parametrize("what", ["units", "people", "cycles", "objectives", "key-results",
                                  "check-ins", "measure-units", "due"])  # fmt: skip
def test_every_list_can_be_a_workbook(busy: Any, tmp_path: Path, what: str) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "list.xlsx"
    items = busy("list", what, "--out", file)["items"]
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert len(rows) == 1 + len(items)
    assert "title" not in rows[0]


def test_a_person_is_shown_with_a_masked_number(busy: Any) -> None:
    shown = busy("show", "002")
    assert shown["kind"] == "person"
    assert NUMBER not in str(shown["item"])
    assert shown["item"]["posts"][0]["unit_name"] == "Phòng Một"


@pytest.mark.parametrize("name", [OBJECTIVE, "Tỷ lệ hài lòng", "002", "P1", YEAR])
def test_everything_is_shown_with_its_history(
    busy: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    shown = busy("show", name)
    assert {"item", "history", "why"} <= shown.keys()
    for entry in shown["history"]:
        assert {"at", "effective", "who", "field", "from", "to"} <= entry.keys()
    assert main(["--data", str(tmp_path / "data"), "show", name]) == 0
    printed = capsys.readouterr().out
    assert shown["item"].get("title", shown["item"].get("name")) in printed
    assert "Row(" not in printed
    assert "Nguyễn Văn An" in printed


def test_a_number_is_shown_with_its_own_digits(
    busy: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    busy("set", KEY_RESULT, "--start", "80.2")
    assert main(["--data", str(tmp_path / "data"), "show", KEY_RESULT]) == 0
    assert "Mốc đầu: 80,2\n" in capsys.readouterr().out


def test_a_key_result_is_shown_whole(busy: Any) -> None:
    shown = busy("show", KEY_RESULT)
    assert shown["item"]["rhythm"] == "weekly"
    assert shown["item"]["check_ins"] == 1
    assert shown["why"]
    by_field = {entry["field"]: entry for entry in shown["history"]}
    assert by_field["value"]["effective"] == DAY


def test_a_check_in_is_shown(busy: Any) -> None:
    id = busy("list", "check-ins")["items"][0]["id"]
    assert busy("show", id)["item"]["value"] == 89


def test_what_has_nothing_to_show_is_refused_with_what_has(busy: Any) -> None:
    child = busy("add", "objective", "--title", "Con", "--cycle", YEAR)["id"]
    id = busy("add", "link", "--child", child, "--parent", OBJECTIVE)["id"]
    assert "key-result" in busy("show", id, status=1)["error"]["message"]


def test_a_link_carries_its_weight(busy: Any) -> None:
    child = busy("add", "objective", "--title", "Con", "--cycle", YEAR)["id"]
    busy("add", "key-result", "--objective", "Con", "--title", "X", "--target", "10")
    busy("set", OBJECTIVE, "--roll-up", "both")
    busy("set", KEY_RESULT, "--weight", "70")
    busy("add", "link", "--child", child, "--parent", OBJECTIVE, "--weight", "100")
    before = busy("list", "objectives")["items"]
    done = busy("check-in", "X", "10", "--on", DAY)
    assert done["objective_progress"] == 1
    parent = next(item for item in before if item["title"] == OBJECTIVE)
    after = next(i for i in busy("list", "objectives")["items"] if i["title"] == OBJECTIVE)
    assert after["progress"] == pytest.approx(parent["progress"] + 0.5)


def test_evidence_that_is_not_there_is_said_so(busy: Any, tmp_path: Path) -> None:
    words = ("check-in", KEY_RESULT, "90", "--on", DAY, "--evidence", tmp_path / "none.pdf")
    refused = busy(*words, status=1)["error"]
    assert refused["code"] == "file_unreadable"
    assert "không có tệp này" in refused["message"]


def test_evidence_that_is_too_large_is_not_read(busy: Any, tmp_path: Path) -> None:
    large = tmp_path / "phim.mp4"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    words = ("check-in", KEY_RESULT, "90", "--on", DAY, "--evidence", large)
    assert busy(*words, status=1)["error"]["code"] == "file_too_large"


def test_f11_is_no_workbook(busy: Any, tmp_path: Path) -> None:
    words = ("form", "F11", "--period", YEAR, "--person", "001", "--out", tmp_path / "f.xlsx")
    assert busy(*words, status=1)["error"]["code"] == "form_without_workbook"
    assert not list(tmp_path.glob("f.xlsx"))


def test_a_preview_names_sheet_row_column_value_and_code(busy: Any, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Giá trị"
    for row in (
        ["Kết quả then chốt", "Ngày", "Giá trị"],
        ["Tỷ lệ hài lòng", DAY, "chín mươi"],
        ["Tỷ lệ hài lòng", DAY, 90],
    ):
        book.active.append(row)
    file = tmp_path / "values.xlsx"
    book.save(file)
    seen = busy("import", "values", file)
    assert (seen["rows"], seen["ready"], seen["written"]) == (2, 1, 0)
    error = seen["errors"][0]
    assert error.keys() == {"sheet", "row", "column", "value", "code", "message"}
    assert (error["sheet"], error["row"], error["column"]) == ("Giá trị", 2, "Giá trị")
    assert error["value"] == "chín mươi"
    assert busy("import", "values", file, "--apply", status=1)["written"] == 0
    assert busy("import", "values", file, "--apply", "--good-rows")["written"] == 1
    assert busy("undo")["act"] == "import-values"
    assert busy("list", "key-results")["items"][0]["value"] == 89


def test_undo_goes_back_act_by_act_over_restarts(busy: Any) -> None:
    acts = [busy("undo")["act"] for _turn in range(3)]
    assert acts == ["check-in", "add-key-result", "add-post"]
    assert busy("list", "key-results")["items"][0]["progress"] == 0
