"""Two officers, two computers and a real server, all by the command line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main
from okrdesk.db.store import local_now
from okrdesk.services.cycles import find_cycles
from tests.offices import close_cycle
from tests.sync.client.house import PASSWORD, House, house

YEAR = str(local_now().year)
TODAY = local_now().date().isoformat()
Pc = Callable[..., Any]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[House]:
    """Give a real server with one agency."""
    with house(tmp_path / "server") as opened:
        yield opened


@pytest.fixture
def pc(
    served: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str], Pc]:
    """Give a computer for a person: a function that runs a command and returns its document."""
    monkeypatch.setenv("OKRDESK_PASSWORD", PASSWORD)

    def enrolled(person_id: str) -> Pc:
        folder = tmp_path / person_id

        def run(*words: object, status: int = 0) -> Any:
            found = main(["--data", str(folder), "--json", *map(str, words)])
            printed = capsys.readouterr()
            assert found == status, printed.err
            return json.loads(printed.out)

        user, code = served.code(person_id)
        joined = run("enrol", "--server", served.url, "--user", user, "--code", code)
        assert (joined["agency"], joined["server"]) == ("Sở Thử nghiệm", served.url)
        assert joined["received"] > 0
        return run

    return enrolled


@pytest.fixture
def both(served: House, pc: Callable[[str], Pc]) -> tuple[Pc, Pc]:
    """Give the computers of a head and of an officer of the same unit."""
    unit = served.unit("TH", "Phòng Tổng hợp")
    head = served.person("002", "Trần Thị Bình", unit, is_leader=True)
    officer = served.person("004", "Đỗ Thị Đào", unit)
    return pc(head), pc(officer)


def add_objective(officer: Pc) -> str:
    """Let the officer write an own objective and send it."""
    words = ("--title", "Nâng mức hài lòng", "--cycle", YEAR, "--owner", "004")
    id: str = officer("add", "objective", *words)["id"]
    return id


def test_an_objective_is_submitted_here_and_approved_there(both: tuple[Pc, Pc]) -> None:
    head, officer = both
    objective = add_objective(officer)
    assert officer("submit", objective, "--comment", "Xin duyệt")["state"] == "submitted"
    waiting = officer("list", "waiting")["items"]
    assert [item["what"] for item in waiting] == ["Trình duyệt mục tiêu", "Thêm mục tiêu"]
    sent = officer("sync")
    assert (sent["sent"], sent["applied"], sent["refused"], sent["requests"]) == (2, 2, 0, 1)
    assert sent["bytes_up"] > 0
    assert officer("list", "waiting")["items"] == []

    assert head("sync")["received"] > 0
    (inbox,) = head("list", "inbox")["items"]
    assert (inbox["id"], inbox["owner"], inbox["comment"]) == (objective, "Đỗ Thị Đào", "Xin duyệt")
    assert head("return", objective, status=1)["error"]["code"] == "reason_needed"
    assert head("approve", objective, "--comment", "Đồng ý")["state"] == "approved"
    head("sync")

    arrived = officer("sync")
    assert (arrived["sent"], arrived["received"]) == (0, 1)
    (row,) = officer("list", "objectives", "--cycle", YEAR)["items"]
    assert row["review"] == "approved"
    assert [item["who"] for item in officer("list", "arrived")["items"]] == ["Trần Thị Bình"]
    assert officer("verify") == officer("verify") | {"ok": True, "problems": []}


def test_two_edits_of_one_field_are_told_to_both_and_one_decides(both: tuple[Pc, Pc]) -> None:
    head, officer = both
    objective = add_objective(officer)
    officer("sync")
    head("sync")
    officer("set", objective, "--title", "Của cán bộ")
    head("set", objective, "--title", "Của trưởng phòng")
    head("sync")
    officer("sync")
    (conflict,) = officer("list", "conflicts")["items"]
    assert (conflict["field"], conflict["kept"]) == ("title", "theirs")
    assert conflict["mine"]["value"] == "Của cán bộ"
    assert (conflict["theirs"]["value"], conflict["theirs"]["who"]) == (
        "Của trưởng phòng",
        "Trần Thị Bình",
    )
    head("sync")
    assert head("list", "conflicts")["items"][0]["id"] == conflict["id"]

    assert officer("resolve", conflict["id"], "mine")["id"] == conflict["id"]
    officer("undo")
    officer("resolve", conflict["id"][:8], "Của cả hai")
    officer("sync")
    head("sync")
    assert head("list", "conflicts")["items"] == []
    assert head("list", "conflicts", "--archived")["items"][0]["chosen"] == "other"
    for one in (head, officer):
        assert one("show", objective)["item"]["title"] == "Của cả hai"


def test_what_came_too_late_is_told_and_put_aside(served: House, both: tuple[Pc, Pc]) -> None:
    _head, officer = both
    objective = add_objective(officer)
    officer("sync")
    officer("set", objective, "--title", "Sửa muộn")
    desk = served.desk()
    (year,) = [cycle.id for cycle in find_cycles(desk) if cycle.code == YEAR]
    close_cycle(desk, year)
    assert officer("sync")["refused"] == 1
    (refused,) = officer("list", "refused")["items"]
    assert (refused["reason"], refused["fields"]) == ("cycle_closed", {"title": "Sửa muộn"})
    assert refused["why"]
    assert refused["advice"]
    assert officer("show", objective)["item"]["title"] == "Nâng mức hài lòng"
    failed = officer("resend", refused["id"], status=1)
    assert failed["error"]["code"] == "cycle_closed"
    assert officer("discard", refused["id"])["id"] == refused["id"]
    (handled,) = officer("list", "handled")["items"]
    assert (handled["id"], handled["how"]) == (refused["id"], "discarded")
    assert officer("list", "refused")["items"] == []
    assert officer("discard", refused["id"], status=1)["error"]["code"] == "not_found"


def test_a_change_without_right_is_handed_over_and_accepted(both: tuple[Pc, Pc]) -> None:
    head, officer = both
    theirs = head(
        "add", "objective", "--title", "Của phòng", "--cycle", YEAR, "--owner", "Phòng Tổng hợp"
    )["id"]
    key_result = head(
        "add", "key-result", "--objective", theirs, "--title", "Hồ sơ đúng hạn", "--start", "0",
        "--target", "100", "--owner", "004",
    )["id"]  # fmt: skip
    head("sync")
    officer("sync")
    officer("check-in", key_result, "40", "--on", TODAY)
    head("set", key_result, "--owner", "002")
    head("sync")
    sent = officer("sync")
    assert (sent["parked"], sent["refused"]) == (1, 0)
    (pending,) = officer("list", "pending")["items"]
    assert pending["reason"] == "handover"
    head("sync")
    (offered,) = head("list", "handovers")["items"]
    assert (offered["who"], offered["fields"]["value"]) == ("Đỗ Thị Đào", "40")
    head("answer", offered["id"], "accept")
    head("sync")
    (entry,) = head("list", "check-ins", "--key-result", key_result)["items"]
    assert entry["value"] == 40
    officer("sync")
    assert officer("list", "pending")["items"] == []


def test_what_waits_is_written_into_a_file(both: tuple[Pc, Pc], tmp_path: Path) -> None:
    _head, officer = both
    add_objective(officer)
    file = tmp_path / "officer.okrb"
    written = officer("bundle", "write", file)
    assert (written["sent"], written["file"]) == (1, str(file))
    assert written["bytes_up"] == file.stat().st_size
    assert officer("bundle", "read", file, status=1)["error"]["code"].startswith("bundle")
    for way in ("write", "read"):
        error = officer("bundle", way, tmp_path, status=1)["error"]
        assert error["code"] == "path_is_folder"
    assert officer("list", "waiting")["items"]


def test_a_server_that_moved_is_found_by_its_new_address(
    served: House, both: tuple[Pc, Pc]
) -> None:
    _head, officer = both
    moved = served.url.replace("127.0.0.1", "localhost")
    assert officer("sync", "--server", moved)["requests"] == 1
    wrong = ("--pin", "TH", "--pin", "không có")
    assert officer("sync", *wrong, status=1)["error"]["code"] == "not_found"
    assert officer("sync")["pinned"] == []
    assert [unit["code"] for unit in officer("sync", "--pin", "TH")["pinned"]] == ["TH"]
    assert officer("sync", "--unpin", "TH")["pinned"] == []
    assert officer("sync", "--server", "http://okr.example", status=1)["error"]["code"]


def attach(officer: Pc, proof: Path) -> None:
    """Let the officer check in a new key result with a file."""
    objective = add_objective(officer)
    words = ("--title", "Hồ sơ đúng hạn", "--kind", "increase", "--start", 0, "--target", 10)
    key_result = officer("add", "key-result", "--objective", objective, *words)["id"]
    officer("check-in", key_result, 3, "--evidence", proof)


def test_a_file_attached_here_is_saved_there(both: tuple[Pc, Pc], tmp_path: Path) -> None:
    head, officer = both
    proof = tmp_path / "Biên bản.pdf"
    proof.write_bytes(b"%PDF-1.7 bien ban")
    attach(officer, proof)
    out = tmp_path / "nhan.pdf"
    assert officer("file", "Biên bản.pdf", "--out", out)["size"] == 17
    assert officer("file", "Không có", "--out", out, status=1)["error"]["code"] == "not_found"
    assert officer("sync")["files"] == 1
    head("sync")
    saved = head("file", "Biên bản.pdf", "--out", tmp_path)
    assert Path(saved["file"]).read_bytes() == proof.read_bytes()


def test_a_file_that_the_server_declines_is_told_with_the_reason(
    both: tuple[Pc, Pc], tmp_path: Path
) -> None:
    officer = both[1]
    program = tmp_path / "công cụ.exe"
    program.write_bytes(b"MZ" + bytes(100))
    attach(officer, program)
    sent = officer("sync")
    (told,) = sent["declined_files"]
    assert (sent["files"], told["file"], told["reason"]) == (0, "công cụ.exe", "program")
    assert "máy chủ không lưu loại tệp này" in told["why"]
    assert told["advice"]
    assert [one["id"] for one in officer("list", "refused")["items"]] == [told["id"]]
    assert officer("resend", told["id"][:12])["id"] == told["id"]
    assert [one["id"] for one in officer("sync")["declined_files"]] == [told["id"]]
    officer("discard", "công cụ.exe")
    assert officer("sync")["declined_files"] == []
