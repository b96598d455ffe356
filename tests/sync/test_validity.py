from typing import Any

import pytest
from sqlalchemy import Text

from okrdesk.db import schema
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Reason
from okrdesk.sync.record import Record
from okrdesk.sync.validity import problem
from tests.sync.records import CHECK_IN, KEY_RESULT, OBJECTIVE, REVIEW, record, uid

BAD, LONG = Reason.BAD_VALUE, Reason.TOO_LONG


def made(ent: str, values: dict[str, Any], **other: Any) -> Record:
    op = "append" if schema.JOURNALLED[ent].info["journal"] == "log" else "create"
    return record(ent=ent, op=op, set={**values, **other})


@pytest.mark.parametrize(
    ("ent", "values"),
    [
        ("objective", OBJECTIVE),
        ("key_result", KEY_RESULT),
        ("check_in", CHECK_IN),
        ("review", REVIEW),
        ("person", {"code": "A", "name": "Lan", "kind": "civil-servant"}),
        ("post", {"person_id": uid(1), "unit_id": uid(2), "share": 50, "from_on": "2026-03-01"}),
        ("role_grant", {"person_id": uid(1), "role": "planner"}),
        ("office_setting", {"key": "prompts", "value": ["delay"]}),
        ("action_item", {"key_result_id": uid(1), "title": "Gọi"}),
        ("blocker", {"key_result_id": uid(1), "kind": "unclear", "text": "?"}),
        ("evidence", {"check_in_id": uid(1), "name": "a.pdf", "sha256": "a" * 64, "size": 10}),
    ],
)
def test_what_the_journal_writes_is_well_formed(ent: str, values: dict[str, Any]) -> None:
    assert problem(made(ent, values)) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("title", "x" * 501, LONG),
        ("description", "x" * 20_001, LONG),
        ("title", 5, BAD),
        ("title", None, BAD),
        ("title", "a\0b", BAD),
        ("cycle_id", "not-an-id", BAD),
        ("cycle_id", uid(10).upper(), BAD),
        ("start_on", "2026-02-30", BAD),
        ("start_on", "20260228", BAD),
        ("start_on", "0001-01-01", BAD),
        ("weight", 10, BAD),
        ("weight", "1e5", BAD),
        ("weight", "010", BAD),
        ("weight", "NaN", BAD),
        ("weight", "9" * 31, BAD),
        ("archived", 1, BAD),
        ("commitment", "maybe", BAD),
        ("roll_up", "", BAD),
        ("deleted", True, BAD),
        ("id", uid(9), BAD),
        ("stamps", {}, BAD),
        ("no_such_field", "x", BAD),
    ],
)
def test_a_value_that_no_column_takes_is_refused(name: str, value: Any, reason: Reason) -> None:
    assert problem(record(set={name: value})) is reason


@pytest.mark.parametrize(
    ("ent", "name", "value"),
    [
        ("key_result", "due_month", 13),
        ("key_result", "due_month", True),
        ("key_result", "steps", [{"id": "a", "title": "b"}]),
        ("key_result", "steps", [{"id": "a", "title": "b", "weight": "x"}]),
        ("key_result", "phases", {"on": "2026-01-01", "value": "1"}),
        ("key_result", "phases", [{"on": "soon", "value": "1"}]),
        ("key_result", "rhythm", "hourly"),
        ("key_result", "ordinal", 2**31),
        ("check_in", "answers", {"why": "so"}),
        ("check_in", "confidence", 11),
        ("check_in", "entered_at", -1),
        ("check_in", "entered_at", 10**15),
        ("check_in", "chosen_colour", "overdue"),
        ("review", "level", 4),
        ("review", "content_hash", "abc"),
        ("review", "kind", "praise"),
        ("objective", "tags", ["a", "a"]),
        ("objective", "tags", {"a": True}),
        ("objective", "tags", [""]),
    ],
)
def test_what_the_screens_could_not_read_is_refused(ent: str, name: str, value: Any) -> None:
    values = {
        "key_result": KEY_RESULT,
        "check_in": CHECK_IN,
        "review": REVIEW,
        "objective": OBJECTIVE,
    }
    assert problem(made(ent, values[ent], **{name: value})) is BAD


def test_steps_phases_and_answers_of_the_right_shape_pass() -> None:
    steps = [{"id": uid(1), "title": "Đổ bê tông", "weight": "2.5"}]
    phases = [{"on": "2026-06-30", "value": "50"}]
    assert problem(made("key_result", KEY_RESULT, steps=steps, phases=phases)) is None
    assert problem(made("check_in", CHECK_IN, answers={"delay": "Mưa"}, steps_done=["a"])) is None


def test_a_new_row_needs_every_column_that_has_no_default() -> None:
    for name in ("cycle_id", "title", "start_on", "commitment"):
        values = {key: value for key, value in OBJECTIVE.items() if key != name}
        assert problem(record(op="create", set=values)) is BAD
    values = {key: value for key, value in OBJECTIVE.items() if key not in ("tags", "archived")}
    assert problem(record(op="create", set=values)) is None


def test_a_set_field_tells_which_elements_come_and_go() -> None:
    assert problem(record(set={"tags": {"a": True, "b": False}})) is None
    for tags in (["a"], {"a": 1}, {"": True}, {}, None, {"x" * 101: True}):
        assert problem(record(set={"tags": tags})) in (BAD, LONG)


def test_operations_fit_the_kind_of_table() -> None:
    assert problem(record(op="append", set=OBJECTIVE)) is BAD
    assert problem(record(ent="check_in", op="create", set=CHECK_IN)) is BAD
    assert problem(record(ent="check_in", op="set", set={"value": "4"})) is BAD
    assert problem(record(op="merge")) is BAD
    assert problem(record(set={})) is BAD


def test_a_tombstone_is_the_only_thing_that_a_delete_writes() -> None:
    for ent in ("objective", "check_in", "review", "unit"):
        assert problem(record(ent=ent, op="delete", set={"deleted": True})) is None
        assert problem(record(ent=ent, op="restore", set={"deleted": False})) is None
    assert problem(record(op="delete", set={"deleted": False})) is BAD
    assert problem(record(op="restore", set={"deleted": True})) is BAD
    assert problem(record(op="delete", set={"deleted": True, "title": "x"})) is BAD


def test_nobody_makes_or_removes_an_agency_or_a_conflict() -> None:
    for ent in ("agency", "conflict"):
        for op, values in (("delete", {"deleted": True}), ("create", {"code": "A", "name": "B"})):
            assert problem(record(ent=ent, op=op, set=values)) is BAD
    assert problem(record(ent="agency", set={"name": "Sở Xây dựng"})) is None


def test_a_conflict_takes_a_choice_of_its_chooser_and_nothing_else() -> None:
    mine = {"choice": "mine", "chosen_by": uid(3), "chosen_at": 5}
    assert problem(record(ent="conflict", set=mine)) is None
    assert problem(record(ent="conflict", set={**mine, "chosen_by": uid(9)})) is BAD
    assert problem(record(ent="conflict", set={"kept": {"value": 1}})) is BAD


def test_a_row_keeps_what_it_hangs_on() -> None:
    assert problem(record(ent="key_result", set={"objective_id": uid(9)})) is BAD
    assert problem(record(set={"cycle_id": uid(9)})) is None


def test_tables_that_are_not_journalled_are_nobodys_to_write() -> None:
    for ent in ("change", "meta", "draft", "rollup", "blob", "nothing"):
        assert problem(record(ent=ent)) is BAD


def test_fields_that_a_newer_program_writes_are_kept_and_those_of_ours_are_checked() -> None:
    newer = record(sv=SCHEMA_VERSION + 1, set={"title": "x", "colour": "blue"})
    assert problem(newer) is None
    assert problem(record(sv=SCHEMA_VERSION + 1, set={"title": 5})) is BAD
    assert problem(record(sv=SCHEMA_VERSION + 1, set={"deleted": False})) is BAD
    assert problem(record(sv=SCHEMA_VERSION, set={"colour": "blue"})) is BAD


def test_a_program_that_is_too_old_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okrdesk.sync.validity.OLDEST_WRITER", 3)
    assert problem(record(sv=2)) is Reason.SCHEMA_TOO_OLD
    assert problem(record(sv=3)) is None


@pytest.mark.parametrize(
    "other",
    [
        {"cid": "x"},
        {"dev": uid(0xABC).upper()},
        {"actor": ""},
        {"eid": "a/b"},
        {"grp": "1"},
        {"undoes": "1"},
        {"dseq": 0},
        {"dseq": 2**63},
        {"hlc": -1},
        {"hlc": 2**63},
        {"wall": -1},
        {"wall": 10**16},
        {"tz": 100_000},
        {"sv": 0},
        {"act": "x" * 41},
        {"app": "x" * 21},
        {"app": "a\0"},
        {"base": {"title": -1}},
        {"base": {"": 1}},
        {"base": {"x" * 201: 1}},
        {"base": {f"f{number}": 1 for number in range(501)}},
        {"extra": {"deep": [[[[[[[1]]]]]]]}},
        {"extra": {"large": 2**64}},
    ],
)
def test_what_the_log_cannot_keep_is_refused(other: dict[str, Any]) -> None:
    assert problem(record(**other)) is BAD


def test_documents_are_bounded_in_depth_and_size() -> None:
    def setting(value: Any) -> Record:
        return made("office_setting", {"key": "k", "value": value})

    assert problem(setting({"a": [1, {"b": 2.5}]})) is None
    assert problem(setting([[[[[[[1]]]]]]])) is BAD
    assert problem(setting(["x" * 70_000])) is LONG
    assert problem(setting({"a\0": 1})) is BAD


FREE = {
    ("office_setting", "value"),
    ("catalogue", "groups"),
    ("evaluation", "brought"),
    ("score", "inputs"),
    ("score", "outcome"),
    ("document", "facts"),
}


def test_every_column_of_every_table_has_a_check() -> None:
    """A value of no type at all passes nowhere, but in a free document."""
    strange = object()
    for name, table in schema.JOURNALLED.items():
        for column in table.columns:
            if column.name in ("agency_id", "id", "stamps", "deleted") or name == "conflict":
                continue
            if (name, column.name) in FREE:
                continue
            changed = record(ent=name, set={column.name: strange})
            assert problem(changed) is BAD, (name, column.name)
            if isinstance(column.type, Text) and table.info["journal"] == "register":
                assert problem(record(ent=name, set={column.name: "x" * 60_001})) is LONG


@pytest.mark.parametrize(
    ("key", "value", "is_taken"),
    [
        ("terms", {"mục tiêu": "nhiệm vụ"}, True),
        ("terms", {"mục tiêu": 3}, False),
        ("terms", ["mục tiêu"], False),
        ("holidays", ["2026-02-16"], True),
        ("holidays", ["Tết"], False),
        ("holidays", "2026-02-16", False),
        ("grace_days", "3", False),
        ("later", {"any": "thing"}, True),
    ],
)
def test_an_office_setting_has_the_form_that_its_name_asks_for(
    key: str, value: object, is_taken: bool
) -> None:
    made = record(ent="office_setting", op="create", set={"key": key, "value": value})
    assert problem(made) == (None if is_taken else Reason.BAD_VALUE)


def test_a_setting_keeps_its_name_and_takes_no_value_that_fits_none() -> None:
    for values in ({"key": "terms"}, {"value": {"x": 1}}):
        assert problem(record(ent="office_setting", set=values)) is Reason.BAD_VALUE
    assert problem(record(ent="office_setting", set={"value": 5})) is None
