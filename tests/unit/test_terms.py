"""The words an office calls things by stand in every Vietnamese text."""

from collections.abc import Iterator

import pytest

from okrdesk import i18n


@pytest.fixture(autouse=True)
def _own_words() -> Iterator[None]:
    i18n.use("vi")
    i18n.set_terms({"mục tiêu": "nhiệm vụ lớn", "kết quả then chốt": "sản phẩm"})
    yield
    i18n.set_terms({})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Objectives", "Nhiệm vụ lớn"),
        ("Read objectives, key results and check-ins", None),
        ("Check in key results", "Cập nhật sản phẩm"),
    ],
)
def test_a_term_is_replaced_with_its_first_letter_as_it_was(text: str, shown: str | None) -> None:
    found = i18n._(text)
    assert "ục tiêu" not in found
    assert "ết quả then chốt" not in found
    assert shown in (None, found)


def test_without_terms_and_in_english_texts_stay_as_they_are() -> None:
    i18n.use("en")
    assert i18n._("Objectives") == "Objectives"
    i18n.use("vi")
    i18n.set_terms({})
    assert i18n._("Objectives") == "Mục tiêu"
