"""Editors for one value of a change record, as the wire holds it: text, numbers, days."""

from datetime import date
from decimal import Decimal
from typing import Any

from ui.widgets.editors import DateEdit, DecimalEdit, NoteEdit, TextEdit

_NUMBERS = frozenset(("start_value", "target_value", "low", "high", "weight", "value"))
_LINES = frozenset(("title", "name", "code", "measure_unit"))
_NOTES = frozenset(("description", "comment", "text", "colour_reason"))
WireEditor = TextEdit | NoteEdit | DecimalEdit | DateEdit


def editor_of(field: str, wire: Any) -> WireEditor | None:
    """Return an editor that shows the value `wire` of a field; None where it is not typed.

    Choices, owners, steps and lists are changed on their own screens.
    """
    editor: WireEditor
    if field in _NUMBERS:
        editor = DecimalEdit()
        editor.set_value(None if wire is None else Decimal(wire))
    elif field.endswith("_on"):
        editor = DateEdit()
        editor.set_value(date.fromisoformat(wire) if wire else None)
    elif field in _NOTES:
        editor = NoteEdit(4)
        editor.set_value(wire)
    elif field in _LINES:
        editor = TextEdit(limit=500)
        editor.set_value(wire)
    else:
        return None
    return editor


def to_wire(value: Any) -> Any:
    """Return what an editor gives as the wire holds it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value
