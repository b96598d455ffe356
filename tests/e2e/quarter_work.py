"""The work of a quarter: check-ins, questions and causes, what leaders see, a merger midway."""

from pathlib import Path

from tests.e2e.month import Seat
from tests.e2e.paper import words_of
from tests.e2e.quarter import (
    ARCHIVE,
    DAYS,
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
    stand_on,
)

CONCLUDED = "Gửi văn bản đôn đốc"
WHY, BECAUSE = "Vì sao chậm?", "Chờ ý kiến của sở khác"


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
    officer.save("ask")
    officer, eyes, hands = at(quarter.officer)
    officer.go("Hôm nay")
    officer.arrow_to("list item", "Tôi phải giải trình", "Up")
    hands.key("Return")
    eyes.see("dialog", "Giải trình")
    eyes.focused("text", "Nội dung giải trình")
    hands.type(BECAUSE)
    officer.save("explain")
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
    officer.save("excuse")
    officer, eyes, hands = at(quarter.head)
    eyes.see("label", "Cập nhật", part="chờ xác nhận")
    open_words(quarter.head, OWN, DAYS)
    hands.key("Return")
    dialog = eyes.see("dialog", "Xét nguyên nhân khách quan")
    eyes.see("label", within=dialog, part=BECAUSE)
    officer.save("judge")
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
    officer.save()
    eyes.see("combo box", part="B3 · ")
    eyes.see("filler", part="Trang 1/1")
    officer.save_pdf(file)
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
    officer.confirm()
    dialog = eyes.see("dialog", "Sắp xếp lại đơn vị")
    eyes.see("label", part="Bước 2/3")
    eyes.see("table cell", f"{NAMES[OTHER]} – Trưởng phòng", within=dialog)
    eyes.see("table cell", ARCHIVE, within=dialog)
    officer.confirm()
    eyes.see("label", part="Bước 3/3")
    officer.confirm("before-and-after")
    eyes.see("label", part="Đã thực hiện")
    officer.save()
    eyes.see("label", "Đã sắp xếp lại đơn vị.")
    eyes.gone("table cell", STAFF)
    officer.go("Văn bản")
    eyes.see("table cell", part=ARCHIVE)
    eyes.gone("table cell", STAFF)
    eyes.see("table cell", REFORM)


def loses_what_another_put_away(quarter: Quarter) -> None:
    """What the head archives while the officer checks it in says so when it is saved."""
    hand_down(quarter.head, OURS, ("anh", NAMES[OFFICER]), MISTAKEN)
    _officer, eyes, hands = at(quarter.officer)
    stand_on(quarter.officer, MISTAKEN, DAYS)
    hands.key("ctrl+Return")
    eyes.see("dialog", "Lần cập nhật")
    eyes.focused("text", "Giá trị mới")
    hands.type("10")
    eyes.see("label", part="Tiến độ 40 %")
    stand_on(quarter.head, MISTAKEN)
    quarter.head.at.stage.hands.key("Delete")
    quarter.head.at.stage.eyes.see("label", f"Đã lưu trữ “{MISTAKEN}”.")
    eyes.gone("table cell", MISTAKEN)
    hands.key("Return")
    eyes.see("label", f"“{MISTAKEN}” đã lưu trữ. Hãy phục hồi trước.")
    quarter.officer.at.stage.picture("put-away-elsewhere")
    hands.key("Escape")
    eyes.gone("dialog")
