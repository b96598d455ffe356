"""One renderer for all tests of forms; its fonts take 50 ms to load."""

from collections.abc import Callable

import pytest

from okrdesk.forms.batch import Press
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer
from okrdesk.services.registration import Registration
from tests.forms.sheets import DAY, MADE_AT

Pages = Callable[[Registration], list[str]]


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
