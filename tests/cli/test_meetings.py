"""Meetings from a shell: held, concluded, carried out, listed and shown."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import DAY, YEAR

DUE = f"{YEAR}-12-31"


def test_a_meeting_is_held_concluded_and_carried_out(run: Any, tmp_path: Path) -> None:
    words = ("--title", "Giao ban tuần", "--held-on", DAY, "--place", "Phòng họp 1")
    id = run("add", "meeting", *words)["id"]
    about = ("--owner", "Nguyễn Văn An", "--due-on", DUE, "--key-result", "Tỷ lệ hài lòng")
    first = run(
        "add", "conclusion", "--meeting", "giao ban tuần", "--text", "Khảo sát lại", *about
    )["id"]
    (listed,) = run("list", "conclusions", "--key-result", "Tỷ lệ hài lòng")["items"]
    assert (listed["id"], listed["subject"], listed["due_on"]) == (first, "Tỷ lệ hài lòng", DUE)
    (meeting,) = run("list", "meetings")["items"]
    assert (meeting["conclusions"], meeting["open_conclusions"]) == (1, 1)
    run("set", first, "--text", "Khảo sát lại toàn tỉnh")
    run("set", id, "--note", "Đã xem 4 kết quả then chốt")
    shown = run("show", id)["item"]
    assert (shown["note"], shown["under"][0]["text"]) == (
        "Đã xem 4 kết quả then chốt",
        "Khảo sát lại toàn tỉnh",
    )
    minutes = run("form", "B3", "--period", "Giao ban tuần", "--out", str(tmp_path / "b3.pdf"))
    assert minutes["pages"] == 1
    run("set", first, "--closed-on", DAY)
    assert run("list", "conclusions", "--person", "Nguyễn Văn An")["items"] == []
    assert run("show", first)["item"]["closed_on"] == DAY
    run("set", first, "--closed-on=")
    assert len(run("list", "conclusions")["items"]) == 1
    run("archive", id)
    assert run("list", "meetings")["items"] == []


def test_a_meeting_of_which_nothing_is_said_is_refused(run: Any) -> None:
    assert run("add", "meeting", status=1)["error"]["code"] == "missing_field"
    refused = run("add", "conclusion", "--meeting", "không có", "--text", "x", status=1)
    assert refused["error"]["code"] == "not_found"
