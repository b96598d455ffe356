"""What a file must pass before anything in it is parsed: it is a workbook, open, of bearable size
and harmless.

Workbooks come from mail and USB sticks. Everything that can be told from the first bytes and from
the zip directory is told here, with one sentence each, before an XML parser sees a byte.
"""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from okrdesk.errors import Code, Fault, Refused
from okrdesk.sentences import reason_of

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_CELLS = 1_000_000
MOST_UNPACKED = 250 * MEGABYTE
MOST_ENTRIES = 10_000
MOST_RATIO = 250
_RATIO_MATTERS_FROM = 20 * MEGABYTE

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def open_guarded(source: Path | bytes, name: str) -> BinaryIO:
    """Return the bytes of a workbook that is safe to parse; the caller closes them.

    Raises `Refused` for a file that is no workbook, is encrypted, is in the old .xls format, is
    too big, or unpacks to absurd sizes; `Fault` when it cannot be read from disk.
    """
    stream: BinaryIO = BytesIO(source) if isinstance(source, bytes) else _open(source, name)
    try:
        _check_size(stream, name)
        _check_container(stream, name)
        _check_package(stream, name)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def has_macros(stream: BinaryIO) -> bool:
    """Say whether the workbook carries VBA; it is never run or kept."""
    with ZipFile(stream) as package:
        found = any(entry.endswith("vbaProject.bin") for entry in package.namelist())
    stream.seek(0)
    return found


def _open(path: Path, name: str) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Fault(Code.FILE_UNREADABLE, file=name, reason=reason_of(error, path)) from error


def _check_size(stream: BinaryIO, name: str) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > MOST_BYTES:
        raise Refused(
            Code.WORKBOOK_TOO_BIG,
            file=name,
            size=-(-size // MEGABYTE),
            limit=MOST_BYTES // MEGABYTE,
        )


def _check_container(stream: BinaryIO, name: str) -> None:
    start = stream.read(8)
    if start == _OLE:
        encrypted = _ENCRYPTED_STREAM in start + stream.read()
        raise Refused(Code.WORKBOOK_ENCRYPTED if encrypted else Code.WORKBOOK_OLD_FORMAT, file=name)
    if not start.startswith(_ZIP):
        raise Refused(Code.NOT_A_WORKBOOK, file=name)
    stream.seek(0)


def _check_package(stream: BinaryIO, name: str) -> None:
    try:
        with ZipFile(stream) as package:
            entries = package.infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(Code.WORKBOOK_DAMAGED, file=name) from error
    unpacked = sum(entry.file_size for entry in entries)
    dense = any(
        entry.file_size > _RATIO_MATTERS_FROM
        and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or dense:
        raise Refused(Code.WORKBOOK_UNSAFE, file=name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(Code.WORKBOOK_ENCRYPTED, file=name)
    if "[Content_Types].xml" not in {entry.filename for entry in entries}:
        raise Refused(Code.NOT_A_WORKBOOK, file=name)
