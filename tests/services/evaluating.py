"""An October to evaluate in the small office: rules in force, tasks done, evaluations prepared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okrdesk.domain.act import Act
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.organisation import Role
from okrdesk.domain.tasks import Task
from okrdesk.services.deliveries import DeliveryEntry, deliver
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_steps import approve, propose, submit
from okrdesk.services.evaluations import prepare_all
from okrdesk.services.periods import close_period, open_period
from okrdesk.services.roles import grant_role
from okrdesk.services.rule_packs import write_packs
from okrdesk.services.scores import Marks
from okrdesk.services.tasks import add_task
from tests.offices import Office

DUE = date(2026, 10, 20)
MARKS = Marks({"a": Decimal(9), "b": Decimal(10), "c": Decimal("8.25")})
GRADES = {"d": Decimal(100), "dd": Decimal(100), "e": Decimal(50)}


@dataclass(frozen=True)
class October:
    """The office in the month, with the desks of those who evaluate."""

    office: Office
    period: str

    def of(self, person_id: str) -> str:
        """Return the id of somebody's evaluation."""
        return evaluation_id(self.period, person_id)

    @property
    def officer(self) -> Desk:
        """The desk of Đào, an officer of Tổ Văn thư below Phòng Tổng hợp."""
        return self.office.seat(self.office.ids.officer)

    @property
    def head(self) -> Desk:
        """The desk of Bình, who heads Phòng Tổng hợp and so is Đào's direct head."""
        return self.office.seat(self.office.ids.head)

    @property
    def authority(self) -> Desk:
        """The desk of An, who heads the agency."""
        return self.office.desk

    @property
    def officers(self) -> str:
        """The id of Đào's evaluation."""
        return self.of(self.office.ids.officer)

    def submitted(self) -> str:
        """Let Đào submit; return the id of the evaluation."""
        submit(self.officer, self.officers, marks=MARKS)
        self.office.clock.go_on(hours=1)
        return self.officers

    def proposed(self) -> str:
        """Let Bình propose what Đào submitted; return the id of the evaluation."""
        propose(self.head, self.submitted(), comment="Đồng ý")
        self.office.clock.go_on(hours=1)
        return self.officers


def october(office: Office, code: str = "2026-10") -> October:
    """Open the month and prepare everybody, each with one task that is done in time."""
    grant_role(office.desk, office.ids.admin, Role.AGENCY_LEADER)
    put_in_force(office.desk)
    for person_id in people_of(office):
        give_task(office, person_id)
    period = open_period(office.desk, code).value
    prepare_all(office.desk, period)
    return October(office, period)


def put_in_force(desk: Desk) -> tuple[str, ...]:
    """Publish the packs that an office begins with; return the ids of those that it had not."""
    with desk.write(Act.PUBLISH_RULE_PACK) as work:
        return write_packs(work)


def close(month: October) -> None:
    """Approve everybody and close the month."""
    for person_id in people_of(month.office):
        whole = Marks(MARKS.marks, GRADES, comment="Đủ")
        approve(month.authority, month.of(person_id), marks=whole)
    close_period(month.authority, month.period)


def give_task(office: Office, person_id: str, due_on: date = DUE, done: int = 1) -> str:
    """Assign a task and have it delivered on its due day; return its id."""
    start_on = due_on.replace(day=1)
    task = Task(
        "", person_id, "Báo cáo tháng", Decimal(1), start_on, due_on, coefficient=Decimal(1)
    )
    id = add_task(office.desk, task).value
    if done:
        deliver(office.seat(person_id), [DeliveryEntry(id, Decimal(done), due_on)])
    return id


def people_of(office: Office) -> tuple[str, ...]:
    """Return all five people of the office."""
    ids = office.ids
    return (ids.admin, ids.head, ids.deputy, ids.officer, ids.neighbour)
