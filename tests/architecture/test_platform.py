"""What we know of the libraries under us and must notice when it changes."""

import subprocess
import sys

import PySide6

from tests.conftest import ROOT

EMIT_OFTEN = """
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    fired = Signal(object)

heard = []
source = Source()
source.fired.connect(heard.append)
for number in range(2000):
    source.fired.emit(number)
print(len(heard))
"""


def test_a_signal_may_be_emitted_two_thousand_times() -> None:
    """PySide6 6.12.0 on CPython 3.11 loses a reference at each emit and aborts after about 550."""
    run = subprocess.run(
        [sys.executable, "-c", EMIT_OFTEN], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout.strip()) == (0, "2000"), run.stderr


def test_qt_is_the_version_that_was_tried() -> None:
    assert PySide6.__version_info__[:2] == (6, 11)
