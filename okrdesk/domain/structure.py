"""What hangs on what: which rows cannot be without others, and which are the roots of a tree.

The same for storing, sending and judging a change, on PC and server.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Key = tuple[str, str]
"""(entity, id) of a row."""

BIRTHS = ("create", "append")
"""The kinds of change that make a row: one that may be changed, or one that is written once."""

PARENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "unit_past": (("unit_id", "unit"),),
    "unit_succession": (("before_id", "unit"), ("after_id", "unit")),
    "post": (("person_id", "person"), ("unit_id", "unit")),
    "role_grant": (("person_id", "person"),),
    "objective": (("cycle_id", "cycle"),),
    "key_result": (("objective_id", "objective"),),
    "link": (("child_id", "objective"),),
    "action_item": (("key_result_id", "key_result"),),
    "blocker": (("key_result_id", "key_result"),),
    "check_in": (("key_result_id", "key_result"),),
    "evidence": (("check_in_id", "check_in"),),
    "review": (("objective_id", "objective"),),
    "objective_share": (("objective_id", "objective"),),
    "remark": (
        ("objective_id", "objective"),
        ("key_result_id", "key_result"),
        ("check_in_id", "check_in"),
    ),
    "closure": (("objective_id", "objective"), ("key_result_id", "key_result")),
    "directive_item": (("directive_id", "directive"),),
    "directive_file": (("directive_id", "directive"),),
    "indicator_target": (("indicator_id", "indicator"),),
    "indicator_value": (("indicator_id", "indicator"),),
    "conclusion": (("meeting_id", "meeting"),),
    "catalogue_item": (("catalogue_id", "catalogue"),),
    "task_share": (("task_id", "task"),),
    "delivery": (("task_id", "task"),),
    "fault": (("task_id", "task"),),
    "cause": (("task_id", "task"), ("key_result_id", "key_result")),
    "unit_rating": (("period_id", "period"), ("unit_id", "unit")),
    "evaluation": (("period_id", "period"), ("rule_pack_id", "rule_pack")),
    "score": (("evaluation_id", "evaluation"),),
    "attachment": (("document_id", "document"), ("cause_id", "cause")),
    "step": (
        ("task_id", "task"),
        ("cause_id", "cause"),
        ("evaluation_id", "evaluation"),
        ("score_id", "score"),
    ),
}
"""What a row hangs on: without it, it cannot be there."""

ROOTS = frozenset({"objective", "task", "evaluation", "document", "meeting"})
"""The entities that somebody owns; all that hangs on such a row shares its scopes."""
OWNED = ROOTS | {"key_result", "objective_share", "task_share", "conclusion"}
"""The entities with an owner of their own: the whole tree is in the scopes of all of them."""
TREE = OWNED | {
    "link", "action_item", "blocker", "check_in", "evidence", "review", "remark", "closure",
    "delivery", "fault", "cause", "score", "attachment", "step",
}  # fmt: skip
"""The entities of which each row belongs to one root, and shares its scopes."""


def parents_of(key: Key, values: Mapping[str, Any]) -> Iterator[Key]:
    """Yield the keys of the rows that a row hangs on."""
    for column, entity in PARENTS.get(key[0], ()):
        if values.get(column):
            yield entity, values[column]


def hangs_on_one(entity: str, values: Mapping[str, Any]) -> bool:
    """Say whether a row that may hang on one of several others names just one of them."""
    names = _ONE_OF.get(entity)
    return names is None or sum(bool(values.get(name)) for name in names) == 1


_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "remark": ("objective_id", "key_result_id", "check_in_id"),
    "closure": ("objective_id", "key_result_id"),
    "cause": ("task_id", "key_result_id"),
    "attachment": ("document_id", "cause_id"),
    "step": ("task_id", "cause_id", "evaluation_id"),
}
