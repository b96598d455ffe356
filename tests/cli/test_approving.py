"""Words on work and blockers from a shell."""

from typing import Any

from tests.cli.conftest import DAY

KEY_RESULT = "Tỷ lệ hài lòng"


def test_what_is_said_of_a_check_in_is_listed(run: Any) -> None:
    check_in = run("check-in", KEY_RESULT, 85, "--on", DAY)["id"]
    run("remark", "comment", check_in, "--comment", "Số liệu từ đâu?")
    run("remark", "acknowledge", check_in)
    run("remark", "return", check_in, "--comment", "Thiếu minh chứng")
    kinds = [one["kind"] for one in run("list", "remarks", "--key-result", KEY_RESULT)["items"]]
    assert kinds == ["comment", "acknowledge", "return"]
    (waits,) = run("list", "to-answer")["items"]
    assert (waits["waits"], waits["id"]) == ("correct", check_in)


def test_an_explanation_is_asked_and_answered(run: Any) -> None:
    run("check-in", KEY_RESULT, 70, "--on", DAY)
    late = run("remark", "ask", KEY_RESULT, "--comment", "Vì sao?", "--due", DAY, status=1)
    assert late["error"]["code"] in ("date_in_past", "not_red")
    done = run("remark", "ask", KEY_RESULT, "--comment", "Vì sao?", "--due", "2099-12-31")
    assert [one["waits"] for one in run("list", "to-answer")["items"]] == ["answer"]
    run("remark", "answer", done["id"], "--comment", "Chờ số liệu")
    assert run("list", "to-answer")["items"] == []


def test_an_objective_cause_of_a_key_result_is_asked_told_and_confirmed(run: Any) -> None:
    asked = run("task", "cause", KEY_RESULT, "--reason", "Bão lụt", "--kind", "disaster")["id"]
    (cause,) = run("show", KEY_RESULT)["item"]["causes"]
    assert (cause["id"], cause["state"]) == (asked, "asked")
    run("task", "confirm", asked)
    assert run("show", KEY_RESULT)["item"]["causes"][0]["state"] == "confirmed"


def test_a_blocker_is_reported_given_a_day_and_closed(run: Any) -> None:
    words = ["--kind", "resources", "--text", "Thiếu máy chủ"]
    id = run("add", "blocker", "--key-result", KEY_RESULT, *words)["id"]
    run("set", id, "--owner", "Nguyễn Văn An", "--due-on", "2020-01-01")
    (row,) = run("list", "blockers")["items"]
    assert (row["text"], row["owner"], row["overdue"]) == ("Thiếu máy chủ", "Nguyễn Văn An", True)
    run("set", id, "--closed-on", DAY, "--resolution", "Đã được cấp")
    assert run("list", "blockers")["items"] == []
    (closed,) = run("list", "blockers", "--archived")["items"]
    assert closed["resolution"] == "Đã được cấp"
    assert run("set", id, "--due-on", DAY, status=1)["error"]["code"] == "blocker_closed"
