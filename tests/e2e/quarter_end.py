"""The end of a quarter: the last value, grades and reasons, and the copy in the next quarter."""

from tests.e2e.month import Seat
from tests.e2e.officer import MOST_TABS
from tests.e2e.quarter import (
    DAYS,
    FASTER,
    OWN,
    Quarter,
    at,
    stand_on,
)

SETTLED = "Đóng chu kỳ: sau đó không sửa được gì trong chu kỳ nữa"
REPORTED = "Theo báo cáo quý"


def reaches_its_target(officer: Seat) -> None:
    """The last value before the books are closed."""
    _officer, eyes, hands = at(officer)
    stand_on(officer, OWN, DAYS)
    hands.key("ctrl+Return")
    eyes.see("dialog", "Lần cập nhật")
    eyes.focused("text", "Giá trị mới")
    hands.type("7")
    eyes.see("label", part="Tiến độ 100 %")
    hands.key("Return")
    eyes.gone("dialog")
    officer.tells()


def opens_the_next_quarter(quarter: Quarter) -> None:
    officer, eyes, hands = at(quarter.director)
    officer.go("Quản trị")
    officer.tab_to("page tab", "Đơn vị", "shift+Tab")
    hands.key("Right", "Right")
    eyes.see("page tab", "Chu kỳ", states=["selected"])
    eyes.see("table cell", quarter.running, states=["selected"])
    hands.key("ctrl+n")
    eyes.see("dialog", "Thêm chu kỳ")
    eyes.focused("text", "Mã")
    hands.type(quarter.next_code)
    eyes.see("text", "Tên", text=quarter.next_name)
    officer.save()
    eyes.see("table cell", quarter.next_name)


def closes_the_quarter(quarter: Quarter) -> None:
    """Every objective gets its grade and a reason; one goes along into the next quarter."""
    officer, eyes, hands = at(quarter.director)
    officer.tab_to("table cell", quarter.next_name)
    officer.arrow_to("table cell", quarter.running, "Down")
    officer.tab_to("push button", "Bắt đầu khóa sổ")
    hands.key("Return")
    eyes.focused("push button", "Đóng chu kỳ")
    hands.key("Return")
    eyes.see("label", f"Khóa sổ {quarter.running}")
    eyes.see("label", part="3/3 mục tiêu chưa đóng.")
    officer.confirm()
    eyes.see("table cell", "1,0")
    eyes.see("table cell", "đã đạt")
    eyes.focused("table cell", "0,0")
    hands.type("2")
    hands.key("Return")
    eyes.see("label", part="số từ 0,0 đến 1,0")
    hands.key("Up", "Up", "Up", "Right", "Right")
    for _objective in range(3):
        hands.type(REPORTED)
        hands.key("Return")
    eyes.see("label", part="3/3 mục tiêu đã có lý do và sẽ được đóng.")
    officer.confirm("grades")
    eyes.see("combo box", quarter.next_name)
    hands.key("Right")
    officer.arrow_to("table cell", OWN, "Down")
    hands.key("space")
    officer.confirm("carried-over")
    officer.tab_to("check box", SETTLED)
    hands.key("space")
    officer.save("summary")


def types_a_late_value(officer: Seat) -> None:
    """The officer has another value on the screen while the books are closed elsewhere."""
    _officer, eyes, hands = at(officer)
    eyes.focused("table cell", DAYS)
    hands.key("ctrl+Return")
    eyes.see("dialog", "Lần cập nhật")
    eyes.focused("text", "Giá trị mới")
    hands.type("6")
    eyes.see("text", "Giá trị mới", text="6")


def finds_the_quarter_closed(quarter: Quarter) -> None:
    """Nothing is recorded any more, and why is said: first of the objective, then of the cycle, as
    the one and the other arrive. No other value is asked for.
    """
    _officer, eyes, hands = at(quarter.officer)
    eyes.see("label", "đã đóng")
    eyes.see("push button", "Cập nhật", without=["enabled"])
    said = f"Chu kỳ {quarter.running} đã đóng và không sửa được nữa."
    for _try in range(MOST_TABS):
        hands.key("Return")
        if eyes.sees("label", said, patience=1):
            break
    eyes.see("label", said)
    quarter.officer.at.stage.picture("closed")
    hands.key("Escape")
    eyes.gone("dialog")


def goes_on_in_the_next_quarter(quarter: Quarter) -> None:
    """The copy begins anew, and tells what it was copied from."""
    officer, eyes, hands = at(quarter.director)
    officer.go("Mục tiêu")
    officer.tab_to("combo box", quarter.running)
    hands.key("Up")
    eyes.focused("combo box", quarter.next_name)
    eyes.gone("table cell", FASTER)
    eyes.see("table cell", OWN)
    eyes.see("table cell", "0 %")
    eyes.see("label", part=f"Sao chép từ {OWN} ({quarter.running})")
    quarter.director.at.stage.picture("next-quarter")
