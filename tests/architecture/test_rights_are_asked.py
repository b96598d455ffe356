"""No service reads or writes without asking the table of rights."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, last_name, modules

ASKS = {
    "allows",
    "may",
    "may_judge",
    "people_in_reach",
    "require",
    "require_any",
    "require_check_in",
    "view",
}
# Drafts belong to the person and the device; undo takes back the person's own last act.
FREE = {
    "discard_draft",
    "discard_in",
    "find_draft",
    "find_drafts",
    "find_typed",
    "keep_typed",
    "save_draft",
    "next_undo",
}
# Parts of an act that has asked already, and of an import, for which `save_…` asks.
PARTS = {
    "approver_of",
    "write_submission",
    "checked_post",
    "ground_of",
    "unit_bearer",
    "count_conflicts",
    "count_declined_files",
    "count_waiting_files",
    "count_turned_back",
    "keep_administrator",
    "keep_days_apart",
    "load_check_ins",
    "load_directory",
    "load_open_key_results",
    "load_plan",
    "retargeted",
    "looking",
    "cases_of",
    "write_evaluations",
    "may_judge",
    "require_judge",
    "named_cycle",
    "hold",
    "find_unsettled",
    "people_in_reach",
    "refuse_closed",
    "require_room",
    "set_shares",
    "steps_to",
    "load_into",
    "load_items",
    "require_sight",
    "checked_task",
    "checked_indicator",
}


def services() -> Iterator[tuple[Module, ast.FunctionDef]]:
    """Yield every function of a service module."""
    for module in modules("okrdesk"):
        if module.path.parent.name == "services":
            for node in module.tree.body:
                if isinstance(node, ast.FunctionDef):
                    yield module, node


def takes_desk(function: ast.FunctionDef) -> bool:
    first = function.args.args[:1]
    return bool(first) and first[0].arg == "desk"


def called(function: ast.FunctionDef) -> set[str]:
    """Return the names of what a function calls."""
    return {last_name(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}


def asking(functions: dict[str, set[str]]) -> set[str]:
    """Return the functions that ask for a right themselves or call one that does."""
    found = {name for name, calls in functions.items() if calls & ASKS}
    while more := {name for name, calls in functions.items() if calls & found} - found:
        found |= more
    return found


def test_every_service_asks_for_a_right() -> None:
    functions = {function.name: called(function) for _module, function in services()}
    known = asking(functions)
    silent = [
        module.at(function)
        for module, function in services()
        if takes_desk(function)
        and not function.name.startswith("_")
        and function.name not in known | FREE | PARTS
    ]
    assert not silent, silent


@pytest.mark.parametrize("name", sorted(FREE | PARTS))
def test_no_exception_is_left_over(name: str) -> None:
    assert name in {function.name for _module, function in services()}


def test_a_service_that_asks_nothing_is_noticed() -> None:
    functions = {"find_x": {"read", "fetch"}, "find_y": {"_helper"}, "_helper": {"require"}}
    assert asking(functions) == {"find_y", "_helper"}
