"""What `import okrdesk` loads, and what it costs."""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.table import TIMES, Budget, Row
from tests.conftest import ROOT

_HEAVY = {"PySide6", "sqlalchemy", "matplotlib", "openpyxl", "httpx", "alembic", "typst"}


def rows() -> Iterator[Row]:
    """Yield how many heavy packages come along, and the time against an empty program."""
    loaded = _run("import sys, okrdesk; print(*sys.modules)").split()
    yield Row("import okrdesk: heavy packages loaded", "", len(_HEAVY & set(loaded)), Budget())
    taken = [(_time("import okrdesk"), _time("pass")) for _turn in range(2 * TIMES)]
    package, empty = (median(column) for column in zip(*taken, strict=True))
    yield Row("import okrdesk, with Python's own start", "ms", package, Budget(times=1.5), empty)


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def _time(code: str) -> float:
    began = time.perf_counter()
    _run(code)
    return time.perf_counter() - began
