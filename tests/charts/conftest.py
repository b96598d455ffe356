"""Charts of every kind over one made-up year."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from okrdesk.charts import (
    KeyResultChart,
    Part,
    Point,
    ProgressChart,
    Span,
    Subject,
    key_result_chart,
    progress_chart,
)
from okrdesk.domain.health import Health
from okrdesk.domain.progress import Kind, Measure, Step
from tests.office_fixtures import office, offices, template

__all__ = ["office", "offices", "template"]

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 2))
MEASURES = {
    Kind.INCREASE: Measure(Kind.INCREASE, Decimal(20), Decimal(100)),
    Kind.DECREASE: Measure(Kind.DECREASE, Decimal(48), Decimal("12.5")),
    Kind.KEEP_AT_LEAST: Measure(Kind.KEEP_AT_LEAST, target=Decimal(25)),
    Kind.KEEP_AT_MOST: Measure(Kind.KEEP_AT_MOST, high=Decimal(25)),
    Kind.KEEP_BETWEEN: Measure(Kind.KEEP_BETWEEN, low=Decimal(22), high=Decimal(40)),
    Kind.YES_NO: Measure(Kind.YES_NO),
    Kind.STEPS: Measure(
        Kind.STEPS, steps=(Step("a", "Một", Decimal(1)), Step("b", "Hai", Decimal(3)))
    ),
    Kind.COUNT: Measure(Kind.COUNT, target=Decimal(500)),
}
MakeChart = Callable[..., KeyResultChart]


def values(count: int, first: str = "20", step: str = "5") -> tuple[Point, ...]:
    """Return `count` points two weeks apart, the second corrected and the third late."""
    return tuple(
        Point(
            YEAR.start_on + timedelta(days=14 * index),
            Decimal(first) + Decimal(step) * index,
            corrected=index == 1,
            late=index == 2,
        )
        for index in range(count)
    )


@pytest.fixture
def make_chart() -> MakeChart:
    """Make a key result's chart of a kind, with six points unless others are given."""

    def make(
        kind: Kind = Kind.INCREASE,
        points: tuple[Point, ...] | None = None,
        title: str = "Số hóa hồ sơ lưu trữ",
        phases: tuple[tuple[date, Decimal], ...] = (),
        measure: Measure | None = None,
    ) -> KeyResultChart:
        if points is None:
            points = values(6, "0", "1") if kind is Kind.YES_NO else values(6)
        subject = Subject(title, "hồ sơ", measure or MEASURES[kind], phases)
        return key_result_chart(subject, YEAR, points)

    return make


@pytest.fixture
def progress() -> ProgressChart:
    """An objective at 40 % with a part of each health."""
    points = [(date(2026, 2, 1), Fraction(1, 10)), (date(2026, 6, 1), Fraction(2, 5))]
    parts = [
        Part(f"Kết quả {health.value}", Fraction(index, 10), Fraction(1, 2), health)
        for index, health in enumerate(Health)
    ]
    return progress_chart("Nâng cao chất lượng phục vụ", YEAR, points, [*parts, Part("Mới", None)])
