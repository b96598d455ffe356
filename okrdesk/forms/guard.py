"""What a template may not do, checked before it is compiled.

Typst itself keeps a layout inside its root folder, but it follows links out of it, and it fetches
`@` packages from the network. Imports are therefore plain paths, there is no `eval` and no plug-in,
and no file is a link. The check is stricter than the language: a comment that speaks of such things
is refused as well.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from okrdesk.errors import Code, Refused

_PLAIN_PATH = r'\s*"[^"@\\]*"'
_FORBIDDEN = re.compile(
    rf"\b(?:import|include)\b(?!{_PLAIN_PATH})|\beval\b|\bplugin\b|@preview|@local"
)


def check_template(folder: Path, root: Path) -> None:
    """Refuse a template folder, or a shared `_lib` beside it, that reaches outside of `root`.

    Raises Refused FORM_TEMPLATE_UNSAFE with the place: a file, or a file and a line.
    """
    for part in (folder, *folder.parents):
        if part == root:
            break
        _refuse_link(part)
    for path in _files(folder, root / "_lib"):
        _refuse_link(path)
        if path.suffix == ".typ":
            _check_layout(path)


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob("*"))


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise Refused(Code.FORM_TEMPLATE_UNSAFE, place=str(path))


def _check_layout(path: Path) -> None:
    if line := _forbidden_line(path.read_text(encoding="utf-8")):
        raise Refused(Code.FORM_TEMPLATE_UNSAFE, place=f"{path}:{line}")


@lru_cache(maxsize=64)
def _forbidden_line(layout: str) -> int:
    """Return the line of what a layout may not do, 0 without any; remembered by its whole text."""
    found = _FORBIDDEN.search(layout)
    return layout.count("\n", 0, found.start()) + 1 if found else 0
