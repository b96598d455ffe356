"""Only the journal, and a merge, write what people decide: nothing else builds such statements."""

import ast
import re
from collections.abc import Iterator

import pytest

from okrdesk.db.schema import metadata
from okrdesk.server.schema import metadata as of_server
from tests.architecture.source import Module, last_name, modules
from tests.conftest import ROOT

JOURNAL = ("okrdesk/db/journal.py", "okrdesk/db/merged.py")
# Rebuilds a table as a whole, with its rows, when the program is upgraded.
MIGRATIONS = "okrdesk/db/migrations/"
STATEMENTS = {"insert", "update", "delete"}
RAW = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+(\w+)"
)
TABLES = {**metadata.tables, **of_server.tables}
JOURNALLED = {name for name, table in TABLES.items() if table.info.get("journal")}


def written_tables(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield the table of every statement that `module` builds, or "?" where it cannot be told."""
    made = {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in STATEMENTS
    }
    for name, call in module.calls():
        if isinstance(call.func, ast.Name) and name in made and call.args:
            for table in _tables(call.args[0], module) or {"?"}:
                yield table, call
        elif isinstance(call.func, ast.Attribute) and name in STATEMENTS:
            for table in _tables(call.func.value, module):
                yield table, call
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for table in RAW.findall(node.value):
                yield table, node


def _tables(target: ast.expr, module: Module) -> set[str]:
    """Return the tables that an expression may stand for, by what the module assigns to it."""
    name = last_name(target)
    if isinstance(target, ast.Attribute) or name in TABLES:
        return {name} & TABLES.keys()
    return {
        last_name(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and name in {last_name(each) for each in node.targets}
    } & TABLES.keys()


def test_there_are_journalled_tables() -> None:
    assert {"objective", "key_result", "check_in"} <= JOURNALLED


def test_only_the_journal_and_a_merge_write_journalled_tables() -> None:
    wrong = [
        f"{module.at(node)} writes {table}"
        for module in modules("okrdesk", "ui")
        if module.place not in JOURNAL and not module.place.startswith(MIGRATIONS)
        for table, node in written_tables(module)
        if table in JOURNALLED or table == "?"
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "insert(schema.objective)",
        "_table = schema.check_in\nupdate(_table)",
        "schema.key_result.delete()",
        "def write(table):\n    return delete(table)",
        "'UPDATE objective SET title = 1'",
        "'INSERT OR REPLACE INTO check_in VALUES (1)'",
    ],
)
def test_a_statement_past_the_journal_is_caught(statement: str) -> None:
    text = f"from sqlalchemy import delete, insert, update\n{statement}"
    module = Module(ROOT / "okrdesk" / "stray.py", ast.parse(text))
    assert {table for table, _node in written_tables(module)} & (JOURNALLED | {"?"})


def test_a_statement_on_a_table_of_the_machine_is_let_through() -> None:
    text = "from sqlalchemy import insert\ninsert(schema.key_result_state)\n{}.update(objective=1)"
    module = Module(ROOT / "okrdesk" / "stray.py", ast.parse(text))
    assert {table for table, _node in written_tables(module)} == {"key_result_state"}
