"""The line on which each key of a TOML text stands, which the standard reader does not tell."""

from bisect import bisect_right

Path = tuple[str | int, ...]
"""The way to a value: keys of tables, and places in arrays counted from 0."""

_STRINGS = ('"""', "'''", '"', "'")
_BLANK = " \t\r"
_BARE_END = ",]}#\n"
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def find_lines(text: str) -> dict[Path, int]:
    """Return the line of each key and array element, counted from 1.

    `text` must be TOML that the standard reader accepts. Where a table is opened more than once
    (by dotted keys), the first line is given.
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n")]
        self.lines: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_to_content():
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if is_array else 1
        keys = self._keys()
        self.at += 2 if is_array else 1
        path: Path = ()
        for key in keys[:-1]:
            path = self._newest((*path, key))
            self._note(path, start)
        path = (*path, keys[-1])
        if is_array:
            self._note(path, start)
            self.arrays[path] = self.arrays.get(path, -1) + 1
        path = self._newest(path)
        self._note(path, start)
        return path

    def _newest(self, path: Path) -> Path:
        """Return `path`, or its newest element where it is an array of tables."""
        return (*path, self.arrays[path]) if path in self.arrays else path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blanks()
        sign = self.text[self.at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in _BARE_END:
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self._skip_to_content() and self.text[self.at] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._note((*path, place), self.at)
            self._value((*path, place))
            place += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip_to_content() and self.text[self.at] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1

    def _keys(self) -> list[str]:
        """Read a key, dotted or not, up to the sign after it."""
        keys = []
        while True:
            self._skip_blanks()
            keys.append(self._string() if self.text[self.at] in "\"'" else self._bare_key())
            self._skip_blanks()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _bare_key(self) -> str:
        start = self.at
        while self.text[self.at].isalnum() or self.text[self.at] in "-_":
            self.at += 1
        return self.text[start : self.at]

    def _string(self) -> str:
        mark = next(one for one in _STRINGS if self.text.startswith(one, self.at))
        start = self.at = self.at + len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if mark[0] == '"' and self.text[self.at] == "\\" else 1
        # Quotes may stand directly before the closing three.
        while len(mark) == 3 and self.text.startswith(mark[0], self.at + 3):
            self.at += 1
        inside = self.text[start : self.at]
        self.at += len(mark)
        return _unescaped(inside) if mark == '"' else inside

    def _skip_blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in _BLANK:
            self.at += 1

    def _skip_to_content(self) -> bool:
        """Move over blanks, line ends and comments; say whether anything is left."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif sign in _BLANK or sign == "\n":
                self.at += 1
            else:
                return True
        return False

    def _note(self, path: Path, place: int) -> None:
        self.lines.setdefault(path, bisect_right(self.starts, place))


def _unescaped(inside: str) -> str:
    found: list[str] = []
    signs = iter(inside)
    for sign in signs:
        if sign != "\\":
            found.append(sign)
            continue
        kind = next(signs)
        length = {"x": 2, "u": 4, "U": 8}.get(kind)
        if length is None:
            found.append(_ESCAPES.get(kind, kind))
        else:
            found.append(chr(int("".join(next(signs) for _place in range(length)), 16)))
    return "".join(found)
