"""The names of objects and of their fields, and field values in words, for histories and forms."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.dates import format_date
from okrdesk.domain.health import Health
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import Commitment, CycleKind, CycleState, LinkKind, RollUp
from okrdesk.domain.organisation import LetterheadKind, PersonKind, Role
from okrdesk.domain.progress import Kind
from okrdesk.domain.review import ReviewKind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.i18n import N_, _
from okrdesk.names import name_of

ENTITY_NAMES: dict[str, str] = {
    "agency": N_("Agency"),
    "unit": N_("Unit"),
    "person": N_("Person"),
    "post": N_("Post"),
    "role_grant": N_("Role"),
    "office_setting": N_("Office setting"),
    "measure_unit": N_("Unit of measure"),
    "cycle": N_("Cycle"),
    "objective": N_("Objective"),
    "link": N_("Link"),
    "key_result": N_("Key result"),
    "action_item": N_("Action"),
    "blocker": N_("Blocker"),
    "check_in": N_("Check-in"),
    "evidence": N_("Evidence"),
    "review": N_("Review"),
    "conflict": N_("Two edits at once"),
}

FIELD_NAMES: dict[str, str] = {
    "archived": N_("Archived"),
    "answers": N_("Answers"),
    "author_id": N_("Entered by"),
    "born_on": N_("Day of birth"),
    "check_in_id": N_("Check-in"),
    "choice": N_("Choice"),
    "chosen_at": N_("Chosen at"),
    "chosen_by": N_("Chosen by"),
    "child_id": N_("Objective below"),
    "chosen_colour": N_("Colour chosen"),
    "closed_on": N_("Closed on"),
    "code": N_("Code"),
    "colour_reason": N_("Reason for the colour"),
    "comment": N_("Comment"),
    "commitment": N_("Commitment"),
    "computed_colour": N_("Colour computed"),
    "confidence": N_("Confidence"),
    "content_hash": N_("Fingerprint of the content"),
    "corrects_id": N_("Corrects"),
    "cycle_id": N_("Cycle"),
    "deleted": N_("Taken away"),
    "description": N_("Description"),
    "done_on": N_("Done on"),
    "due_month": N_("Due month"),
    "due_on": N_("Due on"),
    "effective_on": N_("Effective date"),
    "eid": N_("Object"),
    "end_on": N_("End"),
    "entity": N_("Kind of object"),
    "entered_at": N_("Entered at"),
    "field": N_("Field"),
    "from_on": N_("From"),
    "high": N_("Upper limit"),
    "is_deputy": N_("Deputy"),
    "is_leader": N_("Leads the unit"),
    "kept": N_("Kept value"),
    "key": N_("Setting"),
    "key_result_id": N_("Key result"),
    "kind": N_("Kind"),
    "letterhead": N_("Letterhead"),
    "level": N_("Level of approval"),
    "lost": N_("Other value"),
    "low": N_("Lower limit"),
    "measure_unit": N_("Unit of measure"),
    "name": N_("Name"),
    "next_on": N_("Next check-in"),
    "objective_id": N_("Objective"),
    "ordinal": N_("Order"),
    "owner": N_("Owner"),
    "owner_person_id": N_("Owner (person)"),
    "owner_unit_id": N_("Owner (unit)"),
    "parent_entity": N_("Kind of object above"),
    "parent_id": N_("Object above"),
    "person_id": N_("Person"),
    "personal_number": N_("Personal number"),
    "phases": N_("Phases of the plan"),
    "place": N_("Place of issue"),
    "rhythm": N_("Check-in rhythm"),
    "role": N_("Role"),
    "roll_up": N_("Progress comes from"),
    "sha256": N_("Digital fingerprint"),
    "share": N_("Share of working time"),
    "size": N_("Size"),
    "start_on": N_("Start"),
    "start_value": N_("Start value"),
    "state": N_("State"),
    "steps": N_("Steps"),
    "steps_done": N_("Steps done"),
    "superior": N_("Agency above"),
    "tags": N_("Tags"),
    "target_value": N_("Target"),
    "text": N_("Text"),
    "title": N_("Title"),
    "to_on": N_("To"),
    "unit_id": N_("Unit"),
    "value": N_("Value"),
    "weight": N_("Weight"),
}

_OWN_NAMES: dict[tuple[str, str], str] = {
    ("cycle", "parent_id"): N_("Cycle above"),
    ("link", "parent_id"): N_("Objective above"),
    ("person", "name"): N_("Full name"),
    ("post", "title"): N_("Title of the post"),
    ("unit", "parent_id"): N_("Unit above"),
}
"""Names that differ from `FIELD_NAMES` for one kind of object."""

_LISTS: Mapping[tuple[str, str], type[StrEnum]] = {
    ("agency", "letterhead"): LetterheadKind,
    ("blocker", "kind"): BlockerKind,
    ("check_in", "chosen_colour"): Health,
    ("check_in", "computed_colour"): Health,
    ("cycle", "kind"): CycleKind,
    ("cycle", "state"): CycleState,
    ("key_result", "commitment"): Commitment,
    ("key_result", "kind"): Kind,
    ("key_result", "rhythm"): Rhythm,
    ("link", "kind"): LinkKind,
    ("objective", "commitment"): Commitment,
    ("objective", "roll_up"): RollUp,
    ("person", "kind"): PersonKind,
    ("review", "kind"): ReviewKind,
    ("role_grant", "role"): Role,
}
_NUMBERS = {"start_value", "target_value", "low", "high", "weight"}


def entity_name(entity: str) -> str:
    """Return what an object of `entity` is called, in the language in use."""
    return _(ENTITY_NAMES[entity])


def field_name(entity: str, field: str) -> str:
    """Return what a field of `entity` is called, in the language in use."""
    return _(_OWN_NAMES.get((entity, field), FIELD_NAMES[field]))


def value_text(entity: str, field: str, value: Any) -> str:
    """Return a change record's value of a field as a person reads it; "" for nothing.

    Ids stay as they are: only a query knows the names behind them.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if values := _LISTS.get((entity, field)):
        return name_of(values(value))
    if field in _NUMBERS or (entity, field) == ("check_in", "value"):
        return format_decimal(Decimal(value))
    if field.endswith("_on"):
        return format_date(date.fromisoformat(value))
    if isinstance(value, list | tuple):
        return "; ".join(_part_text(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(str(part) for part in value.values())
    return str(value)


def _part_text(part: Any) -> str:
    """Return one phase or step of a list in words."""
    if not isinstance(part, dict):
        return str(part)
    if "on" in part:
        day = format_date(date.fromisoformat(part["on"]))
        return f"{day}: {format_decimal(Decimal(part['value']))}"
    return f"{part['title']}: {format_decimal(Decimal(part['weight']))}"
