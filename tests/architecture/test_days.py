"""What day it is, one clock decides: a rule of the sources."""

import ast

from tests.architecture.source import last_name, modules


def test_no_day_is_taken_from_the_zone_of_the_machine() -> None:
    """Server and PCs have to agree on it: `okrdesk.domain.dates.day_at` says it for all."""
    found = [
        module.at(call)
        for module in modules("okrdesk", "ui")
        for _name, call in module.calls()
        if isinstance(call.func, ast.Attribute) and _is_by_the_machine(call.func)
    ]
    assert not found, found


def _is_by_the_machine(called: ast.Attribute) -> bool:
    """Say whether it is `date.today`, or `date` of `….astimezone()` without a zone."""
    owner = called.value
    if called.attr == "today":
        return last_name(owner) == "date"
    is_local = isinstance(owner, ast.Call) and last_name(owner.func) == "astimezone"
    return called.attr == "date" and is_local and not owner.args  # type: ignore[attr-defined]
