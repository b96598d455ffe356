"""What hangs on an object, as deep as it goes, and what names it from elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.domain.structure import PARENTS, Key

_Pairs = tuple[tuple[str, str], ...]

HANGS_ON: Mapping[str, _Pairs] = {
    "unit": (
        ("unit", "parent_id"),
        ("post", "unit_id"),
        ("objective", "owner_unit_id"),
        ("key_result", "owner_unit_id"),
        ("task", "unit_id"),
        ("directive_item", "lead_unit_id"),
        ("indicator", "owner_unit_id"),
        ("objective_share", "owner_unit_id"),
        ("meeting", "owner_unit_id"),
        ("unit_past", "unit_id"),
        ("unit_rating", "unit_id"),
        ("unit_past", "parent_id"),
        ("unit_succession", "before_id"),
        ("unit_succession", "after_id"),
        ("evaluation", "unit_id"),
        ("document", "subject_id"),
    ),
    "person": (
        ("post", "person_id"),
        ("role_grant", "person_id"),
        ("objective", "owner_person_id"),
        ("key_result", "owner_person_id"),
        ("action_item", "owner_person_id"),
        ("blocker", "owner_person_id"),
        ("check_in", "author_id"),
        ("review", "author_id"),
        ("task", "owner_person_id"),
        ("task_share", "owner_person_id"),
        ("evaluation", "owner_person_id"),
        ("document", "owner_person_id"),
        ("indicator", "owner_person_id"),
        ("meeting", "owner_person_id"),
        ("conclusion", "owner_person_id"),
        *(
            (name, "author_id")
            for name in (
                "attachment",
                "cause",
                "closure",
                "delivery",
                "directive_file",
                "document",
                "fault",
                "indicator_value",
                "remark",
                "removal",
                "score",
                "step",
            )
        ),
    ),
    "cycle": (("cycle", "parent_id"), ("objective", "cycle_id")),
    "objective": (
        ("key_result", "objective_id"),
        ("link", "child_id"),
        ("link", "parent_id"),
        ("review", "objective_id"),
        ("objective_share", "objective_id"),
        ("remark", "objective_id"),
        ("closure", "objective_id"),
        ("conclusion", "objective_id"),
        ("objective", "copied_from_id"),
    ),
    "key_result": (
        ("action_item", "key_result_id"),
        ("blocker", "key_result_id"),
        ("check_in", "key_result_id"),
        ("link", "parent_id"),
        ("cause", "key_result_id"),
        ("task", "key_result_id"),
        ("remark", "key_result_id"),
        ("closure", "key_result_id"),
        ("conclusion", "key_result_id"),
        ("key_result", "copied_from_id"),
        ("link", "key_result_id"),
    ),
    "check_in": (
        ("check_in", "corrects_id"),
        ("evidence", "check_in_id"),
        ("blocker", "check_in_id"),
        ("remark", "check_in_id"),
    ),
    "remark": (("remark", "answers_id"),),
    "directive": (("directive_item", "directive_id"), ("directive_file", "directive_id")),
    "directive_item": (
        ("objective", "directive_item_id"),
        ("key_result", "directive_item_id"),
        ("task", "directive_item_id"),
    ),
    "indicator": (
        ("indicator_target", "indicator_id"),
        ("indicator_value", "indicator_id"),
        ("key_result", "indicator_id"),
    ),
    "indicator_value": (("indicator_value", "corrects_id"),),
    "meeting": (("conclusion", "meeting_id"),),
    "rule_pack": (("evaluation", "rule_pack_id"),),
    "catalogue": (("catalogue_item", "catalogue_id"),),
    "catalogue_item": (("task", "catalogue_item_id"),),
    "period": (
        ("evaluation", "period_id"),
        ("document", "period_id"),
        ("unit_rating", "period_id"),
    ),
    "task": (
        ("task_share", "task_id"),
        ("delivery", "task_id"),
        ("fault", "task_id"),
        ("cause", "task_id"),
        ("step", "task_id"),
        ("task", "rolled_from_id"),
    ),
    "delivery": (("delivery", "corrects_id"),),
    "cause": (("step", "cause_id"), ("attachment", "cause_id")),
    "evaluation": (("score", "evaluation_id"), ("step", "evaluation_id")),
    "score": (("step", "score_id"),),
    "document": (("attachment", "document_id"),),
}
"""For each kind of object, the columns that name it: what does keeps it from going, by undo too."""


def _children() -> Mapping[str, _Pairs]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity, ups in PARENTS.items():
        for column, up in ups:
            found[up].append((entity, column))
    return {entity: tuple(pairs) for entity, pairs in found.items()}


_CHILDREN = _children()
_NAMING: Mapping[str, _Pairs] = {
    entity: tuple(pair for pair in pairs if pair not in _CHILDREN.get(entity, ()))
    for entity, pairs in HANGS_ON.items()
}
"""By kind of object, the columns by which what is no part of it names it."""


def hanging_on(connection: Connection, agency_id: str, key: Key) -> list[Key]:
    """Return all that hangs on an object and was not removed: what is nearest comes first."""
    found: dict[Key, None] = {}
    wave = [key]
    while wave:
        below = set(_naming(connection, agency_id, _CHILDREN, wave))
        wave = sorted(below - found.keys())
        found |= dict.fromkeys(wave)
    return list(found)


def named_elsewhere(
    connection: Connection, agency_id: str, keys: Collection[Key]
) -> frozenset[Key]:
    """Return what names one of some objects, and is none of them."""
    return frozenset(_naming(connection, agency_id, _NAMING, keys)) - frozenset(keys)


def naming(
    connection: Connection, agency_id: str, where: tuple[str, str], ids: Collection[str]
) -> set[str]:
    """Return the rows that name one of some ids in a column (table and column), and are there."""
    table, column = schema.JOURNALLED[where[0]], where[1]
    found: set[str] = set()
    for chunk in in_chunks(ids):
        found |= set(
            connection.scalars(
                select(table.c.id).where(
                    table.c.agency_id == agency_id, table.c[column].in_(chunk), ~table.c.deleted
                )
            )
        )
    return found


def _naming(
    connection: Connection, agency_id: str, pairs: Mapping[str, _Pairs], keys: Iterable[Key]
) -> Iterable[Key]:
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for entity, id in keys:
        ids[entity].add(id)
    for entity, named in ids.items():
        for pair in pairs.get(entity, ()):
            yield from ((pair[0], id) for id in naming(connection, agency_id, pair, named))
