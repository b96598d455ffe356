"""Tasks: what was given to whom, how much of it is done by when, and what was found wanting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okrdesk.domain.directive import Axis
from okrdesk.domain.tasks import Source
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Day, Number, Option, Text
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.item_column import item_column
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame
from okrdesk.i18n import N_

SOURCES = Choice(
    [
        Option(Source.REGULAR, "thường xuyên", "regular", ("theo chức năng", "thường kỳ")),
        Option(Source.AD_HOC, "đột xuất", "ad hoc", ("ad-hoc", "phát sinh", "giao thêm")),
        Option(Source.KEY_RESULT, "kết quả then chốt", "key result", ("key-result", "kqtc", "okr")),
        Option(Source.DIRECTIVE, "văn bản chỉ đạo", "directive", ("chỉ đạo", "theo văn bản")),
    ]
)
AXES = Choice([Option(one, one.value, f"axis {one.value}", ()) for one in Axis])
_NO_CAUSE = {"", "khong", "0", "-", "no", "khong co"}


@dataclass(frozen=True)
class ListedTask:
    """One row: the task and its person as named there; None where a cell is empty."""

    title: str
    person: str
    quantity: Decimal
    code: str = ""
    coefficient: Decimal | None = None
    source: Source | None = None
    start_on: date | None = None
    due_on: date | None = None
    done: Decimal | None = None
    done_on: date | None = None
    content_errors: int = 0
    delays: int = 0
    cause: str = ""
    note: str = ""
    axis: Axis | None = None
    difficulty: str = ""
    directive_item: str = ""


def build(lines: list[Line]) -> Iterator[ReadyRow[ListedTask]]:
    """Yield one task per row; the same task of a person may come once for a due day."""
    seen: dict[tuple[str, str, date | None], int] = {}
    for line in lines:
        if line.problems:
            continue
        key = (folded(line.get("person")), folded(line.get("title")), line.get("due_on"))
        earlier = seen.setdefault(key, line.row)
        if earlier != line.row:
            doubled = Refused(Code.DUPLICATE_ROW, text=line.get("title"), row=earlier)
            blame(line, TASKS.column("title"), doubled)
        else:
            yield ReadyRow(line.sheet, line.row, _task(line))


def _task(line: Line) -> ListedTask:
    cause = line.get("cause") or ""
    return ListedTask(
        title=line.get("title"),
        person=line.get("person"),
        quantity=line.get("quantity"),
        code=line.get("code") or "",
        coefficient=line.get("coefficient"),
        source=line.get("source"),
        start_on=line.get("start_on"),
        due_on=line.get("due_on"),
        done=line.get("done"),
        done_on=line.get("done_on"),
        content_errors=int(line.get("content_errors") or 0),
        delays=int(line.get("delays") or 0),
        cause="" if folded(cause) in _NO_CAUSE else cause,
        note=line.get("note") or "",
        axis=line.get("axis"),
        difficulty=line.get("difficulty") or "",
        directive_item=line.get("directive_item") or "",
    )


_COUNT = Number(Decimal(0), Decimal(1000), whole=True)
_NUMBERS = "#,##0.############"
_DATES = "dd/mm/yyyy"

TASKS = Layout(
    name=KindName.TASKS,
    sheet="Công việc",
    english_sheet="Tasks",
    build=build,
    columns=(
        Column(
            "title",
            "Tên công việc",
            "Task",
            Text(),
            N_("What is to be done."),
            required=True,
            aliases=("Công việc", "Nội dung công việc", "Nhiệm vụ", "Tên nhiệm vụ", "Sản phẩm"),
            examples=("Soạn thảo công văn tháng 11", "Xây dựng báo cáo quý IV"),
            width=46,
        ),
        Column(
            "code",
            "Mã danh mục",
            "Catalogue code",
            Text(40),
            N_("The code of the item in the catalogue; it gives the coefficient."),
            aliases=("Mã công việc", "Mã", "Mã sản phẩm"),
            examples=("TH.01", ""),
            width=14,
        ),
        Column(
            "person",
            "Người thực hiện",
            "Who",
            Text(200),
            N_("The person by code or name."),
            required=True,
            spreads=True,
            aliases=("Cán bộ", "Công chức", "Họ và tên", "Người phụ trách", "Chủ trì", "Mã cán bộ"),
            examples=("CB01 - Nguyễn Văn An", "CB02"),
            width=26,
        ),
        Column(
            "quantity",
            "Số lượng giao",
            "Quantity",
            Number(Decimal("0.000001")),
            N_("How many products are to be delivered."),
            required=True,
            aliases=("SL giao", "Số lượng", "Số lượng được giao", "Khối lượng giao"),
            examples=("5", "1"),
            width=10,
            format=_NUMBERS,
        ),
        Column(
            "coefficient",
            "Hệ số",
            "Coefficient",
            Number(Decimal("0.000001")),
            N_("Left empty it is that of the catalogue item; without one the score is blocked."),
            aliases=("Hệ số quy đổi", "HS"),
            examples=("", "8"),
            width=9,
            format=_NUMBERS,
        ),
        Column(
            "due_on",
            "Hạn",
            "Due",
            Day(ends=True),
            N_("The day it is due; the task counts in the period of this day."),
            aliases=("Thời hạn", "Hạn hoàn thành", "Hạn xử lý", "Đến ngày"),
            examples=("30/11/2026", "25/12/2026"),
            width=12,
            format=_DATES,
        ),
        Column(
            "done",
            "Số lượng hoàn thành",
            "Quantity done",
            Number(Decimal(0)),
            N_("How many products are done in all."),
            aliases=("SL hoàn thành", "Hoàn thành", "Đã hoàn thành", "Kết quả"),
            examples=("3", ""),
            width=12,
            format=_NUMBERS,
        ),
        Column(
            "done_on",
            "Ngày hoàn thành",
            "Done on",
            Day(),
            N_("The day it was done, not after today; left empty it is today."),
            aliases=("Ngày HT", "Hoàn thành ngày", "Ngày xong"),
            examples=("20/11/2026", ""),
            width=12,
            format=_DATES,
        ),
        Column(
            "content_errors",
            "Lỗi chất lượng",
            "Content errors",
            _COUNT,
            N_("How many content errors were found; only who reviews the work may say so."),
            aliases=("Lỗi CL", "Số lỗi chất lượng", "Lỗi nội dung"),
            examples=("1", ""),
            width=10,
            format="0",
        ),
        Column(
            "delays",
            "Lần chậm",
            "Delays",
            _COUNT,
            N_("How many times it was late; only who reviews the work may say so."),
            aliases=("Lỗi TĐ", "Số lần chậm", "Chậm tiến độ", "Lỗi tiến độ"),
            examples=("", ""),
            width=10,
            format="0",
        ),
        Column(
            "cause",
            "Nguyên nhân khách quan",
            "Objective cause",
            Text(3000, lines=True),
            N_("Why the errors and delays are nobody's fault: a request that waits for a word."),
            aliases=("Nguyên nhân", "NNKQ", "Lý do khách quan"),
            examples=("Chờ ý kiến của cơ quan phối hợp", ""),
            width=34,
        ),
        Column(
            "note",
            "Ghi chú",
            "Note",
            Text(3000, lines=True),
            N_("What else is to be known of the task."),
            examples=("", ""),
            width=30,
        ),
        Column(
            "source",
            "Nguồn",
            "Source",
            SOURCES,
            N_("Where the task comes from; left empty it is regular."),
            aliases=("Nguồn giao", "Loại nhiệm vụ", "Tính chất"),
            choices=SOURCES.titles,
            examples=("thường xuyên", "đột xuất"),
            width=16,
        ),
        Column(
            "start_on",
            "Ngày giao",
            "Given on",
            Day(),
            N_("The day the task starts; left empty it is today, or the due day if it is over."),
            aliases=("Ngày bắt đầu", "Bắt đầu", "Từ ngày"),
            examples=("01/11/2026", ""),
            width=12,
            format=_DATES,
        ),
        Column(
            "axis",
            "Nhóm kết quả",
            "Axis of results",
            AXES,
            N_("The number of the axis (1 to 6), for rules that count by them."),
            aliases=("Trục kết quả", "Trục"),
            choices=AXES.titles,
            examples=("", ""),
            width=14,
        ),
        Column(
            "difficulty",
            "Mức độ khó",
            "Difficulty",
            Text(40),
            N_("A level by its name in the rules, where they weigh tasks by it."),
            aliases=("Độ khó", "Mức khó"),
            examples=("", ""),
            width=14,
        ),
        item_column(),
    ),
)
