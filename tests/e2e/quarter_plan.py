"""The plan of a quarter: from a resolution read in from Excel down to what an officer agrees."""

from pathlib import Path

from tests.e2e.month import Seat
from tests.e2e.quarter import (
    AGENCY,
    ARCHIVE,
    BAD_DAY,
    DAYS,
    FASTER,
    NAMES,
    OURS,
    OWN,
    STAFF,
    Quarter,
    at,
    begin_to_hand_down,
    stand_on,
    throw_away,
)

RETURNED = "Thêm mốc giữa kỳ"


def reads_the_resolution(director: Seat, file: Path) -> None:
    """Two tasks come in; the third has a deadline that is no day, and says so."""
    officer, eyes, hands = at(director)
    officer.go("Văn bản")
    officer.import_file(file)
    eyes.see("table cell", f"“{BAD_DAY}” không phải là ngày. Hãy viết theo dạng dd/MM/yyyy.")
    officer.tab_to("check box", "Tôi đồng ý bỏ 1 dòng lỗi và chỉ ghi 2 dòng đúng")
    hands.key("space")
    eyes.see("push button", "Chỉ ghi 2 dòng đúng", states=["enabled"])
    officer.save("import")
    eyes.see("label", "Đã nhập: 3 mới, 0 thay đổi, 0 giữ nguyên.")
    eyes.see("push button", "○ chưa triển khai: 2")
    eyes.see("table cell", part=ARCHIVE)


def makes_an_objective_of_it(director: Seat) -> None:
    """The task of the directive becomes an objective of the whole agency, which opens."""
    officer, eyes, hands = at(director)
    officer.tab_to("table", "Nhiệm vụ của văn bản")
    hands.key("ctrl+shift+o")
    eyes.see("dialog", "Mục tiêu mới")
    eyes.see("text", "Điều gì sẽ tốt hơn", text=FASTER)
    officer.tab_to("text", "Người phụ trách")
    hands.key("ctrl+a")
    hands.type("so noi vu")
    hands.key("Tab")
    eyes.see("text", "Người phụ trách", text=AGENCY)
    officer.fill("text", "Đo bằng gì", DAYS)
    officer.tab_to("combo box", "Tăng đến")
    hands.key("Down")
    eyes.focused("combo box", "Giảm xuống")
    for field, value in (("Đơn vị tính", "ngày"), ("Mốc đầu", "12"), ("Mức cần đạt", "7")):
        officer.fill("text", field, value)
    officer.save("objective-of-the-task")
    eyes.see("label", "Việc triển khai", part=FASTER)
    eyes.focused("table", "Nhiệm vụ của văn bản")
    hands.key("ctrl+Return")
    eyes.see("check box", "Mục tiêu", states=["checked"])


def may_not_go_round_in_a_circle(director: Seat) -> None:
    """What is above cannot serve what is below: the path is named."""
    officer, eyes, hands = at(director)
    stand_on(director, FASTER)
    hands.key("ctrl+shift+l")
    dialog = eyes.see("dialog", "Liên kết lên mục tiêu")
    eyes.focused("text", "Tìm mục tiêu cấp trên")
    hands.type("phong giai quyet")
    eyes.see("table cell", OURS, states=["selected"], within=dialog)
    officer.confirm()
    path = f"{FASTER} → {OURS} → {FASTER}"
    eyes.see("label", f"Liên kết này tạo thành vòng: {path}. Hãy chọn mục tiêu khác.")
    director.at.stage.picture("loop")
    hands.key("Escape", "Escape")  # the words looked for, then the dialog
    eyes.gone("dialog")


def may_not_hand_down_to_others(officer: Seat) -> None:
    """An officer has no right over another division."""
    begin_to_hand_down(officer, OWN, ("to chuc", STAFF))
    officer.at.confirm()
    officer.at.stage.eyes.see("label", part="quyền")
    officer.at.stage.picture("no-right")
    throw_away(officer)


def plans_the_days(quarter: Quarter) -> None:
    """An end before the beginning is refused at its field."""
    officer, eyes, hands = at(quarter.officer)
    stand_on(quarter.officer, OWN, DAYS)
    hands.key("F2")
    eyes.see("dialog", "Sửa kết quả then chốt")
    officer.tab_to("push button", "Thêm chi tiết")
    hands.key("space")
    eyes.focused("text", "Bắt đầu")
    start, end = quarter.day(-21), quarter.day(-30)
    officer.fill("text", "Bắt đầu", start)
    officer.fill("text", "Kết thúc", end)
    officer.confirm()
    eyes.see(
        "label", f"Ngày kết thúc {end} trước ngày bắt đầu {start}. Hãy sửa một trong hai ngày."
    )
    quarter.officer.at.stage.picture("dates")
    eyes.focused("text", "Kết thúc")
    officer.fill("text", "Kết thúc", quarter.day(5))
    officer.save()


# Approval


def is_returned_and_agreed(quarter: Quarter) -> None:
    """The head returns the plan with the reason, then agrees to it."""
    submits(quarter.officer, OWN, "Kế hoạch quý")
    _officer, eyes, hands = at(quarter.head)
    reads_what_waits(quarter.head, "Kế hoạch quý")
    hands.key("r")
    eyes.focused("text", "Lý do")
    hands.type(RETURNED)
    quarter.head.at.confirm("return")
    eyes.gone("dialog", "Trả lại")
    leaves_what_waits(quarter.head)
    _officer, eyes, hands = at(quarter.officer)
    eyes.see("push button", "Phê duyệt: Bị trả lại")
    eyes.see("label", part=f"{NAMES['TP']} trả lại")
    eyes.see("label", part=RETURNED)
    submits(quarter.officer, OWN, "Đã bổ sung")
    reads_what_waits(quarter.head, "Đã bổ sung")
    quarter.head.at.stage.hands.key("Return")
    leaves_what_waits(quarter.head)
    eyes.see("push button", "Phê duyệt: Đã phê duyệt")
    quarter.officer.at.stage.picture("agreed")


def is_agreed_above(quarter: Quarter) -> None:
    """The director agrees to the plan of the division, and to that of the agency, in one go."""
    submits(quarter.head, OURS, "Kế hoạch của phòng")
    submits(quarter.director, FASTER, "Kế hoạch của sở")
    officer, eyes, hands = at(quarter.director)
    officer.go("Hôm nay")
    for title in (OURS, FASTER):
        eyes.see("list item", part=f"{title}, Chờ tôi phê duyệt")
    hands.key("ctrl+r")
    for comment in ("Kế hoạch của phòng", "Kế hoạch của sở"):
        eyes.see("label", "Nội dung chờ ý kiến của bạn", part=comment)
        hands.key("Return")
    leaves_what_waits(quarter.director)


def submits(one: Seat, title: str, comment: str) -> None:
    officer, eyes, hands = at(one)
    stand_on(one, title)
    hands.key("ctrl+shift+d")
    eyes.see("dialog", "Trình duyệt")
    eyes.focused("text", "Nhận xét")
    hands.type(comment)
    officer.save()
    eyes.see("push button", "Phê duyệt: Đã trình duyệt")


def reads_what_waits(head: Seat, comment: str) -> None:
    officer, eyes, hands = at(head)
    officer.go("Hôm nay")
    eyes.see("list item", part=f"{OWN}, Chờ tôi phê duyệt")
    hands.key("ctrl+r")
    eyes.see("dialog", "Đọc và quyết định")
    eyes.see("label", "Nội dung chờ ý kiến của bạn", part=comment)
    head.at.stage.picture("to-decide")


def leaves_what_waits(head: Seat) -> None:
    _officer, eyes, hands = at(head)
    eyes.see("label", part="Không có gì chờ ý kiến của bạn.")
    hands.key("Escape")
    eyes.gone("dialog")
