"""What Ctrl+K looks through: the folded words of every object, refreshed with each change.

The same rows hold the Vietnamese alphabetical order of titles. Personal numbers never enter the
index: they are found by the whole number alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, delete, insert, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.domain.text import collation_key, fold

SEARCHED: dict[str, tuple[str, ...]] = {
    "unit": ("name", "code"),
    "person": ("name", "code"),
    "cycle": ("name", "code"),
    "objective": ("title", "description"),
    "key_result": ("title",),
    "task": ("title",),
    "directive": ("title", "code"),
    "directive_item": ("title", "article"),
    "indicator": ("title", "code", "position"),
    "meeting": ("title", "note"),
    "catalogue_item": ("title", "code", "duty", "product"),
}
_SOUGHT_APART = "catalogue_item"
"""Thousands of a catalogue, which are looked for where a task takes one."""
_RANKED = 500


@dataclass(frozen=True)
class Hit:
    """One object that a search found: what it is, its id, and the line to show."""

    entity: str
    id: str
    title: str


def find(connection: Connection, agency_id: str, text: str, limit: int = 50) -> list[Hit]:
    """Return the objects that have, for every word of `text`, a word beginning with it.

    Titles that begin with the first word come first, then those that hold all words, then the rest.
    """
    table = schema.search_entry
    words = fold(text).split()
    if not words:
        return []
    starts = has_words(words)
    title_first = case((table.c.words.startswith(f" {words[0]}", autoescape=True), 0), else_=1)
    rows = connection.execute(
        select(table.c.entity, table.c.id, table.c.title)
        .where(table.c.agency_id == agency_id, table.c.entity != _SOUGHT_APART, *starts)
        .order_by(title_first, table.c.entity == "task", table.c.sort_key)
        .limit(max(limit, _RANKED))
    )
    hits = [Hit(row.entity, row.id, row.title) for row in rows]
    return sorted(hits, key=lambda hit: _rank(hit, words))[:limit]


def has_words(words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that an entry has, for each folded word, one that begins with it."""
    found = schema.search_entry.c.words
    return [found.contains(f" {word}", autoescape=True) for word in words]


def _rank(hit: Hit, words: Sequence[str]) -> tuple[bool, bool, bool, str]:
    """Return the order of hits; tasks, of which there are many alike, come after the rest."""
    folded = f" {fold(hit.title)}"
    begins = folded.startswith(f" {words[0]}")
    holds = all(f" {word}" in folded for word in words)
    is_task = hit.entity == "task"
    return not (begins and holds), not holds, is_task, collation_key(hit.title)


def refresh_index(
    connection: Connection, agency_id: str, touched: Iterable[tuple[str, str]]
) -> None:
    """Write anew the words of the touched objects; objects with a tombstone leave the index."""
    pairs = list(touched)
    for entity, columns in SEARCHED.items():
        for chunk in in_chunks({eid for name, eid in pairs if name == entity}):
            _refresh_chunk(connection, agency_id, schema.JOURNALLED[entity], columns, chunk)


def _refresh_chunk(
    connection: Connection, agency_id: str, table: Table, columns: Sequence[str], ids: list[str]
) -> None:
    entries = schema.search_entry
    connection.execute(
        delete(entries).where(entries.c.agency_id == agency_id, entries.c.id.in_(ids))
    )
    rows = connection.execute(
        select(table.c.id, *(table.c[name] for name in columns)).where(
            table.c.agency_id == agency_id, table.c.id.in_(ids), ~table.c.deleted
        )
    )
    found = [
        {
            "agency_id": agency_id,
            "id": row[0],
            "entity": table.name,
            "title": _title(row),
            "words": " " + " ".join(fold(str(value)) for value in row[1:] if value),
            "sort_key": collation_key(_title(row)),
        }
        for row in rows
    ]
    if found:
        connection.execute(insert(entries), found)


def _title(row: Sequence[Any]) -> str:
    """Return the first text of a row after its id; a directive without abstract has its number."""
    return next(filter(None, row[1:]), "")
