"""Text as it goes on paper: everything a person typed, minus what no paper can show.

Letters are composed (NFC), line ends become one kind, a tab becomes four spaces, and other control
characters, which have no picture, are left out. A character that no bundled font can draw (most
emoji, some scripts) is printed as □, so that a reader sees that something stood there.
"""

import unicodedata
from collections.abc import Mapping

NO_GLYPH = "□"
_LINE_ENDS = ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
# Signs that only steer how their neighbours are drawn; without a glyph they are simply not needed.
_STEERING = ("Cf", "Mn", "Me")


def printable(text: str, drawable: frozenset[int]) -> str:
    """Return `text` as a form prints it; `drawable` holds the code points of the fonts."""
    if text.isascii() and text.isprintable():
        return text
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    text = unicodedata.normalize("NFC", text.replace("\t", "    "))
    return "".join(_printed(character, drawable) for character in text)


def printable_data(data: object, drawable: frozenset[int]) -> object:
    """Return JSON-like `data` with every text in it made printable; keys stay as they are."""
    if isinstance(data, str):
        return printable(data, drawable)
    if isinstance(data, Mapping):
        return {key: printable_data(value, drawable) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable_data(value, drawable) for value in data]
    return data


def _printed(character: str, drawable: frozenset[int]) -> str:
    category = unicodedata.category(character)
    if character == "\n":
        return character
    if category == "Cc":
        return ""
    # A private-use sign means something else on every computer, and PDF/A does not want it.
    if category in ("Cs", "Co", "Cn"):
        return NO_GLYPH
    if ord(character) in drawable:
        return character
    return "" if category in _STEERING else NO_GLYPH
