"""A month of evaluation in the sample office: packs in force, a period, tasks, sheets sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

MONTH = "2026-11"
TITLES = (
    "Báo cáo tình hình kinh tế - xã hội tháng 11",
    "Thẩm định hồ sơ quyết toán công trình đường liên xã",
    "Tờ trình phê duyệt kế hoạch đầu tư công trung hạn",
    "Trả lời kiến nghị cử tri",
)


def begin_anew(desk: Any) -> None:
    """Put the periods, evaluations and tasks of the sample out of sight."""
    with desk.write_device() as connection:
        for table in ("period", "evaluation", "task"):
            connection.exec_driver_sql(f"UPDATE {table} SET deleted = 1")


def open_month(desk: Any, code: str = MONTH) -> str:
    """Open a month in an office in which nothing was evaluated before; return its id."""
    begin_anew(desk)
    return open_another(desk, code)


def colleagues(desk: Any) -> list[Any]:
    """Return the others of the own unit who do not lead it, by name."""
    from okrdesk.services.people import find_people, me

    mine = me(desk).person
    unit = mine.posts[0].unit_id
    return [
        person
        for person in find_people(desk, unit, include_below=False)
        if person.id != mine.id and not (person.posts[0].is_leader or person.posts[0].is_deputy)
    ]


def give_tasks(
    desk: Any, person_id: str, *, coefficient: str | None = "1", month: int = 11
) -> Sequence[str]:
    """Give somebody four tasks of a month that are done."""
    from okrdesk.domain.tasks import Task
    from okrdesk.services.deliveries import DeliveryEntry, deliver
    from okrdesk.services.tasks import add_tasks

    weight = None if coefficient is None else Decimal(coefficient)
    tasks = [
        Task(
            "",
            person_id,
            title,
            Decimal(2),
            date(2026, month, 2),
            date(2026, month, 13),
            coefficient=weight,
        )
        for title in TITLES
    ]
    ids: Sequence[str] = add_tasks(desk, tasks).value
    deliver(desk, [DeliveryEntry(id, Decimal(2), date(2026, month, 12)) for id in ids])
    return ids


def as_somebody(desk: Any, person_id: str) -> Any:
    """Return the desk of another person on the same computer."""
    return replace(desk, person_id=person_id)


def lead(desk: Any) -> None:
    """Make the person at the desk a leader of the agency, who decides on everybody."""
    from okrdesk.domain.organisation import Role
    from okrdesk.services.roles import grant_role

    grant_role(desk, desk.person_id, Role.AGENCY_LEADER)


def be_staff(desk: Any) -> None:
    """Take the lead of the unit away from the person at the desk, who is then staff."""
    from okrdesk.services.people import me
    from okrdesk.services.posts import edit_post, find_post

    post = find_post(desk, me(desk).person.posts[0].id)
    edit_post(desk, replace(post, is_leader=False, is_deputy=False))


def give_own_tasks(desk: Any, coefficient: str | None = "1", month: int = 11) -> None:
    """Let the own head give the person at the desk tasks of a month, which are done."""
    give_tasks(
        as_somebody(desk, head_of(desk)), desk.person_id, coefficient=coefficient, month=month
    )


def head_of(desk: Any) -> str:
    """Return who leads the own unit."""
    from okrdesk.services.people import find_people, me

    people = find_people(desk, me(desk).person.posts[0].unit_id, include_below=False)
    found: str = next(one.id for one in people if one.posts[0].is_leader)
    return found


def open_another(desk: Any, code: str) -> str:
    """Open one more month; return its id."""
    from okrdesk.services.periods import open_period

    done: str = open_period(desk, code).value
    return done


def approve_all(desk: Any, period_id: str) -> None:
    """Let the head propose and a leader of the agency approve what was sent."""
    from okrdesk.services.evaluation_lists import find_inbox
    from okrdesk.services.evaluation_steps import accept_many

    head = as_somebody(desk, head_of(desk))
    accept_many(head, [row.id for row in find_inbox(head, period_id)])
    leader = as_somebody(desk, leader_of(desk))
    accept_many(leader, [row.id for row in find_inbox(leader, period_id)])


def leader_of(desk: Any) -> str:
    """Return a leader of the agency."""
    from okrdesk.domain.organisation import Role
    from okrdesk.services.roles import find_roles

    roles = find_roles(desk)
    return next(id for id in roles if Role.AGENCY_LEADER in roles[id])


def become_head(desk: Any) -> None:
    """Make the person at the desk the head of the own unit."""
    from okrdesk.services.people import me
    from okrdesk.services.posts import edit_post, find_post

    post = find_post(desk, me(desk).person.posts[0].id)
    edit_post(desk, replace(post, is_leader=True, is_deputy=False))


def full_marks(desk: Any, evaluation_id: str, less: str = "0") -> Any:
    """Return full marks but for `less` points, as the officer gives them."""
    from okrdesk.services.evaluation_sheets import sheet_of
    from okrdesk.services.scores import Marks

    sheet = sheet_of(desk, evaluation_id)
    marks = {leaf.id: leaf.points for row in sheet.pack.criteria for leaf in row.leaves()}
    first = next(iter(marks))
    marks[first] -= Decimal(less)
    grades = {one.id: Decimal(100) for one in sheet.pack.components if one.grades}
    return Marks(marks, grades if sheet.is_leader else {}, strengths="Hoàn thành tốt nhiệm vụ.")


def send_all(desk: Any, period_id: str, people: Sequence[Any]) -> list[str]:
    """Let people prepare and send their sheets; return the ids."""
    from okrdesk.services.evaluation_steps import submit
    from okrdesk.services.evaluations import prepare

    ids = []
    for place, person in enumerate(people):
        give_tasks(desk, person.id)
        theirs = as_somebody(desk, person.id)
        id = prepare(theirs, period_id).value
        submit(theirs, id, "", full_marks(theirs, id, str(Decimal("0.25") * place)))
        ids.append(id)
    return ids


def close_with(desk: Any, period_id: str, people: Sequence[Any]) -> None:
    """Close a period in which only `people` are evaluated; the others have left their posts."""
    from okrdesk.services.periods import close_period

    send_all(desk, period_id, people)
    approve_all(desk, period_id)
    leave_alone(desk, {person.id for person in people})
    close_period(desk, period_id)


def leave_alone(desk: Any, kept: set[str]) -> None:
    """End the posts of all others before the month, so that nobody is missing from it."""
    from okrdesk.services.posts import edit_post, find_posts

    for post in find_posts(desk):
        if post.person_id not in kept:
            edit_post(desk, replace(_as_post(post), to_on=date(2026, 10, 1)))


def _as_post(row: Any) -> Any:
    from okrdesk.domain.organisation import Post

    return Post(**{name: getattr(row, name) for name in Post.__dataclass_fields__})


def less(marks: Any, criterion: str, points: str) -> Any:
    """Return marks with some points less at a criterion."""
    lowered = {**marks.marks, criterion: marks.marks[criterion] - Decimal(points)}
    return replace(marks, marks=lowered)


def find_a_fault(desk: Any, title: str) -> None:
    """Let the own head note a content error in an own task."""
    from okrdesk.domain.tasks import FaultKind
    from okrdesk.services.evaluation_sheets import own_sheet
    from okrdesk.services.faults import FaultEntry, note_faults
    from okrdesk.services.periods import find_periods

    sheet = own_sheet(desk, find_periods(desk)[0].period.id)
    id = next(task.id for task in sheet.facts.tasks if task.name == title)
    head = as_somebody(desk, head_of(desk))
    note_faults(head, [FaultEntry(id, FaultKind.CONTENT, date(2026, 11, 13))])
