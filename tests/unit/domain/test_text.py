"""Folding, Vietnamese order and names."""

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.text import collation_key, fold, name_key, tidy

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạấộữỷ ĐÂỜ", max_size=30)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đường Hòa Bình", "duong hoa binh"),
        ("đường hoà bình", "duong hoa binh"),
        ("  NGUYỄN\u00a0Thị   Ánh ", "nguyen thi anh"),
        ("Số 15/KH-UBND", "so 15/kh-ubnd"),
        ("", ""),
    ],
)
def test_fold_removes_accents_case_and_extra_space(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_fold_ignores_the_form_of_composition(text: str) -> None:
    composed = fold(unicodedata.normalize("NFC", text))
    assert composed == fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_tidy_composes_and_collapses() -> None:
    assert tidy(unicodedata.normalize("NFD", "  Hoàn \n thành\t") + " ") == "Hoàn thành"


@given(st.text())
def test_tidy_is_idempotent(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    "ordered",
    [
        list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mă", "mâ"],
        ["Dũng", "dương", "Đạt", "em"],
        ["ba mươi", "bà chủ"],
        ["an", "an bình", "anh"],
        ["2 xã", "An", "Ân"],
        ["tô", "tồ", "tơ", "tờ"],
    ],
)
def test_titles_follow_the_vietnamese_alphabet(ordered: list[str]) -> None:
    keys = [collation_key(title) for title in ordered]
    assert keys == sorted(set(keys))


@given(VIETNAMESE)
def test_order_ignores_the_form_of_composition_and_case(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert collation_key(decomposed) == collation_key(text) == collation_key(text.upper())


def test_both_placements_of_a_tone_sort_alike() -> None:
    assert collation_key("Hòa") == collation_key("Hoà")


def test_people_sort_by_given_name_then_from_the_family_name() -> None:
    ordered = [
        "Nguyễn Văn An",
        "Trần An",
        "Nguyễn Thị Ân",
        "Lê Thị Bình",
        "Trần Dũng",
        "Bùi Đạt",
        "Phạm Thu Hà",
        "Bùi Hạ",
        "Đỗ Thị Yến",
    ]
    keys = [name_key(name) for name in ordered]
    assert keys == sorted(set(keys))


def test_the_name_key_sorts_the_same_in_sql() -> None:
    names = ["Lê Thị Bình", "Đỗ Đạt", "Vũ Dũng", "Nguyễn Văn An", "H'Hen Niê", "Hoàng Ân"]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE people (name TEXT, name_key TEXT)")
    rows = [(name, name_key(name)) for name in names]
    connection.executemany("INSERT INTO people VALUES (?, ?)", rows)
    found = connection.execute("SELECT name FROM people ORDER BY name_key").fetchall()
    connection.close()
    assert [row[0] for row in found] == sorted(names, key=name_key)


@pytest.mark.parametrize("nothing", ["", "   ", "—"])
def test_a_name_without_letters_has_an_empty_key(nothing: str) -> None:
    assert name_key(nothing) == ""
