"""An office whose month is evaluated: a director, a head and the ten officers of one division."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.e2e.cable import Cable
from tests.e2e.central import Central
from tests.e2e.connected import Pc, code_for, write_roster
from tests.e2e.officer import Officer
from tests.e2e.shell import Shell
from tests.e2e.stage import Program, own_folders, stage
from tests.ports import held_port

AGENCY = "Sở Nội vụ"
DIVISION = "Phòng Cải cách hành chính"
PASSWORD = "mat-khau-2026"
DIRECTOR, HEAD, OFFICER = "001", "TP", "CV01"
"""The code that an office gives its first person, and those of its roster."""
LEADERS = {DIRECTOR: "Trần Văn Giám", HEAD: "Lê Thị Trưởng"}
OFFICERS = {
    OFFICER: "Phạm Thị Ánh",
    "CV02": "Đỗ Văn Bình",
    "CV03": "Vũ Thị Cúc",
    "CV04": "Nguyễn Ngọc Dung",
    "CV05": "Hoàng Đình Đức",
    "CV06": "Bùi Thị Giang",
    "CV07": "Ngô Quốc Hùng",
    "CV08": "Dương Thị Khánh Linh",
    "CV09": "Trịnh Công Minh",
    "CV10": "Lý Thị Yến",
}
OTHERS = tuple(code for code in OFFICERS if code != OFFICER)
PEOPLE = (
    (DIRECTOR, LEADERS[DIRECTOR], "Giám đốc", AGENCY, "", "x"),
    (HEAD, LEADERS[HEAD], "Trưởng phòng", DIVISION, AGENCY, "x"),
    *((code, name, "Chuyên viên", DIVISION, AGENCY, "") for code, name in OFFICERS.items()),
)
GENERAL, LEADING = "a=9,b=9.5,c=8.25", "d=100,dd=100,e=50"
FILES, REPORT = "Thẩm tra hồ sơ thủ tục hành chính", "Báo cáo kết quả cải cách hành chính"
GUIDING = "Chỉ đạo cải cách hành chính"
DONE = (20, 16, 12)
"""Of twenty files: enough for the first band, or only for the second."""
HANDS = 2
"""How many people work at their PCs at once; a computer of the tests has two cores."""


@dataclass
class Office:
    """The server, a cable to it, and a PC for each person of the office."""

    central: Central
    cable: Cable
    place: Path
    today: date
    pcs: dict[str, Pc] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The code of the month that is evaluated, which is the running one."""
        return f"{self.today:%Y-%m}"

    def enrol(self, code: str) -> Pc:
        """Give a person a PC by its command line."""
        environment = own_folders(self.place / f"shell-{code}") | {"OKRDESK_PASSWORD": PASSWORD}
        pc = Pc(code, Shell(self.place / code, environment), self.cable)
        user, once = code_for(self.central, code)
        pc.shell.json("enrol", "--server", self.cable.url, "--user", user, "--code", once)
        self.pcs[code] = pc
        return pc

    def give_tasks(self, giver: str, tasks: Iterable[tuple[str, str, int, int, int]]) -> None:
        """Let somebody give out work that is done by now: title, who, how many, weight, done."""
        file = write_tasks(self.place / f"Công việc {giver}.xlsx", self.today, tasks)
        assert self.pcs[giver].shell.json("import", "tasks", file, "--apply")["written"]

    def send(self, code: str, *words: str) -> None:
        """Let somebody score the own work, send the sheet up, and synchronise."""
        shell = self.pcs[code].shell
        given = ("--marks", GENERAL, "--strengths", "Chủ động, đúng hạn.", *words)
        sent = shell.json("evaluate", "--period", self.period, "submit", *given)
        assert sent["state"] == "submitted"
        told = shell.json("sync")
        assert (told["refused"], told["parked"]) == (0, 0)


@dataclass
class Seat:
    """Somebody at a window."""

    at: Officer
    program: Program

    def tells(self) -> None:
        """Wait until nothing waits to be sent."""
        self.at.stage.eyes.see("push button", part="Trực tuyến — không có gì chờ gửi")

    def leaves(self) -> None:
        """Close the window once all is sent."""
        self.tells()
        self.at.stage.hands.key("ctrl+q")
        assert self.program.wait() == 0
        assert "Traceback" not in self.program.said(), self.program.said()


@contextmanager
def office(
    place: Path, today: date, people: Iterable[tuple[str, ...]] = PEOPLE
) -> Iterator[Office]:
    """Give an office on a server of its own, with its people in their posts since the year began,
    and their users.
    """
    with held_port() as port:
        central = Central(place / "server" / "state", "", own_folders(place / "server"), port)
        central.json("init", "--agency", "SNV", AGENCY, "--person", LEADERS[DIRECTOR])
        roster = write_roster(place / "Danh sách.xlsx", people, f"01/01/{today:%Y}")
        central.json("import", "roster", roster)
        central.json("user", "add", "--all")
        central.serve()
        try:
            with Cable(port) as cable:
                yield Office(central, cable, place, today)
        finally:
            central.kill()


@contextmanager
def seat(made: Office, code: str) -> Iterator[Seat]:
    """Sit somebody down at the own PC, which is unlocked and in touch with the server."""
    folder = made.place / f"screen-{code}"
    folder.mkdir()
    with stage(folder) as screen:
        one = Seat(Officer(screen), screen.start(made.pcs[code].folder))
        one.at.unlock(PASSWORD)
        one.tells()
        yield one


def prepare(made: Office) -> None:
    """Open the month; all but one officer have their tasks done and their own scores sent."""
    shell = made.enrol(DIRECTOR).shell
    shell.json("add", "period", "--code", made.period)
    made.give_tasks(DIRECTOR, [(GUIDING, code, 1, 1, 1) for code in LEADERS])
    made.send(DIRECTOR, "--leadership", LEADING)
    shell = made.enrol(HEAD).shell
    done = [(FILES, code, 20, 1, DONE[at % len(DONE)]) for at, code in enumerate(OTHERS)]
    made.give_tasks(HEAD, [*done, *((REPORT, code, 1, 4, 1) for code in OTHERS)])
    made.send(HEAD, "--leadership", LEADING)
    made.enrol(OFFICER)
    with ThreadPoolExecutor(HANDS) as people:
        list(people.map(lambda code: (made.enrol(code), made.send(code)), OTHERS))


def write_tasks(file: Path, today: date, tasks: Iterable[tuple[str, str, int, int, int]]) -> Path:
    """Write tasks of this month, due and done today."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    header = ("Tên công việc", "Người thực hiện", "Số lượng giao", "Hệ số", "Hạn")
    sheet.append([*header, "Số lượng hoàn thành", "Ngày hoàn thành"])
    day = f"{today:%d/%m/%Y}"
    for title, code, quantity, coefficient, done in tasks:
        sheet.append([title, code, quantity, coefficient, day, done, day])
    book.save(file)
    return file
