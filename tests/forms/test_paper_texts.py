"""What the forms of evaluation say: the whole text of each, kept as golden files to be read.

After a wanted change: run with `OKRDESK_WRITE_GOLDEN=1`, look at the pages, and commit the texts.
"""

import os
from pathlib import Path

import pytest

from okrdesk.forms.registry import shipped_forms
from tests.forms.cases import CASES, NASTY_CASES
from tests.forms.conftest import PaperPages
from tests.forms.papers import NASTY

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", CASES)
def test_the_text_is_the_golden_one(name: str, paper_pages: PaperPages) -> None:
    text = "\f".join(paper_pages(CASES[name])) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("OKRDESK_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_form_has_a_golden_text() -> None:
    """Those made of single rows of the record have tests of their own."""
    shipped = {entry.name for entry in shipped_forms().iterdir() if entry.name[0] in "BF"}
    assert shipped - {"F11", "B3", "B4"} == {case.form for case in CASES.values()}


@pytest.mark.parametrize("name", ["F1", "F8", "F9", "F2", "F3", "F7A", "F7B", "F12B", "F12C"])
def test_signs_of_markup_and_tall_letters_print_as_typed(
    name: str, paper_pages: PaperPages
) -> None:
    text = " ".join(" ".join(paper_pages(NASTY_CASES[name])).split())
    assert all(part in text for part in NASTY.split())
