"""How F11 breaks into pages: heads repeat, numbers start on page 2, signatures are never alone."""

import re

import pytest

from okrdesk.forms.batch import Press
from okrdesk.forms.pages import page_sizes, page_text
from tests.forms.conftest import Pages
from tests.forms.sheets import key_result, objective, rows, sheet

SIGNATURE = "NGƯỜI ĐĂNG KÝ"
SIGNED_BY = "Đỗ Văn Khải"
ROW = re.compile(r"^\d+ Tỷ lệ hồ sơ đúng", re.MULTILINE)


@pytest.mark.parametrize("objectives", [1, 2])
def test_the_signatures_stand_whole_on_the_last_page_below_a_row(
    objectives: int, pages_of: Pages
) -> None:
    for key_results in range(1, 45, objectives):
        pages = pages_of(rows(objectives, key_results))
        signed = [number for number, text in enumerate(pages) if SIGNATURE in text]
        assert signed == [len(pages) - 1], key_results
        assert SIGNED_BY in pages[-1], key_results
        assert ROW.search(pages[-1]), key_results


def test_an_objective_is_never_the_last_row_of_a_page(pages_of: Pages) -> None:
    for first in range(1, 26):
        filler = objective(1, tuple(key_result(f"Tỷ lệ hồ sơ đúng {n}") for n in range(first)))
        others = [objective(n, (key_result("Tỷ lệ hồ sơ đúng"),)) for n in range(2, 14)]
        for text in pages_of(sheet(filler, *others))[:-1]:
            last_objective = text.rindex("Nâng cao chất lượng")
            assert ROW.search(text[last_objective:]), first


def test_four_hundred_rows_repeat_the_head_and_number_the_pages(pages_of: Pages) -> None:
    pages = pages_of(rows(40, 10))
    assert len(pages) > 10
    assert all("Mục tiêu / Kết quả then" in text for text in pages)
    assert not pages[0].startswith("1")
    assert [text.split("\n")[0] for text in pages[1:]] == [
        str(number) for number in range(2, len(pages) + 1)
    ]
    assert sum(len(ROW.findall(text)) for text in pages) == 400


def test_a_long_title_runs_over_pages_and_the_signatures_follow_with_a_line(
    pages_of: Pages,
) -> None:
    for before in range(16):
        short = tuple(key_result(f"Tỷ lệ hồ sơ đúng {n}") for n in range(before))
        long = key_result(" ".join(f"chữ{n}" for n in range(500)))
        pages = pages_of(sheet(objective(1, (*short, long))))
        assert len(pages) > 1
        assert SIGNATURE in pages[-1]
        assert "kết quả then chốt." in pages[-1] or "chữ499" in pages[-1]
        whole = " ".join(pages)
        assert all(f"chữ{n}" in whole for n in range(500))


def test_each_sheet_of_a_batch_starts_a_page_numbered_from_one(press: Press) -> None:
    pdf = press.pdf([rows(2, 15), rows(1, 1), rows(2, 15)])
    texts = [page_text(pdf, index) for index in range(len(page_sizes(pdf)))]
    starts = [index for index, text in enumerate(texts) if "CỘNG HÒA XÃ HỘI" in text]
    numbers = [text.split("\n")[0] for text in texts]
    assert starts == [0, 2, 3]
    assert (numbers[1], numbers[4]) == ("2", "2")


def test_pages_are_a4_upright(press: Press) -> None:
    (size, *_others) = page_sizes(press.pdf([rows(1, 1)]))
    assert (round(size.width * 25.4 / 72), round(size.height * 25.4 / 72)) == (210, 297)
