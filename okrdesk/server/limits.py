"""What a request may weigh, looked at before anything of it is believed.

In this order: bytes as they arrive, bytes as they unfold, depth of the JSON, its shape, and counts.
A request beyond a limit costs the server no more than reading up to the limit.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import zstandard

from okrdesk.services.pins import MOST_PINS
from okrdesk.sync.stops import Busy, Malformed, TooLarge
from okrdesk.sync.wire import MOST_BYTES, MOST_CHANGES, MOST_ROWS, PROTOCOL, SyncRequest

Shape = TypeVar("Shape")
MOST_SENT = 1024 * 1024
"""Bytes of one request as they come over the wire, compressed."""
MOST_SMALL = 16 * 1024
"""Bytes of a small JSON request: enrolment, a new key."""
MOST_DEPTH = 32
MOST_CURSORS = 5_000
MOST_NAME = 80
MOST_TOKEN = 64
SLOWEST_S = 300.0
"""How long the body of one request may take to arrive."""

# A text without an end runs to the end of all: nothing is looked at twice.
_STRINGS = re.compile(rb'"[^"]*+(?:"|\Z)')
_NOT_MARKS = bytes(set(range(256)) - set(b'"[]{}'))
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_LENGTH = re.compile(r"[0-9]{1,12}")
_PATH = re.compile(r"at `\$\.?([^`]*)`$")
_NUL = b"\\u0000"
_WORD, _LARGEST = 2**31 - 1, 2**63 - 1
_WINDOW = 8 * 1024 * 1024
_sync_decoder = msgspec.json.Decoder(SyncRequest)


@dataclass(frozen=True)
class BodyLimit:
    """How much a body may hold, and how long it may take to come."""

    most: int = MOST_SENT
    seconds: float = SLOWEST_S


async def read_body(declared: str | None, parts: AsyncIterator[bytes], limit: BodyLimit) -> bytes:
    """Return a request's body; `declared` is its Content-Length.

    Raises TooLarge as soon as the limit is passed, and Busy where the sender is too slow.
    """
    if declared is not None and not (_LENGTH.fullmatch(declared) and int(declared) <= limit.most):
        raise TooLarge(limit="bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(limit.seconds):
            async for part in parts:
                body += part
                if len(body) > limit.most:
                    raise TooLarge(limit="bytes")
    except TimeoutError as error:
        raise Busy(retry_after=1) from error
    return bytes(body)


def inflate(body: bytes, most: int = MOST_BYTES) -> bytes:
    """Return what a zstd body holds; never makes more than `most` bytes of it.

    Raises TooLarge, and Malformed for what is no zstd frame.
    """
    try:
        declared = zstandard.frame_content_size(body)
        if declared > most:
            raise TooLarge(limit="decompressed")
        machine = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        with machine.stream_reader(body) as reader:
            raw: bytes = reader.read(most + 1)
    except zstandard.ZstdError as error:
        raise Malformed(detail="zstd") from error
    if len(raw) > most:
        raise TooLarge(limit="decompressed")
    return raw


def check_depth(raw: bytes, most: int = MOST_DEPTH) -> None:
    """Raise TooLarge for JSON that is nested deeper than `most`, without parsing it.

    Without its texts and numbers JSON is brackets; each round takes away the innermost ones. A
    text is what stands between two quotes, once those that a backslash makes part of it are gone.
    """
    if raw.count(b"{") + raw.count(b"[") <= most:
        return
    plain = raw.replace(rb"\\", b"").replace(rb"\"", b"")
    marks = plain.translate(_ONE_KIND, _NOT_MARKS).replace(b'""', b"")
    brackets = _STRINGS.sub(b"", marks)
    for _level in range(most):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise TooLarge(limit="depth")


def decode(raw: bytes, kind: type[Shape]) -> Shape:
    """Return a JSON request as `kind`; raise Malformed, which names the place, not the content."""
    check_depth(raw)
    if _NUL in raw:
        # PostgreSQL cannot keep the character, and nobody types it.
        raise Malformed(detail="nul")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(detail=_place(error)) from error


def decode_sync(body: bytes) -> SyncRequest:
    """Return the request for a sync in a compressed body, within all limits.

    Raises TooLarge and Malformed.
    """
    raw = inflate(body)
    check_depth(raw)
    try:
        request = _sync_decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(detail=_place(error)) from error
    check_counts(request)
    return request


def check_counts(request: SyncRequest) -> None:
    """Raise TooLarge for too many parts, Malformed for what no database of the server can keep."""
    if request.proto != PROTOCOL:
        raise Malformed(detail="proto")
    pushed = request.push
    for limit, count, most in (
        ("changes", len(pushed.changes) if pushed else 0, MOST_CHANGES),
        ("decisions", len(request.decisions), MOST_CHANGES),
        ("cursors", len(request.cursors), MOST_CURSORS),
        ("pins", len(request.pins), MOST_PINS),
        ("rows", request.max_rows, MOST_ROWS),
        ("app", len(request.app), MOST_NAME),
        ("token", len(request.token), MOST_TOKEN),
    ):
        if count > most:
            raise TooLarge(limit=limit)
    numbers = [
        request.sv,
        request.max_rows,
        request.tree_size,
        request.waiting,
        *request.cursors.values(),
    ]
    if min(numbers) < 0 or max(numbers) > _LARGEST or max(request.sv, request.waiting) > _WORD:
        raise Malformed(detail="number")
    if "\0" in request.app or "\0" in request.token:
        raise Malformed(detail="nul")
    if pushed and not 0 < pushed.first <= _LARGEST:
        raise Malformed(detail="push.first")


def _place(error: Exception) -> str:
    """Return the path that msgspec names (`$.push.first`), for its sentence may quote values."""
    found = _PATH.search(str(error))
    return found[1] if found else "json"
