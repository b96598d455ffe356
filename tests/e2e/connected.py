"""An office on a central server: its people, their plan, and a PC with a cable for each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.cable import Cable
from tests.e2e.central import Central
from tests.e2e.shell import Shell

AGENCY = "Sở Nội vụ"
PASSWORD = "mat-khau-2026"
LEADER, HEAD, OFFICER, OTHER = "GD", "TP1", "CV1", "CV2"
PCS = (LEADER, HEAD, OFFICER, OTHER)
REFORM, STAFF = "Phòng Cải cách hành chính", "Phòng Tổ chức cán bộ"
PEOPLE = (
    (LEADER, "Trần Văn Giám", "Giám đốc", AGENCY, "", "x"),
    (HEAD, "Lê Thị Trưởng", "Trưởng phòng", REFORM, AGENCY, "x"),
    (OFFICER, "Phạm Thị Ánh", "Chuyên viên", REFORM, AGENCY, ""),
    (OTHER, "Đỗ Văn Bình", "Chuyên viên", STAFF, AGENCY, ""),
    ("TP2", "Vũ Thị Hoa", "Trưởng phòng", STAFF, AGENCY, "x"),
)
OBJECTIVE = "Nâng cao mức độ hài lòng của người dân"
ON_TIME = "Tỷ lệ hồ sơ giải quyết đúng hạn"
DAYS = "Số ngày giải quyết bình quân"


@dataclass(frozen=True)
class Pc:
    """A person's PC: its data folder by the command line, and its cable to the server."""

    code: str
    shell: Shell
    cable: Cable

    @property
    def folder(self) -> Path:
        return self.shell.folder


def found(central: Central, place: Path) -> None:
    """Make the agency on the server and bring its people in from Excel."""
    central.json("init", "--agency", "SNV", AGENCY)
    central.json("import", "roster", write_roster(place / "roster.xlsx", PEOPLE), "--apply")
    central.json("user", "add", "--all")


def write_roster(file: Path, people: Iterable[tuple[str, ...]], since: str = "") -> Path:
    """Write an office's people as it sends them; `since` is the day from which they are there."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    header = ("Mã", "Họ và tên", "Đối tượng", "Chức vụ", "Đơn vị", "Đơn vị cấp trên", "Lãnh đạo")
    sheet.append([*header, "Từ ngày"])
    for code, name, title, unit, above, leads in people:
        sheet.append([code, name, "công chức", title, unit, above, leads, since])
    book.save(file)
    return file


def code_for(central: Central, person: str) -> tuple[str, str]:
    """Return the user name and a one-time code for a person."""
    made = central.json("user", "code", person)
    return made["user"], made["code"]


def enrol(central: Central, pc: Pc) -> None:
    """Enrol a PC by its command line."""
    user, code = code_for(central, pc.code)
    pc.shell.json("enrol", "--server", pc.cable.url, "--user", user, "--code", code)


def plan(pc: Pc) -> dict[str, str]:
    """Write the officer's plan on a PC; return the ids by title."""
    add = pc.shell.json
    cycle = running_quarter(pc)
    objective = add("add", "objective", "--title", OBJECTIVE, "--cycle", cycle, "--owner", pc.code)
    ids = {OBJECTIVE: objective["id"]}
    plans = ((ON_TIME, "increase", "80", "95"), (DAYS, "decrease", "12", "7"))
    for title, kind, begins, target in plans:
        made = add(
            "add", "key-result", "--objective", ids[OBJECTIVE], "--title", title,
            "--kind", kind, "--start", begins, "--target", target, "--rhythm", "daily",
        )  # fmt: skip
        ids[title] = made["id"]
    return ids


def running_quarter(pc: Pc) -> str:
    """Return the code of the quarter that runs now."""
    cycles = pc.shell.json("list", "cycles")["items"]
    return next(
        str(one["code"]) for one in cycles if one["state"] == "running" and one["kind"] == "quarter"
    )
