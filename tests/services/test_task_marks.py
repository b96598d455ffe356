"""Axis and difficulty of tasks: for the rule packs that count by them, and for no other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.directive import Axis
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.errors import Code, Refused
from okrdesk.services.rule_packs import add_pack, publish_pack
from okrdesk.services.task_facts import facts_of
from okrdesk.services.task_rules import TaskChoices, find_task_choices
from okrdesk.services.tasks import edit_task, find_task
from okrdesk.shipped_packs import shipped_pack, shipped_text
from tests.offices import Office
from tests.services.test_task_facts import NOVEMBER
from tests.services.work import added, delivered, row


def in_force(office: Office, code: str) -> None:
    """Publish a shipped pack."""
    publish_pack(office.desk, add_pack(office.desk, shipped_text(code)).value)


def test_the_rules_in_force_say_what_is_asked_of_tasks(office: Office) -> None:
    assert find_task_choices(office.desk) == TaskChoices()
    in_force(office, "qd366-party")
    assert find_task_choices(office.desk) == TaskChoices(has_axes=True)
    names = {"normal": "Bình thường", "hard": "Khó", "very-hard": "Rất khó"}
    office_of_city = shipped_pack("hd06-hcm").tasks
    assert list(office_of_city.difficulty_names) == list(office_of_city.difficulties)
    assert office_of_city.difficulty_names == names


def test_a_score_by_axes_takes_those_of_the_tasks(office: Office) -> None:
    officer, pack = office.ids.officer, shipped_pack("qd366-party")
    first = added(office.desk, officer, axis=Axis.ECONOMY)
    delivered(office.desk, first, 5)
    second = added(office.desk, officer, "Tập huấn", axis=Axis.TECHNOLOGY)
    with office.desk.read() as connection:
        tasks = facts_of(connection, office.desk.agency_id, [officer], NOVEMBER)[officer]
    assert sorted(one.axis for one in tasks) == ["1", "3"]
    found = score(pack, Sheet(leader=False, tasks=tasks)).components
    assert found == {"axis1": Decimal(100), "axis3": Decimal(0)}
    edit_task(office.desk, replace(find_task(office.desk, second), axis=None))
    assert row(office.desk, second).axis is None


def test_a_difficulty_is_one_that_the_rules_name(office: Office) -> None:
    officer = office.ids.officer
    with pytest.raises(Refused) as refused:
        added(office.desk, officer, difficulty="hard")
    assert refused.value.code is Code.BAD_VALUE
    in_force(office, "hd06-hcm")
    assert list(find_task_choices(office.desk).difficulties) == ["normal", "hard", "very-hard"]
    made = added(office.desk, officer, difficulty="hard")
    assert row(office.desk, made).difficulty == "hard"
    with office.desk.read() as connection:
        (one,) = facts_of(connection, office.desk.agency_id, [officer], NOVEMBER)[officer]
    assert one.difficulty == "hard"
    with pytest.raises(Refused) as refused:
        edit_task(
            office.seat(officer), replace(find_task(office.desk, made), difficulty="very-hard")
        )
    assert refused.value.code is Code.TASK_AGREED
