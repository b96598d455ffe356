"""The import contracts hold, and each of them catches the import that it is there to forbid."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BAD_IMPORTS = {
    "layers": ("okrdesk/domain/objective.py", "import okrdesk.db.engine"),
    "layers, beside": ("okrdesk/charts/figure.py", "import okrdesk.forms.render"),
    "layers, all placed": ("okrdesk/stray.py", ""),
    "layers, server beside": ("okrdesk/app.py", "import okrdesk.server.http"),
    "desktop-without-server": ("ui/main.py", "import okrdesk.server.http"),
    "core-without-window": ("okrdesk/services/plans.py", "def show():\n    import ui.main"),
    "qt-only-in-ui": ("okrdesk/charts/figure.py", "from PySide6.QtGui import QImage"),
    "window-without-database": ("ui/main.py", "from okrdesk.db import engine"),
    "window-without-database, nor SQL": ("ui/main.py", "import sqlalchemy"),
    "sql-only-in-db-and-services": ("okrdesk/settings.py", "import sqlalchemy"),
}
GOOD_TREE = {
    "okrdesk/__main__.py": "def main():\n    import okrdesk.app\n    import ui.main",
    "okrdesk/app.py": "import okrdesk.services.plans",
    "okrdesk/charts/figure.py": "import matplotlib\nimport okrdesk.domain.objective",
    "okrdesk/cli/main.py": "import okrdesk.app",
    "okrdesk/db/engine.py": "import sqlalchemy\nimport okrdesk.domain.objective",
    "okrdesk/domain/objective.py": "import dataclasses\nimport okrdesk.errors",
    "okrdesk/errors.py": "",
    "okrdesk/forms/render.py": "import okrdesk.services.plans",
    "okrdesk/i18n.py": "import okrdesk.paths",
    "okrdesk/paths.py": "",
    "okrdesk/sentences.py": "import okrdesk.i18n",
    "okrdesk/server/http.py": "import sqlalchemy\nimport okrdesk.sync.engine",
    "okrdesk/services/plans.py": "import okrdesk.db.engine",
    "okrdesk/sync/engine.py": "import okrdesk.services.plans",
    "okrdesk/settings.py": "",
    "okrdesk/log.py": "",
    "ui/main.py": "import PySide6.QtWidgets\nimport okrdesk.app",
}


def build(folder: Path, tree: dict[str, str]) -> None:
    """Write a small project with our contracts and the given files."""
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for place, text in tree.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the project in `folder`."""
    code = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-logo", "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_tree_of_good_imports_passes(tmp_path: Path) -> None:
    build(tmp_path, GOOD_TREE)
    run = lint(tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("case", BAD_IMPORTS)
def test_a_bad_import_is_caught(tmp_path: Path, case: str) -> None:
    place, line = BAD_IMPORTS[case]
    build(tmp_path, GOOD_TREE | {place: f"{GOOD_TREE.get(place, '')}\n{line}\n"})
    run = lint(tmp_path, "--contract", case.partition(",")[0])
    assert run.returncode == 1, run.stdout + run.stderr
    assert "BROKEN" in run.stdout
