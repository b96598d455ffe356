"""A day of an office on a central server: three desktops in windows, a fourth PC by carried file.

The server runs on PostgreSQL; each PC has a screen and a cable of its own. What people do goes
through their keyboards, what an administrator does through `okrdesk-server`; at the end every
device that may see a thing shows the same, nothing is lost, and the audit verifies.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from okrdesk.db.store import local_now
from tests.e2e import connected
from tests.e2e.cable import Cable
from tests.e2e.central import Central
from tests.e2e.connected import DAYS, HEAD, LEADER, OBJECTIVE, OFFICER, ON_TIME, OTHER, PASSWORD, Pc
from tests.e2e.officer import Officer
from tests.e2e.shell import Shell
from tests.e2e.stage import Program, Stage, own_folders, stage
from tests.ports import held_port
from tests.server.postgresql import PostgreSql, running

CARRIED = "Số hóa hồ sơ cán bộ"
BY_SAMPLE = "Cơ quan mẫu, để xem thử (không có gì là thật)"
BY_SERVER = "Máy chủ của cơ quan (tôi có địa chỉ và mã)"


@dataclass
class Seat:
    """A person at a PC with a window."""

    pc: Pc
    at: Officer
    program: Program

    @property
    def stage(self) -> Stage:
        return self.at.stage


@pytest.fixture
def database() -> Iterator[PostgreSql]:
    with running() as server:
        yield server


def test_a_connected_day(database: PostgreSql, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        central = serving(stack, database, tmp_path)
        pcs = {code: a_pc(stack, central, tmp_path, code) for code in connected.PCS}
        for code in (HEAD, OFFICER, OTHER):
            connected.enrol(central, pcs[code])
        connected.plan(pcs[OFFICER])
        pcs[OFFICER].shell.json("sync")
        officer, head, leader = (
            seat(stack, pcs[code], tmp_path) for code in (OFFICER, HEAD, LEADER)
        )
        enrols_in_the_window(leader, central)
        sits_down(officer)
        sits_down(head)
        sees_a_check_in_at_once(officer, head)
        submits(officer)
        last_night = central.json("backup", tmp_path / "backups")["folder"]
        works_without_a_network(officer)
        approves_and_edits_the_same(head)
        comes_back_over_a_bad_line(officer)
        decides_the_conflict(officer)
        sees_what_was_decided(head)
        carries_a_file(pcs[OTHER], central, tmp_path)
        loses_the_server(central, database.create("restored"), last_night)
        for one in (officer, head):
            offers_again_what_was_lost(one)
        changes_units(central, pcs[OTHER], head)
        sees_the_same(leader)
        loses_its_right(leader, central)
        for one in (officer, head):
            one.stage.hands.key("ctrl+q")
            assert one.program.wait() == 0
        all_show_the_same(central, pcs)


def serving(stack: contextlib.ExitStack, database: PostgreSql, place: Path) -> Central:
    """Return a server with the office in it, serving with two workers."""
    environment = own_folders(place / "server")
    port = stack.enter_context(held_port())
    central = Central(place / "server" / "state", database.create("day"), environment, port)
    connected.found(central, place)
    stack.callback(central.kill)
    return central.serve("--workers", "2")


def a_pc(stack: contextlib.ExitStack, central: Central, place: Path, code: str) -> Pc:
    """Return a PC that has a cable to the server, and nothing on its disk yet."""
    environment = own_folders(place / f"shell-{code}") | {"OKRDESK_PASSWORD": PASSWORD}
    cable = stack.enter_context(Cable(central.port))
    return Pc(code, Shell(place / code, environment), cable)


def seat(stack: contextlib.ExitStack, pc: Pc, place: Path) -> Seat:
    """Sit a person down at a screen with the program started on the PC's folder."""
    folder = place / f"screen-{pc.code}"
    folder.mkdir()
    screen = stack.enter_context(stage(folder))
    return Seat(pc, Officer(screen), screen.start(pc.folder))


def enrols_in_the_window(leader: Seat, central: Central) -> None:
    eyes, hands = leader.stage.eyes, leader.stage.hands
    user, code = connected.code_for(central, LEADER)
    eyes.focused("push button", "Tiếp tục")
    hands.key("Return")
    eyes.focused("text", "Tên cơ quan")
    leader.at.tab_to("radio button", BY_SAMPLE, key="shift+Tab")
    hands.key("Up", "space")
    eyes.see("radio button", BY_SERVER, states=["checked"])
    leader.stage.picture("first-run")
    leader.at.fill("text", "Địa chỉ máy chủ", leader.pc.cable.url)
    leader.at.fill("text", "Tên người dùng", user)
    leader.at.fill("text", "Mã dùng một lần", code)
    leader.at.fill("password text", "Mật khẩu tài khoản", PASSWORD)
    leader.at.fill("password text", "Nhập lại mật khẩu", PASSWORD)
    leader.stage.picture("enrol")
    hands.key("Return")
    eyes.focused("text", "Thư mục sao lưu")
    hands.key("Return")
    eyes.see("frame", f"{connected.AGENCY} — okrdesk")
    eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")
    leader.stage.picture("leader")


def sits_down(one: Seat) -> None:
    one.at.unlock(PASSWORD)
    one.stage.eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")


def sees_a_check_in_at_once(officer: Seat, head: Seat) -> None:
    head.at.go("Mục tiêu")
    officer.at.arrow_to("list item", ON_TIME, "Down")
    officer.stage.hands.key("Return")
    officer.at.check_in(ON_TIME, "86", shows="Tiến độ 40 %")
    leaves_the_next(officer, DAYS)
    head.stage.eyes.see("table cell", "20 %")
    head.stage.picture("a-check-in-arrived")


def leaves_the_next(officer: Seat, title: str) -> None:
    """After a check-in the next one opens by itself; close it."""
    eyes = officer.stage.eyes
    eyes.see("label", title, within=eyes.see("dialog", "Lần cập nhật"))
    officer.stage.hands.key("Escape")
    eyes.gone("dialog")


def submits(officer: Seat) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.at.go("Mục tiêu")
    eyes.focused("table cell", OBJECTIVE)
    eyes.see("label", OBJECTIVE)
    hands.key("ctrl+shift+d")
    eyes.see("dialog", "Trình duyệt")
    eyes.focused("text", "Nhận xét")
    hands.type("Kế hoạch quý của tôi")
    officer.at.save()
    eyes.see("push button", "Phê duyệt: Đã trình duyệt")
    eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")


def works_without_a_network(officer: Seat) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.pc.cable.pull()
    officer.at.go("Hôm nay")
    officer.at.arrow_to("list item", DAYS, "Up")
    hands.key("Return")
    officer.at.check_in(DAYS, "10", shows="Tiến độ 40 %")
    leaves_the_next(officer, ON_TIME)
    eyes.see("push button", part="Ngoại tuyến — 1 thay đổi chờ gửi")
    sets_the_target(officer, "96")
    eyes.see("push button", part="Ngoại tuyến — 2 thay đổi chờ gửi")
    officer.stage.picture("offline")


def sets_the_target(one: Seat, value: str, reason: str = "") -> None:
    """Edit the target of the officer's first key result in Mục tiêu; an approved one with why."""
    eyes, hands = one.stage.eyes, one.stage.hands
    one.at.go("Mục tiêu")
    eyes.focused("table cell", OBJECTIVE)
    hands.key("Right")
    eyes.see("table cell", ON_TIME)
    one.at.arrow_to("table cell", ON_TIME, "Down")
    eyes.see("label", ON_TIME)
    hands.key("F2")
    eyes.see("dialog", "Sửa kết quả then chốt")
    one.at.fill("text", "Mức cần đạt", value)
    if reason:
        one.at.fill("text", "Lý do thay đổi chỉ tiêu đã phê duyệt", reason)
        one.stage.picture("why-the-target-changes")
    one.at.save()


def approves_and_edits_the_same(head: Seat) -> None:
    eyes, hands = head.stage.eyes, head.stage.hands
    head.at.go("Hôm nay")
    head.at.arrow_to("list item", OBJECTIVE, "Down")
    hands.key("Return")
    eyes.see("dialog", "Xét duyệt")
    head.at.save("review")
    head.at.go("Mục tiêu")
    eyes.see("push button", "Phê duyệt: Đã phê duyệt")
    sets_the_target(head, "98", "Tỉnh giao cao hơn")
    eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")


def comes_back_over_a_bad_line(officer: Seat) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.at.go("Đồng bộ")
    officer.pc.cable.plug(breaks_after=300)
    hands.key("ctrl+Return")
    officer.pc.cable.wait_until_pulled()
    eyes.see("push button", part="Ngoại tuyến — 2 thay đổi chờ gửi")
    officer.pc.cable.plug()
    hands.key("ctrl+Return")
    eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")


def decides_the_conflict(officer: Seat) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.at.tab_to("page tab", "Cần xử lý", key="shift+Tab")
    hands.key("Right")
    eyes.focused("page tab", "Cùng sửa (1)")
    eyes.see("label", "Giá trị của tôi", text="96")
    eyes.see("label", "Giá trị của người kia", text="98")
    eyes.see("label", part="Lê Thị Trưởng, ")
    officer.stage.picture("conflict")
    hands.key("ctrl+m")
    eyes.see("page tab", "Cùng sửa")
    eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")


def sees_what_was_decided(head: Seat) -> None:
    """The value that the officer kept, proposed beside the approved one, which is in force."""
    eyes = head.stage.eyes
    eyes.see("label", part="đề nghị: 96")
    head.stage.picture("decided")


def carries_a_file(pc: Pc, central: Central, place: Path) -> None:
    """Work on a PC without a network goes to the server and back by a stick."""
    pc.cable.pull()
    pc.shell.json(
        "add",
        "objective",
        "--title",
        CARRIED,
        "--cycle",
        connected.running_quarter(pc),
        "--owner",
        OTHER,
    )
    there, back = place / "di.okrb", place / "ve.okrb"
    assert pc.shell.json("bundle", "write", there)["sent"] == 1
    central.json("bundle", "answer", there, "--out", back)
    assert pc.shell.json("bundle", "read", back)["applied"] == 1
    assert not pc.shell.json("list", "waiting")["items"]


def changes_units(central: Central, pc: Pc, head: Seat) -> None:
    """A transfer: the head of the new unit sees what the officer brings along."""
    pc.cable.plug()
    pc.shell.json("sync")
    head.at.go("Mục tiêu")
    assert not head.stage.eyes.sees("table cell", CARRIED)
    today = local_now().date()
    central.json("post", "open", pc.code, connected.REFORM, "--title", "Chuyên viên")
    central.json("post", "close", pc.code, connected.STAFF, "--on", today - timedelta(days=1))
    head.stage.eyes.see("table cell", CARRIED)
    head.stage.picture("after-the-transfer")


def sees_the_same(leader: Seat) -> None:
    """What came by network and by stick, was decided, lost and offered again, is here too."""
    leader.at.go("Mục tiêu")
    for title in (OBJECTIVE, CARRIED):
        leader.stage.eyes.see("table cell", title)
    leader.at.arrow_to("table cell", OBJECTIVE, "Down")
    leader.stage.hands.key("Right")
    leader.stage.eyes.see("table cell", ON_TIME)
    leader.at.arrow_to("table cell", ON_TIME, "Down")
    leader.stage.eyes.see("label", part="đề nghị: 96")
    leader.stage.picture("leader-sees-the-same")


def loses_the_server(central: Central, database: str, last_night: str) -> None:
    """The server dies, and comes back from the backup of last night on another database."""
    central.kill()
    central.database = database
    central.json("restore", last_night)
    central.serve("--workers", "2")


def offers_again_what_was_lost(one: Seat) -> None:
    one.at.go("Đồng bộ")
    one.stage.hands.key("ctrl+Return")
    one.stage.eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")


def loses_its_right(leader: Seat, central: Central) -> None:
    devices = central.json("device", "list")["items"]
    mine = next(one["id"] for one in devices if one["name"] == "Trần Văn Giám")
    central.json("device", "revoke", mine, "--wipe")
    leader.at.go("Đồng bộ")
    leader.stage.hands.key("ctrl+Return")
    leader.stage.eyes.see(part="thu hồi")
    leader.stage.picture("revoked")
    leader.program.kill()
    assert leader.pc.shell.run("list", "objectives").returncode == 1


def all_show_the_same(central: Central, pcs: dict[str, Pc]) -> None:
    for _round in range(2):
        for code in (OFFICER, HEAD, OTHER):
            told = pcs[code].shell.json("sync")
            assert not told["refused"], told
    shown = {code: what_is_stored(pcs[code].shell) for code in (OFFICER, HEAD, OTHER)}
    assert shown[HEAD]["objectives"].keys() == {OBJECTIVE, CARRIED}
    assert shown[OFFICER]["key-results"] == shown[HEAD]["key-results"]
    assert shown[OFFICER]["check-ins"] == shown[HEAD]["check-ins"]
    # The approved target of 95 is in force: nobody has approved another since.
    assert shown[OFFICER]["key-results"][ON_TIME]["progress"] == (86 - 80) / (95 - 80)
    assert {row["value"] for row in shown[HEAD]["check-ins"].values()} == {86, 10}
    assert shown[OTHER]["objectives"].keys() == {CARRIED}
    # Approved as it was submitted; what was decided since is an amendment that waits.
    assert shown[OFFICER]["objectives"][OBJECTIVE] == shown[HEAD]["objectives"][OBJECTIVE]
    assert shown[OFFICER]["objectives"][OBJECTIVE]["review"] == "amended"
    for code in (OFFICER, HEAD, OTHER):
        for what in ("waiting", "refused", "pending", "conflicts"):
            assert not items(pcs[code].shell, what), f"{what} of {code}"
        assert pcs[code].shell.json("verify")["ok"]
        assert pcs[code].shell.json("check")["ok"]
    assert central.json("audit", "verify")["ok"]


def what_is_stored(shell: Shell) -> dict[str, dict[str, Any]]:
    """Return objectives, key results and check-ins with what a person reads of them."""
    objectives = {
        row["title"]: {name: row[name] for name in ("progress", "review")}
        for row in items(shell, "objectives")
    }
    results = {
        row["title"]: {name: row[name] for name in ("value", "progress", "health")}
        for row in items(shell, "key-results")
    }
    entries = {
        row["id"]: {name: row[name] for name in ("value", "effective_on")}
        for row in items(shell, "check-ins")
    }
    return {"objectives": objectives, "key-results": results, "check-ins": entries}


def items(shell: Shell, what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shell.json("list", what)["items"]
    return found
