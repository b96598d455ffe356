"""The alignment map on paper is one page as large as the picture, as PDF/A."""

from datetime import UTC, datetime

import pypdfium2

from okrdesk.charts.alignment import describe_map, map_size, map_svg
from okrdesk.domain.alignment import MapNode, arrange
from okrdesk.forms.alignment_map import alignment_pdf

FOUND = arrange([MapNode(str(n), "objective", f"Mục tiêu {n}") for n in range(40)], [])
MADE_AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_it_is_one_page_of_the_pictures_size_with_its_texts() -> None:
    size = map_size(FOUND)
    pdf = alignment_pdf(map_svg(FOUND), size, ("Bản đồ liên kết", describe_map(FOUND)), MADE_AT)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    wide, high = document[0].get_size()
    assert wide > size[0]
    assert high > size[1]
    words = document[0].get_textpage().get_text_bounded()
    assert "Bản đồ liên kết" in words
    assert "Mục tiêu 39" in words
    assert b"pdfaid" in pdf
