"""The script for a third person: an honest log passes, each kind of forgery is named."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from okrdesk.paths import resources
from tests.server.audit.invented import AGENCY, Device, Log, invented_id

SCRIPT = resources() / "audit" / "verify_okrdesk_log.py"
GOAL, OTHER = invented_id(1), invented_id(2)


def run(file: Path, *options: str) -> tuple[int, str]:
    """Run the script in a Python without site packages, as a stranger's computer has it."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), "--lang", "en", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def honest() -> tuple[Log, str]:
    """A log of two computers, and the text of a checkpoint printed in its middle."""
    log = Log()
    one, two = log.enrol(Device(3)), log.enrol(Device(4))
    log.push(one, (GOAL, "Đường Quý 3"), (OTHER, "Cầu"))
    log.push(two, (GOAL, "Đường Quý 4"))
    mark = log.checkpoint()
    log.push(one, (GOAL, "Đường cả năm"), (GOAL, "Đường"), (OTHER, "Cầu mới"))
    waiting = two.record(OTHER, "chờ")
    log.enter(waiting, "parked", reason="handover")
    log.lines.append(_batch(two.sign([waiting])))
    log.enter(waiting)
    log.checkpoint()
    log.end()
    return log, f"OKR-CHECKPOINT/1 {AGENCY} {mark.size} {mark.root} {mark.time} {mark.sig}".upper()


def _batch(batch: Any) -> bytes:
    from okrdesk.server.export_lines import batch_line

    return batch_line(batch)


def written(tmp_path: Path, lines: list[bytes]) -> Path:
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"".join(lines))
    return file


def changed(lines: list[bytes], at: int, change: Callable[[dict[str, Any]], None]) -> list[bytes]:
    whole = json.loads(lines[at])
    change(whole)
    return [*lines[:at], json.dumps(whole).encode() + b"\n", *lines[at + 1 :]]


def test_an_honest_log_passes(tmp_path: Path) -> None:
    log, mark = honest()
    code, said = run(written(tmp_path, log.lines), "--mark", mark)
    assert code == 0, said
    assert "GOOD: 8 entries" in said
    assert "2 checkpoints, 4 batches" in said
    assert "the first 3 entries are its log" in said
    assert "signed by no computer" not in said
    assert "sent again" not in said


def test_it_speaks_vietnamese_by_default(tmp_path: Path) -> None:
    log, _ = honest()
    file = written(tmp_path, log.lines)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(file)], capture_output=True, check=True
    )
    assert "ĐÚNG: 8 mục" in done.stdout.decode()


def test_an_erased_body_leaves_the_log_valid(tmp_path: Path) -> None:
    log, mark = honest()
    lines = changed(log.lines, 3, lambda whole: whole.update(salt=None, body=None))
    code, said = run(written(tmp_path, lines), "--mark", mark)
    assert code == 0, said
    assert "left out): 1 entries" in said


def _body(whole: dict[str, Any]) -> None:
    whole["body"] = whole["body"].replace("Quý", "Năm")


def _fate(whole: dict[str, Any]) -> None:
    whole["entry"] = whole["entry"].replace("applied", "refused")


FORGERIES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "an edited body": (lambda lines: changed(lines, 3, _body), "entry 1: the content"),
    "an edited fate": (lambda lines: changed(lines, 3, _fate), "entry 3: it does not follow"),
    "an edited last fate": (lambda lines: changed(lines, 15, _fate), "the root of the tree"),
    "half an erasure": (
        lambda lines: changed(lines, 3, lambda whole: whole.update(salt=None)),
        "entry 1: the content",
    ),
    "a deleted entry": (lambda lines: [*lines[:4], *lines[5:]], "entry 2: the numbers"),
    "entries that changed places": (
        lambda lines: [*lines[:9], lines[10], lines[9], *lines[11:]],
        "entry 4: the numbers",
    ),
    "a cut end": (lambda lines: lines[:-1], "cut off"),
    "an entry cut at the end": (lambda lines: [*lines[:15], *lines[17:]], "lacks entries"),
    "another checkpoint": (
        lambda lines: changed(lines, 8, lambda whole: whole["checkpoint"].update(time=1)),
        "the signature of the checkpoint",
    ),
    "another batch": (
        lambda lines: changed(lines, 5, lambda whole: whole["batch"].update(first=2)),
        "the computer's signature",
    ),
    "no title": (lambda lines: lines[1:], "line 1 of the file"),
    "no JSON": (lambda lines: [lines[0], b"{"], "line 2 of the file"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_each_forgery_is_named(name: str, tmp_path: Path) -> None:
    log, _ = honest()
    forge, expected = FORGERIES[name]
    code, said = run(written(tmp_path, forge(log.lines)))
    assert (code, expected in said) == (1, True), said


def test_a_printed_checkpoint_of_another_log_does_not_fit(tmp_path: Path) -> None:
    log, mark = honest()
    other = Log()
    other.push(other.enrol(Device(3)), (GOAL, "Khác"), (OTHER, "Cầu"), (GOAL, "Đường"))
    other.checkpoint()
    other.end()
    code, said = run(written(tmp_path, other.lines), "--mark", mark)
    assert (code, "printed checkpoint does not fit" in said) == (1, True), said
    code, said = run(written(tmp_path, log.lines), "--mark", mark.replace(" 3 ", " 4 "))
    assert (code, "printed checkpoint does not fit" in said) == (1, True), said


def test_a_change_that_a_server_invents_in_a_computer_s_name_is_found(tmp_path: Path) -> None:
    log = Log()
    device = log.enrol(Device(3))
    log.push(device, (GOAL, "Đường"))
    log.enter(device.record(GOAL, "bịa"))
    log.checkpoint()
    log.end()
    code, said = run(written(tmp_path, log.lines))
    assert (code, "not those that it signed" in said) == (1, True), said


def test_what_a_computer_sent_again_after_a_fork_is_listed(tmp_path: Path) -> None:
    log = Log()
    device = log.enrol(Device(3))
    again = device.record(GOAL, "known, and entered under the computer's former name")
    fresh = device.record(GOAL, "Đường")
    log.enter(fresh)
    log.lines.append(_batch(device.sign([again, fresh])))
    log.push(device, (GOAL, "Cầu"))
    log.checkpoint()
    log.end()
    code, said = run(written(tmp_path, log.lines))
    assert (code, "could be checked: 1, entries 1 …" in said) == (0, True), said


def test_a_change_put_under_a_number_already_signed_is_found(tmp_path: Path) -> None:
    log = Log()
    device = log.enrol(Device(3))
    log.push(device, (GOAL, "Đường"))
    device.dseq = 0
    log.enter(device.record(GOAL, "bịa"))
    log.checkpoint()
    log.end()
    code, said = run(written(tmp_path, log.lines))
    assert (code, "not those that it signed" in said) == (1, True), said


def test_a_signed_change_that_is_replaced_is_found(tmp_path: Path) -> None:
    log = Log()
    device = log.enrol(Device(3))
    true = device.record(GOAL, "Đường")
    device.dseq = 0
    log.enter(device.record(GOAL, "bịa"))
    log.lines.append(_batch(device.sign([true])))
    log.checkpoint()
    log.end()
    code, said = run(written(tmp_path, log.lines))
    assert (code, "not those that it signed" in said) == (1, True), said
