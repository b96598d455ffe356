"""Invented reports of a period (B2) and of a directive (B5): none, one, many, nasty words."""

from datetime import date
from decimal import Decimal

from okrdesk.domain.health import Health
from okrdesk.services.directive_papers import DirectivePaper
from okrdesk.services.papers import Span
from okrdesk.services.period_papers import (
    HealthCount,
    PeriodPaper,
    ReportRow,
    Said,
    SaidLine,
    Told,
)
from tests.forms.papers import DAY, UNIT, coverage
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


def of_directive(count: int, name: str = "Số hóa hồ sơ") -> DirectivePaper:
    """A report of a directive with `count` items, and as many key results, half of them reached."""
    paper = coverage(count, name)
    told = report(count, name)
    parts = paper.parts
    return DirectivePaper(
        agency=AGENCY,
        period=Span("01a20267bd187b67aba4", date(2026, 1, 15), DAY, "05-NQ/TU"),
        bearer=UNIT,
        on=DAY,
        okr=told.okr,
        directive=coverage(2).parts[0].directive,
        rows=tuple(row for part in parts for row in part.rows),
        shares=paper.shares,
        reached=told.reached,
        unreached=told.unreached,
        key_results=count,
    )
