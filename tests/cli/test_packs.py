"""`okrdesk pack check`: a pack in order, or every fault with its line."""

import json
from pathlib import Path

import pytest

from okrdesk.cli.main import main
from okrdesk.paths import resources
from okrdesk.shipped_packs import shipped_ids, shipped_pack, shipped_text
from tests.cli.conftest import Run


@pytest.mark.parametrize("id", shipped_ids())
def test_what_is_shipped_is_in_order(id: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = resources() / "rules" / f"{id}.toml"
    assert main(["pack", "check", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["errors"], found["id"]) == (True, [], id)
    assert found["sha256"] == shipped_pack(id).content_hash
    assert main(["pack", "check", str(file)]) == 0
    assert f"{id}.toml hợp lệ" in capsys.readouterr().out


def test_every_fault_is_listed_with_line_code_and_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shipped_text("nd335-staff")
    broken = text.replace("below = 90", "below = 95").replace("a = 1, b = 1, c = 1 }", "x = 1 }", 1)
    file = tmp_path / "hỏng.toml"
    file.write_text(broken, encoding="utf-8")
    assert main(["pack", "check", str(file), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    lines = [broken[: broken.index(part)].count("\n") + 1 for part in ("x = 1 }", "below = 95")]
    assert found["ok"] is False
    assert [one["line"] for one in found["errors"]] == [lines[0], lines[1]]
    assert [one["code"] for one in found["errors"]] == [
        "pack_unknown_component",
        "pack_bands_overlap",
    ]
    assert main(["pack", "check", str(file)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "hỏng.toml: 2 lỗi"
    assert printed[1].startswith(f"dòng {lines[0]}: Công thức nêu thành phần “x”")


def test_a_file_that_is_no_pack_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ảnh.toml"
    for content, line in ((b"\x89PNG\r\n\x1a\n\xff\xd8", 1), (b"a = 1\nb = \n", 2)):
        file.write_bytes(content)
        assert main(["pack", "check", str(file), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert [one["line"] for one in found["errors"]] == [line]


def test_the_days_of_a_pack_are_compared_with_those_of_the_office(run: Run, tmp_path: Path) -> None:
    own, next_one = tmp_path / "riêng.toml", tmp_path / "sau.toml"
    text = shipped_text("nd335-staff")
    own.write_text(text.replace('id = "nd335-staff"', 'id = "own-rules"', 1), encoding="utf-8")
    refused = run("pack", "check", own, status=1)
    assert [(one["code"], one["line"]) for one in refused["errors"]] == [("pack_clash", 6)]
    run("pack", "import", own)
    assert run("pack", "publish", "own-rules", status=1)["errors"] == refused["errors"]
    later = text.replace("2026.1", "2027.1", 1).replace("2026-01-01", "2027-01-01", 1)
    next_one.write_text(later, encoding="utf-8")
    assert run("pack", "check", next_one)["beside_office"]
    assert run("pack", "end", "nd335-staff", "--to", "2026-06-30")["to_on"] == "2026-06-30"
    assert run("pack", "publish", "own-rules", "--from", "2026-07-01")["published"]


def test_a_sheet_is_scored_by_a_pack_of_the_office(run: Run, tmp_path: Path) -> None:
    text = shipped_text("nd335-staff").replace('id = "nd335-staff"', 'id = "phong-thu"', 1)
    pack, sheet = tmp_path / "phòng.toml", tmp_path / "phiếu.json"
    pack.write_text(text.replace("deduction = 0.25", "deduction = 0.5"), encoding="utf-8")
    one = {"id": "1", "name": "Việc", "quantity": 1, "coefficient": 1, "done": 1, "delays": 1}
    sheet.write_text(json.dumps({"leader": False, "tasks": [one]}), encoding="utf-8")
    made = run("pack", "import", pack)
    for name in ("phong-thu", "phong-thu 2026.1", made["id"]):
        found = run("score", "--pack", name, sheet)
        assert (found["components"]["c"], found["pack"]["id"]) == (50, "phong-thu")
    assert run("score", "--pack", "nd335-staff", sheet)["components"]["c"] == 75
    missing = run("score", "--pack", "phong-khac", sheet, status=1)
    assert missing["error"]["code"] == "pack_not_shipped"
