"""A month of work and its evaluation over several PCs: given, done, excused, scored, approved."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.tasks import CauseKind, FaultKind, Source, Task, TaskState
from okrdesk.services import evaluation_steps, periods, task_decisions
from okrdesk.services.causes import CauseEntry, ask_exemption, confirm_causes
from okrdesk.services.deliveries import DeliveryEntry, deliver
from okrdesk.services.evaluation_sheets import EvaluationSheet, sheet_of
from okrdesk.services.evaluations import prepare
from okrdesk.services.faults import FaultEntry, note_faults
from okrdesk.services.outbox import find_refused
from okrdesk.services.scores import Marks
from okrdesk.services.tasks import add_task
from tests.offices import Ids
from tests.services.evaluating import put_in_force
from tests.services.work import row
from tests.sync.client.bench import Pc, a_while, count

Pcs = Callable[[str], Pc]


class Team:
    """The PCs of an office's head, of a division's head and of an officer of its team."""

    def __init__(self, pcs: Pcs, ids: Ids) -> None:
        self.leader, self.head, self.officer = pcs(ids.admin), pcs(ids.head), pcs(ids.officer)
        self.neighbour = pcs(ids.neighbour)
        self.all = (self.leader, self.head, self.officer, self.neighbour)
        self.sync()

    def sync(self) -> None:
        """Let everybody send, and then everybody read."""
        for _round in range(2):
            for pc in self.all:
                a_while(pc.server)
                pc.sync()


@pytest.fixture
def team(pcs: Pcs, ids: Ids) -> Team:
    return Team(pcs, ids)


@pytest.fixture
def month(team: Team) -> str:
    """Open this month's period on the leader's PC, with the shipped packs in force."""
    put_in_force(team.leader.desk)
    today = team.leader.desk.today()
    id = periods.open_period(team.leader.desk, f"{today:%Y-%m}").value
    team.sync()
    return id


def task_of(pc: Pc, ids: Ids, title: str, quantity: int = 5) -> str:
    today = pc.desk.today()
    wanted = Task(
        id="",
        owner_person_id=ids.officer,
        title=title,
        source=Source.REGULAR,
        quantity=Decimal(quantity),
        coefficient=Decimal(1),
        start_on=today.replace(day=1),
        due_on=today,
    )
    return add_task(pc.desk, wanted).value


def done(pc: Pc, task: str, quantity: int, on: date) -> None:
    deliver(pc.desk, [DeliveryEntry(task, Decimal(quantity), on)])


def marks(sheet: EvaluationSheet) -> Marks:
    """Return full marks for all criteria."""
    return Marks({leaf.id: leaf.points for one in sheet.pack.criteria for leaf in one.leaves()})


def test_a_task_goes_down_and_what_was_done_comes_back(team: Team, ids: Ids, month: str) -> None:
    task = task_of(team.head, ids, "Thẩm định hồ sơ")
    own = task_of(team.officer, ids, "Viết báo cáo")
    team.sync()
    done(team.officer, task, 3, team.officer.desk.today())
    task_decisions.accept(team.head.desk, [own])
    today = team.head.desk.today()
    note_faults(
        team.head.desk, [FaultEntry(task, FaultKind.CONTENT, noted_on=today, note="Sai số")]
    )
    team.sync()
    for pc in (team.officer, team.head):
        assert row(pc.desk, task).done == 3
        assert row(pc.desk, task).content_errors == 1
        assert row(pc.desk, own).state is TaskState.ACCEPTED
    cause = CauseEntry(
        task_id=task,
        kind=CauseKind.OTHER_AGENCY,
        content_errors=1,
        from_on=team.officer.desk.today(),
        reason="Số liệu của sở khác gửi sai",
    )
    asked = ask_exemption(team.officer.desk, cause).value
    team.sync()
    confirm_causes(team.head.desk, [asked])
    team.sync()
    assert row(team.officer.desk, task).exempt_errors == 1
    assert count(team.neighbour.engine, "task") == 0
    assert [find_refused(pc.desk) for pc in team.all] == [[], [], [], []]


def test_an_evaluation_goes_up_to_the_approval_and_comes_back(
    team: Team, ids: Ids, month: str
) -> None:
    task = task_of(team.head, ids, "Thẩm định hồ sơ")
    team.sync()
    done(team.officer, task, 5, team.officer.desk.today())
    id = prepare(team.officer.desk, month).value
    assert prepare(team.head.desk, month, ids.officer).value == id
    full = marks(sheet_of(team.officer.desk, id))
    evaluation_steps.submit(team.officer.desk, id, marks=full)
    team.sync()
    evaluation_steps.propose(team.head.desk, id, marks=full)
    team.sync()
    evaluation_steps.approve(team.leader.desk, id)
    team.sync()
    for pc in (team.officer, team.head, team.leader):
        sheet = sheet_of(pc.desk, id)
        assert sheet.state is EvaluationState.APPROVED
        assert sheet.approved is not None
        assert sheet.approved.outcome.total == 100
        assert {Level.SELF, Level.HEAD} <= sheet.scores.keys()
    assert count(team.neighbour.engine, "evaluation") == 0
    assert [find_refused(pc.desk) for pc in team.all] == [[], [], [], []]
