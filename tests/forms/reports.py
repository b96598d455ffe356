"""Invented period reports (B2): none, one, many key results, nasty words."""

from datetime import date
from decimal import Decimal

from okrdesk.domain.health import Health
from okrdesk.services.papers import Span
from okrdesk.services.period_papers import (
    HealthCount,
    PeriodPaper,
    ReportRow,
    Said,
    SaidLine,
    Told,
)
from tests.forms.papers import DAY, UNIT
from tests.forms.sheets import AGENCY, MEASURES

QUARTER = Span("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))


def report(count: int, name: str = "Tỷ lệ hồ sơ đúng hạn") -> PeriodPaper:
    """A report of one objective with `count` key results, half of them reached."""
    measures = list(MEASURES.values())
    rows = [
        ReportRow(
            f"{name} {number}",
            "Trần Đức Ẩn",
            Health.BEHIND,
            measures[number % len(measures)],
            "hồ sơ",
            Decimal(1),
            Decimal(45),
            Decimal(60),
        )
        for number in range(1, count + 1)
    ]
    head = ReportRow("Nâng mức hài lòng", "Phòng Một cửa", Health.BEHIND, progress=Decimal(45))
    lines = tuple(SaidLine(source, name) for source in Said)
    told = [Told(row.title, row.owner, row.health, lines, row.progress) for row in rows]
    return PeriodPaper(
        agency=AGENCY,
        period=QUARTER,
        bearer=UNIT,
        on=DAY,
        okr=Decimal(45) if count else None,
        expected=Decimal(60) if count else None,
        rows=(head, *rows) if count else (),
        counts=(HealthCount(Health.BEHIND, count),) if count else (),
        reached=tuple(told[: count // 2]),
        unreached=tuple(told[count // 2 :]),
        objectives=min(count, 1),
        key_results=count,
    )
