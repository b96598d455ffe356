"""Invented facts for every form of evaluation: usual ones, none, one row, 400 rows, nasty words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.directive import Directive, DirectiveKind
from okrdesk.domain.evaluation.outcome import Block, BlockCode
from okrdesk.domain.evaluation.pack import Fed, FormWords
from okrdesk.domain.evaluation.pack_reading import read_pack
from okrdesk.domain.evaluation.sheet import Settled
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.tasks import Source
from okrdesk.paths import resources
from okrdesk.services.coverage_papers import CoveragePaper, CoverageRow, DirectivePart
from okrdesk.services.papers import (
    BandShare,
    Bearer,
    ComplaintPaper,
    ComponentRow,
    ConfirmedCause,
    CriterionRow,
    EvaluationPaper,
    FeedNote,
    Paper,
    PlanKeyResult,
    PlanPaper,
    PlanRow,
    ResultRow,
    ResultsPaper,
    Span,
    TaskPaper,
    TaskRow,
    YearPaper,
    YearRow,
    YearRowKind,
)
from tests.forms.sheets import AGENCY, MEASURES

DAY = date(2026, 10, 30)
MONTH = Span("2026-10", date(2026, 10, 1), date(2026, 10, 31))
YEAR = Span("2026", date(2026, 1, 1), date(2026, 12, 31))
PERSON = Bearer("Nguyễn Thị Hồng Ánh", "Chuyên viên chính", "Phòng Cải cách hành chính", "CB012")
UNIT = Bearer(
    "Phòng Cải cách hành chính", unit="Sở Khoa học và Công nghệ", code="CCHC", is_person=False
)
NASTY = '#let x = 1; $a^2$ \\n @b *c* _d_ `e` <f> [g] {h} // i "k" ẮẰẲẴẶ ắằẳẵặ ƯỮỨỬỰ'
LONG_NAME = "Công Tằng Tôn Nữ Thị Quỳnh Hương Giang Nguyễn Phước Bảo " * 3
BANDS = (
    "Hoàn thành xuất sắc nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Không hoàn thành nhiệm vụ",
)
LEGAL = "Nghị định 335/2025/NĐ-CP ngày 21/12/2025"
CAUSE = ConfirmedCause(
    "Trả lời kiến nghị cử tri",
    "chờ ý kiến của cơ quan phối hợp",
    date(2026, 10, 5),
    date(2026, 10, 12),
    "Đỗ Văn Khải",
    date(2026, 10, 13),
    errors=0,
    delays=1,
)
_COMMON: Mapping[str, Any] = {
    "agency": AGENCY,
    "period": MONTH,
    "bearer": PERSON,
    "on": DAY,
    "head": "Đỗ Văn Khải",
    "authority": "Phạm Thị Lan",
    "okr": Decimal("78.4"),
}
_OF_UNIT = {**_COMMON, "bearer": UNIT, "compiler": "Trần Đức Ẩn"}
_PACK = read_pack((resources() / "rules" / "nd335-staff.toml").read_text(encoding="utf-8"))
_TAKEN = {"c1": Decimal("0.75"), "a2": Decimal("0.5"), "c3": Decimal("0.5"), "c4": Decimal("0.5")}


def _criteria() -> Iterator[CriterionRow]:
    for group in _PACK.criteria:
        marks = [one.points - _TAKEN.get(one.id.replace(".", ""), 0) for one in group.leaves()]
        total = sum(marks, Decimal(0))
        yield CriterionRow(group.number, group.name, group.points, total, total, strong=True)
        for one, mark in zip(group.leaves(), marks, strict=True):
            yield CriterionRow(one.number, one.name, one.points, mark, mark)


CRITERIA = tuple(_criteria())
COMPONENTS = (
    ComponentRow("a", "Số lượng nhiệm vụ hoàn thành", Decimal(100)),
    ComponentRow("b", "Chất lượng nhiệm vụ hoàn thành", Decimal(95)),
    ComponentRow("c", "Tiến độ nhiệm vụ hoàn thành", Decimal(95)),
)
EVALUATION = EvaluationPaper(
    **_COMMON,
    level=Level.SELF,
    criteria=CRITERIA,
    general_most=Decimal(30),
    results_most=Decimal(70),
    most=Decimal(100),
    formula="(a + b + c) / 3",
    components=COMPONENTS,
    general=Decimal("27.75"),
    result=Decimal("96.67"),
    points=Decimal("67.67"),
    total=Decimal("95.42"),
    causes=(CAUSE,),
    strengths="Chủ động, hoàn thành các việc được giao đúng hạn.",
    weaknesses="Còn để một hồ sơ phải bổ sung.",
    bands=BANDS,
    own_band=BANDS[0],
)
BLANK = replace(
    EVALUATION,
    level=None,
    criteria=tuple(replace(one, mark=None, authority_mark=None) for one in CRITERIA),
    components=tuple(replace(one, percent=None) for one in COMPONENTS),
    general=None,
    result=None,
    points=None,
    total=None,
    blocked=(Block(BlockCode.COEFFICIENT_MISSING, {"name": "Soạn báo cáo"}),),
    causes=(),
    strengths="",
    weaknesses="",
    own_band="",
    okr=None,
)
LEADER = replace(
    EVALUATION,
    level=Level.AUTHORITY,
    formula="(a + b + c + d + đ + e) / 6",
    components=(
        *COMPONENTS,
        ComponentRow("d", "Kết quả hoạt động của đơn vị phụ trách", Decimal(100)),
        ComponentRow("đ", "Khả năng tổ chức triển khai nhiệm vụ", Decimal(100)),
        ComponentRow("e", "Năng lực tập hợp, đoàn kết", Decimal(50)),
    ),
    comment="Hoàn thành tốt.\nCần quan tâm công tác đoàn kết nội bộ.",
    band=BANDS[1],
    feeds=(FeedNote("Năng lực đổi mới, sáng tạo", Fed.OWN, "Chỉ để tham khảo."),),
    words=FormWords(
        columns={"authority_points": True},
        signatures={"authority": "GIÁM ĐỐC"},
        texts={"title": "PHIẾU ĐÁNH GIÁ CỦA CƠ QUAN"},
    ),
)
UNSCORED = replace(BLANK, components=COMPONENTS, blocked=())


def nasty(paper: EvaluationPaper) -> EvaluationPaper:
    return replace(
        paper,
        bearer=replace(PERSON, name=LONG_NAME, title=NASTY, unit=NASTY * 3),
        authority=LONG_NAME,
        strengths=NASTY * 40,
        weaknesses="W" * 700,
        comment="\n".join([NASTY] * 12),
        causes=tuple(
            replace(CAUSE, task=NASTY, reason=f"{number} {NASTY * 3}") for number in range(9)
        ),
    )


def year(months: int) -> YearPaper:
    rows: list[YearRow] = []
    for month in range(1, months + 1):
        rows.append(YearRow(YearRowKind.MONTH, month, Decimal(80 + month), is_brought=month < 4))
        if month % 3 == 0:
            rows.append(YearRow(YearRowKind.QUARTER_MEAN, month // 3, Decimal("85.333")))
    if rows:
        rows.append(YearRow(YearRowKind.YEAR_MEAN, 0, Decimal("86.5")))
    return YearPaper(
        **{**_COMMON, "period": YEAR},
        rows=tuple(rows),
        bands=BANDS,
        own_band=BANDS[1] if rows else "",
        band=BANDS[1] if months == 12 else "",
    )


def task(number: int, name: str = "") -> TaskRow:
    wrong = number % 5 == 0
    return TaskRow(
        name or f"Thẩm định hồ sơ cấp phép số {number}",
        Decimal(number % 7 + 1),
        Decimal(number % 7 + 1),
        Decimal("1.2"),
        Decimal("1.2") * (number % 7 + 1),
        Decimal("0.9") * (number % 7 + 1),
        Decimal("1.2") * (number % 7 + 1),
        int(wrong),
        int(wrong),
        (replace(CAUSE, task=""),) if wrong else (),
        Settled.ROLLED_OVER if number == 3 else Settled.NO,
    )


def tasks(count: int, name: str = "") -> TaskPaper:
    return TaskPaper(**_COMMON, rows=tuple(task(number, name) for number in range(1, count + 1)))


def results(count: int, name: str = "Nguyễn Văn") -> ResultsPaper:
    rows = tuple(
        ResultRow(
            f"{name} {number}",
            "Tổ Một cửa",
            "Chuyên viên",
            f"CB{number:03}",
            str(1970 + number % 30),
            Decimal("28.25"),
            Decimal("66.5"),
            Decimal("94.75"),
            BANDS[number % 3],
            BANDS[1],
            BANDS[1] if number % 2 else "",
            days=22,
            days_present=15 if number == 2 else 22,
        )
        for number in range(1, count + 1)
    )
    shares = (
        (BandShare(BANDS[1], count, Decimal(100)), BandShare("", 0, Decimal(0))) if count else ()
    )
    return ResultsPaper(**_OF_UNIT, rows=rows, shares=shares, legal=LEGAL)


def coverage(count: int, name: str = "Số hóa hồ sơ lưu trữ") -> CoveragePaper:
    """Return the coverage of two directives with so many items in all."""
    states = list(CoverageState)
    rows = [
        CoverageRow(
            f"Điều {number}. {name}",
            "Phòng Tổng hợp",
            "Văn phòng; Phòng Một cửa",
            "100 % hồ sơ",
            states[number % len(states)],
            number % 7 == 0,
            date(2026, 12, 31),
            Decimal(number % 101),
            number % 3,
            number % 2,
            1,
        )
        for number in range(1, count + 1)
    ]
    directives = [
        Directive("", "05-NQ/TU", DirectiveKind.RESOLUTION, name, date(2026, 1, 15), "Tỉnh ủy"),
        Directive("", "12/KH-UBND", DirectiveKind.PLAN, "", date(2026, 2, 20)),
    ]
    halves = (rows[: count // 2], rows[count // 2 :])
    parts = tuple(
        DirectivePart(one, tuple(half), Decimal(40) if half else None)
        for one, half in zip(directives, halves, strict=True)
    )
    shares = (BandShare("moving", count, Decimal(100)),) if count else ()
    return CoveragePaper(**_OF_UNIT, parts=parts if count else (), shares=shares)


def plan(count: int, *, of_unit: bool = False, name: str = "Xây dựng báo cáo") -> PlanPaper:
    rows = tuple(
        PlanRow(
            f"{name} {number}",
            "Trần Đức Ẩn",
            list(Source)[number % 4],
            Decimal(5),
            Decimal(number % 6),
            date(2026, 10, 20),
            date(2026, 10, 22) if number % 6 == 5 else None,
            is_late=number % 6 == 5,
        )
        for number in range(1, count + 1)
    )
    key_results = tuple(
        PlanKeyResult(
            f"Tỷ lệ kiểu {kind}",
            "Trần Đức Ẩn",
            measure,
            "%",
            Decimal("81.5"),
            Decimal(64),
            date(2026, 12, 31),
        )
        for kind, measure in MEASURES.items()
    )
    common = _OF_UNIT if of_unit else _COMMON
    return PlanPaper(**common, tasks=rows, key_results=key_results[:count], total=Decimal("95.42"))


def complaint(written: str, answer: str) -> ComplaintPaper:
    return ComplaintPaper(
        **_COMMON,
        total=Decimal("68.5"),
        band=BANDS[2],
        complaint=written,
        answer=answer,
        filed_on=date(2026, 10, 28),
    )


@dataclass(frozen=True)
class Case:
    """A paper of a form under a name."""

    form: str
    paper: Paper

    @property
    def day(self) -> date:
        return self.paper.on
