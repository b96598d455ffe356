"""A catalogue of products: the two layouts that offices use, read by one declaration.

`STT | Nhiệm vụ | Công việc chi tiết | Sản phẩm đầu ra | Phân nhóm | Khung điểm tối đa | Điểm chấm |
Hệ số quy đổi | Ghi chú`, and `STT | Nhiệm vụ/Tên công việc | Mã công việc | Sản phẩm đầu ra | Phân
nhóm | Điểm chuẩn | Hệ số quy đổi`. A row with nothing but a name is a heading: the duty of the rows
below it. In a book of several sheets each is named after the job position it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from okrdesk.domain.catalogue import CatalogueItem
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Number, Text, number_and_unit, said
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import N_

_UNITS = ("", "diem", "points", "point")
_OF_AN_ITEM = ("code", "product", "group", "points", "coefficient")


@dataclass(frozen=True)
class ListedItem:
    """One row: the item as it stands there, and the cap that the row names for its group."""

    item: CatalogueItem
    cap: Decimal | None = None


def points(cell: Cell) -> Decimal:
    """Return a number of points, with or without the word behind it. Refused: BAD_NUMBER."""
    number, unit = number_and_unit(cell)
    if folded(unit) not in _UNITS:
        raise Refused(Code.BAD_NUMBER, text=said(cell))
    if number <= 0:
        raise Refused(Code.BAD_VALUE, text=said(cell), allowed="> 0")
    return number


def build(lines: list[Line]) -> Iterator[ReadyRow[ListedItem]]:
    """Yield one item per row that is no heading; a code may come once for a position."""
    names_positions = len({line.sheet for line in lines}) > 1
    seen: dict[tuple[str, str], int] = {}
    duty, sheet = "", ""
    for ordinal, line in enumerate(lines, start=1):
        if line.sheet != sheet:
            duty, sheet = "", line.sheet
        title = line.get("title") or ""
        is_item = any(line.get(key) is not None for key in _OF_AN_ITEM)
        duty = line.get("duty") or duty
        if not is_item and not line.problems:
            duty = title or duty
            continue
        if not title:
            title = line.get("duty") or line.get("product") or ""
        if not title:
            blame(line, CATALOGUE.column("title"), Refused(Code.MISSING_FIELD, label=_title()))
        position = line.get("position") or (line.sheet if names_positions else "")
        _check_once(line, position, seen)
        if not line.problems:
            yield _row(line, title, position, duty, ordinal)


def _row(line: Line, title: str, position: str, duty: str, ordinal: int) -> ReadyRow[ListedItem]:
    item = CatalogueItem(
        id="",
        catalogue_id="",
        title=title,
        code=line.get("code") or "",
        position=position,
        duty="" if duty == title else duty,
        product=line.get("product") or "",
        group=line.get("group") or "",
        points=line.get("points"),
        coefficient=line.get("coefficient"),
        note=line.get("note") or "",
        ordinal=ordinal,
    )
    return ReadyRow(line.sheet, line.row, ListedItem(item, line.get("cap")))


def _check_once(line: Line, position: str, seen: dict[tuple[str, str], int]) -> None:
    code = line.get("code")
    if not code:
        return
    earlier = seen.setdefault((folded(code), folded(position)), line.row)
    if earlier != line.row:
        blame(line, CATALOGUE.column("code"), Refused(Code.DUPLICATE_ROW, text=code, row=earlier))


def _title() -> str:
    return CATALOGUE.column("title").label


CATALOGUE = Layout(
    name=KindName.CATALOGUE,
    sheet="Danh mục",
    english_sheet="Catalogue",
    build=build,
    columns=(
        Column(
            "duty",
            "Nhiệm vụ",
            "Duty",
            Text(),
            N_("The duty that the work belongs to; merged cells count for every row."),
            spreads=True,
            aliases=("Nhóm nhiệm vụ", "Chức năng, nhiệm vụ", "Lĩnh vực", "Nhiệm vụ chính"),
            examples=("Tham mưu tổng hợp", ""),
            width=30,
        ),
        Column(
            "title",
            "Công việc chi tiết",
            "Work",
            Text(),
            N_("What is done; a row with nothing else is a heading for the rows below it."),
            required=True,
            needed=False,
            aliases=(
                "Nhiệm vụ/Tên công việc",
                "Tên công việc",
                "Công việc",
                "Nội dung công việc",
                "Tên sản phẩm, công việc",
                "Tên nhiệm vụ, công việc",
            ),
            examples=("Soạn thảo công văn", "Xây dựng báo cáo quý"),
            width=46,
        ),
        Column(
            "code",
            "Mã công việc",
            "Code",
            Text(40),
            N_("A short code, once in the catalogue; tasks name the item by it."),
            aliases=("Mã", "Mã số", "Mã danh mục", "Mã sản phẩm"),
            examples=("TH.01", "TH.02"),
            width=14,
        ),
        Column(
            "product",
            "Sản phẩm đầu ra",
            "Product",
            Text(),
            N_("What comes out of the work and is counted."),
            aliases=("Sản phẩm", "Kết quả đầu ra", "Đầu ra", "Sản phẩm, kết quả"),
            examples=("Công văn", "Báo cáo"),
            width=28,
        ),
        Column(
            "group",
            "Phân nhóm",
            "Group",
            Text(60),
            N_("The group that caps the points of its items."),
            spreads=True,
            aliases=("Nhóm", "Nhóm sản phẩm", "Loại nhóm"),
            examples=("Nhóm 1", "Nhóm 2"),
            width=14,
        ),
        Column(
            "cap",
            "Khung điểm tối đa",
            "Cap",
            points,
            N_("The most points that one item of the group may have."),
            spreads=True,
            aliases=("Khung điểm", "Điểm tối đa", "Điểm tối đa của nhóm"),
            examples=("100", "200"),
            width=12,
            format="#,##0.############",
        ),
        Column(
            "points",
            "Điểm chấm",
            "Points",
            points,
            N_("The points of one product."),
            aliases=("Điểm chuẩn", "Điểm", "Số điểm", "Điểm quy đổi"),
            examples=("5", "40"),
            width=12,
            format="#,##0.############",
        ),
        Column(
            "coefficient",
            "Hệ số quy đổi",
            "Coefficient",
            Number(Decimal("0.000001")),
            N_("Left empty it is the points over those of the reference product."),
            aliases=("Hệ số", "Hệ số QĐ", "HSQĐ"),
            examples=("1", "8"),
            width=12,
            format="#,##0.############",
        ),
        Column(
            "position",
            "Vị trí việc làm",
            "Position",
            Text(200),
            N_("The job position that the item is for; empty for everybody."),
            spreads=True,
            aliases=("Vị trí", "VTVL", "Tên vị trí việc làm"),
            examples=("Chuyên viên tổng hợp", ""),
            width=26,
        ),
        Column(
            "note",
            "Ghi chú",
            "Note",
            Text(3000, lines=True),
            N_("What else is to be known of the item."),
            examples=("", ""),
            width=30,
        ),
    ),
)
