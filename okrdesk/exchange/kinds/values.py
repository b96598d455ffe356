"""Values: what key results stood at on given days, as offices gather their numbers in Excel."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Day, Number, Option, Text
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import N_


@dataclass(frozen=True)
class MeasuredValue:
    """One row: the key result as named there (title or id), and its value on a day."""

    key_result: str
    on: date
    value: Decimal
    confidence: int | None = None
    comment: str = ""


DONE = Choice(
    [
        Option(
            Decimal(1),
            "có",
            "yes",
            ("x", "đạt", "hoàn thành", "đã hoàn thành", "xong", "true", "✓", "✔"),
        ),
        Option(
            Decimal(0),
            "không",
            "no",
            ("chưa", "không đạt", "chưa đạt", "chưa hoàn thành", "chưa xong", "false"),
        ),
    ]
)
_NUMBER = Number()


def measured(cell: Cell) -> Decimal:
    """Return a number, or 1 and 0 for the words of a yes-or-no result. Refused: BAD_NUMBER."""
    if isinstance(cell, bool):
        return Decimal(int(cell))
    try:
        return _NUMBER(cell)
    except Refused as refusal:
        try:
            return DONE(cell)
        except Refused:
            raise refusal from None


def build(lines: list[Line]) -> Iterator[ReadyRow[MeasuredValue]]:
    """Yield one value per row; the same key result on the same day may come once."""
    seen: dict[tuple[str, date], int] = {}
    for line in lines:
        if not line.problems:
            _check_once(line, seen)
        if not line.problems:
            yield ReadyRow(line.sheet, line.row, _value(line))


def _check_once(line: Line, seen: dict[tuple[str, date], int]) -> None:
    named = line.get("key_result")
    earlier = seen.setdefault((folded(named), line.get("on")), line.row)
    if earlier != line.row:
        text = f"{named} – {line.get('on'):%d/%m/%Y}"
        blame(
            line, VALUES.column("key_result"), Refused(Code.DUPLICATE_ROW, text=text, row=earlier)
        )


def _value(line: Line) -> MeasuredValue:
    confidence = line.get("confidence")
    return MeasuredValue(
        key_result=line.get("key_result"),
        on=line.get("on"),
        value=line.get("value"),
        confidence=None if confidence is None else int(confidence),
        comment=line.get("comment") or "",
    )


VALUES = Layout(
    name=KindName.VALUES,
    sheet="Giá trị",
    english_sheet="Values",
    build=build,
    columns=(
        Column(
            "key_result",
            "Kết quả then chốt",
            "Key result",
            Text(),
            N_("The title of the key result as in the plan, or its id."),
            required=True,
            spreads=True,
            aliases=(
                "KQTC",
                "KR",
                "Tên kết quả then chốt",
                "Mã kết quả then chốt",
                "Kết quả chính",
                "Chỉ tiêu",
            ),
            examples=("Tỷ lệ hồ sơ giải quyết đúng hạn",) * 2,
            width=52,
        ),
        Column(
            "on",
            "Ngày",
            "Day",
            Day(ends=True),
            N_("The day that the value speaks of, as dd/MM/yyyy, not after today."),
            required=True,
            spreads=True,
            aliases=("Ngày cập nhật", "Ngày ghi nhận", "Thời điểm", "Ngày hiệu lực", "Date"),
            examples=("31/10/2026", "30/11/2026"),
            width=13,
            format="dd/mm/yyyy",
        ),
        Column(
            "value",
            "Giá trị",
            "Value",
            measured,
            N_("A number with a comma before decimals; “có” or “không” for a yes-or-no result."),
            required=True,
            aliases=("Kết quả", "Số liệu", "Thực hiện", "Đạt được", "Giá trị hiện tại"),
            examples=("91,5", "93"),
            width=13,
            format="#,##0.############",
        ),
        Column(
            "confidence",
            "Độ tin cậy",
            "Confidence",
            Number(Decimal(0), Decimal(10), whole=True),
            N_("A whole number from 0 to 10: how sure it is that the target will be reached."),
            aliases=("Mức tin cậy", "Tự tin", "Mức độ tự tin"),
            examples=("7", "8"),
            width=11,
            format="0",
        ),
        Column(
            "comment",
            "Ghi chú",
            "Note",
            Text(3000, lines=True),
            N_("What stands behind the value."),
            aliases=("Nhận xét", "Diễn giải", "Giải trình", "Comment"),
            examples=("", "Đã xử lý hồ sơ tồn"),
            width=40,
        ),
    ),
)
