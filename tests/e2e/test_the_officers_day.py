"""An officer's whole day at the window, from the first start to the morning after a power cut.

Keys and eyes only: what is pressed goes through the X server, what is asserted is what a screen
reader would read out. The command line has the last word on what was stored.
"""

from pathlib import Path
from typing import Any

from okrdesk.db.store import local_now
from tests.e2e import plan
from tests.e2e.officer import AGENCY, PASSWORD, Officer
from tests.e2e.paper import words_of
from tests.e2e.printer import LABEL, QUEUE, Printer, printer
from tests.e2e.shell import Shell
from tests.e2e.stage import Stage

COMMENT = "Hai ngày mất mạng; hồ sơ đất đai còn chờ Sở Xây dựng."
UNDO = "Hoàn tác: Cập nhật kết quả then chốt"


def test_an_officers_day(screen: Stage, tmp_path: Path) -> None:
    folder, officer = tmp_path / "Dữ liệu", Officer(screen)
    with printer(tmp_path / "printer") as office_printer:
        screen.give(office_printer.environment)
        first = screen.start(folder)
        officer.set_up()
        imports_a_messy_plan(
            officer, plan.write_plan(tmp_path / "Kế hoạch.xlsx", local_now().date())
        )
        checks_in_five(officer)
        undoes_the_last(officer)
        corrects_one(officer)
        prints_what_was_agreed(officer, office_printer, tmp_path / "Phiếu của tôi.pdf")
        locks_and_unlocks(officer)
        leaves_a_draft(officer)
        first.kill()
        second = screen.start(folder)
        finds_the_draft(officer)
        screen.hands.key("ctrl+q")
        assert second.wait() == 0
    says_no_word_of_trouble(screen, folder)
    what_is_stored(Shell(folder, screen.environment | {"OKRDESK_PASSWORD": PASSWORD}))


def imports_a_messy_plan(officer: Officer, file: Path) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    eyes.see("label", "Không có việc đến hạn")
    officer.import_file(file)
    eyes.see("label", "7 dòng, 6 dùng được, 1 lỗi")
    eyes.see("label", part=f"các dòng ẩn cũng đã được đọc: {plan.HIDDEN_ROW}.")
    wrong = f"Dòng {plan.BAD_ROW}, cột “Mức cần đạt”: “rất nhiều” không phải là số."
    eyes.see("label", part=wrong)
    officer.stage.picture("import-preview")
    assert not eyes.sees("push button", "Chỉ ghi 6 dòng đúng", states=["enabled"])
    officer.tab_to("check box", "Tôi đồng ý bỏ 1 dòng lỗi và chỉ ghi 6 dòng đúng")
    hands.key("space")
    eyes.see("push button", "Chỉ ghi 6 dòng đúng", states=["enabled"])
    hands.key("ctrl+Return")
    eyes.gone("dialog", "Nhập từ Excel")
    eyes.see("label", "Đã nhập: 8 mới, 0 thay đổi, 0 giữ nguyên.")
    eyes.see("push button", "Hoàn tác: Nhập kế hoạch", states=["enabled"])
    for title in plan.GOOD:
        eyes.see("list item", part=title)
    assert not eyes.sees("list item", part=plan.BAD)


def checks_in_five(officer: Officer) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.arrow_to("list item", plan.RULES, "Up")
    hands.key("Return")
    officer.check_in(plan.RULES, "Right", shows="Tiến độ 100 %")
    officer.check_in(plan.FILES, "450", shows="Tiến độ 38 %")
    officer.check_in(plan.DAYS, "9,5", shows="Tiến độ 56 %")
    officer.check_in(plan.COMPLAINTS, "2", shows="Giữ nhiều nhất 3")
    officer.check_in(plan.TRAINING, "space", shows="Tiến độ 40 %")
    eyes.see("label", plan.ON_TIME, within=eyes.see("dialog", "Lần cập nhật"))
    hands.key("Escape")
    eyes.gone("dialog")
    told = f"Đã cập nhật 5 kết quả then chốt, sau cùng là “{plan.TRAINING}”."
    eyes.see("label", told)
    eyes.see("list item", part="450 → 1.200\u00a0hồ sơ")
    eyes.see("list item", part="9,5 → 7,5\u00a0ngày")
    eyes.see("list item", part="xong 40 %")
    officer.stage.picture("after-five")


def undoes_the_last(officer: Officer) -> None:
    eyes = officer.stage.eyes
    eyes.see("push button", UNDO, states=["enabled"])
    officer.stage.hands.key("ctrl+z")
    eyes.see("label", UNDO)
    eyes.see("list item", part=f"{plan.TRAINING}, ")
    eyes.gone("list item", part="xong 40 %")
    eyes.see("list item", part="xong 0 %")


def corrects_one(officer: Officer) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.arrow_to("list item", plan.FILES, "Down")
    hands.key("ctrl+o")
    eyes.see("label", "Hiện tại: 450")
    officer.tab_to("page tab", "Biểu đồ")
    hands.key("Right")
    eyes.focused("page tab", "Cập nhật (1)")
    hands.key("Tab")
    eyes.focused("label", "Cập nhật")
    hands.key("Tab", "Tab", "Return")  # past the words to say, to the correction
    eyes.see("dialog", "Đính chính lần cập nhật")
    eyes.see("label", part="Giá trị cũ: 450\u00a0hồ sơ")
    eyes.focused("text", "Giá trị mới", text="450")
    hands.key("ctrl+a")
    hands.type("480")
    eyes.see("label", part="Tiến độ 40 %")
    officer.stage.picture("correction")
    hands.key("Return")
    eyes.gone("dialog")
    eyes.see("label", "Hiện tại: 480")
    eyes.see("label", part="đã đính chính: xem lần nhập mới")
    officer.stage.picture("objectives")


def prints_what_was_agreed(officer: Officer, office_printer: Printer, file: Path) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.go("Biểu mẫu & báo cáo")
    eyes.see("filler", "Bản xem trước của biểu mẫu. Trang 1/1")
    officer.stage.picture("form")
    officer.save_pdf(file)
    says_what_was_agreed(file.read_bytes())
    hands.key("ctrl+p")
    eyes.see("dialog", "In")
    eyes.focused("combo box", LABEL)
    officer.save("print")
    office_printer.wait()
    assert office_printer.order().startswith(f"-s -d {QUEUE} -n 1 -t f11-pham-thi-anh ")
    assert office_printer.paper.read_bytes() == file.read_bytes()


def says_what_was_agreed(pdf: bytes) -> None:
    words = words_of(pdf)
    for told in (AGENCY.upper(), plan.OFFICER, plan.DAYS, "7,5", "1.200"):
        assert told in words, f"{told} is not in {words}"
    assert 0 < words.find(plan.SATISFACTION) < words.find(plan.ARCHIVE)
    assert "2 mục tiêu và 6 kết quả then chốt" in words


def locks_and_unlocks(officer: Officer) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    hands.key("ctrl+l")
    eyes.see("label", "okrdesk đang khóa")
    assert not eyes.sees(part=plan.FILES)
    assert not eyes.sees(part=AGENCY)
    officer.unlock("mat-khau-sai")
    eyes.see("label", part="Không mở được dữ liệu bằng mật khẩu này.")
    officer.stage.picture("wrong-password")
    officer.unlock(PASSWORD)
    eyes.see("filler", "Bản xem trước của biểu mẫu. Trang 1/1")
    eyes.see("frame", f"{AGENCY} — okrdesk")


def leaves_a_draft(officer: Officer) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.go("Hôm nay")
    officer.arrow_to("list item", plan.ON_TIME, "Up")
    hands.key("Return")
    eyes.focused("text", "Giá trị mới")
    hands.type("88,5")
    officer.fill("text", "Nhận xét", COMMENT)
    eyes.see("label", "Đã giữ bản nháp; Esc: đóng")
    officer.stage.picture("draft")


def finds_the_draft(officer: Officer) -> None:
    eyes, hands = officer.stage.eyes, officer.stage.hands
    officer.unlock(PASSWORD)
    eyes.see("list item", part=f"{plan.ON_TIME}, Bản nháp, ")
    officer.arrow_to("list item", plan.ON_TIME, "Down")
    hands.key("Return")
    eyes.see("label", part="Đã mở lại bản nháp lưu lúc")
    eyes.see("text", "Giá trị mới", text="88,5")
    eyes.see("text", "Nhận xét", text=COMMENT)
    officer.stage.picture("draft-is-back")
    hands.key("Escape")
    eyes.gone("dialog")


def says_no_word_of_trouble(stage: Stage, folder: Path) -> None:
    logs = folder / "logs"
    assert not list(logs.glob("*crash*")), [file.read_text() for file in logs.glob("*crash*")]
    log = (logs / "okrdesk.log").read_text(encoding="utf-8")
    assert not [line for line in log.splitlines() if " INFO " not in line], log
    for program in stage.programs:
        assert "Traceback" not in program.said(), program.said()


def what_is_stored(shell: Shell) -> None:
    found = shell.items("key-results")
    assert set(found) == set(plan.GOOD)
    told = {title: (item["value"], item["progress"]) for title, item in found.items()}
    assert told[plan.RULES] == (1, 1.0)
    assert told[plan.FILES] == (480, 0.4)
    assert told[plan.DAYS][0] == 9.5
    assert abs(told[plan.DAYS][1] - 5 / 9) < 1e-9
    assert told[plan.COMPLAINTS][0] == 2
    assert told[plan.TRAINING][1] == 0
    assert told[plan.ON_TIME][0] is None
    entries: list[dict[str, Any]] = shell.json("list", "check-ins")["items"]
    assert len(entries) == 5
    assert {item["title"]: item["weight"] for item in found.values()}[plan.ON_TIME] == 40
    assert shell.json("check") == {"ok": True, "problems": []}
