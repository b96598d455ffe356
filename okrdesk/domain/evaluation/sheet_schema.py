"""The JSON Schema of the input of `okrdesk score`: one person's sheet as plain values."""

from collections.abc import Mapping
from typing import Any

from okrdesk.domain.evaluation.sheet import Settled
from okrdesk.domain.tasks import Source

_NUMBER: Mapping[str, Any] = {"type": ["number", "string"], "minimum": 0}
_MAY_LACK: Mapping[str, Any] = {"type": ["number", "string", "null"], "minimum": 0}
_COUNT: Mapping[str, Any] = {"type": "integer", "minimum": 0, "default": 0}
_DAYS: Mapping[str, Any] = {"type": "integer", "minimum": 0}
_DAY: Mapping[str, Any] = {"type": "string", "format": "date"}


def _said(shape: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {**shape, "description": description}


_TASK: Mapping[str, Any] = {
    "type": "object",
    "required": ["quantity"],
    "additionalProperties": False,
    "properties": {
        "id": _said({"type": "string"}, "unique among the tasks; its place without one"),
        "name": _said({"type": "string"}, "how messages name the task; its id without one"),
        "quantity": _said(_NUMBER, "products assigned"),
        "coefficient": _said(_MAY_LACK, "null blocks the score, by the task's name"),
        "done": _said(_NUMBER, "products delivered, of the quantity"),
        "content_errors": _said(_COUNT, "errors of all products of the task together"),
        "delays": _said(_COUNT, "delays of all products of the task together"),
        "exempt_errors": _said(_COUNT, "content errors with a confirmed objective cause"),
        "exempt_delays": _said(_COUNT, "delays with a confirmed objective cause"),
        "late_days": _said(_COUNT, "working days late, for packs with a late ladder"),
        "due_on": _said(_DAY, "with done_on, gives late_days by the pack's calendar"),
        "done_on": _said(_DAY, "the day of completion, not of entry"),
        "kind": {"enum": [one.value for one in Source], "default": Source.REGULAR.value},
        "difficulty": _said({"type": ["string", "null"]}, "a level that the pack names"),
        "exceeds": _said({"type": "boolean"}, "found to exceed what was asked"),
        "group": _said({"type": "string"}, "group of the catalogue"),
        "cap": _said(_MAY_LACK, "most points of one product in this group"),
        "axis": _said({"type": "string"}, "axis of the results, for packs that have axes"),
        "share": {**_NUMBER, "maximum": 100, "default": 100, "description": "percent of the work"},
        "settled": {"enum": [one.value for one in Settled], "default": Settled.NO.value},
    },
}

SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "okrdesk score",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "leader": {"type": "boolean", "default": False},
        "tasks": {"type": "array", "items": _TASK},
        "general": {
            "type": "object",
            "description": "points by criterion id of the pack, of a group or of its rows; "
            "true or false for a box",
            "additionalProperties": {"type": ["number", "string", "boolean"], "minimum": 0},
        },
        "leadership": {
            "type": "object",
            "description": "grades of leaders in percent, by component id: d, dd, e",
            "additionalProperties": {**_NUMBER, "maximum": 100},
        },
        "knock_outs": {
            "type": "array",
            "description": "ids of the pack, or a fact in words; any leads to the lowest level",
            "items": {"type": "string", "minLength": 1},
        },
        "days": _said(_DAYS, "calendar days of the period"),
        "days_present": _said(_DAYS, "days of the period without leave or training"),
        "days_in_post": _said(_DAYS, "days in the post by the end of the period"),
        "unit_band": _said({"type": "string"}, "band id of the unit that a head leads"),
    },
}
