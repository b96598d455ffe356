"""Papers call things as the office does, where no law words them, and are made again as printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from okrdesk import i18n
from okrdesk.domain.objective import Owner
from okrdesk.forms.filling import fill_form
from okrdesk.forms.pages import page_text
from okrdesk.forms.register import check_pdf
from okrdesk.forms.registry import find_template
from tests.forms.cases import CASES
from tests.forms.conftest import PaperPages
from tests.forms.sheets import DAY
from tests.offices import Office, make_key_result, make_objective


@pytest.fixture(autouse=True)
def _own_words() -> Iterator[None]:
    i18n.set_terms({"mục tiêu": "nhiệm vụ lớn", "kết quả then chốt": "sản phẩm"})
    yield
    i18n.set_terms({})


def test_a_paper_says_the_words_of_the_office_and_matches_after_they_changed(
    office: Office, tmp_path: Path
) -> None:
    make_key_result(office.desk, make_objective(office.desk, office.ids))
    file = tmp_path / "f11.pdf"
    fill_form(office.desk, "F11", office.ids.quarter, [Owner(unit_id=office.ids.root)], file)
    text = page_text(file.read_bytes(), 0)
    assert "NHIỆM VỤ LỚN VÀ SẢN PHẨM" in text
    assert "Nhiệm vụ lớn / Sản phẩm" in " ".join(text.split())
    assert find_template("F11", DAY).name("vi") == "Phiếu đăng ký nhiệm vụ lớn và sản phẩm"
    i18n.set_terms({})
    assert check_pdf(office.desk, file).is_untouched


def test_what_a_law_words_stays(paper_pages: PaperPages) -> None:
    text = "\n".join(paper_pages(CASES["F1-self"]))
    assert "nhiệm vụ lớn" not in text
