"""Rows and lists of ids come out as they went in, on both databases, whatever letters they hold."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, bindparam, select

from okrdesk.db import schema as common
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows, update_rows
from okrdesk.db.engine import write_transaction
from okrdesk.domain.identity import new_id
from okrdesk.errors import OkrError
from okrdesk.server import schema
from okrdesk.server.database import open_database
from okrdesk.server.together import together

NODES = Into(schema.merkle_node, ("agency_id", "level", "idx", "hash"))
META = Into(common.meta, ("key", "value"), ("value",))
UNITS = Into(
    common.unit,
    ("agency_id", "id", "code", "name", "from_on", "ordinal", "deleted", "stamps", "parent_id"),
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
).filter(lambda value: value is not None)


Writing = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def writing(empty_database: tuple[Path, str | None]) -> Iterator[Writing]:
    """Give transactions that leave nothing."""
    engine = open_database(*empty_database)

    @contextmanager
    def begin() -> Iterator[Connection]:
        with engine.connect() as connection:
            connection.info["journal_is_writing"] = True
            yield connection
            connection.info.pop("journal_is_writing")
            connection.rollback()

    yield begin
    engine.dispose()


_EACH = {"max_examples": 25, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(**_EACH)  # type: ignore[arg-type]
@given(st.dictionaries(st.text("abc", min_size=1, max_size=40), documents, max_size=4))
def test_documents_come_back_as_they_were(writing: Writing, wanted: Any) -> None:
    with writing() as connection:
        for _ in range(2):  # the second time in the place of the first
            insert_rows(connection, META, list(wanted.items()))
        found = connection.execute(select(common.meta.c.key, common.meta.c.value))
        assert {row.key: row.value for row in found} == wanted


@settings(**_EACH)  # type: ignore[arg-type]
@given(st.lists(st.tuples(texts, st.none() | st.dates(), st.booleans()), min_size=1, max_size=5))
def test_rows_come_back_as_they_were(writing: Writing, wanted: Any) -> None:
    agency_id, unit = new_id(), common.unit
    ids = sorted(new_id() for _ in wanted)
    rows = [
        (agency_id, id, "K", name, day.isoformat() if day else None, 3, gone, {"*": 1}, None)
        for id, (name, day, gone) in zip(ids, wanted, strict=True)
    ]
    columns = (unit.c.name, unit.c.from_on, unit.c.deleted)
    with writing() as connection:
        insert_rows(connection, UNITS, rows)
        statement = select(*columns).where(any_of(unit.c.id, "ids")).order_by(unit.c.id)
        found = connection.execute(statement, {"ids": ids}).all()
        assert [tuple(row) for row in found] == wanted
        changed = [(f"{row[3]}!", {"*": 2}, agency_id, row[1]) for row in rows]
        update_rows(connection, unit, ("name", "stamps"), changed)
        found = connection.execute(statement, {"ids": ids[:1]}).all()
        assert [row.name for row in found] == [f"{wanted[0][0]}!"]


@settings(**_EACH)  # type: ignore[arg-type]
@given(st.lists(texts, max_size=5, unique=True))
def test_a_list_of_texts_finds_just_those(writing: Writing, wanted: Any) -> None:
    key = common.meta.c.key
    with writing() as connection:
        kept = [text for text in wanted if text]
        insert_rows(connection, META, [(text, 1) for text in [*kept, "other one, too"]])
        found = connection.scalars(select(key).where(any_of(key, "keys")), {"keys": wanted})
        assert sorted(found) == sorted(kept)


def test_bytes_and_large_numbers_come_back(writing: Writing) -> None:
    node, agency_id = schema.merkle_node, new_id()
    rows = [(agency_id, 1, 2**60 + number, bytes(range(number, number + 32))) for number in (1, 2)]
    with writing() as connection:
        insert_rows(connection, NODES, rows)
        found = connection.execute(
            select(node).where(node.c.agency_id == bindparam("agency")).order_by(node.c.idx),
            {"agency": agency_id},
        ).all()
        assert [tuple(row) for row in found] == rows


def test_more_rows_than_one_statement_takes_are_all_written(writing: Writing) -> None:
    with writing() as connection:
        insert_rows(connection, META, [(f"{number}", number) for number in range(4500)])
        assert len(connection.execute(select(common.meta.c.key)).all()) == 4500


def test_a_journalled_table_is_written_by_journal_and_merge_alone(
    empty_database: tuple[Path, str | None],
) -> None:
    engine = open_database(*empty_database)
    for write in (
        lambda connection: insert_rows(connection, UNITS, []),
        lambda connection: update_rows(connection, common.unit, ("name",), []),
    ):
        with (
            pytest.raises(RuntimeError, match="through the journal"),
            write_transaction(engine) as connection,
        ):
            write(connection)
    engine.dispose()


def test_what_is_sent_together_fails_together_and_by_its_name(
    empty_database: tuple[Path, str | None],
) -> None:
    engine = open_database(*empty_database)
    agency_id = new_id()
    for wrong in ((agency_id, 1, 1, b"again"), (agency_id, 1, None, b"nowhere")):
        with pytest.raises(Exception, match=r"(?i)unique|null") as caught:
            _write_together(engine, [(agency_id, 1, 1, b"first")], [wrong])
        assert not isinstance(caught.value, OkrError)
    _write_together(engine, [(agency_id, 1, 1, b"first")], [(agency_id, 1, 2, b"second")])
    with engine.connect() as connection:
        assert len(connection.execute(select(schema.merkle_node)).all()) == 2
    engine.dispose()


def _write_together(engine: Engine, *batches: list[tuple[Any, ...]]) -> None:
    with write_transaction(engine) as connection, together(connection):
        for batch in batches:
            insert_rows(connection, NODES, batch)
