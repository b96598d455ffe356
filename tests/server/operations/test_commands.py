"""The commands of this corner: a folder of sticks answered from a shell, and a server measured."""

import json
from pathlib import Path
from typing import Any

import pytest

from okrdesk.server.__main__ import main
from okrdesk.server.scale import costs_in, rewrite
from okrdesk.server.scale_bench import Exchange, Measured, Wanted, measure
from okrdesk.sync.bundle_desk import read_answer, write_bundle
from tests.conftest import ROOT
from tests.server.agencies import Agency
from tests.server.bundles.paper_pc import paper_pc


def run(agency: Agency, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    place = ["--json", "--data", str(agency.folder)]
    place += ["--database", agency.url] if agency.url else []
    status = main([*place, *words])
    return status, json.loads(capsys.readouterr().out)


def test_a_folder_of_sticks_is_answered_from_a_shell(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sticks = tmp_path / "sticks"
    sticks.mkdir()
    with paper_pc(agency, agency.ids.officer, tmp_path) as pc:
        write_bundle(pc.carrier, sticks / "a.okrb")
        (sticks / "b.okrb").write_bytes(b"PK\x03\x04")
        status, told = run(agency, capsys, "bundle", "answer", str(sticks), "--out", str(sticks))
        assert (status, told["answered"], told["problems"]) == (1, 1, 1)
        good, bad = told["items"]
        assert good["device"] == pc.carrier.keys.device
        assert bad["error"]["code"] == "bundle_foreign"
        assert read_answer(pc.carrier, Path(good["file"])).received == good["rows"] > 10


def test_one_stick_that_cannot_be_answered_is_an_error(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.okrb").write_bytes(b"OKRB1\n{}")
    words = ("bundle", "answer", str(tmp_path / "x.okrb"), "--out", str(tmp_path / "y.okrb"))
    status, told = run(agency, capsys, *words)
    assert (status, told["error"]["code"]) == (1, "bundle_truncated")
    assert not (tmp_path / "y.okrb").exists()


def test_a_database_with_an_agency_is_not_measured_in(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    if agency.url is None:  # without an address a folder of its own is measured in
        return
    status, told = run(agency, capsys, "bench")
    assert (status, told["error"]["code"]) == (1, "database_in_use")


def test_measuring_finds_every_number() -> None:
    steps: list[str] = []
    found = measure(Wanted(people=10, workers=1, sizes=(20,)), steps.append)
    assert steps == ["office", "exchanges", "rush"]
    assert found.rush_errors == {}
    told = found.to_wire()
    assert [name for name, value in told.items() if not value] == ["rush_errors"]
    (one,) = found.exchanges
    assert 20 < one.bytes_up / 20 < 300
    assert found.first_rows > 10_000


def test_what_was_measured_goes_into_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Measured([Exchange(20, 0.02, 0.02, 2500, 2600, 3000)], 0.004, 560, 580)
    found.rush_pcs, found.rush_per_second, found.bytes_per_change = 10, 50.0, 900.0
    monkeypatch.setattr("okrdesk.server.scale_bench.measure", lambda _wanted, _say: found)
    document = tmp_path / "QUY-MO.md"
    text = (ROOT / "installer/server/QUY-MO.md").read_text(encoding="utf-8")
    document.write_text(text, encoding="utf-8")
    words = ["--json", "--data", str(tmp_path / "state"), "bench", "--document", str(document)]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["rush_per_second"] == 50.0
    written = document.read_text(encoding="utf-8")
    assert costs_in(written).per_second == 50.0
    assert written == rewrite(written, costs_in(written)) != text
