"""Limits are kept before anything is parsed, and cost little themselves."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.server.limits import (
    MOST_CURSORS,
    MOST_DEPTH,
    MOST_NAME,
    MOST_TOKEN,
    BodyLimit,
    check_counts,
    check_depth,
    inflate,
    read_body,
)
from okrdesk.services.pins import MOST_PINS
from okrdesk.sync.stops import Busy, Malformed, TooLarge
from okrdesk.sync.wire import MOST_CHANGES, MOST_ROWS, PROTOCOL, Push, SyncRequest

JSON = st.recursive(
    st.none() | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=60,
)


@given(JSON, st.integers(0, 4))
def test_depth_is_what_a_parser_would_find(value: object, most: int) -> None:
    raw = json.dumps(value).encode()
    if _depth(value) > most:
        with pytest.raises(TooLarge):
            check_depth(raw, most)
    else:
        check_depth(raw, most)


def test_brackets_in_texts_do_not_count() -> None:
    check_depth(json.dumps(["[" * 99 + '"\\"[[[' + "{" * 99]).encode())


@pytest.mark.parametrize("raw", [b"[" * 5_000_000, b'{"a":' * 1_000_000, b"[" * 40 + b"]" * 39])
def test_too_deep_is_found_without_a_parser(raw: bytes) -> None:
    with pytest.raises(TooLarge):
        check_depth(raw, MOST_DEPTH)


REQUEST = SyncRequest(PROTOCOL, SCHEMA_VERSION, "d", "0")


def _push(changes: int, first: int = 1) -> Push:
    return Push(first, "", "", "", [msgspec.Raw(b"{}")] * changes)


@pytest.mark.parametrize(
    ("limit", "most", "fields"),
    [
        ("changes", MOST_CHANGES, lambda count: {"push": _push(count)}),
        (
            "decisions",
            MOST_CHANGES,
            lambda count: {"decisions": {f"{n}": "x" for n in range(count)}},
        ),
        ("cursors", MOST_CURSORS, lambda count: {"cursors": {f"{n}": 1 for n in range(count)}}),
        ("pins", MOST_PINS, lambda count: {"pins": ["u"] * count}),
        ("rows", MOST_ROWS, lambda count: {"max_rows": count}),
        ("app", MOST_NAME, lambda count: {"app": "x" * count}),
        ("token", MOST_TOKEN, lambda count: {"token": "x" * count}),
    ],
)
def test_a_request_holds_no_more_than_its_limits(
    limit: str, most: int, fields: Callable[[int], dict[str, Any]]
) -> None:
    check_counts(msgspec.structs.replace(REQUEST, **fields(most)))
    with pytest.raises(TooLarge) as stop:
        check_counts(msgspec.structs.replace(REQUEST, **fields(most + 1)))
    assert stop.value.params == {"limit": limit}


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"proto": "okr-sync/9"}, "proto"),
        ({"push": _push(1, 0)}, "push.first"),
        ({"push": _push(1, 2**63)}, "push.first"),
        ({"tree_size": -1}, "number"),
        ({"cursors": {"a": 2**63}}, "number"),
    ],
)
def test_numbers_and_names_that_no_database_keeps_are_malformed(
    fields: dict[str, Any], detail: str
) -> None:
    with pytest.raises(Malformed) as stop:
        check_counts(msgspec.structs.replace(REQUEST, **fields))
    assert stop.value.params == {"detail": detail}


@given(st.binary(max_size=2000))
def test_what_was_compressed_unfolds_within_the_bound(content: bytes) -> None:
    assert inflate(zstandard.compress(content), most=2000) == content


def test_a_bomb_without_a_declared_size_is_stopped_at_the_bound() -> None:
    bomb = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(50_000_000))
    assert len(bomb) < 5000
    with pytest.raises(TooLarge):
        inflate(bomb, most=1_000_000)


@pytest.mark.parametrize("junk", [b"", b"x", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"])
def test_what_is_no_frame_is_malformed(junk: bytes) -> None:
    with pytest.raises(Malformed):
        inflate(junk)


def test_a_body_is_not_read_beyond_its_limit() -> None:
    read = []

    async def parts() -> AsyncIterator[bytes]:
        for _part in range(100):
            read.append(10)
            yield bytes(10)

    with pytest.raises(TooLarge):
        asyncio.run(read_body(None, parts(), BodyLimit(most=35)))
    assert sum(read) == 40


@pytest.mark.parametrize("declared", ["36", "-1", "x", "9" * 5000])
def test_a_body_that_says_it_is_too_long_is_not_read_at_all(declared: str) -> None:
    with pytest.raises(TooLarge):
        asyncio.run(read_body(declared, _endless(), BodyLimit(most=35)))


def test_a_sender_who_lets_wait_is_asked_to_come_again() -> None:
    with pytest.raises(Busy):
        asyncio.run(read_body(None, _endless(), BodyLimit(seconds=0.05)))


async def _endless() -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
