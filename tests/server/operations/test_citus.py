"""The tables can be distributed by agency: what Citus asks of them, checked without one."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Table, UniqueConstraint

from okrdesk.db import schema as office
from okrdesk.server import schema
from tests.conftest import ROOT

SCRIPT = (ROOT / "installer" / "server" / "postgresql" / "citus.sql").read_text(encoding="utf-8")
DISTRIBUTED = re.findall(
    r"create_distributed_table\('(\w+)', 'agency_id', colocate_with => '(\w+)'\)", SCRIPT
)
LOCAL = {"meta"}
"""What is about the whole database, and stays with the coordinator."""


def tables() -> list[Table]:
    return [*office.metadata.sorted_tables, *schema.metadata.sorted_tables]


def unique_keys(table: Table) -> Iterator[list[str]]:
    """Yield the columns of the primary key and of everything else that is unique."""
    yield [column.name for column in table.primary_key.columns]
    for index in table.indexes:
        if index.unique:
            yield [column.name for column in index.columns]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]


def test_every_table_is_distributed_but_for_what_has_no_agency() -> None:
    names = [name for name, _group in DISTRIBUTED]
    assert len(names) == len(set(names))
    assert set(names) == {table.name for table in tables() if "agency_id" in table.c}
    assert {table.name for table in tables()} - set(names) == LOCAL


def test_all_tables_lie_together() -> None:
    first, *others = DISTRIBUTED
    assert first == ("agency", "none")
    assert {group for _name, group in others} == {"agency"}


def test_a_table_comes_after_those_it_refers_to() -> None:
    order = [name for name, _group in DISTRIBUTED]
    for table in tables():
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) <= order.index(table.name)


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_every_unique_key_leads_with_the_agency(table: Table) -> None:
    if table.name not in LOCAL:
        assert {key[0] for key in unique_keys(table)} == {"agency_id"}


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_every_foreign_key_holds_the_agency_on_both_sides(table: Table) -> None:
    for constraint in table.foreign_key_constraints:
        pairs = {(key.parent.name, key.column.name) for key in constraint.elements}
        assert ("agency_id", "agency_id") in pairs


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_no_table_numbers_its_rows_by_a_sequence(table: Table) -> None:
    assert all(column.autoincrement is not True for column in table.c)
    assert "nextval" not in str([column.server_default for column in table.c])
