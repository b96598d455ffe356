"""`reorganise`: tells what it would do, does it with --apply, and undo takes it back."""

from pathlib import Path

from okrdesk.forms.pages import page_text
from tests.cli.conftest import Run


def _two_units(run: Run) -> None:
    for code, name in (("A", "Phòng A"), ("B", "Phòng B")):
        run("add", "unit", "--code", code, "--name", name, "--from-on", "2020-01-01")


def test_units_are_merged_only_with_apply(run: Run) -> None:
    _two_units(run)
    words = ("reorganise", "merge", "A", "B", "--into", "AB=Phòng A và B")
    told = run(*words)
    assert [row["name"] for row in told["before"]] == ["Phòng A", "Phòng B"]
    assert [row["name"] for row in told["after"]] == ["Phòng A và B"]
    assert told["applied"] is False
    assert "Phòng A và B" not in {row["name"] for row in run("list", "units")["items"]}
    assert run(*words, "--apply")["applied"] is True
    names = {row["name"] for row in run("list", "units")["items"]}
    assert {"Phòng A và B"} <= names
    run("undo")
    assert "Phòng A và B" not in {row["name"] for row in run("list", "units")["items"]}


def test_the_report_is_written_as_pdf_and_as_a_workbook(run: Run, tmp_path: Path) -> None:
    _two_units(run)
    words = ("reorganise", "merge", "A", "B", "--into", "AB=Phòng A và B", "--out")
    file = tmp_path / "báo cáo.pdf"
    assert run(*words, file)["file"] == str(file)
    text = page_text(file.read_bytes(), 0)
    assert "Sáp nhập đơn vị" in text
    assert all(name in text for name in ("Phòng A", "Phòng B", "Phòng A và B"))
    assert Path(run(*words, tmp_path / "báo cáo.xlsx")["file"]).exists()


def test_what_cannot_be_is_told(run: Run) -> None:
    _two_units(run)
    refused = run("reorganise", "split", "A", "--into", "B", status=1)
    assert refused["error"]["code"] == "too_few_units"
