"""Directives from a shell: added with a file, imported, covered by work, listed and shown."""

from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main
from tests.cli.conftest import YEAR
from tests.exchange.books import book

DAY, DUE = f"{YEAR}-01-05", f"{YEAR}-12-15"


def directive(run: Any, *more: object) -> str:
    """Add a resolution; return its id."""
    words = ("--code", "05-NQ/TU", "--issued-on", DAY, "--title", "Cải cách hành chính")
    return str(run("add", "directive", *words, *more)["id"])


def item(run: Any, *more: object) -> str:
    """Add an item to the resolution; return its id."""
    words = ("--directive", "05-NQ/TU", "--title", "Rút ngắn hồ sơ", "--due-on", DUE)
    return str(run("add", "directive-item", *words, *more)["id"])


def test_a_directive_is_added_with_its_file_changed_and_put_away(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "nq05.pdf"
    file.write_bytes(b"%PDF")
    id = directive(run, "--file", file)
    item(run)
    run("set", "05-NQ/TU", "--issuer", "Tỉnh ủy")
    shown = run("show", id)["item"]
    assert (shown["kind"], shown["issuer"]) == ("resolution", "Tỉnh ủy")
    assert [one["name"] for one in shown["files"]] == ["nq05.pdf"]
    assert [one["title"] for one in shown["under"]] == ["Rút ngắn hồ sơ"]
    run("archive", id)
    assert run("list", "directives")["items"] == []
    assert [one["id"] for one in run("list", "directives", "--archived")["items"]] == [id]
    refused = run("set", id, "--file", tmp_path / "không có", status=1)
    assert refused["error"]["code"] == "file_unreadable"


def test_work_is_made_from_an_item_in_one_step(run: Any) -> None:
    directive(run)
    serves = item(run, "--target", "Tối thiểu 95 % hồ sơ", "--axis", "2")
    (listed,) = run("list", "directive-items")["items"]
    assert (listed["state"], listed["progress"]) == ("uncovered", 0)
    objective = run("add", "objective", "--directive-item", serves)["id"]
    shown = run("show", objective)["item"]
    assert (shown["title"], shown["axis"]) == ("Rút ngắn hồ sơ", "2")
    assert (shown["directive_item_id"], shown["end_on"]) == (serves, DUE)
    words = ("--objective", objective, "--directive-item", serves)
    key_result = run("add", "key-result", *words)["id"]
    assert run("show", key_result)["item"]["target_value"] == 95
    yes = run("add", "key-result", *words, "--kind", "yes-no", "--title", "Ban hành quy chế")["id"]
    assert run("show", yes)["item"]["kind"] == "yes-no"
    task = run("add", "task", "--directive-item", serves)["id"]
    assert run("show", task)["item"]["source"] == "directive"
    behind = [one["entity"] for one in run("show", serves)["item"]["under"]]
    assert behind == ["objectives", "key_results", "key_results", "tasks"]
    assert run("list", "directive-items", "--coverage", "uncovered")["items"] == []
    run("set", objective, "--directive-item=", "--axis=")
    shown = run("show", objective)["item"]
    assert (shown["directive_item_id"], shown["axis"]) == (None, None)


def test_directives_are_imported_and_listed_with_their_coverage(run: Any, tmp_path: Path) -> None:
    header = ["Số, ký hiệu", "Ngày ban hành", "Nhiệm vụ", "Thời hạn"]
    first = ["07-KH/TU", f"05/01/{YEAR}", "Số hóa hồ sơ", f"31/12/{YEAR}"]
    file = tmp_path / "van-ban.xlsx"
    file.write_bytes(book(header, first, [None, None, "Tập huấn cán bộ", None]))
    seen = run("import", "directives", file)
    assert (seen["ready"], seen["written"]) == (2, 0)
    assert run("import", "directives", file, "--apply")["written"] == 2
    (found,) = run("list", "directives")["items"]
    assert (found["code"], found["items"], found["states"]) == ("07-KH/TU", 2, {"uncovered": 2})
    titles = [one["title"] for one in run("list", "directive-items")["items"]]
    assert titles == ["Số hóa hồ sơ", "Tập huấn cán bộ"]
    assert run("template", "directives", tmp_path / "mau.xlsx")["file"].endswith("mau.xlsx")
    assert len(run("list", "directive-items", "--directive", "07-KH/TU")["items"]) == 2


def test_one_directive_is_reported_on(run: Any, tmp_path: Path) -> None:
    directive(run)
    item(run)
    for name, span in (("b5.pdf", "--directive"), ("b5.xlsx", "--period")):
        (code,) = run("form", "B5", span, "05-NQ/TU", "--out", tmp_path / name)["codes"]
        assert code.startswith("B5.")
        assert (tmp_path / name).stat().st_size
    words = ("B1", "--directive", "05-NQ/TU", "--out", tmp_path / "b1.pdf")
    assert run("form", *words, status=1)["error"]["code"] == "bad_value"


def test_an_item_is_shown_with_the_names_of_its_units(
    run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", "unit", "--code", "P1", "--name", "Phòng Một")
    run("add", "directive", "--code", "9-KH", "--title", "Thử", "--issued-on", "2026-01-05",
        "--kind", "plan", "--issuer", "Sở")  # fmt: skip
    words = ("--directive", "9-KH", "--title", "Rà soát", "--support", "P1")
    id = run("add", "directive-item", *words)["id"]
    assert main(["--data", str(tmp_path / "data"), "show", id]) == 0
    told = capsys.readouterr().out
    assert told.count("Đơn vị phối hợp: Phòng Một") == 2  # as it stands, and in its history
    assert "Trạng thái: chưa triển khai" in told
