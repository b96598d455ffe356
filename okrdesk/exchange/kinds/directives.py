"""Directives with their items, one item per row.

The directive may be repeated on each of its rows, merged over them, written once with the cells
below left empty, or stand on a row of its own above them. A directive is known by number and day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from okrdesk.domain.dates import month_end
from okrdesk.domain.directive import Axis, DirectiveKind
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Day, Option, Text, said
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import N_

_QUARTER = re.compile(r"quy (i{1,3}|iv|[1-4])(?: nam|[/ -])? ?(\d{4})$")
_HALF = re.compile(r"6 thang (dau|cuoi) nam (\d{4})$")
_WHOLE_YEAR = re.compile(r"(?:nam |cuoi nam )?(\d{4})$")
_LEAD = re.compile(r"^(?:truoc|trong|den|het|xong)(?: ngay)? ")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NO_END = {"thuong xuyen", "hang nam", "lien tuc", "-", "khong", "theo yeu cau"}
_day = Day(ends=True)


@dataclass(frozen=True)
class ListedDirective:
    """A directive as the workbook tells it; rows of the same one share one value."""

    code: str
    issued_on: date
    issuer: str = ""
    abstract: str = ""
    kind: DirectiveKind | None = None


@dataclass(frozen=True)
class ListedItem:
    """One row: an item of a directive, units as typed; no title says that only it is named."""

    directive: ListedDirective
    title: str = ""
    article: str = ""
    lead: str = ""
    support: str = ""
    due_on: date | None = None
    target: str = ""
    axis: Axis | None = None


def build(lines: list[Line]) -> Iterator[ReadyRow[ListedItem]]:
    """Yield one item per row, carrying the directive down; a row may name a directive alone."""
    carrier = _Carrier()
    seen: dict[tuple[int, str, str], int] = {}
    for line in lines:
        directive = carrier.directive_of(line)
        if line.problems or directive is None:
            continue
        title = line.get("title")
        if title is None and line.get("code") is None:
            column = DIRECTIVES.column("title")
            blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))
            continue
        key = (id(directive), folded(title or ""), folded(line.get("article") or ""))
        earlier = seen.setdefault(key, line.row) if title else line.row
        if earlier != line.row:
            doubled = Refused(Code.DUPLICATE_ROW, text=title, row=earlier)
            blame(line, DIRECTIVES.column("title"), doubled)
            continue
        yield ReadyRow(line.sheet, line.row, _item(line, directive))


class _Carrier:
    """The directive that rows without one belong to, while a sheet is read from top to bottom."""

    def __init__(self) -> None:
        self._sheet = ""
        self._current: ListedDirective | None = None
        self._known: dict[tuple[str, date], ListedDirective] = {}

    def directive_of(self, line: Line) -> ListedDirective | None:
        """Return the directive of a line; None, and the line is blamed, where it has none."""
        if line.sheet != self._sheet:
            self._sheet, self._current = line.sheet, None
        code, issued_on = line.get("code"), line.get("issued_on")
        if code is None:
            if self._current is None and not line.problems:
                column = DIRECTIVES.column("code")
                blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))
            return self._current
        if issued_on is None:
            self._current = self._same_number(line, code)
        else:
            self._current = self._known.setdefault((folded(code), issued_on), _directive(line))
        return self._current

    def _same_number(self, line: Line, code: str) -> ListedDirective | None:
        """Return the directive of this number that came before; its day need not be repeated."""
        found = [one for key, one in self._known.items() if key[0] == folded(code)]
        if not found and line.cells.get("issued_on") is None:
            column = DIRECTIVES.column("issued_on")
            blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))
        return found[-1] if found else None


def _directive(line: Line) -> ListedDirective:
    return ListedDirective(
        code=line.get("code"),
        issued_on=line.get("issued_on"),
        issuer=line.get("issuer") or "",
        abstract=line.get("abstract") or "",
        kind=line.get("kind"),
    )


def _item(line: Line, directive: ListedDirective) -> ListedItem:
    return ListedItem(
        directive,
        title=line.get("title") or "",
        article=line.get("article") or "",
        lead=line.get("lead") or "",
        support=line.get("support") or "",
        due_on=line.get("due_on"),
        target=line.get("target") or "",
        axis=line.get("axis"),
    )


def deadline(cell: Cell) -> date | str:
    """Return the last day of a deadline as documents write it; nothing for one without an end.

    "31/12/2026", "trước ngày 31/12/2026", "12/2026", "Quý IV/2026", "6 tháng đầu năm 2026",
    "Năm 2026"; "Thường xuyên" has no end. Refused: BAD_DATE.
    """
    if not isinstance(cell, str):
        is_year = isinstance(cell, int) and _FIRST_YEAR <= cell <= _LAST_YEAR
        return _of_words(str(cell)) or _day(cell) if is_year else _day(cell)
    text = _LEAD.sub("", folded(cell))
    if text in _NO_END:
        return ""
    try:
        return _of_words(text) or _day(text)
    except Refused:
        raise Refused(Code.BAD_DATE, text=said(cell)) from None


def _of_words(text: str) -> date | None:
    """Return the end of a quarter, half or whole year named in folded words."""
    if match := _QUARTER.fullmatch(text):
        return month_end(int(match[2]), 3 * (_ROMAN.get(match[1]) or int(match[1])))
    if match := _HALF.fullmatch(text):
        return month_end(int(match[2]), 6 if match[1] == "dau" else 12)
    if match := _WHOLE_YEAR.fullmatch(text):
        return month_end(int(match[1]), 12)
    return None


KINDS = Choice(
    [
        Option(DirectiveKind.RESOLUTION, "nghị quyết", "resolution", ("NQ",)),
        Option(
            DirectiveKind.PROGRAMME,
            "chương trình",
            "programme",
            ("chương trình hành động", "CTr", "CTHĐ", "đề án", "ĐA"),
        ),
        Option(DirectiveKind.PLAN, "kế hoạch", "plan", ("KH",)),
        Option(DirectiveKind.CONCLUSION, "kết luận", "conclusion", ("KL", "thông báo kết luận")),
        Option(
            DirectiveKind.OTHER,
            "văn bản khác",
            "other document",
            ("khác", "chỉ thị", "quyết định", "công văn", "thông báo"),
        ),
    ]
)
_AXES = {
    Axis.ECONOMY: ("kinh tế - xã hội", ("nhiệm vụ chính trị", "kinh tế")),
    Axis.INSTITUTIONS: ("thể chế", ("thể chế, phân cấp", "kiểm tra, giám sát")),
    Axis.TECHNOLOGY: ("chuyển đổi số", ("khoa học công nghệ", "đổi mới sáng tạo")),
    Axis.PARTY_BUILDING: ("xây dựng Đảng", ("phòng chống tham nhũng", "đoàn kết")),
    Axis.CULTURE: ("văn hóa - an sinh", ("an sinh", "văn hóa", "con người")),
    Axis.DEFENCE: ("quốc phòng - an ninh", ("quốc phòng", "an ninh", "đối ngoại")),
}
AXES = Choice(
    [
        Option(axis, f"{axis.value}. {name}", axis.name.lower(), (axis.value, name, *more))
        for axis, (name, more) in _AXES.items()
    ]
)
_DATES = "dd/mm/yyyy"

DIRECTIVES = Layout(
    name=KindName.DIRECTIVES,
    sheet="Nhiệm vụ của văn bản",
    english_sheet="Items of directives",
    build=build,
    columns=(
        Column(
            "code",
            "Số, ký hiệu",
            "Number",
            Text(60),
            N_("The number of the document. Repeat it, merge it over its tasks, or write it once."),
            required=True,
            needed=False,
            spreads=True,
            aliases=("Số ký hiệu", "Số văn bản", "Số hiệu", "Số/Ký hiệu", "Văn bản số", "Số"),
            examples=("05-NQ/TU", "12/KH-UBND"),
            width=18,
        ),
        Column(
            "issued_on",
            "Ngày ban hành",
            "Issued on",
            Day(),
            N_("The day of the document."),
            required=True,
            needed=False,
            spreads=True,
            aliases=("Ngày văn bản", "Ngày ký", "Ngày tháng", "Ngày tháng năm ban hành", "Ngày"),
            examples=("15/01/2026", "20/02/2026"),
            width=13,
            format=_DATES,
        ),
        Column(
            "issuer",
            "Cơ quan ban hành",
            "Issuer",
            Text(300),
            N_("Who issued the document."),
            spreads=True,
            aliases=("Nơi ban hành", "Đơn vị ban hành", "Cơ quan"),
            examples=("Tỉnh ủy", "Ủy ban nhân dân tỉnh"),
            width=22,
        ),
        Column(
            "abstract",
            "Trích yếu",
            "Abstract",
            Text(3000),
            N_("What the document is about."),
            spreads=True,
            aliases=("Trích yếu nội dung", "Tên văn bản", "Nội dung văn bản", "Về việc"),
            examples=("Về cải cách hành chính năm 2026", "Thực hiện Nghị quyết 05-NQ/TU"),
            width=34,
        ),
        Column(
            "kind",
            "Loại văn bản",
            "Kind",
            KINDS,
            N_("Left empty it follows from the number."),
            spreads=True,
            aliases=("Loại", "Hình thức văn bản", "Thể loại"),
            choices=KINDS.titles,
            examples=("nghị quyết", "kế hoạch"),
            width=15,
        ),
        Column(
            "article",
            "Điều, mục",
            "Article",
            Text(60),
            N_("Where the task stands in the document."),
            aliases=("Điều", "Mục", "Điều khoản", "Điều/Mục", "Khoản", "Mục số"),
            examples=("Điều 2, khoản 1", "Mục III.2"),
            width=14,
        ),
        Column(
            "title",
            "Nhiệm vụ",
            "Task of the directive",
            Text(3000),
            N_("What is to be done."),
            required=True,
            needed=False,
            aliases=("Nội dung nhiệm vụ", "Nhiệm vụ được giao", "Tên nhiệm vụ", "Nhiệm vụ cụ thể"),
            examples=("Rút ngắn thời gian giải quyết hồ sơ", "Số hóa hồ sơ còn hiệu lực"),
            width=46,
        ),
        Column(
            "lead",
            "Đơn vị chủ trì",
            "Lead unit",
            Text(300),
            N_("The unit that leads, by code or name."),
            aliases=("Chủ trì", "Cơ quan chủ trì", "Đơn vị thực hiện", "Đơn vị phụ trách"),
            examples=("Phòng Tổng hợp", "P02"),
            width=24,
        ),
        Column(
            "support",
            "Phối hợp",
            "Supporting units",
            Text(2000, lines=True),
            N_("The units that support, by code or name, with semicolons between them."),
            aliases=("Đơn vị phối hợp", "Cơ quan phối hợp", "Đơn vị cùng thực hiện"),
            examples=("Văn phòng; Phòng Một cửa", ""),
            width=28,
        ),
        Column(
            "due_on",
            "Thời hạn",
            "Due",
            deadline,
            N_("The last day; “Quý IV/2026” and “12/2026” are read too."),
            aliases=("Hạn", "Thời hạn hoàn thành", "Hạn hoàn thành", "Thời gian hoàn thành"),
            examples=("31/12/2026", "Quý III/2026"),
            width=14,
            format=_DATES,
        ),
        Column(
            "target",
            "Chỉ tiêu",
            "Target",
            Text(3000, lines=True),
            N_("What is to be reached, in the words of the document."),
            aliases=("Mục tiêu, chỉ tiêu", "Chỉ tiêu cần đạt", "Kết quả cần đạt", "Sản phẩm"),
            examples=("Tối thiểu 95 % hồ sơ đúng hạn", "100 % hồ sơ"),
            width=30,
        ),
        Column(
            "axis",
            "Trục kết quả",
            "Axis of results",
            AXES,
            N_("Which of the six axes of the quarterly evaluation it counts for, or its number."),
            aliases=("Trục", "Nhóm kết quả", "Lĩnh vực"),
            choices=AXES.titles,
            examples=("2. thể chế", "3"),
            width=22,
        ),
    ),
)
