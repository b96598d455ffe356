"""What the target of a directive's item says as a figure, and which item a text cites."""

from decimal import Decimal

import pytest

from okrdesk.domain.directive import Served, cited_among, figure_in


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


ITEMS = [
    Served("a", "05-NQ/TU", "Điều 2", "Số hóa hồ sơ"),
    Served("b", "05-NQ/TU", "Điều 2, khoản 1", "Rút ngắn thời gian"),
    Served("c", "05-NQ/TU", "Điều 21", "Đào tạo cán bộ"),
    Served("d", "12/KH-UBND", "", "Khảo sát"),
    Served("e", "12/KH-UBND", "Mục III", "Năm trước", archived=True),
    Served("f", "09-KL/TU", "Mục I", "Đã xong", archived=True),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("05-NQ/TU, Điều 2", "a"),
        ("05-nq/tu · dieu 2", "a"),
        ("Điều 2 05-NQ/TU", "a"),
        ("05-NQ/TU · Điều 2 · Số hóa hồ sơ", "a"),
        ("05-NQ/TU; Điều 2, khoản 1", "b"),
        ("05-NQ/TU · Điều 2 · Số", "a"),
        ("05-NQ/TU", "abc"),
        ("12/KH-UBND", "d"),
        ("12/KH-UBND · Mục III", "e"),
        ("09-KL/TU", "f"),
        ("05-NQ", ""),
        ("Điều 2", ""),
        (" · ", ""),
    ],
)
def test_an_item_is_cited_by_number_and_article(text: str, ids: str) -> None:
    assert [one.id for one in cited_among(ITEMS, text)] == list(ids)
