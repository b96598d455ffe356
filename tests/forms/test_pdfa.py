"""The file is PDF/A: declared, fonts embedded, tagged, in Vietnamese, the same bytes every time.

No validator of PDF/A-2b is at hand, so the same form is made as PDF/A-1b too and given to PDFBox
preflight (Debian: default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java).
"""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from okrdesk.forms.batch import Press
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer
from okrdesk.forms.sheets import Facts, form_data, make_sheet
from tests.forms.cases import CASES
from tests.forms.conftest import PaperPdf
from tests.forms.sheets import PERSON, UNIT, every_kind, objective, rows, sheet

JAVA = Path("/usr/share/java")
JARS = [
    "preflight",
    "pdfbox2",
    "fontbox2",
    "xmpbox",
    "commons-logging",
    "javax.activation",
    "jaxb-api",
]
SHEETS = [sheet(objective(1, every_kind()), owner=owner) for owner in (PERSON, UNIT)]


@pytest.fixture(scope="module")
def pdf(press: Press) -> bytes:
    return press.pdf(SHEETS)


def test_preflight_finds_nothing_wrong_with_the_form_as_pdf_a_1b(
    press: Press, tmp_path: Path
) -> None:
    assert_is_pdf_a(press, [*SHEETS, rows(3, 20)], tmp_path)


@pytest.mark.parametrize("name", ["F1-leader", "F2-year", "F4-some", "F6A-some", "F12B-written"])
def test_preflight_finds_nothing_wrong_with_a_form_of_evaluation(
    name: str, press: Press, tmp_path: Path
) -> None:
    case = CASES[name]
    other = replace(press, template=find_template(case.form, case.day))
    assert_is_pdf_a(other, [case.paper], tmp_path)


@pytest.mark.parametrize("name", CASES)
def test_every_form_is_tagged_titled_and_has_its_fonts_in_it(
    name: str, paper_pdf: PaperPdf, tmp_path: Path
) -> None:
    pdf = paper_pdf(CASES[name])
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert re.search(rb"/Lang\s*\(vi-VN\)", pdf)
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked\s+true", pdf)
    assert b"<dc:title>" in pdf
    file = tmp_path / "form.pdf"
    file.write_bytes(pdf)
    listed = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True)
    fonts = [line.split() for line in listed.stdout.splitlines()[2:]]
    assert all(font[-5] == "yes" for font in fonts), listed.stdout
    assert {re.sub(r"^[A-Z]{6}\+", "", font[0]).split("-")[0] for font in fonts} == {
        "LiberationSerif"
    }


def assert_is_pdf_a(press: Press, facts: Sequence[Facts], folder: Path) -> None:
    """Fail unless the form, made as PDF/A-1b, passes PDFBox's preflight."""
    data = form_data(press.template, [make_sheet(press.template, one) for one in facts])
    file = folder / "form.pdf"
    file.write_bytes(press.renderer.render_pdf(press.template, data, press.made_at, "a-1b"))
    said = subprocess.run(
        [
            "java",
            "-cp",
            os.pathsep.join(str(JAVA / f"{jar}.jar") for jar in JARS),
            "org.apache.pdfbox.preflight.Validator_A1b",
            str(file),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{file.name} is a valid PDF/A-1b file" in said.stdout, said


def test_the_metadata_declare_pdf_a_2b(pdf: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_the_title_names_form_owner_and_period(press: Press) -> None:
    one = press.pdf(SHEETS[:1])
    title = "Phiếu đăng ký mục tiêu và kết quả then chốt – Nguyễn Thị Hồng Ánh – Quý I năm 2026"
    assert f'<rdf:li xml:lang="x-default">{title}</rdf:li>'.encode() in one


def test_the_file_is_tagged_and_says_that_it_is_vietnamese(pdf: bytes) -> None:
    assert re.search(rb"/Lang\s*\(vi-VN\)", pdf)
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked\s+true", pdf)


def test_every_font_is_embedded(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(pdf)
    listed = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True)
    fonts = [line.split() for line in listed.stdout.splitlines()[2:]]
    assert {re.sub(r"^[A-Z]{6}\+", "", font[0]).split("-Identity")[0] for font in fonts} >= {
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
    }
    assert all(font[-5] == "yes" for font in fonts), listed.stdout


def test_the_same_sheet_gives_the_same_bytes_with_another_renderer(
    press: Press, pdf: bytes
) -> None:
    assert replace(press, renderer=Renderer()).pdf(SHEETS) == pdf


def test_the_moment_may_name_its_zone_and_have_parts_of_a_second(press: Press, pdf: bytes) -> None:
    moment = press.made_at.replace(microsecond=123456, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert replace(press, made_at=moment).pdf(SHEETS) == pdf


def test_a_moment_without_a_zone_is_a_mistake(press: Press) -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(press, made_at=press.made_at.replace(tzinfo=None)).pdf(SHEETS)


def test_another_moment_gives_other_bytes(press: Press, pdf: bytes) -> None:
    assert replace(press, made_at=press.made_at + timedelta(days=1)).pdf(SHEETS) != pdf
