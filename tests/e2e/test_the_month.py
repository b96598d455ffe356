"""A month of evaluation: from the tasks typed in to the signed, registered sheets of ten officers.

An officer, the head and the director work at windows of their own, on PCs that a server connects;
the nine others, whose day is the same, by the command line. What is pressed goes through the X
server, what is asserted is what a screen reader would read out, and the paper has the last word.
"""

from dataclasses import replace
from pathlib import Path

from okrdesk.db.store import local_now
from tests.e2e.hands import clipboard
from tests.e2e.month import (
    AGENCY,
    DIRECTOR,
    DIVISION,
    HEAD,
    LEADERS,
    OFFICER,
    OFFICERS,
    PASSWORD,
    Office,
    Seat,
    office,
    prepare,
    seat,
)
from tests.e2e.paper import words_of, write_key
from tests.e2e.shell import Shell

FILES, PLAN = "Thẩm tra hồ sơ thủ tục hành chính", "Tham mưu kế hoạch chuyển đổi số quý"
LETTERS, TRAINING = "Trả lời kiến nghị của người dân", "Tập huấn cán bộ một cửa"
REASON = "Mất điện cả ngày theo lịch của điện lực."
REMARK = "Cần hoàn thành đủ số hồ sơ được giao."
AGAIN = "Chấm thiếu điểm sáng kiến"
F1 = "F1 · Phiếu theo dõi, đánh giá công chức"
F4 = "F4 · Bảng tổng hợp kết quả đánh giá của đơn vị"
F5 = "F5 · Danh sách phê duyệt kết quả xếp loại"
WAITING = "Phiếu đang chờ bạn quyết định"


def test_a_month_from_the_tasks_to_the_signed_sheets(tmp_path: Path) -> None:
    with office(tmp_path, local_now().date()) as made:
        prepare(made)
        with seat(made, OFFICER) as officer:
            types_tasks(officer, f"{made.today:%d/%m/%Y}")
            records_what_was_done(officer)
            asks_for_an_objective_cause(officer)
            with seat(made, HEAD) as head:
                judges_the_tasks(head)
                scores_the_own_work(officer)
                goes_through_the_inbox(head)
                head.leaves()
            officer.leaves()
        papers = tmp_path / "Phiếu"
        papers.mkdir()
        with seat(made, DIRECTOR) as director:
            approves_everybody(director)
            closes_the_month(director)
            makes_the_papers(director, papers)
            attaches_the_signed_sheet(director, made, papers)
            director.leaves()
        says_what_was_decided(papers)
        tells_what_changed(made, papers)


# The officer


def types_tasks(officer: Seat, day: str) -> None:
    """Two rows by Tab and Enter, two more from Excel."""
    eyes, hands = officer.at.stage.eyes, officer.at.stage.hands
    officer.at.go("Công việc")
    eyes.focused("table", "Công việc")
    for title, quantity, coefficient in ((FILES, "20", "1"), (PLAN, "1", "4")):
        hands.type(title)
        hands.key("Tab", "Tab", "Tab")
        hands.type(quantity)
        hands.key("Tab")
        hands.type(coefficient)
        hands.key("Tab")
        hands.type(day[:5])
        hands.key("Return")
        eyes.see("table cell", title)
        eyes.focused("table cell", "")
    copied = ((LETTERS, "", "", "10", "0,5", day), (TRAINING, "", "", "2", "2", day))
    with clipboard(officer.at.stage.environment, "\n".join("\t".join(row) for row in copied)):
        hands.key("ctrl+v")
        eyes.see("label", "Đã ghi 2 dòng.")
    eyes.see("label", "4 công việc")
    officer.at.stage.picture("tasks")


def records_what_was_done(officer: Seat) -> None:
    eyes, hands = officer.at.stage.eyes, officer.at.stage.hands
    officer.at.arrow_to("table cell", LETTERS, "Up")
    hands.key("ctrl+Return")
    eyes.see("dialog", "Ghi sản phẩm hoàn thành")
    eyes.focused("text", "Số lượng", text="10")
    officer.at.save()
    officer.at.arrow_to("table cell", FILES, "Up")
    hands.key(*["Right"] * 6)
    for done in ("18", "1"):
        hands.type(done)
        hands.key("Return")
        eyes.see("table cell", done)
    eyes.focused("table cell", "10")
    hands.key("Down")
    hands.type("2")
    hands.key("Return")
    eyes.see("push button", "Hoàn tác: Sửa công việc")


def asks_for_an_objective_cause(officer: Seat) -> None:
    eyes, hands = officer.at.stage.eyes, officer.at.stage.hands
    hands.key("Up")
    eyes.see("label", TRAINING)
    hands.key("ctrl+shift+o")
    eyes.see("dialog", "Đề nghị xác nhận nguyên nhân khách quan")
    officer.at.fill("spin button", "Số lần chậm đề nghị miễn trừ", "1")
    officer.at.tab_to("text", "Sự việc, và vì sao cản trở công việc")
    hands.type(REASON)
    officer.at.save("objective-cause")
    eyes.see("table cell", "Chờ")
    officer.tells()


def scores_the_own_work(officer: Seat) -> None:
    """Prepared from the tasks, marked by the keyboard, the total beside it while typing."""
    eyes, hands = officer.at.stage.eyes, officer.at.stage.hands
    officer.at.go("Đánh giá")
    eyes.focused("push button", "Lập phiếu từ công việc của tôi")
    hands.key("Return")
    eyes.focused("table", "Tiêu chí chung")
    for _mark in range(2):
        hands.type("4,5")
        hands.key("Return")
    eyes.see("push button", "Tổng điểm: – / 100. Vì sao?")
    hands.key("ctrl+d")
    eyes.see("push button", "Tiêu chí chung: 29,00 / 30. Vì sao?")
    eyes.see("push button", "a) Số lượng: 93,94 %. Vì sao?")
    eyes.see("push button", "b) Chất lượng: 90,91 %. Vì sao?")
    eyes.see("push button", "c) Tiến độ: 93,94 %. Vì sao?")
    eyes.see("push button", "Tổng điểm: 94,05 / 100. Vì sao?")
    officer.at.tab_to("text", "Ưu điểm")
    hands.type("Chủ động, nắm chắc việc.")
    officer.at.stage.picture("own-sheet")
    hands.key("ctrl+Return")
    eyes.see("label", "Đã gửi phiếu đánh giá đến người đứng đầu.")
    officer.tells()


# The head


def judges_the_tasks(head: Seat) -> None:
    """Note an error and a delay, accept all four, and confirm why the one was late."""
    eyes, hands = head.at.stage.eyes, head.at.stage.hands
    head.at.tab_to("push button", "Có 4 công việc chờ bạn chấp nhận")
    hands.key("Return")
    eyes.focused("table cell", FILES)
    notes_a_fault(head, PLAN, "Lỗi CL")
    notes_a_fault(head, TRAINING, "Lần chậm")
    head.at.stage.picture("to-accept")
    hands.key("ctrl+a", "ctrl+shift+a")
    eyes.see("label", "Đã chấp nhận 4 công việc.")
    eyes.gone("table cell", FILES)
    eyes.see("label", TRAINING)
    hands.key("ctrl+shift+d")
    dialog = eyes.see("dialog", "Xét nguyên nhân khách quan")
    eyes.see("label", within=dialog, part=REASON)
    head.at.save("to-confirm")
    eyes.gone("table cell", TRAINING)
    head.tells()


def notes_a_fault(head: Seat, title: str, column: str) -> None:
    """Type a number into the column of faults; the day and the remark are asked for."""
    eyes, hands = head.at.stage.eyes, head.at.stage.hands
    hands.key("Home")
    head.at.arrow_to("table cell", title, "Down")
    wanted = eyes.see("table column header", column).place[0]
    while eyes.focused("table cell").place[0] != wanted:
        here = eyes.focused("table cell")
        hands.key("Right")
        eyes.focused("table cell", other_than=here)
    hands.type("1")
    eyes.see("dialog", "Ghi nhận lỗi, chậm")
    eyes.focused("spin button", "Số lần")
    head.at.save("fault")


def goes_through_the_inbox(head: Seat) -> None:
    """One sheet by own marks and with a comment, the nine others at once as they were scored."""
    eyes, hands = head.at.stage.eyes, head.at.stage.hands
    opens_the_inbox(head, 10)
    eyes.focused("table", WAITING)
    head.at.arrow_to("table cell", OFFICERS[OFFICER], "Down")
    eyes.see("label", OFFICERS[OFFICER])
    hands.key("Return")
    eyes.focused("table", "Tiêu chí chung")
    hands.type("4,25")
    hands.key("Return")
    eyes.see("push button", "Đề xuất theo điểm này")
    eyes.see("push button", "Tổng điểm: 93,80 / 100. Vì sao?")
    head.at.tab_to("text", "Nhận xét")
    hands.type(REMARK)
    head.at.stage.picture("review")
    hands.key("ctrl+Return")
    eyes.see("page tab", "Hộp duyệt (9)")
    accepts_all(head)
    eyes.see("label", part="Đã đồng ý 9 phiếu theo điểm đã chấm.")


def opens_the_inbox(one: Seat, count: int) -> None:
    eyes, hands = one.at.stage.eyes, one.at.stage.hands
    one.at.go("Hôm nay")
    one.at.tab_to("push button", f"{count} phiếu đánh giá chờ bạn quyết định")
    hands.key("Return")
    eyes.see("page tab", f"Hộp duyệt ({count})", states=["selected"])


def accepts_all(one: Seat) -> None:
    eyes, hands = one.at.stage.eyes, one.at.stage.hands
    one.at.tab_to("table", WAITING)
    hands.key("ctrl+a", "ctrl+shift+a")
    eyes.see("label", "Không có phiếu nào chờ bạn")


# The director


def approves_everybody(director: Seat) -> None:
    """Officers, head and the own sheet, which has nobody above it."""
    eyes = director.at.stage.eyes
    opens_the_inbox(director, 12)
    eyes.see("table cell", "−0,25")
    director.at.stage.picture("to-approve")
    accepts_all(director)
    eyes.see("label", part="Đã đồng ý 12 phiếu theo điểm đã chấm.")


def closes_the_month(director: Seat) -> None:
    eyes, hands = director.at.stage.eyes, director.at.stage.hands
    director.at.tab_to("page tab", "Hộp duyệt", "shift+Tab")
    hands.key("Right")
    eyes.see("label", "Không thiếu ai: tất cả đã được phê duyệt.")
    assert len(eyes.all("table cell", "Đã phê duyệt")) == 12
    director.at.stage.picture("unit")
    hands.key("Right")
    eyes.see("label", "Mọi người đã xong; có thể đóng kỳ.")
    director.at.tab_to("push button", "Đóng kỳ")
    hands.key("Return")
    eyes.see("label", "Đã đóng: mọi kết quả được giữ để xem.")
    director.at.stage.picture("closed")


def makes_the_papers(director: Seat, papers: Path) -> None:
    """The sheets of the division in one file, its F4 and F5, and the officer's sheet alone."""
    eyes, hands = director.at.stage.eyes, director.at.stage.hands
    director.at.go("Biểu mẫu & báo cáo")
    eyes.focused("combo box", part="F11 · ")
    hands.key("Home")
    eyes.see("combo box", F1)
    director.at.tab_to("combo box", "Của tôi")
    hands.key("End")
    eyes.see("combo box", "Mọi người trong một đơn vị")
    director.at.tab_to("combo box", AGENCY)
    hands.key("Down")
    eyes.see("label", "Sẽ lập 11 phiếu")
    director.at.save_pdf(papers / "F1.pdf")
    director.at.tab_to("combo box", F1, "shift+Tab")
    hands.type("F4")
    eyes.see("combo box", F4)
    director.at.tab_to("table", "Biểu mẫu của ai")
    hands.key("Down")
    previews(director, f"F4 {DIVISION}")
    director.at.save_pdf(papers / "F4.pdf")
    director.at.tab_to("combo box", F4, "shift+Tab")
    hands.type("F5")
    previews(director, f"F5 {DIVISION}")
    director.at.save_pdf(papers / "F5.pdf")
    hands.key("Home")
    eyes.see("combo box", F1)
    director.at.tab_to("combo box", "Của tôi")
    hands.key("Down")
    eyes.see("combo box", "Của một cán bộ")
    hands.key("ctrl+f")
    hands.type("pham thi anh")
    previews(director, f"F1 {OFFICERS[OFFICER]}")
    director.at.save_pdf(papers / "F1 Ánh.pdf")


def previews(one: Seat, title: str) -> None:
    """Wait until the preview shows a sheet."""
    one.at.stage.eyes.see("filler", part=title)
    one.at.stage.picture("preview")


def attaches_the_signed_sheet(director: Seat, made: Office, papers: Path) -> None:
    """The sheet is signed with a key, known by the register, and kept there."""
    eyes, hands = director.at.stage.eyes, director.at.stage.hands
    shell = made.pcs[DIRECTOR].shell
    signer = replace(shell, environment={**shell.environment, "OKRDESK_SIGNING_PASSWORD": PASSWORD})
    key = write_key(papers / "khóa.p12", LEADERS[DIRECTOR], PASSWORD)
    signed = papers / "F1 Ánh đã ký.pdf"
    signer.json("form-sign", papers / "F1 Ánh.pdf", "--key", key, "--out", signed)
    hands.key("ctrl+r")
    eyes.see("dialog", "Sổ phiếu đã in")
    eyes.focused("text", "Mã phiếu")
    director.at.tab_to("push button", "Chọn tệp PDF…")
    hands.key("Return")
    eyes.see("dialog", "Chọn tệp PDF")
    director.at.name_file(signed)
    eyes.see("label", "Các trang đúng với bản đã in và đã vào sổ.")
    director.at.tab_to("push button", "Gắn tệp đã ký…")
    hands.key("Return")
    eyes.see("dialog", "Chọn tệp đã ký")
    director.at.name_file(signed)
    eyes.see("label", f"Đã gắn {signed.name} vào sổ phiếu.")
    director.at.stage.picture("signed-and-registered")
    hands.key("Escape")
    eyes.gone("dialog")


# The paper


def says_what_was_decided(papers: Path) -> None:
    """What is printed is what was decided at the windows."""
    all_sheets = words_of((papers / "F1.pdf").read_bytes())
    for name in OFFICERS.values():
        assert name in all_sheets
    own = words_of((papers / "F1 Ánh.pdf").read_bytes())
    for told in (TRAINING, REASON, REMARK, "b) Chất lượng: 90,91 %", "93,80 điểm"):
        assert told in own, f"{told} is not in {own}"
    for form in ("F4", "F5"):
        table = words_of((papers / f"{form}.pdf").read_bytes())
        assert all(name in table for name in OFFICERS.values())
        assert "93,80" in table


def tells_what_changed(made: Office, papers: Path) -> None:
    """The sheet matches the record; once the month was reopened for one, it tells what is new."""
    shell = made.pcs[DIRECTOR].shell
    for file in (papers / "F1 Ánh.pdf", papers / "F1 Ánh đã ký.pdf"):
        found = shell.json("form-check", file)
        assert (found["matches"], found["untouched"], found["changed"]) == (True, True, [])
        assert [one["kind"] for one in found["files"]] == ["signed"]
    evaluate(shell, made, "reopen", "--comment", AGAIN)
    evaluate(shell, made, "approve", "--marks", "a=9,b=10,c=9.5", "--comment", AGAIN)
    found = shell.json("form-check", papers / "F1 Ánh.pdf")
    assert (found["matches"], found["untouched"]) == (True, True)
    assert {"total", "general"} <= {one["path"][0] for one in found["changed"]}
    assert shell.json("check")["ok"]
    assert not shell.json("sync")["refused"]
    assert made.central.json("audit", "verify")["ok"]


def evaluate(shell: Shell, made: Office, step: str, *words: str) -> None:
    shell.json("evaluate", step, "--period", made.period, "--person", OFFICER, *words)
