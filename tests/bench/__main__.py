"""Measure the budgets and print one table: `python -m tests.bench [theme …]`.

Themes are the modules of this folder; without a name all of them run, in about five minutes. The
status is 1 where a budget was missed.
"""

import os
import sys
from importlib import import_module

from tests.bench.table import Row, header

_THEMES = (
    "imports",
    "start",
    "data",
    "save",
    "excel",
    "paper",
    "sync",
    "evaluation",
    "inbox",
    "dashboard",
    "alignment",
    "forms",
    "window",
)


def main(themes: list[str]) -> int:
    """Print the rows of the themes as they come, and what was missed; return the status."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{header()}", flush=True)
    missed: list[Row] = []
    for theme in themes or _THEMES:
        for row in import_module(f"tests.bench.{theme}").rows():
            print(row.line(), flush=True)
            if not row.is_kept:
                missed.append(row)
    print(f"\n{len(missed)} missed." if missed else "\nEvery budget is kept.")
    return 1 if missed else 0


if __name__ == "__main__":
    # The same small world as the tests have: no person's folders, no screen, no keyring.
    import_module("tests.conftest")
    sys.exit(main(sys.argv[1:]))
