"""Tasks and sheets for the tests of evaluation, written short."""

from decimal import Decimal
from functools import cache
from typing import Any

from okrdesk.domain.evaluation.pack import Criterion, RulePack
from okrdesk.domain.evaluation.sheet import Sheet, TaskFacts
from okrdesk.shipped_packs import shipped_ids, shipped_pack

STAFF = "nd335-staff"
LEADER = "nd335-leader"
ALL = shipped_ids()

pack = cache(shipped_pack)


def task(id: str = "1", quantity: str = "1", done: str = "1", **more: Any) -> TaskFacts:
    """Return a task of coefficient 1, on the first axis for packs that have axes."""
    usual = {"name": f"Việc {id}", "coefficient": Decimal(1), "axis": "1"}
    return TaskFacts(id=id, quantity=Decimal(quantity), done=Decimal(done), **(usual | more))


def full_marks(of: RulePack) -> dict[str, Decimal]:
    """Return the most points for each group of the general criteria."""
    return {row.id: row.points for row in of.criteria}


def sheet(of: RulePack, *tasks: TaskFacts, leader: bool = False, **more: Any) -> Sheet:
    """Return a sheet with all general points, and all of d, đ, e for a leader."""
    grades = {one.id: max(one.grades) for one in of.components if one.grades}
    usual = {"marks": full_marks(of), "leadership": grades if leader else {}}
    return Sheet(leader=leader, tasks=tasks, **(usual | more))


def leaves(of: RulePack) -> list[Criterion]:
    """Return the rows of the general criteria that are marked."""
    return [leaf for row in of.criteria for leaf in row.leaves()]
