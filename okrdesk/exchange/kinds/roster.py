"""The roster: who works in the office, in which unit and post; a person with two posts has two
rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from okrdesk.domain.organisation import PersonKind
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Day, Option, Text, shown, sound
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import N_

_OLD_NUMBER, _NUMBER = 9, 12


class Leading(StrEnum):
    """Whether a post leads its unit."""

    NO = "no"
    LEADER = "leader"
    DEPUTY = "deputy"


@dataclass(frozen=True)
class RosterEntry:
    """One row: a person and one post; `unit` and `parent_unit` are a code or a name as typed.

    `leading` is None where the workbook has no such column.
    """

    code: str
    name: str
    kind: PersonKind
    unit: str
    parent_unit: str = ""
    title: str = ""
    leading: Leading | None = None
    born_on: date | None = None
    personal_number: str | None = None
    from_on: date | None = None


KINDS = Choice(
    [
        Option(PersonKind.CADRE, "cán bộ", "cadre", ("CB",)),
        Option(PersonKind.CIVIL_SERVANT, "công chức", "civil servant", ("CC", "civil-servant")),
        Option(
            PersonKind.PUBLIC_EMPLOYEE, "viên chức", "public employee", ("VC", "public-employee")
        ),
        Option(
            PersonKind.CONTRACT,
            "hợp đồng",
            "contract",
            ("HĐ", "HĐLĐ", "lao động hợp đồng", "hợp đồng lao động", "người lao động"),
        ),
    ]
)
LEADING = Choice(
    [
        Option(
            Leading.LEADER,
            "x",
            "leader",
            ("có", "1", "true", "lãnh đạo", "cấp trưởng", "trưởng", "yes", "✓", "✔", "√", "v"),
        ),
        Option(Leading.DEPUTY, "cấp phó", "deputy", ("phó", "p")),
        Option(Leading.NO, "không", "no", ("0", "false", "-")),
    ]
)


def personal_number(cell: Cell) -> str:
    """Return a citizen number (12 digits) or an old identity card's (9), as text.

    A cell that Excel made a number has lost its leading zeros (province codes begin with 0); ten or
    eleven digits get them back. Raises Refused BAD_PERSONAL_NUMBER for any other length.
    """
    text = shown(sound(cell))
    digits = re.sub(r"[\s.\-]", "", text)
    if isinstance(cell, (int, float)) and _OLD_NUMBER < len(digits) < _NUMBER:
        digits = digits.zfill(_NUMBER)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (_OLD_NUMBER, _NUMBER)):
        raise Refused(Code.BAD_PERSONAL_NUMBER)
    return digits


def build(lines: list[Line]) -> Iterator[ReadyRow[RosterEntry]]:
    """Yield one entry per row; rows below a person's first may leave name and kind empty."""
    people: dict[str, Line] = {}
    posts: dict[tuple[str, str, str], int] = {}
    for line in lines:
        first = people.setdefault(folded(line.get("code") or ""), line)
        _inherit(line, first)
        _check_post(line, posts)
        if not line.problems:
            yield ReadyRow(line.sheet, line.row, _entry(line))


def _inherit(line: Line, first: Line) -> None:
    """Take what a person's further rows leave out from the first one; names must agree."""
    if line is not first and line.get("code"):
        for key in ("name", "kind", "born_on", "personal_number"):
            if line.cells.get(key) is None:
                line.values[key] = first.get(key)
        if folded(line.get("name") or "") != folded(first.get("name") or "") and line.get("name"):
            blame(
                line,
                ROSTER.column("code"),
                Refused(Code.DUPLICATE_ROW, text=line.get("code"), row=first.row),
            )
    for key in ("name", "kind"):
        column = ROSTER.column(key)
        if line.cells.get(key) is None and not line.get(key):
            blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))


def _check_post(line: Line, posts: dict[tuple[str, str, str], int]) -> None:
    if line.problems:
        return
    post = (folded(line.get("code")), folded(line.get("unit")), folded(line.get("title") or ""))
    earlier = posts.setdefault(post, line.row)
    if earlier != line.row:
        text = f"{line.get('code')} – {line.get('unit')}"
        blame(line, ROSTER.column("code"), Refused(Code.DUPLICATE_ROW, text=text, row=earlier))


def _entry(line: Line) -> RosterEntry:
    return RosterEntry(
        code=line.get("code"),
        name=line.get("name"),
        kind=line.get("kind"),
        unit=line.get("unit"),
        parent_unit=line.get("parent_unit") or "",
        title=line.get("title") or "",
        leading=line.get("leading") or (Leading.NO if "leading" in line.labels else None),
        born_on=line.get("born_on"),
        personal_number=line.get("personal_number"),
        from_on=line.get("from_on"),
    )


ROSTER = Layout(
    name=KindName.ROSTER,
    sheet="Danh sách",
    english_sheet="Roster",
    build=build,
    columns=(
        Column(
            "code",
            "Mã",
            "Code",
            Text(40),
            N_("The person's own code. Repeat it on a further row for a second post."),
            required=True,
            spreads=True,
            aliases=(
                "Mã cán bộ",
                "Mã số",
                "Mã nhân viên",
                "Mã CB",
                "Mã CBCC",
                "Mã công chức",
                "Mã NV",
            ),
            examples=("CB001", "CB002"),
            width=12,
        ),
        Column(
            "name",
            "Họ và tên",
            "Full name",
            Text(120),
            N_("Family name, middle name, given name."),
            required=True,
            needed=False,
            spreads=True,
            aliases=("Họ tên", "Họ và tên cán bộ", "Tên", "Họ và tên khai sinh", "Name"),
            examples=("Nguyễn Thị Hòa", "Đỗ Văn An"),
            width=26,
        ),
        Column(
            "born_on",
            "Ngày sinh",
            "Born on",
            Day(),
            N_("Day of birth as dd/MM/yyyy."),
            spreads=True,
            aliases=("Ngày tháng năm sinh", "Sinh ngày", "Date of birth", "Birthday"),
            examples=("05/09/1984", "21/02/1990"),
            width=13,
            format="dd/mm/yyyy",
        ),
        Column(
            "personal_number",
            "Số định danh",
            "Personal number",
            personal_number,
            N_("Citizen number of 12 digits. It is stored encrypted and shown masked."),
            spreads=True,
            aliases=(
                "Số định danh cá nhân",
                "CCCD",
                "Số CCCD",
                "Căn cước",
                "Số căn cước",
                "Căn cước công dân",
            ),
            examples=("001084012345", ""),
            width=17,
        ),
        Column(
            "kind",
            "Đối tượng",
            "Kind",
            KINDS,
            N_("Choose from the list."),
            required=True,
            needed=False,
            spreads=True,
            aliases=("Loại cán bộ", "Loại đối tượng", "Diện", "Đối tượng quản lý"),
            choices=KINDS.titles,
            examples=("công chức", "viên chức"),
            width=14,
        ),
        Column(
            "title",
            "Chức vụ",
            "Title",
            Text(120),
            N_("The title of the post, as it stands in documents."),
            aliases=("Chức danh", "Chức vụ chức danh", "Vị trí", "Vị trí việc làm", "Position"),
            examples=("Trưởng phòng", "Chuyên viên"),
            width=22,
        ),
        Column(
            "unit",
            "Đơn vị",
            "Unit",
            Text(200),
            N_("Name or code of the unit of this post. A unit that is not there yet is made."),
            required=True,
            spreads=True,
            aliases=(
                "Phòng ban",
                "Phòng",
                "Bộ phận",
                "Đơn vị công tác",
                "Tên đơn vị",
                "Department",
            ),
            examples=("Phòng Tổng hợp", "Phòng Tổng hợp"),
            width=28,
        ),
        Column(
            "parent_unit",
            "Đơn vị cấp trên",
            "Parent unit",
            Text(200),
            N_("The unit above it; leave it empty for a unit at the top."),
            spreads=True,
            aliases=(
                "Trực thuộc",
                "Đơn vị chủ quản",
                "Thuộc đơn vị",
                "Đơn vị cha",
                "Superior unit",
            ),
            examples=("Sở Nội vụ", "Sở Nội vụ"),
            width=28,
        ),
        Column(
            "leading",
            "Lãnh đạo",
            "Leader",
            LEADING,
            N_("x for the head of the unit, “cấp phó” for a deputy, empty for everybody else."),
            aliases=("Là lãnh đạo", "Lãnh đạo đơn vị", "Cấp trưởng", "Leads"),
            choices=("x", "cấp phó"),
            examples=("x", ""),
            width=11,
        ),
        Column(
            "from_on",
            "Từ ngày",
            "From",
            Day(),
            N_("The day on which the post began, as dd/MM/yyyy."),
            aliases=("Ngày bổ nhiệm", "Ngày bắt đầu", "Từ", "Kể từ ngày", "Since"),
            examples=("01/01/2026", "15/03/2026"),
            width=13,
            format="dd/mm/yyyy",
        ),
    ),
)
