"""One renderer for all tests of forms; its fonts take 50 ms to load."""

from collections.abc import Callable

import pytest

from okrdesk.forms.batch import Press
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer
from okrdesk.services.registration import Registration
from tests.forms.papers import Case
from tests.forms.sheets import DAY, MADE_AT
from tests.office_fixtures import office, offices, template

__all__ = ["office", "offices", "template"]

Pages = Callable[[Registration], list[str]]
PaperPdf = Callable[[Case], bytes]
PaperPages = Callable[[Case], list[str]]


@pytest.fixture(scope="session")
def press() -> Press:
    return Press(Renderer(), find_template("F11", DAY), MADE_AT)


@pytest.fixture(scope="session")
def pages_of(press: Press) -> Pages:
    """Return the text of each page of a sheet."""

    def pages(sheet: Registration) -> list[str]:
        pdf = press.pdf([sheet])
        return [page_text(pdf, index) for index in range(len(page_sizes(pdf)))]

    return pages


@pytest.fixture(scope="session")
def paper_pdf(press: Press) -> PaperPdf:
    """Return the PDF of a paper of evaluation."""

    def pdf(case: Case) -> bytes:
        template = find_template(case.form, case.day)
        return Press(press.renderer, template, press.made_at).pdf([case.paper])

    return pdf


@pytest.fixture(scope="session")
def paper_pages(paper_pdf: PaperPdf) -> PaperPages:
    """Return the text of each page of a paper of evaluation."""

    def pages(case: Case) -> list[str]:
        pdf = paper_pdf(case)
        return [page_text(pdf, index) for index in range(len(page_sizes(pdf)))]

    return pages
