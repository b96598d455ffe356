"""The names of objects and of their fields, and field values in words, for histories and forms."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from okrdesk.domain.check_in import BlockerKind, Prompt
from okrdesk.domain.closing import Outcome
from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Axis, DirectiveKind
from okrdesk.domain.evaluation.steps import Level, PeriodState, StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.health import Health
from okrdesk.domain.indicator import Direction
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import Commitment, CycleKind, CycleState, LinkKind, RollUp
from okrdesk.domain.office import is_setting
from okrdesk.domain.organisation import LetterheadKind, PersonKind, Role
from okrdesk.domain.progress import Kind
from okrdesk.domain.remark import RemarkKind
from okrdesk.domain.reorganisation import SuccessionKind
from okrdesk.domain.review import ReviewKind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.domain.tasks import (
    AttachmentKind,
    CauseKind,
    CauseState,
    FaultKind,
    Source,
    TaskState,
)
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
    "directive": N_("Directive"),
    "directive_item": N_("Item of a directive"),
    "directive_file": N_("File of a directive"),
    "indicator": N_("Indicator"),
    "indicator_target": N_("Target of an indicator"),
    "indicator_value": N_("Value of an indicator"),
    "objective_share": N_("Unit that shares an objective"),
    "remark": N_("Word on work"),
    "removal": N_("Removal for good"),
    "closure": N_("Closing"),
    "meeting": N_("Meeting"),
    "conclusion": N_("Conclusion of a meeting"),
    "unit_past": N_("Former name and place of a unit"),
    "unit_succession": N_("Unit that became another"),
    "rule_pack": N_("Rule pack"),
    "catalogue": N_("Catalogue"),
    "catalogue_item": N_("Catalogue item"),
    "period": N_("Evaluation period"),
    "unit_rating": N_("Rating of a unit"),
    "task": N_("Task"),
    "task_share": N_("Co-worker's share"),
    "delivery": N_("Delivery"),
    "fault": N_("Error or delay"),
    "cause": N_("Objective cause"),
    "evaluation": N_("Evaluation"),
    "score": N_("Score"),
    "document": N_("Printed form"),
    "attachment": N_("Attached file"),
    "step": N_("Decision"),
}

FOLLOWING: dict[str, str] = {
    "unit": N_("Unit below"),
    "person": N_("Person"),
    "objective": N_("Objective"),
    "key_result": N_("Key result"),
    "task": N_("Task"),
    "indicator": N_("Indicator"),
    "directive_item": N_("Directive item led"),
    "objective_share": N_("Objective shared"),
    "support": N_("Directive item supported"),
}
"""What is called what follows a unit that is reorganised, by kind."""

FIELD_NAMES: dict[str, str] = {
    "after_id": N_("Unit after"),
    "answers": N_("Answers"),
    "answers_id": N_("Question"),
    "article": N_("Article"),
    "axis": N_("Axis of results"),
    "before_id": N_("Unit before"),
    "approve_due_on": N_("Approval due on"),
    "archived": N_("Archived"),
    "assigned_by": N_("Assigned by"),
    "assigner": N_("Assigned by"),
    "author_id": N_("Entered by"),
    "band": N_("Band"),
    "baseline": N_("Reference product"),
    "born_on": N_("Day of birth"),
    "brought": N_("Scores brought along"),
    "catalogue_id": N_("Catalogue"),
    "catalogue_item_id": N_("Catalogue item"),
    "cause_id": N_("Objective cause"),
    "check_in_id": N_("Check-in"),
    "child_id": N_("Objective below"),
    "choice": N_("Choice"),
    "chosen_at": N_("Chosen at"),
    "chosen_by": N_("Chosen by"),
    "chosen_colour": N_("Colour chosen"),
    "closed_on": N_("Closed on"),
    "code": N_("Code"),
    "coefficient": N_("Coefficient"),
    "colour_reason": N_("Reason for the colour"),
    "comment": N_("Comment"),
    "commitment": N_("Commitment"),
    "computed_colour": N_("Colour computed"),
    "confidence": N_("Confidence"),
    "content_errors": N_("Content errors"),
    "content": N_("What was approved"),
    "content_hash": N_("Fingerprint of the content"),
    "content_sha256": N_("Fingerprint of the content"),
    "copied_from_id": N_("Copied from"),
    "corrects_id": N_("Corrects"),
    "count": N_("Number of times"),
    "cycle_id": N_("Cycle"),
    "days": N_("Working days"),
    "days_present": N_("Days worked"),
    "delays": N_("Delays"),
    "definition": N_("Definition"),
    "deleted": N_("Taken away"),
    "description": N_("Description"),
    "difficulty": N_("Difficulty"),
    "direction": N_("Which way is better"),
    "directive_id": N_("Directive"),
    "directive_item": N_("Item of a directive"),
    "directive_item_id": N_("Item of a directive"),
    "document_id": N_("Printed form"),
    "done_on": N_("Done on"),
    "due_month": N_("Due month"),
    "due_on": N_("Due on"),
    "duty": N_("Duty"),
    "effective_on": N_("Effective date"),
    "eid": N_("Object"),
    "end_on": N_("End"),
    "entered_at": N_("Entered at"),
    "entity": N_("Kind of object"),
    "evaluation_id": N_("Evaluation"),
    "factor": N_("Conversion factor"),
    "facts": N_("What was printed"),
    "field": N_("Field"),
    "form": N_("Form"),
    "from_on": N_("From"),
    "grade": N_("Grade"),
    "group": N_("Group"),
    "groups": N_("Groups"),
    "high": N_("Upper limit"),
    "highest": N_("Highest coefficient"),
    "held_on": N_("Held on"),
    "indicator_id": N_("Indicator"),
    "inputs": N_("What was scored"),
    "is_deputy": N_("Deputy"),
    "is_leader": N_("Leads the unit"),
    "issued_on": N_("Issued on"),
    "issuer": N_("Issued by"),
    "kept": N_("Kept value"),
    "key": N_("Setting"),
    "key_result_id": N_("Key result"),
    "kind": N_("Kind"),
    "knock_outs": N_("Knock-outs"),
    "leadership": N_("Leadership marks"),
    "lead_unit_id": N_("Leading unit"),
    "letterhead": N_("Letterhead"),
    "level": N_("Level of approval"),
    "lost": N_("Other value"),
    "low": N_("Lower limit"),
    "lowest": N_("Lowest coefficient"),
    "marks": N_("Marks"),
    "measure_unit": N_("Unit of measure"),
    "meeting_id": N_("Meeting"),
    "name": N_("Name"),
    "next_on": N_("Next check-in"),
    "note": N_("Note"),
    "noted_on": N_("Noted on"),
    "objective_id": N_("Objective"),
    "on": N_("Day"),
    "ordinal": N_("Order"),
    "outcome": N_("Outcome"),
    "owner": N_("Owner"),
    "owner_person_id": N_("Owner (person)"),
    "owner_unit_id": N_("Owner (unit)"),
    "parent_entity": N_("Kind of object above"),
    "parent_id": N_("Object above"),
    "period_id": N_("Evaluation period"),
    "person_id": N_("Person"),
    "personal_number": N_("Personal number"),
    "phases": N_("Phases of the plan"),
    "place": N_("Place of issue"),
    "points": N_("Points"),
    "position": N_("Job position"),
    "present": N_("Present"),
    "product": N_("Product"),
    "published": N_("Published"),
    "quantity": N_("Quantity"),
    "resolution": N_("How it was solved"),
    "reason": N_("Reason"),
    "review_due_on": N_("Review due on"),
    "rhythm": N_("Check-in rhythm"),
    "role": N_("Role"),
    "roll_up": N_("Progress comes from"),
    "rolled_from_id": N_("Rolled over from"),
    "rule_pack_id": N_("Rule pack"),
    "score_id": N_("Score"),
    "self_due_on": N_("Own evaluation due on"),
    "sha256": N_("Digital fingerprint"),
    "share": N_("Share of working time"),
    "size": N_("Size"),
    "source": N_("Source"),
    "start_on": N_("Start"),
    "start_value": N_("Start value"),
    "state": N_("State"),
    "steps": N_("Steps"),
    "steps_done": N_("Steps done"),
    "strengths": N_("Strengths"),
    "subject_id": N_("Object"),
    "support_unit_ids": N_("Supporting units"),
    "superior": N_("Agency above"),
    "tags": N_("Tags"),
    "target": N_("Target"),
    "target_value": N_("Target"),
    "task_id": N_("Task"),
    "text": N_("Text"),
    "title": N_("Title"),
    "to_on": N_("To"),
    "unit_id": N_("Unit"),
    "until_on": N_("Until (included)"),
    "value": N_("Value"),
    "version": N_("Version"),
    "weaknesses": N_("Weaknesses"),
    "weight": N_("Weight"),
}

_OWN_NAMES: dict[tuple[str, str], str] = {
    ("cycle", "parent_id"): N_("Cycle above"),
    ("link", "parent_id"): N_("Objective above"),
    ("directive", "code"): N_("Number"),
    ("directive", "title"): N_("Abstract"),
    ("directive_item", "title"): N_("Task of the directive"),
    ("meeting", "place"): N_("Place"),
    ("unit_past", "parent_id"): N_("Unit above"),
    ("delivery", "quantity"): N_("Quantity done"),
    ("person", "name"): N_("Full name"),
    ("task_share", "share"): N_("Share of the task"),
    ("evaluation", "title"): N_("Title of the post"),
    ("post", "title"): N_("Title of the post"),
    ("unit", "parent_id"): N_("Unit above"),
}
"""Names that differ from `FIELD_NAMES` for one kind of object."""

_LISTS: Mapping[tuple[str, str], type[StrEnum]] = {
    ("agency", "letterhead"): LetterheadKind,
    ("attachment", "kind"): AttachmentKind,
    ("blocker", "kind"): BlockerKind,
    ("cause", "kind"): CauseKind,
    ("check_in", "chosen_colour"): Health,
    ("check_in", "computed_colour"): Health,
    ("closure", "outcome"): Outcome,
    ("cycle", "kind"): CycleKind,
    ("cycle", "state"): CycleState,
    ("directive", "kind"): DirectiveKind,
    ("directive_item", "axis"): Axis,
    ("fault", "kind"): FaultKind,
    ("indicator", "direction"): Direction,
    ("indicator", "rhythm"): Rhythm,
    ("indicator_target", "kind"): CycleKind,
    ("key_result", "commitment"): Commitment,
    ("key_result", "kind"): Kind,
    ("key_result", "rhythm"): Rhythm,
    ("link", "kind"): LinkKind,
    ("objective", "axis"): Axis,
    ("objective", "commitment"): Commitment,
    ("objective", "roll_up"): RollUp,
    ("period", "kind"): CycleKind,
    ("period", "state"): PeriodState,
    ("person", "kind"): PersonKind,
    ("remark", "kind"): RemarkKind,
    ("review", "kind"): ReviewKind,
    ("role_grant", "role"): Role,
    ("evaluation", "state"): EvaluationState,
    ("score", "level"): Level,
    ("step", "kind"): StepKind,
    ("task", "axis"): Axis,
    ("task", "cause"): CauseState,
    ("task", "source"): Source,
    ("task", "state"): TaskState,
    ("unit_succession", "kind"): SuccessionKind,
}
_NUMBERS = {
    "baseline", "coefficient", "factor", "grade", "high", "highest", "low", "lowest", "points",
    "quantity", "start_value", "target_value", "weight",
}  # fmt: skip

_OWN_NUMBERS = {
    ("check_in", "value"),
    ("task_share", "share"),
    ("indicator_target", "value"),
    ("indicator_value", "value"),
}


def entity_name(entity: str) -> str:
    """Return what an object of `entity` is called, in the language in use."""
    return _(ENTITY_NAMES[entity])


def field_name(entity: str, field: str) -> str:
    """Return what a field of `entity` is called, in the language in use."""
    return _(_OWN_NAMES.get((entity, field), FIELD_NAMES[field]))


def value_text(
    entity: str, field: str, value: Any, names: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return a change record's value of a field as a person reads it; "" for nothing.

    Ids are called by the `names` that a query found for them, and stay as they are without one.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if values := _LISTS.get((entity, field)):
        return name_of(values(value))
    if field in _NUMBERS or (entity, field) in _OWN_NUMBERS:
        return format_decimal(Decimal(value))
    if field.endswith("_on"):
        return format_date(date.fromisoformat(value))
    if isinstance(value, list | tuple):
        return "; ".join(names.get(text, text) for text in map(_part_text, value))
    if isinstance(value, dict):
        return "; ".join(str(part) for part in value.values())
    return names.get(str(value), str(value))


def _part_text(part: Any) -> str:
    """Return one phase or step of a list in words."""
    if not isinstance(part, dict):
        return str(part)
    if "on" in part:
        day = format_date(date.fromisoformat(part["on"]))
        return f"{day}: {format_decimal(Decimal(part['value']))}"
    return f"{part['title']}: {format_decimal(Decimal(part['weight']))}"


SETTING_NAMES: dict[str, str] = {
    "on_track_points": N_("Limit of on track, in points"),
    "at_risk_points": N_("Limit of at risk, in points"),
    "grace_days": N_("Days of grace"),
    "late_days": N_("Days for late check-ins"),
    "approval_levels": N_("Levels of approval"),
    "prompts": N_("Questions asked at a check-in"),
    "holidays": N_("Days off"),
    "worked_days": N_("Days worked instead"),
    "terms": N_("Words of the office"),
}
"""What the settings of the office are called, by key."""


def setting_name(key: str) -> str:
    """Return what a setting of the office is called; one that is not known by its key."""
    return _(SETTING_NAMES[key]) if key in SETTING_NAMES else key


def setting_text(key: str, value: Any) -> str:
    """Return the value of a setting as a person reads it; "" for nothing."""
    if not value and value != 0:
        return ""
    if not is_setting(key, value):
        return str(value)
    if key == "terms":
        return "; ".join(f"{word} → {own}" for word, own in value.items())
    if key in ("holidays", "worked_days"):
        return "; ".join(format_date(date.fromisoformat(day)) for day in value)
    if key == "prompts":
        return "; ".join(name_of(Prompt(one)) for one in value)
    return str(value)
