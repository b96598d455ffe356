"""An office whose quarter is walked: a director, the head and an officer of one division, the head
of another, the resolution that comes from above, and what they do alike at their windows.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from okrdesk.domain.dates import format_date, parse_period
from tests.e2e.eyes import Eyes
from tests.e2e.hands import Hands
from tests.e2e.month import Office, Seat, seat
from tests.e2e.officer import Officer

AGENCY = "Sở Nội vụ"
REFORM, STAFF = "Phòng Cải cách hành chính", "Phòng Tổ chức cán bộ"
DIRECTOR, HEAD, OFFICER, OTHER = "001", "TP", "CV1", "TP2"
"""The code that an office gives its first person, and those of its roster."""
NAMES = {
    DIRECTOR: "Trần Văn Giám",
    HEAD: "Lê Thị Trưởng",
    OFFICER: "Phạm Thị Ánh",
    OTHER: "Vũ Thị Hoa",
}
PEOPLE = (
    (DIRECTOR, NAMES[DIRECTOR], "Giám đốc", AGENCY, "", "x"),
    (HEAD, NAMES[HEAD], "Trưởng phòng", REFORM, AGENCY, "x"),
    (OFFICER, NAMES[OFFICER], "Chuyên viên", REFORM, AGENCY, ""),
    (OTHER, NAMES[OTHER], "Trưởng phòng", STAFF, AGENCY, "x"),
)
DIRECTIVE = "12-NQ/TU"
FASTER, ARCHIVE = "Rút ngắn thời gian giải quyết hồ sơ", "Số hóa kho lưu trữ hồ sơ"
BAD_DAY = "31/02/2026"
OURS, OWN = "Phòng giải quyết hồ sơ nhanh hơn", "Tự giải quyết hồ sơ nhanh hơn"
MISTAKEN = "Giao nhầm người"
DAYS = "Số ngày giải quyết bình quân"


@dataclass
class Quarter:
    """Three people at their windows, and the days that they speak of."""

    made: Office
    director: Seat
    head: Seat
    officer: Seat

    def day(self, days: int) -> str:
        """Return the day so many days from today, as it is typed and read."""
        return format_date(self.made.today + timedelta(days=days))

    @property
    def running(self) -> str:
        """The name of the quarter that runs."""
        return _name_of(_code_of(self.made.today))

    @property
    def next_code(self) -> str:
        """The code of the quarter that follows."""
        return _code_of(parse_period(_code_of(self.made.today)).end + timedelta(days=1))

    @property
    def next_name(self) -> str:
        """The name of the quarter that follows."""
        return _name_of(self.next_code)


@contextmanager
def sit_down(made: Office) -> Iterator[Quarter]:
    """Enrol three people and sit each down at a window of their own."""
    with ExitStack() as stack:
        seats = []
        for code in (DIRECTOR, HEAD, OFFICER):
            made.enrol(code)
            seats.append(stack.enter_context(seat(made, code)))
        yield Quarter(made, *seats)


def at(one: Seat) -> tuple[Officer, Eyes, Hands]:
    """Return what a person acts with."""
    return one.at, one.at.stage.eyes, one.at.stage.hands


def stand_on(one: Seat, *titles: str) -> None:
    """Go to an objective in Mục tiêu, or on to its key result where two titles are given."""
    officer, eyes, hands = at(one)
    if not eyes.sees("check box", "Mục tiêu", states=["checked"]):
        officer.go("Mục tiêu")
    eyes.see("table cell", titles[0])
    if not eyes.sees("table cell", states=["focused"]):
        officer.tab_to("tree", "Mục tiêu và kết quả then chốt")
    hands.key("Home")
    officer.arrow_to("table cell", titles[0], "Down")
    if len(titles) > 1:
        hands.key("Right")
        eyes.see("table cell", titles[1])
        hands.key("Down")
        eyes.focused("table cell", titles[1])
    eyes.see("label", titles[-1])


def begin_to_hand_down(one: Seat, from_: str, to: tuple[str, str]) -> None:
    """Begin to hand an objective down; `to` is what is typed, and whom it names."""
    _officer, eyes, hands = at(one)
    stand_on(one, from_)
    hands.key("ctrl+g")
    eyes.see("dialog", "Giao mục tiêu xuống")
    eyes.focused("text", "Đơn vị hoặc cán bộ 1")
    hands.type(to[0])
    hands.key("Tab")
    eyes.see("text", "Đơn vị hoặc cán bộ 1", text=to[1])


def hand_down(one: Seat, from_: str, to: tuple[str, str], title: str) -> None:
    """Hand an objective down with its key result; `to` is what is typed, and whom it names."""
    officer, eyes, hands = at(one)
    begin_to_hand_down(one, from_, to)
    officer.fill("text", "Tên mục tiêu được giao", title)
    officer.tab_to("check box", DAYS)
    hands.key("space")
    officer.save("hand-down")
    eyes.see("label", "Đã giao xuống 1 mục tiêu.")
    eyes.see("table cell", title)


def throw_away(one: Seat) -> None:
    """Leave a dialog with what was typed in it."""
    officer, eyes, hands = at(one)
    hands.key("Escape")
    officer.tab_to("push button", "Bỏ đi")
    hands.key("Return")
    eyes.gone("dialog")


def open_words(one: Seat, *titles: str) -> None:
    """Go to what is said of a key result, with the keyboard at its first link."""
    officer, eyes, hands = at(one)
    stand_on(one, *titles)
    words = eyes.see("page tab", part="Cập nhật")
    if "selected" in words.states:
        officer.tab_to("page tab", words.name)
    else:
        officer.tab_to("page tab", "Biểu đồ")
        hands.key("Right")
        eyes.see("page tab", words.name, states=["selected"])
    hands.key("Tab")
    eyes.focused("label", "Cập nhật")


def write_directive(file: Path, today: date) -> Path:
    """Write a resolution with two tasks for divisions; the day of a third one does not exist."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    header = ("Số, ký hiệu", "Loại văn bản", "Trích yếu", "Ngày ban hành", "Cơ quan ban hành")
    sheet.append([*header, "Điều, khoản", "Nhiệm vụ", "Đơn vị chủ trì", "Hạn"])
    issued, due = today - timedelta(days=30), today + timedelta(days=60)
    whole = (DIRECTIVE, "Nghị quyết", "Cải cách hành chính", format_date(issued), "Tỉnh ủy")
    sheet.append([*whole, "Điều 2", FASTER, REFORM, format_date(due)])
    sheet.append([*whole, "Điều 3", ARCHIVE, STAFF, format_date(due)])
    sheet.append([*whole, "Điều 4", "Tổng kết", STAFF, BAD_DAY])
    book.save(file)
    return file


def _code_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _name_of(code: str) -> str:
    year, quarter = code.split("-Q")
    return f"Quý {('I', 'II', 'III', 'IV')[int(quarter) - 1]} năm {year}"
