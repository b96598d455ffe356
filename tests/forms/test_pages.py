"""Pages as pictures: size by resolution, colour only where there is some, damage told."""

import pytest

from okrdesk.errors import Code, Refused
from okrdesk.forms.batch import Press
from okrdesk.forms.pages import is_grey, page_picture, page_sizes, page_text
from tests.forms.sheets import rows


@pytest.fixture(scope="module")
def pdf(press: Press) -> bytes:
    return press.pdf([rows(1, 1)])


def test_a_picture_is_as_large_as_its_resolution_asks(pdf: bytes) -> None:
    picture = page_picture(pdf, 0, 144, grey=True)
    assert (picture.width, picture.height) == (1191, 1684)
    assert len(picture.pixels) == picture.stride * picture.height


def test_a_form_in_black_is_grey(pdf: bytes) -> None:
    assert is_grey(pdf, 0)


def test_a_page_with_colour_is_not_grey() -> None:
    import typst

    assert not is_grey(typst.compile(b"#text(fill: red)[x]"), 0)


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused(junk: bytes) -> None:
    for look in (page_sizes, lambda data: page_text(data, 0)):
        with pytest.raises(Refused) as refused:
            look(junk)
        assert refused.value.code is Code.PDF_UNREADABLE
