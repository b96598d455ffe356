"""The end of a cycle from the shell: what misses, closing, opening again, copying."""

from typing import Any

from tests.cli.conftest import YEAR

OBJECTIVE = "nguoi dan hai long hon"
KEY_RESULT = "Tỷ lệ hài lòng"
NEXT = str(int(YEAR) + 1)


def test_a_cycle_is_settled_step_by_step(run: Any) -> None:
    wanting = {item["missing"] for item in run("list", "missing", "--cycle", YEAR)["items"]}
    assert wanting == {"closed", "approved", "checked_in"}
    cycle = next(one["id"] for one in run("list", "cycles")["items"] if one["code"] == YEAR)
    run("set", cycle, "--state", "closing")
    failed = run("set", cycle, "--state", "closed", status=1)["error"]
    assert (failed["code"], failed["params"]["count"]) == ("cycle_not_settled", 1)
    words = ("--outcome", "kept", "--grade", "0.6", "--reason", "Làm tiếp")
    done = run("close", OBJECTIVE, *words)
    assert (done["grade"], done["outcome"]) == (0.6, "kept")
    run("reopen", OBJECTIVE, "--reason", "Sửa điểm")
    again = (*words[:2], "--grade", f"{KEY_RESULT}=0.8", "--reason", "Sửa")
    assert run("close", OBJECTIVE, *again)["grade"] == 0.8
    failed = run("set", cycle, "--state", "closed", status=1)["error"]
    assert (failed["code"], failed["params"]["count"]) == ("cycle_not_judged", 1)
    (never,) = run("list", "missing", "--cycle", YEAR)["items"]
    assert (never["missing"], never["title"]) == ("approved", "Người dân hài lòng hơn")
    run("submit", OBJECTIVE)
    run("approve", OBJECTIVE)
    run("set", cycle, "--state", "closed")
    assert run("list", "missing", "--cycle", YEAR)["items"] == []


def test_a_closing_needs_a_reason(run: Any) -> None:
    failed = run("close", OBJECTIVE, "--outcome", "reached", status=1)
    assert failed["error"]["code"] == "reason_needed"


def test_an_objective_is_copied_with_the_key_results_that_are_named(run: Any) -> None:
    run("add", "cycle", "--code", NEXT)
    whole = run("copy", OBJECTIVE, "--to", NEXT)["ids"]
    (under,) = run("show", whole[0])["item"]["under"]
    assert under["title"] == KEY_RESULT
    taken = run("list", "key-results", "--cycle", YEAR)["items"][0]["id"]
    source = run("list", "objectives", "--cycle", YEAR)["items"][0]["id"]
    named = run("copy", source, "--to", NEXT, "--key-result", taken)["ids"][0]
    assert len(run("show", named)["item"]["under"]) == 1
    assert run("show", named)["item"]["copied_from"]["title"] == "Người dân hài lòng hơn"
