"""Forms, charts, templates and lists written as files from a shell."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import YEAR

MAGIC = {"png": b"\x89PNG", "svg": b"<?xml", "xlsx": b"PK"}
PAPER = MAGIC | {"pdf": b"%PDF"}


def test_form_f11_is_written_as_pdf(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "f11.pdf"
    done = run("form", "F11", "--period", YEAR, "--person", "001", "--out", file)
    assert (done["pages"], done["codes"]) == (1, [f"F11.{YEAR}.001"])
    assert file.read_bytes().startswith(b"%PDF")


def test_an_unknown_form_is_refused(run: Any, tmp_path: Path) -> None:
    words = ("form", "F99", "--period", YEAR, "--person", "001", "--out", tmp_path / "f.pdf")
    assert run(*words, status=1)["error"]["code"] == "not_found"


@pytest.mark.parametrize("suffix", sorted(MAGIC))
def test_a_chart_is_written_as_its_suffix_says(run: Any, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"chart.{suffix}"
    run("chart", "progress", "ty le hai long", "--out", file)
    assert file.read_bytes().startswith(MAGIC[suffix])


def test_a_list_is_written_as_a_workbook(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    run("list", "key-results", "--out", file)
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("kind", ["roster", "plan", "values"])
def test_a_template_is_written(run: Any, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"{kind}.xlsx"
    run("template", kind, file)
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        ("heat-map", "png"),
        ("axes", "svg"),
        ("distribution", "svg"),
        ("trend", "xlsx"),
        ("burn-up", "png"),
        ("coverage", "xlsx"),
        ("confidence", "svg"),
        ("dashboard", "pdf"),
    ],
)
def test_a_chart_of_the_dashboard_is_written(
    run: Any, tmp_path: Path, kind: str, suffix: str
) -> None:
    file = tmp_path / f"{kind}.{suffix}"
    run("chart", kind, "--period", YEAR, "--out", file)
    assert file.read_bytes().startswith(PAPER[suffix])


def test_an_axis_is_one_of_six(run: Any, tmp_path: Path) -> None:
    words = ("chart", "trend", "--axis", "7", "--out", tmp_path / "x.png")
    assert run(*words, status=1)["error"]["code"] == "bad_value"
