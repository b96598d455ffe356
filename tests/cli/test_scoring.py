"""The vectors of NĐ 335/2025 through `okrdesk score`, which opens no database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli.main import main
from okrdesk.domain.evaluation.sheet_schema import SCHEMA
from okrdesk.shipped_packs import shipped_ids, shipped_text

FULL = {"a": 10, "b": 10, "c": 10}
Score = Callable[..., Any]


def task(id: str, quantity: int = 1, done: int = 1, **more: Any) -> dict[str, Any]:
    """Return a task of coefficient 1, as the input has it."""
    errors = {"content_errors": 0, "delays": 0, "exempt_errors": 0, "exempt_delays": 0}
    first = {"id": id, "name": f"Việc {id}", "quantity": quantity, "coefficient": 1, "done": done}
    return first | errors | more


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Score:
    """Return a function that scores a sheet and returns the answer, as JSON or as text."""
    file = tmp_path / "phiếu.json"

    def call(pack: str, *tasks: Any, status: int = 0, text: bool = False, **more: Any) -> Any:
        sheet = {"leader": False, "tasks": tasks, "general": FULL, "knock_outs": []} | more
        file.write_text(json.dumps(sheet), encoding="utf-8")
        words = ["score", "--pack", pack, str(file)] + ([] if text else ["--json"])
        assert main(words) == status
        out = capsys.readouterr().out
        return out.splitlines() if text else json.loads(out)

    return call


FIVE = [task(str(number)) for number in range(3)]


@pytest.mark.parametrize(
    ("tasks", "components", "result", "points"),
    [
        ([task("1")], (100, 100, 100), 100, 70),
        ([task("1", 5, 1)], (20, 20, 20), 20, 14),
        ([*FIVE, task("4", content_errors=1), task("5", delays=1)], (100, 95, 95), 96.67, 67.67),
        (
            [
                *FIVE,
                task("4", content_errors=1, exempt_errors=1),
                task("5", delays=1, exempt_delays=1),
            ],
            (100, 100, 100),
            100,
            70,
        ),
        ([task("1", content_errors=5)], (100, 0, 100), 66.67, 46.67),
    ],
)
def test_the_vectors_hold(
    run: Score, tasks: list[Any], components: tuple[float, ...], result: float, points: float
) -> None:
    found = run("nd335-staff", *tasks)
    assert found["components"] == dict(zip("abc", components, strict=True))
    assert (found["result"], found["points_70"]) == (result, points)
    assert found["total"] == pytest.approx(30 + points)
    assert found["blocked"] == []


@pytest.mark.parametrize("pack", ["nd335-leader", "nd335-staff"])
def test_the_vector_of_a_leader_holds(run: Score, pack: str) -> None:
    grades = {"d": 100, "dd": 100, "e": 50}
    found = run(pack, task("1"), leader=True, leadership=grades)
    assert found["components"] == {"a": 100, "b": 100, "c": 100, "d": 100, "dd": 100, "e": 50}
    assert (found["result"], found["points_70"]) == (91.67, 64.17)
    assert (found["band"], found["band_id"]) == ("hoàn thành xuất sắc nhiệm vụ", "excellent")


def test_what_blocks_is_named_and_no_figure_is_made_up(run: Score) -> None:
    found = run("nd335-staff", task("t1", coefficient=None), general={"a": 9.5, "b": 10})
    assert found["components"] == {"a": None, "b": None, "c": None}
    assert (found["result"], found["general"], found["total"], found["band"]) == (None,) * 4
    first, *rest = found["blocked"]
    assert (first["code"], first["id"], first["name"]) == ("coefficient-missing", "t1", "Việc t1")
    assert "Việc t1" in first["message"]
    assert {one["code"] for one in rest} == {"mark-missing"}


def test_no_weight_is_not_enough_data(run: Score) -> None:
    found = run("nd335-staff")
    assert [one["code"] for one in found["blocked"]] == ["no-data"]
    assert found["blocked"][0]["message"].startswith("Chưa đủ dữ liệu")
    assert found["general"] == 30


def test_a_person_reads_figures_with_a_comma_and_what_blocks(run: Score) -> None:
    lines = run("nd335-staff", task("1", 3, 2), text=True)
    assert "KQ: 66,67 %" in lines
    assert lines[-1] == "Mức xếp loại: hoàn thành tốt nhiệm vụ."
    blocked = run("hd06-hcm", task("1", exceeds=True), text=True, general={"a": 18, "b": 4})
    assert "Điểm thưởng: 3,50" in blocked
    assert "Tổng điểm: –" in blocked
    assert "chưa được chấm" in blocked[-1]


def test_a_knock_out_may_be_an_id_or_a_fact_in_words(run: Score) -> None:
    for fact in ("disciplined", "Bị cảnh cáo trong năm"):
        found = run("nd335-staff", task("1"), knock_outs=[fact])
        assert (found["band_id"], found["knocked_out"]) == ("unfulfilled", [fact])


def test_a_pack_may_be_a_file(run: Score, tmp_path: Path) -> None:
    file = tmp_path / "bộ quy tắc.toml"
    strict = shipped_text("nd335-staff").replace("deduction = 0.25", "deduction = 0.5")
    file.write_text(strict, encoding="utf-8")
    assert run(str(file), task("1", content_errors=1))["components"]["b"] == 50
    file.write_text(strict.replace("general = 30", "general = 29"), encoding="utf-8")
    error = run(str(file), task("1"), status=1)["error"]
    line = strict[: strict.index("[totals]")].count("\n") + 1
    assert (error["code"], error["params"]["line"]) == ("pack_faulty", line)


def test_the_beginning_of_an_id_serves_where_it_is_the_only_one(run: Score) -> None:
    assert run("qd3814", task("1"), general={"a": 10, "b": 10})["pack"]["id"] == "qd3814-hanoi"


def test_an_unknown_pack_names_those_that_are_there(run: Score) -> None:
    error = run("nd335", task("1"), status=1)["error"]
    assert error["code"] == "pack_not_shipped"
    assert all(id in error["message"] for id in shipped_ids())


def test_a_mistake_in_the_sheet_is_refused_with_its_place(run: Score) -> None:
    error = run("nd335-staff", task("1", quantity="nhiều"), status=1)["error"]
    assert error["message"] == "“tasks[0].quantity” phải là một con số."


def test_the_schema_needs_neither_pack_nor_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--schema", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
    assert main(["score", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


@pytest.mark.parametrize(
    "words", [["score"], ["score", "--pack", "nd335-staff"], ["score", "x.json"]]
)
def test_without_pack_or_file_the_usage_is_wrong(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["score", "--pack", "nd335-staff", "không.json"], ["pack", "check", "x.toml"]):
        assert main(words) == 1
        assert "không có tệp này" in capsys.readouterr().err
