"""The project stands alone and stays readable: no outside paths, locked packages, short files."""

import ast
import re
import tomllib

from tests.architecture.source import Module, modules, texts
from tests.conftest import ROOT

FILE_LINES = 400
FUNCTION_LINES = 50
# A home, a registry or a neighbour's folder: true on one machine only. Split, or it finds itself.
OUTSIDE = re.compile(
    r"/wo" r"rk/|/tm" r"p/(?:v|team)\b|\.\./sha" r"red|/ro" r"ot/|/op" r"t/\w+"
    r"|py" r"pi\.org|pythonho" r"sted|--(?:extra-)?ind" r"ex-url\b"
)  # fmt: skip
LEFT_BEHIND = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
LOCKS = ("requirements.lock", "requirements-server.lock", "requirements-dev.lock")


def locked(lock: str) -> dict[str, str]:
    """Return each line of a lock by package and marker, with its version and hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"^(\S+)==(\S+)(.*)$", text, re.M)
    assert len(lines) == len(text.strip().splitlines())
    return {
        name: f"{version} {' '.join(sorted(rest.split('--hash=')[1:]))}"
        for name, version, rest in lines
    }


def functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function and method of a module."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(module.tree) if isinstance(node, kinds)]


def test_no_file_names_a_place_outside_the_project() -> None:
    found = [
        f"{place}: {line.strip()[:90]}"
        for place, text in texts()
        for line in text.splitlines()
        if OUTSIDE.search(line)
    ]
    assert not found, "\n".join(found)


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{place}: {line.strip()[:90]}"
        for place, text in texts()
        if place.endswith((".py", ".sh", ".md", ".toml", ".typ"))
        for line in text.splitlines()
        if LEFT_BEHIND.search(line)
    ]
    assert not found, "\n".join(found)


def test_files_are_short() -> None:
    long = [
        f"{module.place} has {lines} lines"
        for module in modules("okrdesk", "ui", "tests")
        for lines in [len(module.path.read_text(encoding="utf-8").splitlines())]
        if lines > FILE_LINES
    ]
    assert not long, "\n".join(long)


def test_functions_are_short() -> None:
    long = [
        f"{module.at(node)} {node.name} has {lines} lines"
        for module in modules("okrdesk", "ui", "tests")
        for node in functions(module)
        for lines in [(node.end_lineno or 0) - node.lineno + 1]
        if lines > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_every_locked_package_has_hashes() -> None:
    for lock in LOCKS:
        bare = [name for name, what in locked(lock).items() if "sha256:" not in what]
        assert not bare, f"{lock}: {bare}"


def test_each_lock_holds_the_same_packages_as_those_before_it() -> None:
    run, server, development = (locked(lock) for lock in LOCKS)
    assert run.items() <= server.items()
    assert server.items() <= development.items()


def test_the_locks_hold_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = (project["dependencies"], extras["server"], extras["dev"])
    for lock, wanted in zip(LOCKS, declared, strict=True):
        names = {re.split(r"[\[<>=]", line)[0].lower() for line in wanted} - {project["name"]}
        assert names <= locked(lock).keys()
