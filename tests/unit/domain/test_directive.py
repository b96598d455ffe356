"""What the target of a directive's item says as a figure."""

from decimal import Decimal

import pytest

from okrdesk.domain.directive import figure_in


@pytest.mark.parametrize(
    ("target", "figure"),
    [
        ("95 %", (Decimal(95), "%")),
        ("Tối thiểu 97,5% hồ sơ đúng hạn", (Decimal("97.5"), "%")),
        ("≥ 1.200 hồ sơ, xong trước hạn", (Decimal(1200), "hồ sơ")),
        ("12 buổi tập huấn cho toàn bộ cán bộ của các phòng", (Decimal(12), "")),
        ("Hoàn thành trong quý IV", None),
        ("Từ 80 % lên 95 %", None),
        ("Theo Kế hoạch 15/KH-UBND", None),
        ("", None),
    ],
)
def test_one_number_is_a_figure_and_several_are_none(
    target: str, figure: tuple[Decimal, str] | None
) -> None:
    assert figure_in(target) == figure
