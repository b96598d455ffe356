"""The input of a score: exact numbers in, and each mistake refused with the place where it is."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.evaluation.sheet_documents import (
    MOST_BYTES,
    parse_sheet,
    read_sheet,
    sheet_document,
)
from okrdesk.domain.evaluation.sheet_schema import SCHEMA
from okrdesk.errors import Code, Refused
from okrdesk.sentences import explain
from tests.unit.domain.evaluation.sheets import STAFF, pack, sheet, task

GIVEN: dict[str, Any] = {
    "leader": False,
    "tasks": [
        {"id": "t1", "name": "Soạn tờ trình", "quantity": 5, "coefficient": 1.6, "done": 3}
        | {"content_errors": 1, "delays": 0, "exempt_errors": 0, "exempt_delays": 0}
    ],
    "general": {"a": 9.5, "b": 10, "c": 8.25},
    "leadership": {"d": 100, "dd": 100, "e": 50},
    "knock_outs": [],
}


def refused(text: str | bytes) -> Refused:
    """Return why `text` is no sheet."""
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Refused) as caught:
        parse_sheet(content, "phiếu.json", pack(STAFF))
    sentence = explain(caught.value)
    assert "{" not in sentence or caught.value.params.get("place") == "{ }"
    return caught.value


def with_task(**changes: Any) -> str:
    """Return the JSON of the sheet with its task changed."""
    first = GIVEN["tasks"][0] | changes
    return json.dumps(GIVEN | {"tasks": [first]})


def test_numbers_stay_exact() -> None:
    found = parse_sheet(json.dumps(GIVEN).encode(), "phiếu.json", pack(STAFF))
    assert found.tasks[0].coefficient == Decimal("1.6")
    assert found.marks == {"a": Decimal("9.5"), "b": Decimal(10), "c": Decimal("8.25")}
    assert read_sheet(GIVEN, pack(STAFF)) == found
    assert read_sheet(json.loads(json.dumps(sheet_document(found))), pack(STAFF)) == found


def test_most_may_be_left_out() -> None:
    found = read_sheet({"tasks": [{"quantity": 2}, {"quantity": "2.50", "coefficient": None}]})
    assert [(one.id, one.name, one.coefficient) for one in found.tasks] == [
        ("1", "1", None),
        ("2", "2", None),
    ]
    assert found.tasks[1].quantity == Decimal("2.5")
    assert read_sheet({}).tasks == ()


def test_days_give_the_working_days_late_by_the_calendar_of_the_pack() -> None:
    days = {"quantity": 1, "due_on": "2026-02-13", "done_on": "24/02/2026"}
    found = read_sheet({"tasks": [days, days | {"id": "x", "late_days": 9}]}, pack(STAFF))
    assert [one.late_days for one in found.tasks] == [2, 9]
    assert found.tasks[0].done_on == date(2026, 2, 24)


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"quantity": None}, "tasks[0].quantity", Code.SHEET_MISSING),
        ({"quantity": -1}, "tasks[0].quantity", Code.SHEET_BELOW_ZERO),
        ({"quantity": "năm"}, "tasks[0].quantity", Code.SHEET_WRONG_TYPE),
        ({"quantity": True}, "tasks[0].quantity", Code.SHEET_WRONG_TYPE),
        ({"quantity": [1]}, "tasks[0].quantity", Code.SHEET_WRONG_TYPE),
        ({"quantity": float("nan")}, "tasks[0].quantity", Code.SHEET_WRONG_TYPE),
        ({"quantity": 10**400}, "tasks[0].quantity", Code.SHEET_WRONG_TYPE),
        ({"done": float("inf")}, "tasks[0].done", Code.SHEET_WRONG_TYPE),
        ({"coefficient": "-2"}, "tasks[0].coefficient", Code.SHEET_BELOW_ZERO),
        ({"content_errors": 1.5}, "tasks[0].content_errors", Code.SHEET_WRONG_TYPE),
        ({"delays": -1}, "tasks[0].delays", Code.SHEET_OUT_OF_RANGE),
        ({"name": 5}, "tasks[0].name", Code.SHEET_WRONG_TYPE),
        ({"due_on": "tomorrow"}, "tasks[0].due_on", Code.SHEET_WRONG_TYPE),
        ({"kind": "hobby"}, "tasks[0].kind", Code.SHEET_WORD),
        ({"share": 101}, "tasks[0].share", Code.SHEET_OUT_OF_RANGE),
        ({"content_error": 1}, "tasks[0].content_error", Code.SHEET_UNKNOWN_KEY),
    ],
)
def test_a_mistake_in_a_task_is_named_with_its_place(
    changes: dict[str, Any], place: str, code: Code
) -> None:
    found = refused(with_task(**changes))
    assert (found.code, found.params["place"]) == (code, place)


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"general": {"a": 10.5}}, "general.a", Code.SHEET_OUT_OF_RANGE),
        ({"general": {"a": True}}, "general.a", Code.SHEET_WRONG_TYPE),
        ({"general": {"z": 1}}, "general.z", Code.SHEET_UNKNOWN_KEY),
        ({"general": [9, 9, 9]}, "general", Code.SHEET_WRONG_TYPE),
        ({"leadership": {"d": 101}}, "leadership.d", Code.SHEET_OUT_OF_RANGE),
        ({"knock_outs": [""]}, "knock_outs[0]", Code.SHEET_WRONG_TYPE),
        ({"knock_outs": "x"}, "knock_outs", Code.SHEET_WRONG_TYPE),
        ({"tasks": {}}, "tasks", Code.SHEET_WRONG_TYPE),
        ({"tasks": [5]}, "tasks[0]", Code.SHEET_WRONG_TYPE),
        ({"tasks": [{"id": "x", "quantity": 1}] * 2}, "tasks[1].id", Code.SHEET_REPEATED),
        ({"leader": "no"}, "leader", Code.SHEET_WRONG_TYPE),
        ({"days": 1.5}, "days", Code.SHEET_WRONG_TYPE),
        ({"task": []}, "task", Code.SHEET_UNKNOWN_KEY),
    ],
)
def test_a_mistake_in_the_sheet_is_named_with_its_place(
    changes: dict[str, Any], place: str, code: Code
) -> None:
    found = refused(json.dumps(GIVEN | changes))
    assert (found.code, found.params["place"]) == (code, place)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ('{"tasks": [\n{"id": }]}', 2),
        ("[" * 100_000, 1),
        (b"\xff\xfe", 1),
        ("9" * 5000, 1),
    ],
)
def test_what_is_no_json_is_named_with_its_line(text: str | bytes, line: int) -> None:
    found = refused(text)
    assert (found.code, found.params["line"]) == (Code.SHEET_SYNTAX, line)
    assert found.params["name"] == "phiếu.json"


def test_a_list_is_no_sheet_and_a_file_too_large_is_not_read() -> None:
    assert refused("[]").code is Code.SHEET_WRONG_TYPE
    assert refused(b" " * (MOST_BYTES + 1)).code is Code.SHEET_TOO_LARGE


def test_the_schema_names_exactly_what_is_read() -> None:
    every = task(
        kind="ad-hoc", difficulty="hard", exceeds=True, group="g", cap=Decimal(5),
        settled="cancelled", share=Decimal(50), content_errors=1, delays=1, exempt_errors=1,
        exempt_delays=1, late_days=1, due_on=date(2026, 1, 2), done_on=date(2026, 1, 5),
    )  # fmt: skip
    whole = sheet(
        pack(STAFF), every, leader=True, days=31, days_present=30, days_in_post=9, unit_band="good"
    )
    document = sheet_document(whole)
    assert document.keys() == SCHEMA["properties"].keys()
    tasks = SCHEMA["properties"]["tasks"]["items"]["properties"]
    assert document["tasks"][0].keys() == tasks.keys()
