"""The columns of the plan workbook: their names, help and drop-down lists."""

from decimal import Decimal

from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Day, Number, Option, Text, shown
from okrdesk.exchange.columns import Column
from okrdesk.exchange.kinds.item_column import item_column
from okrdesk.exchange.kinds.targets import KINDS
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import N_

RHYTHMS = Choice(
    [
        Option(Rhythm.DAILY, "hằng ngày", "daily", ("hàng ngày", "ngày", "mỗi ngày")),
        Option(Rhythm.WEEKLY, "hằng tuần", "weekly", ("hàng tuần", "tuần", "mỗi tuần")),
        Option(Rhythm.MONTHLY, "hằng tháng", "monthly", ("hàng tháng", "tháng", "mỗi tháng")),
        Option(Rhythm.QUARTERLY, "hằng quý", "quarterly", ("hàng quý", "quý", "mỗi quý")),
        Option(Rhythm.YEARLY, "hằng năm", "yearly", ("hàng năm", "năm", "mỗi năm")),
        Option(
            Rhythm.IRREGULAR,
            "không định kỳ",
            "irregular",
            ("không thường xuyên", "khi phát sinh", "đột xuất"),
        ),
    ]
)
_NUMBER = Number()
_LINES = Text(3000, lines=True)


def start_value(cell: Cell) -> Decimal | None:
    """Return the start value; a dash or "không có" means that there is none."""
    if isinstance(cell, str) and cell.strip() in ("-", "–", "—", "/"):
        return None
    return _NUMBER(cell)


def target_text(cell: Cell) -> str:
    """Return the target as text, which its kind then reads.

    A date is refused: it is what Excel makes of a typed "2-5".
    """
    if not isinstance(cell, (str, int, float)) or isinstance(cell, bool):
        text = _LINES(cell)
        if isinstance(cell, bool):
            return "có" if cell else "không"
        raise Refused(Code.BAD_NUMBER, text=text)
    return _LINES(cell) if isinstance(cell, str) else shown(cell)


COLUMNS = (
    Column(
        "objective",
        "Mục tiêu",
        "Objective",
        Text(),
        N_("What is to be reached. Repeat it, merge it over its key results, or write it once."),
        required=True,
        needed=False,
        spreads=True,
        aliases=("Tên mục tiêu", "Mục tiêu (O)", "O", "Objective (O)", "Nội dung mục tiêu"),
        examples=("Nâng cao chất lượng giải quyết thủ tục hành chính", ""),
        width=40,
    ),
    Column(
        "key_result",
        "Kết quả then chốt",
        "Key result",
        Text(),
        N_("A result with a number, one per row."),
        required=True,
        needed=False,
        spreads=False,
        aliases=(
            "KQTC",
            "KR",
            "Kết quả then chốt (KR)",
            "Kết quả chính",
            "Tên kết quả then chốt",
            "Key results",
        ),
        examples=("Tỷ lệ hồ sơ giải quyết đúng hạn", "Thời gian chờ trung bình"),
        width=44,
    ),
    Column(
        "kind",
        "Loại",
        "Kind",
        KINDS,
        N_("Choose from the list. Empty: told from the start value and the target."),
        aliases=("Loại kết quả", "Loại KR", "Kiểu", "Cách đo", "Chiều", "Loại chỉ tiêu"),
        choices=KINDS.titles,
        examples=("tăng", "giảm"),
        width=14,
    ),
    Column(
        "start",
        "Mốc đầu",
        "Start value",
        start_value,
        N_("Where it stands today. Empty: 0."),
        aliases=(
            "Giá trị đầu",
            "Hiện trạng",
            "Mức đầu",
            "Giá trị ban đầu",
            "Baseline",
            "Mốc ban đầu",
            "Start",
        ),
        examples=("82", "45"),
        width=11,
        format="#,##0.############",
    ),
    Column(
        "target",
        "Mức cần đạt",
        "Target",
        target_text,
        N_(
            "A number; for “trong khoảng” two (2–5); for “bước” the steps with their weights "
            "(Khảo sát:30; Dự thảo:70); nothing for “có/không”."
        ),
        required=True,
        needed=False,
        aliases=(
            "Mục tiêu cần đạt",
            "Chỉ tiêu",
            "Mức đạt",
            "Mức phấn đấu",
            "Giá trị đích",
            "Đích",
            "Goal",
        ),
        examples=("95", "20"),
        width=16,
        format="General",
    ),
    Column(
        "measure_unit",
        "Đơn vị tính",
        "Measure unit",
        Text(60),
        N_("%, hồ sơ, phút, triệu đồng …"),
        aliases=("ĐVT", "Đơn vị đo", "Unit of measure"),
        examples=("%", "phút"),
        width=12,
    ),
    Column(
        "weight",
        "Trọng số",
        "Weight",
        Number(Decimal(0), Decimal(100)),
        N_("From 0 to 100; empty for all means equal weights."),
        aliases=("Tỷ trọng", "Trọng số KR", "TS"),
        examples=("60", "40"),
        width=10,
        format="#,##0.############",
    ),
    Column(
        "owner",
        "Người phụ trách",
        "Owner",
        Text(200),
        N_("Code or full name of the person who answers for it."),
        spreads=True,
        aliases=(
            "Phụ trách",
            "Cán bộ phụ trách",
            "Người thực hiện",
            "Người chịu trách nhiệm",
            "Người chủ trì",
        ),
        examples=("CB001", "Đỗ Văn An"),
        width=24,
    ),
    Column(
        "unit",
        "Đơn vị",
        "Unit",
        Text(200),
        N_("Name or code of the unit; it owns what has no person."),
        spreads=True,
        aliases=(
            "Đơn vị phụ trách",
            "Đơn vị chủ trì",
            "Đơn vị thực hiện",
            "Phòng ban",
            "Phòng",
            "Department",
        ),
        examples=("Phòng Tổng hợp", "Phòng Tổng hợp"),
        width=26,
    ),
    Column(
        "start_on",
        "Bắt đầu",
        "Starts on",
        Day(),
        N_("First day as dd/MM/yyyy. Empty: that of the cycle."),
        spreads=True,
        aliases=("Ngày bắt đầu", "Từ ngày", "Thời gian bắt đầu", "Start date", "From"),
        examples=("01/10/2026", "01/10/2026"),
        width=12,
        format="dd/mm/yyyy",
    ),
    Column(
        "end_on",
        "Kết thúc",
        "Ends on",
        Day(ends=True),
        N_("Last day as dd/MM/yyyy. Empty: that of the cycle."),
        spreads=True,
        aliases=(
            "Ngày kết thúc",
            "Đến ngày",
            "Hạn",
            "Thời hạn",
            "Thời gian hoàn thành",
            "Thời gian kết thúc",
            "To",
        ),
        examples=("31/12/2026", "31/12/2026"),
        width=12,
        format="dd/mm/yyyy",
    ),
    Column(
        "rhythm",
        "Nhịp cập nhật",
        "Rhythm",
        RHYTHMS,
        N_("How often it is checked in. Choose from the list. Empty: weekly."),
        spreads=True,
        aliases=(
            "Tần suất",
            "Tần suất cập nhật",
            "Kỳ cập nhật",
            "Chu kỳ cập nhật",
            "Update rhythm",
        ),
        choices=RHYTHMS.titles,
        examples=("hằng tuần", "hằng tháng"),
        width=15,
    ),
    item_column(),
    Column(
        "reason",
        "Lý do",
        "Reason",
        _LINES,
        N_("Why an approved target changes; without it the row is not taken."),
        spreads=True,
        aliases=("Lý do thay đổi", "Lý do điều chỉnh", "Lý do thay đổi chỉ tiêu"),
        examples=("", "Điều chỉnh theo Kết luận 09-KL/TU"),
        width=34,
    ),
)
