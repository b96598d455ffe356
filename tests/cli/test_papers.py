"""Forms from a shell: filled, checked, attached, signed; the own record; a unit's summary."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import YEAR

PERIOD = f"{YEAR}-01"
MARKS = ("--marks", "a=9,b=10,c=8.25", "--leadership", "d=100,dd=100,e=50")


@pytest.fixture
def month(run: Any) -> Any:
    """Give the command line with a task done in January and the month prepared."""
    task = ("--title", "Báo cáo tháng", "--coefficient", "1", "--due-on", f"{YEAR}-01-20")
    id = run("add", "task", *task, "--start-on", f"{YEAR}-01-02")["id"]
    run("task", "deliver", id, "1", "--on", f"{YEAR}-01-20")
    run("evaluate", "--period", PERIOD, "--all", "prepare")
    return run


def fill(run: Any, form: str, *words: Any, status: int = 0) -> Any:
    return run("form", form, "--period", PERIOD, *words, status=status)


def test_a_form_says_its_files_pages_and_codes(month: Any, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    done = fill(month, "F1", "--person", "001", "--out", file)
    assert done == {"files": [str(file)], "pages": 2, "codes": [f"F1.{PERIOD}.001"]}


def test_everybody_who_is_evaluated_gets_a_file(month: Any, tmp_path: Path) -> None:
    people = month("list", "evaluations", "--cycle", PERIOD)["items"]
    done = fill(month, "F1", "--all", "--out", tmp_path / "all")
    assert len(done["files"]) == len(done["codes"]) == len(people)


def test_a_list_is_also_a_workbook(month: Any, tmp_path: Path) -> None:
    file = tmp_path / "f3.xlsx"
    done = fill(month, "F3", "--person", "001", "--out", file)
    assert (done["files"], done["pages"]) == ([str(file)], 0)
    assert file.read_bytes().startswith(b"PK")


def test_a_form_of_several_parts_names_them(month: Any, tmp_path: Path) -> None:
    error = fill(month, "F6", "--all", "--out", tmp_path / "x.pdf", status=1)["error"]
    assert error["code"] == "bad_value"
    assert "F6A, F6B" in error["message"]


def test_a_check_tells_what_changed_since(month: Any, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    (code,) = fill(month, "F1", "--person", "001", "--out", file)["codes"]
    found = month("form-check", file)
    assert (found["matches"], found["untouched"], found["changed"]) == (True, True, [])
    month("evaluate", "--period", PERIOD, "submit", *MARKS)
    found = month("form-check", code)
    assert found["matches"]
    assert {"total", "general"} <= {one["path"][0] for one in found["changed"]}


def test_a_code_that_nobody_printed_is_refused(month: Any) -> None:
    error = month("form-check", f"F1.{PERIOD}.001", status=1)["error"]
    assert error["code"] == "document_unknown"


def test_a_signed_file_comes_back(month: Any, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    (code,) = fill(month, "F1", "--person", "001", "--out", file)["codes"]
    month("form-attach", code, file, "--kind", "scan")
    found = month("form-check", file)
    assert found["attached"]
    assert [one["kind"] for one in found["files"]] == ["scan"]


def test_signing_needs_a_key(month: Any, tmp_path: Path) -> None:
    file = tmp_path / "f1.pdf"
    fill(month, "F1", "--person", "001", "--out", file)
    words = ("form-sign", file, "--out", tmp_path / "s.pdf")
    assert month(*words, "--token", "x", status=1)["error"]["code"] == "bad_value"
    assert month(*words, "--key", tmp_path / "no.p12", status=1)["error"]["code"] == "path_missing"


def test_the_own_record_and_a_units_summary_are_written(month: Any, tmp_path: Path) -> None:
    own, summary = tmp_path / "own.pdf", tmp_path / "unit.xlsx"
    counts = month("export-mine", own)["counts"]
    assert (counts["tasks"], counts["evaluations"]) == (1, 1)
    assert b"<pdfaid:part>3</pdfaid:part>" in own.read_bytes()
    unit = month("list", "units")["items"][0]["code"]
    month("summary", "--period", PERIOD, "--unit", unit, summary)
    assert summary.read_bytes().startswith(b"PK")
