"""Reviews and the lists of synchronisation in an office without a server."""

from typing import Any

import pytest

OBJECTIVE = "nguoi dan hai long hon"


def test_an_objective_is_submitted_returned_and_approved(run: Any) -> None:
    assert run("submit", OBJECTIVE, "--comment", "Xin duyệt")["state"] == "submitted"
    assert run("list", "inbox")["items"][0]["comment"] == "Xin duyệt"
    assert run("return", OBJECTIVE, "--comment", "Thiếu số liệu")["state"] == "returned"
    assert run("submit", OBJECTIVE)["state"] == "submitted"
    done = run("approve", OBJECTIVE)
    assert done["state"] == "approved"
    assert {"entity": "objective", "id": done["objective"]} in done["changed"]
    assert run("approve", OBJECTIVE, status=1)["error"]["code"] == "review_state"
    assert run("undo")["act"] == "approve-objective"
    assert run("list", "objectives")["items"][0]["review"] == "submitted"


@pytest.mark.parametrize("what", ["conflicts", "waiting", "refused", "pending", "handovers"])
def test_without_a_server_nothing_waits(run: Any, what: str) -> None:
    assert run("list", what)["items"] == []


@pytest.mark.parametrize(
    "words", [("resend", "0199"), ("hand-over", "0199"), ("discard", ""), ("answer", "0", "accept")]
)
def test_what_is_not_there_is_said(run: Any, words: tuple[str, ...]) -> None:
    assert run(*words, status=1)["error"]["code"] == "not_found"


def test_without_a_server_there_is_nothing_to_sync(run: Any) -> None:
    assert run("sync", status=1)["error"]["code"] == "not_enrolled"
    assert run("bundle", "write", "x.okrb", status=1)["error"]["code"] == "not_enrolled"


def test_the_history_of_an_office_is_verified(run: Any) -> None:
    assert run("verify")["ok"] is True


def test_an_office_asks_for_levels_and_a_leader_gives_all_of_them(run: Any) -> None:
    run("set", "office", "--approval-levels", "2")
    assert run("set", "office", "--approval-levels", "4", status=1)["error"]["code"] == "bad_value"
    assert run("set", "office", "--colour", "1", status=1)["error"]["code"] == "bad_value"
    submitted = run("submit", OBJECTIVE)
    assert (submitted["levels"], submitted["given"]) == (2, [])
    assert submitted["next"] == ["Nguyễn Văn An"]
    done = run("approve", OBJECTIVE)
    assert done["state"] == "approved"
    assert [one["level"] for one in done["given"]] == [1, 2]
