"""What is not typed anew in a row stays as it was."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from okrdesk.domain.directive import Axis
from okrdesk.domain.tasks import Source, Task
from ui.screens.tasks.drafts import Draft
from ui.screens.tasks.entries import Usual, typed_row

TASK = Task(
    id="t1",
    owner_person_id="p1",
    title="Cũ",
    quantity=Decimal(2),
    start_on=date(2026, 11, 2),
    due_on=date(2026, 11, 20),
    source=Source.DIRECTIVE,
    coefficient=Decimal("1.5"),
    axis=Axis.ECONOMY,
    difficulty="khó",
    catalogue_item_id="c1",
    key_result_id="k1",
    unit_id="u1",
    directive_item_id="i1",
    note="Ghi chú",
)


def test_a_new_title_leaves_everything_else() -> None:
    values = {field.name: getattr(TASK, field.name) for field in fields(Task)}
    row: Any = SimpleNamespace(**values, done=Decimal(0))
    usual = Usual("p1", date(2026, 11, 20))
    typed = typed_row(Draft("t1", values={"title": "Mới"}), row, usual)
    assert typed.task == replace(TASK, title="Mới")
