"""Which characters the bundled fonts can draw, read from the fonts' own character maps.

A reader of the `cmap` table alone (formats 4 and 12 of the OpenType specification), so that no font
library has to be shipped for one question.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

# What forms set text in: the four serif faces, and the two faces that stand in for what these lack.
_FACES = (
    "LiberationSerif-Regular",
    "LiberationSerif-Bold",
    "LiberationSerif-Italic",
    "LiberationSerif-BoldItalic",
)
_STAND_INS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique")


def drawable(fonts: Path) -> frozenset[int]:
    """Return the code points that a form prints in every weight and slant it uses.

    A character counts when all four serif faces have it, or when all stand-ins do.
    """
    own = [frozenset(characters(fonts / f"{face}.ttf")) for face in _FACES]
    other = [frozenset(characters(fonts / f"{face}.ttf")) for face in _STAND_INS]
    return frozenset.intersection(*own) | frozenset.intersection(*other)


def characters(font: Path) -> Iterator[int]:
    """Yield the code points for which a TrueType file has a glyph."""
    data = font.read_bytes()
    start = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    for index in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", data, start + offset)
        if platform in (0, 3) and form == 4:
            yield from _segments(data, start + offset)
        elif platform in (0, 3) and form == 12:
            yield from _ranges(data, start + offset)


def _table(data: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for index in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag.decode()} table")


def _segments(data: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 2 * doubled)
    offsets_at = start + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, last + 1):
            glyph = point + deltas[index]
            if offsets[index]:
                place = offsets_at + 2 * index + offsets[index] + 2 * (point - first)
                (glyph,) = struct.unpack_from(">H", data, place)
            if glyph & 0xFFFF and point != 0xFFFF:
                yield point


def _ranges(data: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", data, start + 12)
    for index in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", data, start + 16 + 12 * index)
        yield from range(first, last + 1)
