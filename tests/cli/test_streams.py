"""What a shell sees around the answers: languages, encodings, closed pipes, bugs, wrong usage."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from okrdesk.cli import calculations
from okrdesk.cli.main import main
from okrdesk.shell import STOPPED, WORDS
from tests.conftest import ROOT

PROGRESS = ["progress", "--kind", "increase", "--start", "0", "--target", "100", "--value", "20"]


def okrdesk(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program itself, with nothing but a path, a home and what is given."""
    return subprocess.run(
        [sys.executable, "-m", "okrdesk", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_a_reader_that_goes_away_is_no_failure() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "okrdesk", *PROGRESS],
            cwd=ROOT,
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_json_stays_whole_where_the_terminal_is_not_in_utf8(tmp_path: Path) -> None:
    words = ("--data", str(tmp_path), "list", "units", "--json")
    ended = okrdesk(*words, PYTHONIOENCODING="ascii")
    assert ended.returncode == 1
    message = json.loads(ended.stdout.decode("ascii"))["error"]["message"]
    assert message.startswith("Thư mục này")


def test_text_loses_signs_and_not_the_answer_where_they_cannot_be_shown(tmp_path: Path) -> None:
    ended = okrdesk("--data", str(tmp_path), "list", "units", PYTHONIOENCODING="ascii")
    assert ended.returncode == 1
    assert b"Th? m?c" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_without_a_password_a_script_is_told_where_to_put_it(made_office: Path) -> None:
    ended = okrdesk("--data", str(made_office), "list", "units", "--json")
    assert json.loads(ended.stdout)["error"]["code"] == "password_not_given"
    assert "OKRDESK_PASSWORD" in ended.stderr.decode()


def test_a_bug_is_one_sentence_and_a_file_without_personal_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_words: object, **_named: object) -> None:
        raise ValueError("Nguyễn Văn An 001084012345")

    monkeypatch.setattr(calculations, "progress", fail)
    assert main(["--data", str(tmp_path), "--json", *PROGRESS]) == 1
    printed = capsys.readouterr()
    error = json.loads(printed.out)["error"]
    assert error["code"] == "unexpected"
    assert printed.err.strip() == error["message"]
    text = Path(error["params"]["path"]).read_text(encoding="utf-8")
    assert "in fail" in text
    assert "001084" not in text
    assert list((tmp_path / "logs").glob("crash-*.txt"))


def test_a_bug_is_told_although_the_folder_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(calculations, "_steps", None)
    assert main(["--data", str(tmp_path / "none"), *PROGRESS]) == 1
    assert "crash-" in capsys.readouterr().err


def test_ctrl_c_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_words: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(calculations, "progress", stop)
    assert main(PROGRESS) == STOPPED
    assert capsys.readouterr().err == "Đã dừng.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["list"],
        ["list", "nonsense", "--json"],
        ["list", "units", "--nonsense"],
        ["--lang", "fr", "list", "units"],
        ["show"],
        ["undo", "twice"],
        ["check-in", "x", "1", "--confidence", "high", "--json"],
        ["check-in", "x", "1", "--on"],
        ["add", "unit", "--code"],
        ["add", "unit", "--code", "--name", "X"],
        ["add", "unit", "code"],
        ["set"],
        ["import", "plan"],
        ["form", "F11", "--period", "2026", "--out", "x.pdf"],
        ["form", "F11", "--period", "2026", "--out", "x.pdf", "--person", "a", "--unit", "b"],
        ["progress"],
        ["progress", "--kind", "nonsense"],
    ],
)
def test_wrong_usage_ends_with_two_and_a_vietnamese_sentence(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(tmp_path), *words])
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (2, "")
    assert printed.err.startswith("cách dùng: ")
    sentence = printed.err.splitlines()[-1]
    assert sentence.startswith("Sai cách dùng: ")
    assert not [
        word for word in ("argument", "invalid", "required", "expected") if word in sentence
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list", "due", "--on", "2026-13-45"], "bad_date"),
        (["check-in", "x", "1", "--on", "yesterday"], "bad_date"),
        (["progress", "--kind", "increase", "--start", "abc"], "bad_decimal"),
        (["progress", "--kind", "increase", "--target", "1,5"], "bad_decimal"),
        (["progress", "--kind", "increase", "--target", "1e999999"], "bad_decimal"),
        (["progress", "--kind", "increase", "--target", "NaN"], "bad_decimal"),
    ],
)
def test_a_value_that_is_none_is_refused_with_its_code(
    words: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), "--json", *words]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_help_speaks_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for language in ("vi", "en"):
        with pytest.raises(SystemExit) as ended:
            main(["--lang", language, "check-in", "--help"])
        assert ended.value.code == 0
        said[language] = capsys.readouterr().out
    assert said["vi"].startswith("cách dùng: ")
    assert said["en"].startswith("usage: ")
    assert not [words for words in WORDS if f"{words}\n" in said["vi"]]


def test_everything_can_be_asked_in_english(run: Any, made_office: Path) -> None:
    refused = run("--lang", "en", "show", "nobody", status=1)
    assert refused["error"]["message"].startswith("Nothing was found")


def test_a_stream_that_cannot_be_set_up_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main([*PROGRESS, "--json"]) == 0
    assert json.loads(sys.stdout.getvalue())["progress"] == 0.2
