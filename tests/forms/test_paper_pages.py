"""How evaluation forms break into pages: nothing runs off, heads repeat, none signs alone."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from okrdesk.forms.pages import page_picture, page_sizes
from okrdesk.services.papers import Paper
from tests.forms.cases import CASES, MANY_CASES, NASTY_CASES
from tests.forms.conftest import PaperPages, PaperPdf
from tests.forms.papers import (
    EVALUATION,
    Case,
    complaint,
    coverage,
    plan,
    results,
    tasks,
)

HEADS = {
    "B1": "Tình trạng",
    "F3": "Tên công việc",
    "F4": "Tự xếp loại",
    "F5": "Họ và tên",
    "F12A": "Tự xếp loại",
    "F7A": "Nhiệm vụ, công việc",
    "F7B": "Nhiệm vụ, công việc",
}
SIGNED = "(Ký, ghi rõ họ tên)"
LANDSCAPE = {"B1", "B2", "B5", "F3", "F4", "F5"}
_ROWS: dict[str, tuple[Callable[[int], Paper], re.Pattern[str]]] = {
    "B1": (coverage, re.compile(r"^\d+ Điều \d+\.", re.MULTILINE)),
    "F3": (tasks, re.compile(r"^\d* ?Thẩm định|^Cộng", re.MULTILINE)),
    "F4": (results, re.compile(r"^\d+ Nguyễn Văn", re.MULTILINE)),
    "F5": (results, re.compile(r"^\d+ CB\d+", re.MULTILINE)),
}


def is_white_beyond_the_margin(pdf: bytes) -> bool:
    """Say whether the last 14 mm at the right of each page are empty."""
    for index in range(len(page_sizes(pdf))):
        picture = page_picture(pdf, index, 72, grey=True)
        margin = round(14 * 72 / 25.4)
        for row in range(picture.height):
            end = row * picture.stride + picture.width
            if set(picture.pixels[end - margin : end]) != {255}:
                return False
    return True


@pytest.mark.parametrize("name", NASTY_CASES)
def test_nothing_runs_off_the_page_with_the_longest_words(name: str, paper_pdf: PaperPdf) -> None:
    assert is_white_beyond_the_margin(paper_pdf(NASTY_CASES[name]))


@pytest.mark.parametrize("name", MANY_CASES)
def test_four_hundred_rows_repeat_the_head_on_every_page_they_take(
    name: str, paper_pages: PaperPages
) -> None:
    pages = paper_pages(MANY_CASES[name])
    last = max(index for index, text in enumerate(pages) if re.search(r"^400 ", text, re.MULTILINE))
    assert last > 10
    assert all(HEADS[name] in text for text in pages[: last + 1])
    whole = "\n".join(pages)
    assert all(re.search(rf"^{n} ", whole, re.MULTILINE) for n in range(1, 401))


@pytest.mark.parametrize("form", _ROWS)
def test_a_row_stands_above_the_signatures_however_many_there_are(
    form: str, paper_pages: PaperPages
) -> None:
    make, row = _ROWS[form]
    for count in range(1, 25, 3):
        pages = paper_pages(Case(form, make(count)))
        assert [number for number, text in enumerate(pages) if SIGNED in text] == [len(pages) - 1]
        assert row.search(pages[-1]), count


def test_the_sum_of_the_tasks_never_stands_without_a_task(paper_pages: PaperPages) -> None:
    for count in range(1, 22):
        last = paper_pages(Case("F3", tasks(count)))[-1]
        assert re.search(r"^\d+ Thẩm định", last, re.MULTILINE), count


@pytest.mark.parametrize("lines", range(0, 34, 3))
def test_the_signatures_of_f1_come_with_the_comment(lines: int, paper_pages: PaperPages) -> None:
    comment = "\n".join(f"Nhận xét dòng {number}" for number in range(lines))
    pages = paper_pages(Case("F1", replace(EVALUATION, comment=comment)))
    assert [number for number, text in enumerate(pages) if SIGNED in text] == [len(pages) - 1]
    assert pages[-1].count(SIGNED) == 2
    assert "số này để tham khảo" in " ".join(pages[-1].split())


@pytest.mark.parametrize("lines", range(20, 40, 3))
def test_a_letter_is_never_signed_on_an_empty_page(lines: int, paper_pages: PaperPages) -> None:
    written = "\n".join(f"Ý kiến thứ {number}." for number in range(lines))
    pages = paper_pages(Case("F12B", complaint(written, "")))
    assert "Kính đề nghị" in pages[-1]
    assert SIGNED in pages[-1]


@pytest.mark.parametrize("name", CASES)
def test_pages_are_a4_the_way_the_form_lies(name: str, paper_pdf: PaperPdf) -> None:
    sizes = page_sizes(paper_pdf(CASES[name]))
    wanted = (210, 297)
    if CASES[name].form in LANDSCAPE or name in ("F7A-unit", "F7B-unit"):
        wanted = (297, 210)
    assert {(round(one.width * 25.4 / 72), round(one.height * 25.4 / 72)) for one in sizes} == {
        wanted
    }


def test_a_report_of_many_tasks_keeps_its_key_results(paper_pages: PaperPages) -> None:
    whole = "\n".join(paper_pages(Case("F7B", plan(60))))
    assert "II. KẾT QUẢ THEN CHỐT (OKR)" in whole
    assert "Điểm đánh giá trong kỳ: 95,42." in whole
