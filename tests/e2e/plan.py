"""A plan workbook as an office sends it: title rows, merged cells, dates and numbers as text, two
spellings of letters, blank and hidden rows, and one row that is wrong.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

OFFICER = "Phạm Thị Ánh"
SATISFACTION = "Nâng cao mức độ hài lòng của người dân"
ARCHIVE = "Số hóa kho lưu trữ hồ sơ"
ON_TIME = "Tỷ lệ hồ sơ giải quyết đúng hạn"
DAYS = "Số ngày giải quyết bình quân"
COMPLAINTS = "Số đơn khiếu nại trong tháng"
FILES = "Số hồ sơ được số hóa"
RULES = "Ban hành quy chế khai thác hồ sơ số"
TRAINING = "Tập huấn cán bộ một cửa"
GOOD = (ON_TIME, DAYS, COMPLAINTS, FILES, RULES, TRAINING)
BAD = "Kết nối trục liên thông văn bản"
BAD_ROW = 11
HIDDEN_ROW = 12
SHEET = "KH quý"


@dataclass(frozen=True)
class Spread:
    """A key result with its objective as the plan writes them; every cell is text."""

    objective: str
    title: str
    kind: str
    start: str
    target: str
    unit: str
    weight: str


ROWS = (
    Spread(SATISFACTION, ON_TIME + "  ", "Tăng", "82,5", "95", "%", "40"),
    Spread("", " " + DAYS, "GIẢM", "12", "7,5", "ngày", "30"),
    Spread("", COMPLAINTS, "duy trì ≤", "", "3", "đơn", "30"),
    Spread(ARCHIVE, FILES, "sản phẩm", "", "1.200", "hồ sơ ", "50"),
    Spread("", RULES, "có/không", "", "có", "", "20"),
    Spread("", BAD, "tăng", "0", "rất nhiều", "", "10"),
    Spread("", TRAINING, "bước", "", "Soạn tài liệu:40; Mở lớp:60", "", "20"),
)
BEFORE, AFTER = timedelta(days=21), timedelta(days=60)
"""A daily key result that began and ends so waits on Hôm nay on every day, also once updated."""
HEADER = (
    "MỤC TIÊU",
    "Kết quả  then chốt ",
    "Loai",
    "Mốc đầu",
    "Mức cần đạt",
    "đơn vị tính",
    "Trọng số",
    "Người phụ trách",
    "Bắt đầu",
    "Kết thúc",
    "Nhịp cập nhật",
    "Ghi chú nội bộ",
)


def write_plan(file: Path, today: date) -> Path:
    """Write the workbook; row numbers are those of `BAD_ROW` and `HIDDEN_ROW`."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["SỞ NỘI VỤ"])
    sheet.append(["KẾ HOẠCH MỤC TIÊU VÀ KẾT QUẢ THEN CHỐT QUÝ"])
    sheet.append([])
    sheet.append([_decomposed(name) for name in HEADER])
    for number, row in enumerate(ROWS):
        if number == 3:
            sheet.append([])
        sheet.append(_cells(row, f"{today - BEFORE:%d/%m/%Y}", f"{today + AFTER:%d/%m/%Y}"))
    sheet.merge_cells("A2:L2")
    sheet.merge_cells("A5:A7")
    sheet.merge_cells("H5:H7")
    sheet.merge_cells(f"A9:A{HIDDEN_ROW}")
    sheet.row_dimensions[HIDDEN_ROW].hidden = True
    guide = book.create_sheet("Hướng dẫn")
    guide.append(["Điền vào trang trước, không sửa tên cột."])
    book.save(file)
    return file


def _cells(row: Spread, start: str, end: str) -> list[str | None]:
    cells = (row.objective, row.title, row.kind, row.start, row.target, row.unit, row.weight)
    texts = (*cells, _decomposed(OFFICER) + " ", start, end, "hàng ngày", "xem lại")
    return [text or None for text in texts]


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)
