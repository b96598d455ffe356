"""The line of each key of a TOML text, whatever way it is written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.evaluation.pack_lines import Path, find_lines
from okrdesk.shipped_packs import shipped_ids, shipped_text

TEXT = '''\
# a comment with = and [brackets] and "quotes
id = "one" # and behind

[a.b]            # 4
"quoted key" = 1
'its' = 2
c.d.e = 3        # 7
"x\\u0041y" = 4

[[rows]]         # 10
name = """
[not.a.table]
key = "no" """
parts = [        # 14
  { id = "p", points = 1 }, # 15
  # between [
  { id = "q", sub = { deep = [1, [2,
    3]] } },     # 17 and 18
]
last = 2026-01-01 07:32:00

[rows.more]      # 22
literal = \'\'\'it's
]\'\'\'
[[rows]]         # 25
name = 'a\\'
[[rows.inner]]   # 27
v = -1.5e3
[[rows.inner]]   # 29
v = inf
'''

EXPECTED: dict[Path, int] = {
    ("id",): 2,
    ("a",): 4,
    ("a", "b"): 4,
    ("a", "b", "quoted key"): 5,
    ("a", "b", "its"): 6,
    ("a", "b", "c"): 7,
    ("a", "b", "c", "d", "e"): 7,
    ("a", "b", "xAy"): 8,
    ("rows",): 10,
    ("rows", 0): 10,
    ("rows", 0, "name"): 11,
    ("rows", 0, "parts"): 14,
    ("rows", 0, "parts", 0, "points"): 15,
    ("rows", 0, "parts", 1, "id"): 17,
    ("rows", 0, "parts", 1, "sub", "deep", 1, 1): 18,
    ("rows", 0, "last"): 20,
    ("rows", 0, "more"): 22,
    ("rows", 0, "more", "literal"): 23,
    ("rows", 1): 25,
    ("rows", 1, "name"): 26,
    ("rows", 1, "inner", 0, "v"): 28,
    ("rows", 1, "inner", 1): 29,
    ("rows", 1, "inner", 1, "v"): 30,
}


def paths(value: Any, path: Path = ()) -> set[Path]:
    """Return the path of every key and element of what the standard reader found."""
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, one in value.items():
            found |= paths(one, (*path, key))
    if isinstance(value, list):
        for place, one in enumerate(value):
            found |= paths(one, (*path, place))
    return found


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_to_write_a_key_is_found(end: str) -> None:
    found = find_lines(TEXT.replace("\n", end))
    assert {path: found.get(path) for path in EXPECTED} == EXPECTED


@pytest.mark.parametrize("text", [TEXT, *map(shipped_text, shipped_ids())])
def test_exactly_what_the_standard_reader_finds_has_a_line(text: str) -> None:
    assert find_lines(text).keys() == paths(tomllib.loads(text))


def test_each_key_stands_on_the_line_that_is_said() -> None:
    for id in shipped_ids():
        text = shipped_text(id)
        lines = text.splitlines()
        for path, line in find_lines(text).items():
            names = [part for part in path if isinstance(part, str)]
            assert isinstance(path[-1], int) or names[-1] in lines[line - 1], (path, line)


KEYS = st.text("abz-_9", min_size=1, max_size=4)
STRINGS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8
)


def quoted(text: str) -> str:
    """Return a basic TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(values=st.dictionaries(KEYS, st.lists(STRINGS, max_size=4), max_size=5), data=st.data())
def test_no_text_in_quotes_leads_the_scanner_astray(
    values: dict[str, list[str]], data: st.DataObject
) -> None:
    lines, expected = [], {}
    for key, texts in values.items():
        lines += ["# [x] = ']"] * data.draw(st.integers(0, 2))
        expected[(key,)] = len(lines) + 1
        lines.append(f"{key} = [")
        for place, text in enumerate(texts):
            expected[(key, place)] = len(lines) + 1
            lines.append(f"  {quoted(text)}, # ]")
        lines.append("]")
    text = "\n".join(lines)
    assert tomllib.loads(text) == values
    assert find_lines(text) == expected
