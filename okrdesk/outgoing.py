"""Files handed to other programs: whole or not at all, with text that can never become a formula.

A cell that begins with =, +, -, @, tab or return would be run by a spreadsheet program that trusts
it. Such text is written as a string cell and marked with the quote prefix, so that it stays text
when somebody edits it too.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from okrdesk.errors import Code, Fault
from okrdesk.sentences import reason_of

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767


def write_whole(path: Path, make: Callable[[], bytes]) -> Path:
    """Write what `make` returns beside the place, then put it there; return the path.

    Raises Fault FILE_NOT_WRITTEN, also where `make` itself finds no room for what it stores aside.
    """
    with drafted(path) as draft:
        draft.write_bytes(make())
    return path


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to; put what is there into its place at the end.

    Raises Fault FILE_NOT_WRITTEN.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise Fault(Code.FILE_NOT_WRITTEN, file=path.name, reason=reason_of(error, path)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def xml_text(text: str) -> str:
    """Return `text` without the characters that no XML file can hold."""
    return _NOT_IN_XML.sub("", text)


def cell_text(text: str) -> str:
    """Return `text` as a cell of a workbook can hold it: lines end with \\n, 32,767 characters."""
    return xml_text(text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST_CELL]


def needs_quote(text: str) -> bool:
    """Say whether a cell of this text has to bear the quote prefix."""
    return text.startswith(_DANGEROUS)
