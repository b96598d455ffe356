"""The vectors of the OKR rules through `okrdesk progress`, which opens no database."""

import json

import pytest

from okrdesk.cli.main import main


@pytest.mark.parametrize(
    ("words", "raw", "progress"),
    [
        ("--kind increase --start 0 --target 100 --value 20", 0.2, 0.2),
        ("--kind increase --start 20 --target 100 --value 0", -0.25, 0),
        ("--kind increase --start 0 --target 100 --value 150", 1.5, 1),
        ("--kind decrease --start 100 --target 20 --value 80", 0.25, 0.25),
        ("--kind decrease --start 100 --target 50 --value 150", -1, 0),
        ("--kind decrease --start 10 --target 0 --value 7", 0.3, 0.3),
        ("--kind keep-at-least --low 4 --periods 5,5,5,5,5,5,5,5,5,3,3,3,", 9 / 13, 9 / 13),
        ("--kind keep-between --low 2 --high 5 --periods 2,5,6", 2 / 3, 2 / 3),
        ("--kind yes-no --value 1", 1, 1),
        ("--kind steps --steps 30:1,50:0,20:1", 0.5, 0.5),
        ("--kind count --target 40 --value 10", 0.25, 0.25),
    ],
)
def test_the_vectors_hold(
    words: str, raw: float, progress: float, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["progress", *words.split(), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["raw"] == pytest.approx(raw)
    assert found["progress"] == pytest.approx(progress)


def test_a_target_on_the_wrong_side_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = "progress --kind increase --start 10 --target 5 --value 7 --json"
    assert main(words.split()) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "target_wrong_side"
