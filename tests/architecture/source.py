"""The project's own files, for the tests that read them as text or as syntax trees."""

import ast
import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT


@dataclass(frozen=True)
class Module:
    """One Python file of the project: where it is, and its syntax tree."""

    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path from the top of the project, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    def at(self, node: ast.AST) -> str:
        """Return "file:line" of `node`, as editors and terminals open it."""
        return f"{self.place}:{getattr(node, 'lineno', 1)}"

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Yield every call with the last part of the called name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield last_name(node.func), node


def last_name(node: ast.expr) -> str:
    """Return `c` of `a.b.c`, `c` of `c`, and nothing for any other expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@functools.cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Parse every Python file under the given folders, in a stable order."""
    found = (path for package in packages for path in files(package) if path.suffix == ".py")
    return tuple(map(_parsed, found))


@functools.cache
def _parsed(path: Path) -> Module:
    return Module(path, ast.parse(path.read_text(encoding="utf-8")))


def files(folder: str = "") -> list[Path]:
    """Return the project's files under `folder`: all but what .gitignore names and git's own."""
    found = []
    for place, folders, names in os.walk(ROOT / folder):
        folders[:] = sorted(name for name in folders if not _is_ignored(name))
        found += [Path(place, name) for name in sorted(names) if not _is_ignored(name)]
    return found


def texts() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every file of the project that is text."""
    for path in files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@functools.cache
def _ignored_patterns() -> tuple[str, ...]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return (".git", *(line.rstrip("/") for line in lines))


def _is_ignored(name: str) -> bool:
    return any(Path(name).match(pattern) for pattern in _ignored_patterns())
