"""An evaluation from a shell: periods, rules, and the way from the own score to the closing."""

import json
from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main
from tests.cli.conftest import YEAR

PERIOD = f"{YEAR}-01"
MARKS = ("--marks", "a=9,b=10,c=8.25", "--leadership", "d=100,dd=100,e=50")
WHOLE = {
    "general": {"a": 9, "b": 10, "c": 8.25},
    "leadership": {"d": 100, "dd": 100, "e": 50},
    "strengths": "Chủ động",
}


def evaluate(run: Any, *words: str, status: int = 0) -> Any:
    return run("evaluate", "--period", PERIOD, *words, status=status)


@pytest.fixture
def month(run: Any) -> Any:
    """Give the command line with a task done in January and the month prepared."""
    task = ("--title", "Báo cáo tháng", "--coefficient", "1", "--due-on", f"{YEAR}-01-20")
    id = run("add", "task", *task, "--start-on", f"{YEAR}-01-02")["id"]
    run("task", "deliver", id, "1", "--on", f"{YEAR}-01-20")
    run("evaluate", "--period", PERIOD, "--all", "prepare")
    return run


def test_an_office_begins_with_its_rules_in_force(run: Any) -> None:
    codes = {item["code"] for item in run("list", "rule-packs")["items"] if item["published"]}
    assert codes == {"nd335-staff", "nd335-leader", "nd233-public-employee"}


def test_a_period_is_opened_with_its_due_days(run: Any) -> None:
    added = run("add", "period", "--code", PERIOD, "--self-due-on", f"{YEAR}-02-02")
    item = run("list", "periods")["items"][0]
    assert (item["id"], item["code"], item["state"]) == (added["id"], PERIOD, "open")
    assert item["self_due_on"] == f"{YEAR}-02-02"
    refused = run("add", "period", "--code", PERIOD, status=1)
    assert refused["error"]["code"] == "code_taken"


def test_an_evaluation_goes_from_the_own_score_to_the_closing(month: Any) -> None:
    own = evaluate(month, "self", *MARKS)
    assert (own["state"], own["score"], own["band"]) == (
        "self",
        91.42,
        "hoàn thành xuất sắc nhiệm vụ",
    )
    assert evaluate(month, "submit")["state"] == "submitted"
    assert (
        evaluate(month, "close", status=1)["error"]["params"]["missing"][0]["state"] == "submitted"
    )
    assert evaluate(month, "approve")["state"] == "approved"
    assert evaluate(month, "close")["state"] == "closed"
    assert evaluate(month, "self", *MARKS, status=1)["error"]["code"] == "period_closed"
    assert evaluate(month, "reopen", "--comment", "Nhầm số liệu")["state"] == "reopened"
    listed = month("list", "evaluations", "--cycle", PERIOD)["items"]
    assert [(item["name"], item["state"]) for item in listed] == [("Nguyễn Văn An", "reopened")]


def test_marks_come_from_a_file(month: Any, tmp_path: Path) -> None:
    file = tmp_path / "marks.json"
    file.write_text(json.dumps(WHOLE, ensure_ascii=False), encoding="utf-8")
    assert evaluate(month, "self", "--marks", str(file))["score"] == 91.42
    file.write_text("{", encoding="utf-8")
    assert (
        evaluate(month, "self", "--marks", str(file), status=1)["error"]["code"] == "sheet_syntax"
    )


def test_what_blocks_a_score_is_named(run: Any) -> None:
    run("add", "period", "--code", PERIOD)
    found = evaluate(run, "self", *MARKS)
    assert (found["state"], found["score"]) == ("self", None)
    assert "Chưa đủ dữ liệu" in found["blocked"][0]
    assert evaluate(run, "submit", status=1)["error"]["code"] == "evaluation_blocked"


def test_a_complaint_is_filed_and_answered(month: Any) -> None:
    evaluate(month, "submit", *MARKS)
    evaluate(month, "approve")
    assert evaluate(month, "complain", "--comment", "Thiếu một sản phẩm")["state"] == "approved"
    again = evaluate(month, "complain", "--comment", "Lần nữa", status=1)
    assert again["error"]["code"] == "evaluation_state"
    assert evaluate(month, "answer", "--comment", "Đã xem xét")["state"] == "approved"


def test_a_unit_goes_one_step_together(month: Any) -> None:
    evaluate(month, "submit", *MARKS)
    done = evaluate(month, "--all", "approve")
    assert (done["done"], done["refused"]) == (1, 0)
    again = evaluate(month, "--all", "approve")
    assert again["items"][0]["error"]["code"] == "evaluation_state"


def test_a_pack_is_imported_tried_and_published(month: Any, tmp_path: Path) -> None:
    evaluate(month, "submit", *MARKS)
    file = tmp_path / "stricter.toml"
    month("pack", "export", "nd335-leader", file)
    text = file.read_text(encoding="utf-8").replace("= 90\n", "= 95\n")
    text = text.replace('version = "2026.1"', 'version = "2026.2"')
    file.write_text(text, encoding="utf-8")
    tried = month("pack", "what-if", file, "--period", PERIOD)
    assert (tried["count"], tried["changed"]) == (1, 1)
    assert tried["items"][0]["band_after"] == "hoàn thành tốt nhiệm vụ"
    imported = month("pack", "import", file)
    assert imported["published"] is False
    month("pack", "publish", "nd335-leader", "--from", f"{YEAR}-07-01")
    rows = [
        (item["version"], item["from_on"], item["to_on"])
        for item in month("list", "rule-packs")["items"]
        if item["code"] == "nd335-leader"
    ]
    assert rows == [
        ("2026.2", f"{YEAR}-07-01", None),
        ("2026.1", "2026-01-01", f"{YEAR}-06-30"),
    ]


def test_leave_and_brought_scores_are_set_on_an_evaluation(month: Any) -> None:
    id = month("add", "evaluation", "--period", PERIOD)["id"]
    month("set", id, "--days-present", "10", "--note", "Nghỉ ốm")
    month("set", id, "--brought", "2025-11:88.5")
    [item] = month("list", "evaluations", "--cycle", PERIOD)["items"]
    assert (item["days_present"], item["note"]) == (10, "Nghỉ ốm")
    assert item["brought"] == [{"period": "2025-11", "points": 88.5, "band": "", "office": ""}]
    refused = month("set", id, "--days-present", "99", status=1)
    assert refused["error"]["code"] == "days_present"


def test_an_evaluation_is_shown_whole_with_its_history(month: Any) -> None:
    id = evaluate(month, "submit", *MARKS)["id"]
    shown = month("show", id)
    assert shown["item"]["id"] == id
    assert shown["history"]
    assert any("Nghị định 335" in line for line in shown["why"])
    assert shown["item"]["scores"]["self"]["total"] == 91.42


def test_an_evaluation_is_told_with_its_score_and_the_progress_apart(
    month: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    id = evaluate(month, "submit", *MARKS)["id"]
    assert main(["--data", str(tmp_path / "data"), "show", id]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "– Cá nhân tự đánh giá: 91,42 hoàn thành xuất sắc nhiệm vụ" in lines
    assert "Tiến độ OKR: 0,00 %" in lines


def test_a_period_and_a_pack_are_shown(month: Any) -> None:
    period = month("list", "periods")["items"][0]["id"]
    assert month("show", period)["item"]["missing"][0]["name"] == "Nguyễn Văn An"
    pack = month("list", "rule-packs")["items"][0]
    assert month("show", pack["id"])["item"]["code"] == pack["code"]


def test_a_unit_is_rated_and_a_period_reopened_with_a_reason(month: Any) -> None:
    unit = month("list", "units")["items"][0]["code"]
    rate = ("rate-unit", "--unit", unit, "--rating", "good", "--comment", "Chậm hai chỉ tiêu")
    rated = evaluate(month, *rate)
    assert (rated["band"], rated["note"]) == ("good", "Chậm hai chỉ tiêu")
    evaluate(month, "submit", *MARKS)
    evaluate(month, "approve")
    evaluate(month, "close")
    assert evaluate(month, *rate, status=1)["error"]["code"] == "period_closed"
    assert evaluate(month, "reopen-period", status=1)["error"]["code"] == "reason_needed"
    assert evaluate(month, "reopen-period", "--comment", "Chấm sót")["state"] == "open"
