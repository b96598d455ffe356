"""Every act, object, field and value of a list has its name."""

from enum import StrEnum

import pytest

from okrdesk.act_names import ACT_NAMES, act_name
from okrdesk.db.schema import JOURNALLED
from okrdesk.domain.act import Act
from okrdesk.field_names import ENTITY_NAMES, FIELD_NAMES, field_name, value_text
from okrdesk.names import NAMES, name_of

KEPT_BY_JOURNAL = {"id", "agency_id", "stamps"}


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_name(act: Act) -> None:
    assert act_name(act.value) not in ("", ACT_NAMES[act])


@pytest.mark.parametrize("names", NAMES.values(), ids=[kind.__name__ for kind in NAMES])
def test_every_value_of_a_list_has_a_name(names: dict[StrEnum, str]) -> None:
    kind = type(next(iter(names)))
    assert set(names) == set(kind)
    assert all(name_of(value) for value in kind)


@pytest.mark.parametrize("entity", JOURNALLED)
def test_every_object_and_field_has_a_name(entity: str) -> None:
    assert entity in ENTITY_NAMES
    fields = {column.name for column in JOURNALLED[entity].columns} - KEPT_BY_JOURNAL
    assert fields <= FIELD_NAMES.keys()


def test_a_field_is_named_by_its_object_where_they_differ() -> None:
    assert field_name("unit", "parent_id") == "Đơn vị cấp trên"
    assert field_name("cycle", "parent_id") == "Chu kỳ cấp trên"
    assert field_name("objective", "title") == "Nội dung"


@pytest.mark.parametrize(
    ("entity", "field", "value", "text"),
    [
        ("key_result", "target_value", "1234567.50", "1.234.567,5"),
        ("check_in", "value", "-2.5", "-2,5"),
        ("cycle", "state", "closing", "đang khóa sổ"),
        ("task", "state", "done", "đã hoàn thành"),
        ("cycle", "start_on", "2026-10-01", "01/10/2026"),
        ("objective", "archived", True, "có"),
        ("objective", "description", None, ""),
        ("key_result", "phases", [{"on": "2026-11-30", "value": "40"}], "30/11/2026: 40"),
        ("key_result", "steps", [{"id": "x", "title": "Dự thảo", "weight": "30"}], "Dự thảo: 30"),
        ("check_in", "answers", {"result": "Xong", "delay": "Không"}, "Xong; Không"),
        ("check_in", "confidence", 7, "7"),
    ],
)
def test_a_value_is_told_in_words(entity: str, field: str, value: object, text: str) -> None:
    assert value_text(entity, field, value) == text
