"""Sheets of F11 for the tests: an office, a person, a unit, and key results of every kind."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from okrdesk.domain.objective import Commitment
from okrdesk.domain.organisation import LetterheadKind
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.rhythm import Rhythm
from okrdesk.forms.okr_registration import (
    Letterhead,
    RegistrationSheet,
    SheetKeyResult,
    SheetObjective,
    SheetOwner,
    SheetPeriod,
)
from okrdesk.forms.registry import Audience

MADE_AT = datetime(2026, 2, 5, 8, 30, tzinfo=timezone(timedelta(hours=7)))
DAY = date(2026, 2, 5)
DUE = date(2026, 3, 31)
QUARTER = SheetPeriod("Quý I năm 2026", date(2026, 1, 1), DUE)
AGENCY = Letterhead("Sở Khoa học và Công nghệ", "Ủy ban nhân dân thành phố Hà Nội")
PARTY = Letterhead(
    "Đảng ủy Sở Khoa học và Công nghệ", "Đảng bộ thành phố", kind=LetterheadKind.PARTY
)
PERSON = SheetOwner(
    Audience.PERSON,
    "Nguyễn Thị Hồng Ánh",
    "Chuyên viên chính",
    "Phòng Cải cách hành chính",
    "Đỗ Văn Khải",
)
UNIT = SheetOwner(
    Audience.UNIT,
    "Phòng Cải cách hành chính",
    "Trưởng phòng",
    "Sở Khoa học và Công nghệ",
    "Đỗ Văn Khải",
)

_STEPS = tuple(Step(str(number), "Bước", Decimal(1)) for number in range(5))
MEASURES = {
    Kind.INCREASE: Measure(Kind.INCREASE, Decimal("82.5"), Decimal(98)),
    Kind.DECREASE: Measure(Kind.DECREASE, Decimal(120), Decimal("-3.25")),
    Kind.KEEP_AT_LEAST: Measure(Kind.KEEP_AT_LEAST, low=Decimal(4)),
    Kind.KEEP_AT_MOST: Measure(Kind.KEEP_AT_MOST, high=Decimal(2)),
    Kind.KEEP_BETWEEN: Measure(Kind.KEEP_BETWEEN, low=Decimal(2), high=Decimal(5)),
    Kind.YES_NO: Measure(Kind.YES_NO),
    Kind.STEPS: Measure(Kind.STEPS, steps=_STEPS),
    Kind.COUNT: Measure(Kind.COUNT, target=Decimal(1_250_000)),
}
_RHYTHMS = list(Rhythm)


def key_result(title: str, kind: Kind = Kind.INCREASE, number: int = 1) -> SheetKeyResult:
    return SheetKeyResult(
        title,
        MEASURES[kind],
        DUE,
        "hồ sơ",
        Decimal(10 * number),
        "Trần Đức Ẩn",
        _RHYTHMS[number % len(_RHYTHMS)],
    )


def every_kind() -> tuple[SheetKeyResult, ...]:
    return tuple(
        key_result(f"Kết quả kiểu {kind.value}", kind, number) for number, kind in enumerate(Kind)
    )


def objective(number: int, key_results: tuple[SheetKeyResult, ...]) -> SheetObjective:
    commitment = Commitment.COMMITTED if number % 2 else Commitment.ASPIRATIONAL
    return SheetObjective(
        f"Nâng cao chất lượng phục vụ số {number}", commitment, DUE, key_results, Decimal(50)
    )


def sheet(
    *objectives: SheetObjective,
    owner: SheetOwner = PERSON,
    agency: Letterhead = AGENCY,
) -> RegistrationSheet:
    return RegistrationSheet(agency, QUARTER, owner, objectives, "Hà Nội", DAY)


def rows(
    objectives: int, key_results: int, title: str = "Tỷ lệ hồ sơ đúng hạn"
) -> RegistrationSheet:
    """A sheet of so many objectives with so many key results each."""
    return sheet(
        *(
            objective(one, tuple(key_result(f"{title} {one}.{two}") for two in range(key_results)))
            for one in range(1, objectives + 1)
        )
    )
