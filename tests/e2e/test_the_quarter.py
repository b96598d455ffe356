"""A quarter of an office: from a resolution read in from Excel to the copy in the next quarter.

A director, the head and an officer of a division work at windows of their own, on PCs that a server
connects. Each act leaves the office where the next one begins; on the way the people meet what the
program refuses, and read its sentence. What is pressed goes through the X server, what is asserted
is what a screen reader would read out.
"""

from pathlib import Path

from okrdesk.db.store import local_now
from tests.e2e.month import Seat, office
from tests.e2e.paper import words_of
from tests.e2e.quarter import (
    AGENCY,
    ARCHIVE,
    BAD_DAY,
    DAYS,
    FASTER,
    MISTAKEN,
    NAMES,
    OFFICER,
    OTHER,
    OURS,
    OWN,
    REFORM,
    STAFF,
    Quarter,
    at,
    hand_down,
    open_words,
    sit_down,
    stand_on,
    throw_away,
    write_directive,
    write_roster,
)

RETURNED = "Thêm mốc giữa kỳ"
CONCLUDED = "Gửi văn bản đôn đốc"
WHY, BECAUSE = "Vì sao chậm?", "Chờ ý kiến của sở khác"


def test_a_quarter_from_the_resolution_to_the_next_one(tmp_path: Path) -> None:
    with office(tmp_path, local_now().date(), write_roster) as made, sit_down(made) as quarter:
        reads_the_resolution(quarter.director, write_directive(tmp_path / "NQ.xlsx", made.today))
        makes_an_objective_of_it(quarter.director)
        hand_down(quarter.director, FASTER, ("cai cach", REFORM), OURS)
        may_not_go_round_in_a_circle(quarter.director)
        hand_down(quarter.head, OURS, ("anh", NAMES[OFFICER]), OWN)
        may_not_hand_down_to_others(quarter.officer)
        plans_the_days(quarter)
        is_returned_and_agreed(quarter)
        checks_in(quarter)
        is_asked_why(quarter)
        is_excused(quarter)
        opens_the_number(quarter.director)
        writes_minutes(quarter, tmp_path / "Biên bản.pdf")
        merges_a_division(quarter)
        loses_what_another_put_away(quarter)


# From the resolution down to the officer


def reads_the_resolution(director: Seat, file: Path) -> None:
    """Two tasks come in; the third has a deadline that is no day, and says so."""
    officer, eyes, hands = at(director)
    officer.go("Văn bản")
    officer.import_file(file)
    eyes.see("table cell", f"“{BAD_DAY}” không phải là ngày. Hãy viết theo dạng dd/MM/yyyy.")
    officer.tab_to("check box", "Tôi đồng ý bỏ 1 dòng lỗi và chỉ ghi 2 dòng đúng")
    hands.key("space")
    eyes.see("push button", "Chỉ ghi 2 dòng đúng", states=["enabled"])
    director.at.stage.picture("import")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
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
    director.at.stage.picture("objective-of-the-task")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    eyes.see("table cell", "1 MT")
    hands.key("ctrl+Return")
    eyes.see("check box", "Mục tiêu", states=["checked"])


def may_not_go_round_in_a_circle(director: Seat) -> None:
    """What is above cannot serve what is below: the path is named."""
    _officer, eyes, hands = at(director)
    stand_on(director, FASTER)
    hands.key("ctrl+shift+l")
    dialog = eyes.see("dialog", "Liên kết lên mục tiêu")
    eyes.focused("text", "Tìm mục tiêu cấp trên")
    hands.type("phong giai quyet")
    eyes.see("table cell", OURS, states=["selected"], within=dialog)
    hands.key("ctrl+Return")
    path = f"{FASTER} → {OURS} → {FASTER}"
    eyes.see("label", f"Liên kết này tạo thành vòng: {path}. Hãy chọn mục tiêu khác.")
    director.at.stage.picture("loop")
    hands.key("Escape", "Escape")  # the words looked for, then the dialog
    eyes.gone("dialog")


def may_not_hand_down_to_others(officer: Seat) -> None:
    """An officer has no right over another division."""
    _officer, eyes, hands = at(officer)
    stand_on(officer, OWN)
    hands.key("ctrl+g")
    eyes.focused("text", "Đơn vị hoặc cán bộ 1")
    hands.type("to chuc")
    hands.key("Tab")
    eyes.see("text", "Đơn vị hoặc cán bộ 1", text=STAFF)
    hands.key("ctrl+Return")
    eyes.see("label", part="quyền")
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
    hands.key("ctrl+Return")
    eyes.see(
        "label", f"Ngày kết thúc {end} trước ngày bắt đầu {start}. Hãy sửa một trong hai ngày."
    )
    quarter.officer.at.stage.picture("dates")
    eyes.focused("text", "Kết thúc")
    officer.fill("text", "Kết thúc", quarter.day(5))
    hands.key("ctrl+Return")
    eyes.gone("dialog")


# Approval


def is_returned_and_agreed(quarter: Quarter) -> None:
    """The head returns the plan with the reason, then agrees to it."""
    submits(quarter.officer, "Kế hoạch quý")
    _officer, eyes, hands = at(quarter.head)
    reads_what_waits(quarter.head, "Kế hoạch quý")
    hands.key("r")
    eyes.focused("text", "Lý do")
    hands.type(RETURNED)
    quarter.head.at.stage.picture("return")
    hands.key("ctrl+Return")
    eyes.gone("dialog", "Trả lại")
    leaves_what_waits(quarter.head)
    _officer, eyes, hands = at(quarter.officer)
    eyes.see("push button", "Phê duyệt: Bị trả lại")
    eyes.see("label", part=f"{NAMES['TP']} trả lại")
    eyes.see("label", part=RETURNED)
    submits(quarter.officer, "Đã bổ sung")
    reads_what_waits(quarter.head, "Đã bổ sung")
    quarter.head.at.stage.hands.key("Return")
    leaves_what_waits(quarter.head)
    eyes.see("push button", "Phê duyệt: Đã phê duyệt")
    quarter.officer.at.stage.picture("agreed")


def submits(officer: Seat, comment: str) -> None:
    _officer, eyes, hands = at(officer)
    stand_on(officer, OWN)
    hands.key("ctrl+shift+d")
    eyes.see("dialog", "Trình duyệt")
    eyes.focused("text", "Nhận xét")
    hands.type(comment)
    hands.key("ctrl+Return")
    eyes.gone("dialog")
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


# The work


def checks_in(quarter: Quarter) -> None:
    """A day before the work began is refused; the value of two weeks ago is soon overdue."""
    officer, eyes, hands = at(quarter.officer)
    officer.go("Hôm nay")
    officer.arrow_to("list item", DAYS, "Down")
    hands.key("Return")
    eyes.see("dialog", "Lần cập nhật")
    eyes.focused("text", "Giá trị mới")
    hands.type("11")
    eyes.see("label", part="Tiến độ 20 %")
    officer.fill("text", "Ngày số liệu", quarter.day(-30))
    hands.key("Return")
    range_ = f"{quarter.day(-21)} – {quarter.day(5)}"
    eyes.see("label", part=f"Ngày {quarter.day(-30)} nằm ngoài khoảng {range_}.")
    quarter.officer.at.stage.picture("wrong-day")
    officer.fill("text", "Ngày số liệu", quarter.day(-15))
    hands.key("Return")
    eyes.gone("dialog")


def is_asked_why(quarter: Quarter) -> None:
    """The head asks why it is overdue, the officer explains; the head reads it."""
    officer, eyes, hands = at(quarter.head)
    open_words(quarter.head, OWN, DAYS)
    hands.key("Return")
    eyes.see("dialog", "Yêu cầu giải trình")
    eyes.focused("text", "Nội dung cần giải trình")
    hands.type(WHY)
    officer.fill("text", "Hạn giải trình", quarter.day(5))
    quarter.head.at.stage.picture("ask")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    officer, eyes, hands = at(quarter.officer)
    officer.go("Hôm nay")
    officer.arrow_to("list item", "Tôi phải giải trình", "Up")
    hands.key("Return")
    eyes.see("dialog", "Giải trình")
    eyes.focused("text", "Nội dung giải trình")
    hands.type(BECAUSE)
    quarter.officer.at.stage.picture("explain")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    quarter.head.at.stage.eyes.see("label", "Cập nhật", part=BECAUSE)


def is_excused(quarter: Quarter) -> None:
    """While the cause is confirmed nothing is overdue, and the colour is that of the value."""
    officer, eyes, hands = at(quarter.officer)
    open_words(quarter.officer, OWN, DAYS)
    hands.key("Tab", "Return")  # past the comment
    eyes.see("dialog", "Đề nghị xác nhận nguyên nhân khách quan")
    eyes.focused("combo box", "Chờ cơ quan khác")
    officer.fill("text", "Từ", quarter.day(-15))
    officer.fill("text", "Sự việc, và vì sao cản trở công việc", BECAUSE)
    quarter.officer.at.stage.picture("excuse")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    officer, eyes, hands = at(quarter.head)
    eyes.see("label", "Cập nhật", part="chờ xác nhận")
    open_words(quarter.head, OWN, DAYS)
    hands.key("Return")
    dialog = eyes.see("dialog", "Xét nguyên nhân khách quan")
    eyes.see("label", within=dialog, part=BECAUSE)
    quarter.head.at.stage.picture("judge")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    eyes.see("label", part="nguyên nhân khách quan đã xác nhận")
    eyes.see("label", "đúng tiến độ")
    quarter.officer.at.stage.eyes.see("label", "đúng tiến độ")


# What leaders see


def opens_the_number(director: Seat) -> None:
    """A number of the dashboard opens what is behind it, and that the key result itself."""
    officer, eyes, hands = at(director)
    officer.go("Bảng điều khiển")
    number = eyes.see("push button", part="Đúng tiến độ: 1")
    officer.tab_to("push button", number.name)
    director.at.stage.picture("dashboard")
    hands.key("Return")
    eyes.see("dialog", "Đúng tiến độ")
    eyes.focused("table cell", DAYS)
    eyes.see("table cell", NAMES[OFFICER])
    hands.key("Return")
    eyes.gone("dialog")
    eyes.see("label", f"Kết quả then chốt của: {OWN}")


def writes_minutes(quarter: Quarter, file: Path) -> None:
    """The gravest comes first; what is concluded about the last is in the minutes and is asked
    of the officer.
    """
    officer, eyes, hands = at(quarter.director)
    officer.go("Bảng điều khiển")
    hands.key("ctrl+shift+m")
    eyes.see("dialog", "Cuộc họp")
    for place in (1, 2):
        eyes.see("label", f"{place}/3")
        hands.key("Next")
    eyes.see("label", "3/3")
    eyes.see("label", f"{OWN} · {NAMES[OFFICER]}")
    eyes.see("text", "Người thực hiện", text=NAMES[OFFICER])
    eyes.focused("text", "Kết luận")
    hands.type(CONCLUDED)
    officer.fill("text", "Thời hạn", quarter.day(7))
    hands.key("ctrl+Return")
    eyes.see("label", "Đã kết luận: 1")
    quarter.director.at.stage.picture("meeting")
    hands.key("Escape")
    eyes.see("dialog", "Kết thúc cuộc họp")
    eyes.focused("text", "Địa điểm")
    hands.type("Phòng họp 1")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    eyes.see("combo box", part="B3 · ")
    eyes.see("filler", part="Trang 1/1")
    hands.key("ctrl+s")
    eyes.see("dialog", "Lưu PDF")
    officer.name_file(file)
    eyes.see("label", f"Đã lưu: {file}")
    told = words_of(file.read_bytes())
    for words in ("Phòng họp 1", f"{DAYS} ({NAMES[OFFICER]})", CONCLUDED, quarter.day(7)):
        assert words in told, f"{words} is not in {told}"
    quarter.officer.at.go("Hôm nay")
    quarter.officer.at.stage.eyes.see("list item", part=CONCLUDED)


# A reorganisation in the middle


def merges_a_division(quarter: Quarter) -> None:
    """The other division goes into this one: its person and its task of the directive follow."""
    officer, eyes, hands = at(quarter.director)
    officer.go("Quản trị")
    eyes.see("table cell", STAFF)
    officer.arrow_to("table cell", STAFF, "Down")
    hands.key("ctrl+r")
    eyes.see("dialog", "Sắp xếp lại đơn vị")
    eyes.focused("combo box", "Đổi tên đơn vị")
    hands.key("Down", "Down")
    eyes.focused("combo box", "Sáp nhập đơn vị")
    eyes.see("list item", part=STAFF, states=["checked"])
    officer.tab_to("combo box", "(một đơn vị mới)")
    hands.key("Down", "Down")
    eyes.focused("combo box", part=REFORM)
    hands.key("ctrl+Return")
    dialog = eyes.see("dialog", "Sắp xếp lại đơn vị")
    eyes.see("label", part="Bước 2/3")
    eyes.see("table cell", f"{NAMES[OTHER]} – Trưởng phòng", within=dialog)
    eyes.see("table cell", ARCHIVE, within=dialog)
    hands.key("ctrl+Return")
    eyes.see("label", part="Bước 3/3")
    quarter.director.at.stage.picture("before-and-after")
    hands.key("ctrl+Return")
    eyes.gone("dialog")
    eyes.see("label", "Đã sắp xếp lại đơn vị.")
    eyes.gone("table cell", STAFF)
    officer.go("Văn bản")
    eyes.see("table cell", part=ARCHIVE)
    eyes.gone("table cell", STAFF)
    eyes.see("table cell", REFORM)


def loses_what_another_put_away(quarter: Quarter) -> None:
    """What the head archives while the officer changes it says so when it is saved."""
    hand_down(quarter.head, OURS, ("anh", NAMES[OFFICER]), MISTAKEN)
    officer, eyes, hands = at(quarter.officer)
    stand_on(quarter.officer, MISTAKEN)
    hands.key("F2")
    eyes.see("dialog", "Sửa mục tiêu")
    officer.fill("text", "Điều gì sẽ tốt hơn", f"{MISTAKEN} thật")
    stand_on(quarter.head, MISTAKEN)
    quarter.head.at.stage.hands.key("Delete")
    quarter.head.at.stage.eyes.see("label", f"Đã lưu trữ “{MISTAKEN}”.")
    eyes.gone("table cell", MISTAKEN)
    hands.key("ctrl+Return")
    eyes.see("label", part="lưu trữ", within=eyes.see("dialog"))
    quarter.officer.at.stage.picture("put-away-elsewhere")
    throw_away(quarter.officer)
