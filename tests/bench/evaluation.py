"""The score of one officer while typing, and of a whole agency recomputed from
its encrypted file.

The floor is the same sums in floating-point numbers over bare tuples: what an answer costs that
neither checks, nor is exact, nor names what blocks.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet, TaskFacts
from okrdesk.services.task_facts import Span, facts_of
from okrdesk.shipped_packs import shipped_pack
from tests.bench.agency import FIRST, LAST, OFFICERS, TASKS, agency
from tests.bench.table import Budget, Row, typical

_TASKS, _OFFICERS = TASKS, OFFICERS
_ONE = Budget(flat=0.002)
_AGENCY = Budget(flat=5.0)
_BARE_ROWS = """
    SELECT task.quantity, task.coefficient, delivery.quantity, fault.count
    FROM task
    LEFT JOIN delivery ON delivery.agency_id = task.agency_id AND delivery.task_id = task.id
    LEFT JOIN fault ON fault.agency_id = task.agency_id AND fault.task_id = task.id
"""
_Bare = tuple[float, float, float, int, int]


def rows() -> Iterator[Row]:
    """Yield one officer and an agency by NĐ 335, and one officer by points and a late ladder."""
    staff, city = shipped_pack("nd335-staff"), shipped_pack("hd06-hcm")
    marks = {row.id: row.points for row in staff.criteria}
    one = _sheet(7, marks)
    plain = _bare(one.tasks)
    floor = typical(lambda: _floor(plain))
    name = f"score one officer with {_TASKS} tasks"
    yield Row(f"{name} (NĐ 335)", "ms", typical(lambda: score(staff, one)), _ONE, floor)
    yield Row(f"{name} (HD 06)", "ms", typical(lambda: score(city, one)), _ONE, floor)
    yield _recomputed(marks)


def _recomputed(marks: dict[str, Decimal]) -> Row:
    """Return an agency recomputed from its database; the floor reads bare rows and sums floats."""
    staff, span = shipped_pack("nd335-staff"), Span(FIRST, LAST)
    with TemporaryDirectory() as folder, agency(Path(folder)) as large:

        def whole() -> None:
            with large.store.read() as connection:
                facts = facts_of(connection, large.id, large.people, span)
            for tasks in facts.values():
                score(staff, Sheet(leader=False, tasks=tasks, marks=marks))

        def floor() -> None:
            with large.store.read() as connection:
                rows = connection.exec_driver_sql(_BARE_ROWS).fetchall()
            tasks = [(float(q), float(c), float(d or 0), e or 0, 0) for q, c, d, e in rows]
            for start in range(0, len(tasks), _TASKS):
                _floor(tasks[start : start + _TASKS])

        name = f"read and score {_OFFICERS:,} officers with {_OFFICERS * _TASKS:,} tasks anew"
        return Row(name, "s", typical(whole, 3), _AGENCY, typical(floor, 3))


def _sheet(seed: int, marks: dict[str, Decimal]) -> Sheet:
    """Return the sheet of one officer: numbers as people type them, an error here and there."""
    tasks = tuple(
        TaskFacts(
            id=str(number),
            name=f"Việc {number}",
            quantity=Decimal(1 + (seed + number) % 9),
            coefficient=Decimal("0.25") * (1 + (seed * 7 + number) % 20),
            done=Decimal((seed + number) % 9),
            content_errors=int((seed + number) % 5 == 0),
            delays=int((seed + number) % 7 == 0),
            exempt_delays=int((seed + number) % 14 == 0),
            late_days=(seed + number) % 7,
        )
        for number in range(_TASKS)
    )
    return Sheet(leader=False, tasks=tasks, marks=marks)


def _bare(tasks: Sequence[TaskFacts]) -> list[_Bare]:
    return [
        (
            float(one.quantity),
            float(one.coefficient or 0),
            float(one.done),
            one.counted_errors,
            one.counted_delays,
        )
        for one in tasks
    ]


def _floor(tasks: Sequence[_Bare]) -> float:
    assigned = done = good = timely = 0.0
    for quantity, coefficient, delivered, errors, delays in tasks:
        assigned += quantity * coefficient
        earned = coefficient * delivered
        done += earned
        good += earned * max(0.0, 1 - 0.25 * errors)
        timely += earned * max(0.0, 1 - 0.25 * delays)
    return min(done / assigned, 1) + min(good / assigned, 1) + min(timely / assigned, 1)
