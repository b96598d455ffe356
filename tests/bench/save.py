"""Saving one check-in, durable and journalled, against the same rows by bare sqlcipher3.

Two copies of an office lie side by side. Each check-in is recorded in the first by the service, and
the statements that wrote rows there are run again in the second, with the same pragmas and in one
transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from okrdesk.db import schema, vault
from okrdesk.db.engine import connect
from okrdesk.domain.progress import Kind
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.desk import Desk
from tests.bench import folders
from tests.bench.large import PASSWORD
from tests.bench.table import Budget, Row, pairs

_BUDGET = Budget(times=5)
_SAVES = 40
_WRITES = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[str, Any, bool]


def rows() -> Iterator[Row]:
    """Yield a save in the sample office and one in the large office."""
    for name, folder in (("sample", folders.sample()), ("large", folders.large())):
        measured, floor = _measure(folder)
        yield Row(f"save one check-in, {name} office", "ms", measured, _BUDGET, floor)


def _measure(office: Path) -> tuple[float, float]:
    ours, bare = folders.copy_of(office), folders.copy_of(office)
    key = vault.unlock(bare, PASSWORD, None)
    connection = connect(bare / "okrdesk.db", key)
    try:
        with folders.desk_on(ours) as desk, _written(desk) as statements:
            return pairs(
                (partial(_save, desk, id, statements), partial(_replay, connection, statements))
                for id in _key_results(desk)
            )
    finally:
        connection.close()


def _key_results(desk: Desk) -> list[str]:
    """Return key results that take a number today, two of them for warming up."""
    table, objective, cycle = schema.key_result, schema.objective, schema.cycle
    with desk.read() as connection:
        return list(
            connection.scalars(
                select(table.c.id)
                .join(objective, objective.c.id == table.c.objective_id)
                .join(cycle, cycle.c.id == objective.c.cycle_id)
                .where(
                    cycle.c.state == "running",
                    table.c.start_on <= desk.today(),
                    table.c.end_on >= desk.today(),
                    table.c.kind.in_([Kind.INCREASE, Kind.DECREASE, Kind.KEEP_AT_LEAST]),
                    ~table.c.archived,
                    ~objective.c.archived,
                )
                .limit(_SAVES)
            )
        )


def _save(desk: Desk, key_result_id: str, statements: list[Statement]) -> None:
    statements.clear()
    entry = CheckInEntry(Decimal("91.5"), desk.today(), 7, "Đã rà soát xong hồ sơ tồn.")
    record_check_in(desk, key_result_id, entry)


def _replay(connection: Any, statements: list[Statement]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for text, values, many in statements:
        (connection.executemany if many else connection.execute)(text, values)
    connection.execute("COMMIT")


@contextmanager
def _written(desk: Desk) -> Iterator[list[Statement]]:
    """Give the list of the statements that write rows, as they are run."""
    statements: list[Statement] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, *more: Any) -> None:
        if text.startswith(_WRITES):
            statements.append((text, values, more[-1]))

    event.listen(desk.store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", note)
