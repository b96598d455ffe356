"""Text with any character prints as typed, and what no font can draw is seen to be missing."""

import sys
import unicodedata

import pytest

from okrdesk.forms.batch import Press
from okrdesk.forms.glyphs import drawable
from okrdesk.forms.pages import page_picture, page_text
from okrdesk.forms.printable import NO_GLYPH, printable, printable_data
from okrdesk.paths import resources
from okrdesk.services.registration import Registrant
from tests.forms.conftest import Pages
from tests.forms.sheets import key_result, objective, sheet

DRAWABLE = drawable(resources() / "fonts")
MARKUP = [
    "\"kép\" 'đơn' “cong” ‘cong’",
    "#let x = 1; #panic()",
    "$a^2$ @ai \\ gạch chéo",
    "*đậm* _nghiêng_ `mã`",
    "<nhãn> [ngoặc] {x} {first}",
    "// chú // /* thích */",
    "= tiêu đề - mục + mục",
    "a -- b --- c ... ~ d",
    "https://vi.du/đường?x=1&y=2",
    "ẮẰẲẴẶ ắằẳẵặ ỘỢỮ Đđ ₫ ≥ ☑",
]


@pytest.mark.parametrize("text", MARKUP)
def test_signs_of_markup_print_as_typed(text: str, pages_of: Pages) -> None:
    page = pages_of(sheet(objective(1, (key_result(text),))))[0]
    assert text in " ".join(page.split())


def test_names_in_every_other_place_print_as_typed(pages_of: Pages) -> None:
    odd = Registrant(True, '#x "y"', "$z$ @w", "\\n {name}", "*v* _u_")
    page = pages_of(sheet(owner=odd))[0]
    for line in ('Họ và tên: #x "y"', "Chức vụ, chức danh: $z$ @w", "Đơn vị công tác: \\n {name}"):
        assert line in page
    assert "*v* _u_" in page


def test_three_thousand_characters_without_a_space_stay_inside_their_column(press: Press) -> None:
    pdf = press.pdf([sheet(objective(1, (key_result("W" * 3000),)))])
    picture = page_picture(pdf, 0, 72, grey=True)
    margin = round(14 * 72 / 25.4)
    edge = [
        picture.pixels[
            row * picture.stride + picture.width - margin : row * picture.stride + picture.width
        ]
        for row in range(picture.height)
    ]
    assert all(set(part) == {255} for part in edge)


def test_three_thousand_characters_all_print(pages_of: Pages) -> None:
    pages = pages_of(sheet(objective(1, (key_result("W" * 3000),))))
    assert sum(text.count("W") for text in pages) == 3000


def test_a_right_to_left_mark_leaves_the_rest_of_the_line_alone(pages_of: Pages) -> None:
    page = pages_of(sheet(objective(1, (key_result("trước \u200fsau một"),))))[0]
    assert "trước" in page
    assert "sau một" in page.replace("\u200f", "")


def test_a_line_break_that_was_typed_is_kept(pages_of: Pages) -> None:
    page = pages_of(sheet(objective(1, (key_result("dòng một\r\ndòng hai"),))))[0]
    assert "dòng một\ndòng hai" in page.replace(" \n", "\n")


def test_a_character_without_glyph_is_seen_as_a_box(pages_of: Pages) -> None:
    page = pages_of(sheet(objective(1, (key_result("vui 🦄 漢 \ue000 xong"),))))[0]
    assert f"vui {NO_GLYPH} {NO_GLYPH} {NO_GLYPH} xong" in " ".join(page.split())


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b\x07c\x1bd\x9fe", "abcde"),
        ("a\tb", "a    b"),
        ("một\u2028hai\x0bba\x85bốn", "một\nhai\nba\nbốn"),
        ("tiê\u0301ng", "tiếng"),
        ("❤\U000e0100", "❤"),
        ("\udcff\ufdd0", NO_GLYPH * 2),
        ("a\u00a0b\u00adc", "a\u00a0b\u00adc"),
    ],
)
def test_what_has_no_picture_is_left_out_or_replaced(typed: str, printed: str) -> None:
    assert printable(typed, DRAWABLE) == printed


def test_data_of_any_shape_become_printable() -> None:
    data = {"a\x00": ["b\x00", {"c": "d\x00", "e": None}], "f": 1}
    assert printable_data(data, DRAWABLE) == {"a\x00": ["b", {"c": "d", "e": None}], "f": 1}


def test_every_character_called_drawable_prints_in_every_weight(press: Press) -> None:
    categories = ("Cc", "Cf", "Co", "Zl", "Zp")
    letters = [
        chr(point)
        for point in sorted(DRAWABLE)
        if unicodedata.category(chr(point)) not in categories
    ]
    assert len(letters) > 4000
    text = " ".join(letters)
    everywhere = Registrant(True, text, text, text, text)
    pdf = press.pdf([sheet(objective(1, (key_result(text),)), owner=everywhere)])
    assert pdf.startswith(b"%PDF")


def test_each_kind_of_character_there_is_can_be_sent_to_print(press: Press) -> None:
    every_category: dict[str, list[str]] = {}
    for point in range(sys.maxunicode + 1):
        every_category.setdefault(unicodedata.category(chr(point)), []).append(chr(point))
    text = " ".join(
        c for chars in every_category.values() for c in chars[:: max(1, len(chars) // 60)]
    )
    pdf = press.pdf([sheet(objective(1, (key_result("đầu " + text + " cuối"),)))])
    assert "đầu" in page_text(pdf, 0)
