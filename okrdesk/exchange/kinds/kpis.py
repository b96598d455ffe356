"""Indicators with their targets of a year, one indicator per row; known ones by their code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from okrdesk.domain.dates import ROMAN
from okrdesk.domain.indicator import Direction
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Day, Number, Option, Text
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.plan_columns import RHYTHMS
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame
from okrdesk.i18n import N_

DIRECTIONS = Choice(
    [
        Option(Direction.INCREASE, "tăng", "increase", ("càng cao càng tốt", "cao hơn", "thuận")),
        Option(Direction.DECREASE, "giảm", "decrease", ("càng thấp càng tốt", "nghịch")),
        Option(Direction.KEEP, "duy trì", "keep", ("giữ", "giữ vững", "ổn định")),
    ]
)
_NUMBERS = "#,##0.############"
QUARTERS = {f"quarter_{at}": at for at in range(1, 5)}
MONTHS = {f"month_{at}": at for at in range(1, 13)}


@dataclass(frozen=True)
class ListedKpi:
    """One row; None where a cell is empty. `targets` by kind and number of the period (year: 0)."""

    code: str
    title: str
    direction: Direction
    rhythm: Rhythm
    measure_unit: str | None = None
    due_month: int | None = None
    definition: str | None = None
    source: str | None = None
    position: str | None = None
    factor: Decimal | None = None
    owner: str | None = None
    unit: str | None = None
    from_on: date | None = None
    year: int | None = None
    targets: Mapping[tuple[CycleKind, int], Decimal] = field(default_factory=dict)


def build(lines: list[Line]) -> Iterator[ReadyRow[ListedKpi]]:
    """Yield one indicator per row; a code that comes twice is a problem."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.problems:
            continue
        earlier = seen.setdefault(folded(line.get("code")), line.row)
        if earlier != line.row:
            doubled = Refused(Code.DUPLICATE_ROW, text=line.get("code"), row=earlier)
            blame(line, KPIS.column("code"), doubled)
        else:
            yield ReadyRow(line.sheet, line.row, _kpi(line))


def _kpi(line: Line) -> ListedKpi:
    targets: dict[tuple[CycleKind, int], Decimal] = {}
    places = {"target": (CycleKind.YEAR, 0)}
    places |= {key: (CycleKind.QUARTER, at) for key, at in QUARTERS.items()}
    places |= {key: (CycleKind.MONTH, at) for key, at in MONTHS.items()}
    for key, place in places.items():
        if line.get(key) is not None:
            targets[place] = line.get(key)
    month, year = line.get("due_month"), line.get("year")
    return ListedKpi(
        code=line.get("code"),
        title=line.get("title"),
        direction=line.get("direction"),
        rhythm=line.get("rhythm"),
        measure_unit=line.get("measure_unit"),
        due_month=None if month is None else int(month),
        definition=line.get("definition"),
        source=line.get("source"),
        position=line.get("position"),
        factor=line.get("factor"),
        owner=line.get("owner"),
        unit=line.get("unit"),
        from_on=line.get("from_on"),
        year=None if year is None else int(year),
        targets=targets,
    )


def _target(key: str, label: str, english: str, alias: str) -> Column:
    return Column(
        key,
        label,
        english,
        Number(),
        N_("What the indicator is to reach in this period; empty leaves it as it is."),
        aliases=(alias,),
        examples=("", ""),
        width=11,
        format=_NUMBERS,
    )


KPIS = Layout(
    name=KindName.KPIS,
    sheet="Chỉ số",
    english_sheet="Indicators",
    build=build,
    columns=(
        Column(
            "code",
            "Mã",
            "Code",
            Text(40),
            N_("The code that names the indicator; a known one is changed."),
            required=True,
            aliases=("Mã chỉ số", "Mã KPI"),
            examples=("HL01", "TT02"),
            width=12,
        ),
        Column(
            "title",
            "Tên chỉ số",
            "Indicator",
            Text(),
            N_("What is measured."),
            required=True,
            aliases=("Chỉ số", "KPI", "Tên KPI"),
            examples=("Mức độ hài lòng của người dân", "Tỷ lệ hồ sơ trễ hạn"),
            width=40,
        ),
        Column(
            "measure_unit",
            "Đơn vị tính",
            "Unit of measure",
            Text(60),
            N_("In what it is counted."),
            aliases=("ĐVT",),
            examples=("%", "%"),
            width=12,
        ),
        Column(
            "direction",
            "Chiều",
            "Direction",
            DIRECTIONS,
            N_("Whether more is better, less is better, or a level is kept."),
            required=True,
            aliases=("Chiều hướng", "Xu hướng"),
            examples=("tăng", "giảm"),
            choices=DIRECTIONS.titles,
            width=12,
        ),
        Column(
            "rhythm",
            "Tần suất",
            "Frequency",
            RHYTHMS,
            N_("How often a value is entered."),
            required=True,
            aliases=("Nhịp cập nhật", "Chu kỳ đo", "Định kỳ"),
            examples=("hằng tháng", "hằng quý"),
            choices=RHYTHMS.titles,
            width=16,
        ),
        Column(
            "due_month",
            "Tháng đến hạn",
            "Due month",
            Number(Decimal(1), Decimal(12), whole=True),
            N_("Of a yearly indicator: the month (1–12) in which it is due."),
            examples=("", ""),
            width=10,
        ),
        Column(
            "definition",
            "Định nghĩa",
            "Definition",
            Text(3000, lines=True),
            N_("How it is counted."),
            aliases=("Cách tính", "Công thức"),
            examples=("Số phiếu hài lòng / tổng số phiếu", ""),
            width=36,
        ),
        Column(
            "source",
            "Nguồn",
            "Source",
            Text(300),
            N_("Where the number comes from."),
            aliases=("Nguồn số liệu", "Nguồn dữ liệu"),
            examples=("Hệ thống một cửa", "Báo cáo tháng"),
            width=24,
        ),
        Column(
            "position",
            "Vị trí việc làm",
            "Position",
            Text(200),
            N_("The position of the catalogue that it belongs to."),
            aliases=("VTVL",),
            examples=("Chuyên viên một cửa", ""),
            width=24,
        ),
        Column(
            "factor",
            "Hệ số quy đổi",
            "Conversion factor",
            Number(Decimal("0.000001")),
            N_("What one unit of it makes in reference products."),
            aliases=("Hệ số",),
            examples=("1,5", ""),
            width=10,
            format=_NUMBERS,
        ),
        Column(
            "owner",
            "Người phụ trách",
            "Owner",
            Text(200),
            N_("The person who enters the values, by code or name; empty means the unit."),
            aliases=("Phụ trách", "Cán bộ"),
            examples=("CB01 - Nguyễn Văn An", ""),
            width=26,
        ),
        Column(
            "unit",
            "Đơn vị phụ trách",
            "Unit",
            Text(300),
            N_("The unit that answers for it, by code or name."),
            aliases=("Đơn vị", "Người/Đơn vị phụ trách"),
            examples=("", "Phòng Một cửa"),
            width=24,
        ),
        Column(
            "from_on",
            "Từ ngày",
            "From",
            Day(),
            N_("Since when it holds; empty means the first day of the year."),
            aliases=("Hiệu lực từ",),
            examples=("", ""),
            width=12,
            format="dd/mm/yyyy",
        ),
        Column(
            "year",
            "Năm chỉ tiêu",
            "Year of targets",
            Number(Decimal(2000), Decimal(2100), whole=True),
            N_("The year of the targets of this row; empty means this year."),
            aliases=("Năm",),
            examples=("", ""),
            width=10,
        ),
        _target("target", "Chỉ tiêu năm", "Target of the year", "Chỉ tiêu"),
        *(
            _target(key, f"Chỉ tiêu quý {ROMAN[at - 1]}", f"Target of quarter {at}", f"Quý {at}")
            for key, at in QUARTERS.items()
        ),
        *(
            _target(key, f"Chỉ tiêu tháng {at}", f"Target of month {at}", f"Tháng {at}")
            for key, at in MONTHS.items()
        ),
    ),
)
