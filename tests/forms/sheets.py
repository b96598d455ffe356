"""Sheets of F11 for the tests: an office, a person, a unit, and key results of every kind."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from okrdesk.domain.objective import (
    Commitment,
    Cycle,
    CycleKind,
    CycleState,
    KeyResult,
    Objective,
    Owner,
)
from okrdesk.domain.organisation import Agency, LetterheadKind
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.rhythm import Rhythm
from okrdesk.services.registration import Registered, Registrant, Registration

MADE_AT = datetime(2026, 2, 5, 8, 30, tzinfo=timezone(timedelta(hours=7)))
DAY = date(2026, 2, 5)
QUARTER = Cycle(
    "",
    "2026-Q1",
    "Quý I năm 2026",
    CycleKind.QUARTER,
    date(2026, 1, 1),
    date(2026, 3, 31),
    CycleState.RUNNING,
)
AGENCY = Agency(
    "", "", "Sở Khoa học và Công nghệ", "Ủy ban nhân dân thành phố Hà Nội", place="Hà Nội"
)
PARTY = Agency(
    "",
    "",
    "Đảng ủy Sở Khoa học và Công nghệ",
    "Đảng bộ thành phố",
    place="Hà Nội",
    letterhead=LetterheadKind.PARTY,
)
PERSON = Registrant(
    True,
    "Nguyễn Thị Hồng Ánh",
    "Chuyên viên chính",
    "Phòng Cải cách hành chính",
    "Đỗ Văn Khải",
)
UNIT = Registrant(
    False,
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


def key_result(title: str, kind: Kind = Kind.INCREASE, number: int = 1) -> tuple[KeyResult, str]:
    """A key result with the name of its owner."""
    key_result = KeyResult(
        id="",
        objective_id="",
        title=title,
        measure=MEASURES[kind],
        owner=Owner(),
        start_on=QUARTER.start_on,
        end_on=QUARTER.end_on,
        measure_unit="hồ sơ",
        weight=Decimal(10 * number),
        rhythm=_RHYTHMS[number % len(_RHYTHMS)],
    )
    return key_result, "Trần Đức Ẩn"


def every_kind() -> tuple[tuple[KeyResult, str], ...]:
    return tuple(
        key_result(f"Kết quả kiểu {kind.value}", kind, number) for number, kind in enumerate(Kind)
    )


def objective(number: int, key_results: tuple[tuple[KeyResult, str], ...]) -> Registered:
    objective = Objective(
        id="",
        cycle_id="",
        title=f"Nâng cao chất lượng phục vụ số {number}",
        owner=Owner(),
        start_on=QUARTER.start_on,
        end_on=QUARTER.end_on,
        weight=Decimal(50),
        commitment=Commitment.COMMITTED if number % 2 else Commitment.ASPIRATIONAL,
    )
    return Registered(objective, "", key_results)


def sheet(
    *objectives: Registered, owner: Registrant = PERSON, agency: Agency = AGENCY
) -> Registration:
    return Registration(agency, QUARTER, owner, objectives, DAY)


def rows(objectives: int, key_results: int, title: str = "Tỷ lệ hồ sơ đúng hạn") -> Registration:
    """A sheet of so many objectives with so many key results each."""
    return sheet(
        *(
            objective(one, tuple(key_result(f"{title} {one}.{two}") for two in range(key_results)))
            for one in range(1, objectives + 1)
        )
    )
