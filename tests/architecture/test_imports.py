"""What each part imports, and above all what it must not have loaded once it is imported."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, modules
from tests.conftest import ROOT

# Named with their import names; each costs the first paint tens to hundreds of milliseconds.
HEAVY = ("alembic", "httpx", "matplotlib", "numpy", "openpyxl", "pypdfium2", "sqlalchemy", "typst")
LOADS_NONE_OF = {
    "okrdesk": (*HEAVY, "PySide6", "cryptography", "keyring"),
    "okrdesk.app": (*HEAVY, "PySide6"),
    "ui.main": HEAVY,
}
# What keyring's back ends raise on one system or another, and PySide6's other half.
COMES_ALONG = {"jeepney", "secretstorage", "win32ctypes", "shiboken6"}


def imported_names(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield the full name of everything that `module` imports, wherever in the file it does."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def top(name: str) -> str:
    """Return the package at the top of a full name."""
    return name.partition(".")[0]


@pytest.mark.parametrize("name", LOADS_NONE_OF)
def test_importing_loads_nothing_heavy(name: str) -> None:
    assert (ROOT / f"{name.replace('.', '/')}.py").exists() or name == "okrdesk"
    code = f"import sys, {name}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(LOADS_NONE_OF[name]) & set(run.stdout.split())


def test_the_domain_needs_only_the_standard_library() -> None:
    allowed = ("okrdesk.domain", "okrdesk.errors", "okrdesk.i18n")
    found = [
        f"{module.at(node)} {name}"
        for module in modules("okrdesk/domain")
        for name, node in imported_names(module)
        if top(name) not in sys.stdlib_module_names and not name.startswith(allowed)
    ]
    assert not found


def test_no_object_mapper() -> None:
    found = [
        module.at(node)
        for module in modules("okrdesk", "ui")
        for name, node in imported_names(module)
        if name.startswith("sqlalchemy.orm")
    ]
    assert not found


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = project["dependencies"] + extras["server"] + extras["signing"]
    declared = {re.split(r"[\[<>=]", line)[0].lower() for line in lines}
    providers = importlib.metadata.packages_distributions()
    used = {
        top(name)
        for module in modules("okrdesk", "ui")
        for name, _node in imported_names(module)
        if top(name) not in {"okrdesk", "ui"} | COMES_ALONG | sys.stdlib_module_names
    }
    used_packages = {providers[name][0].lower().replace("_", "-") for name in used}
    # openpyxl parses through defusedxml, uvicorn serves by uvloop and httptools, when they are
    # installed; nobody imports them by name.
    assert used_packages | {"defusedxml", "uvloop", "httptools"} == declared
