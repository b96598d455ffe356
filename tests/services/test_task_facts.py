"""The facts that a score is computed from: which tasks count, how much of them, for whom."""

from datetime import date
from decimal import Decimal

from okrdesk.domain.catalogue import Catalogue, CatalogueGroup, CatalogueItem
from okrdesk.domain.evaluation.sheet import Settled, TaskFacts
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.tasks import CauseKind, FaultKind, Share, Source
from okrdesk.services.archive import archive
from okrdesk.services.catalogues import add_catalogue, save_item
from okrdesk.services.causes import CauseEntry, ask_exemption, confirm_causes
from okrdesk.services.task_decisions import Later, accept, cancel, roll_over, share_task
from okrdesk.services.task_facts import Span, facts_of
from tests.offices import Office
from tests.services.work import added, delivered, fault

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
LATER = Later(date(2026, 12, 1), date(2026, 12, 20))


def facts(office: Office, person: str, span: Span = NOVEMBER) -> tuple[TaskFacts, ...]:
    with office.desk.read() as connection:
        found = facts_of(connection, office.desk.agency_id, [person], span)
    return found[person]


def test_a_task_counts_in_the_period_in_which_it_is_due(office: Office) -> None:
    officer = office.ids.officer
    for due in (date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1), None):
        added(office.desk, officer, f"Việc {due}", start_on=date(2026, 10, 5), due_on=due)
    names = [one.name for one in facts(office, officer)]
    assert names == ["Việc 2026-11-01", "Việc 2026-11-30"]
    october = Span(date(2026, 10, 1), date(2026, 10, 31))
    assert [one.name for one in facts(office, officer, october)] == ["Việc None"]


def test_what_waits_or_was_put_away_does_not_count(office: Office) -> None:
    officer = office.ids.officer
    waiting = added(office.seat(officer), officer)
    away = added(office.desk, officer, "Cất đi")
    archive(office.desk, "task", away)
    assert facts(office, officer) == ()
    accept(office.desk, [waiting])
    assert [one.id for one in facts(office, officer)] == [waiting]


def test_everything_that_the_score_needs_is_there(office: Office) -> None:
    ids = office.ids
    groups = (CatalogueGroup("Nhóm 1", Decimal(100)),)
    version = Catalogue("", "DM", "1", "Danh mục", date(2026, 1, 1), groups=groups)
    catalogue = add_catalogue(office.desk, version).value
    item = save_item(
        office.desk, CatalogueItem("", catalogue, "Mục", group="Nhóm 1", points=Decimal(8))
    ).value
    made = added(
        office.desk,
        ids.officer,
        source=Source.AD_HOC,
        catalogue_item_id=item,
        due_on=date(2026, 11, 11),
    )
    delivered(office.desk, made, 3, 13)
    fault(office.desk, made, FaultKind.CONTENT, 2)
    fault(office.desk, made, FaultKind.DELAY, 1)
    entry = CauseEntry(
        CauseKind.OTHER, "Lũ", date(2026, 11, 2), task_id=made, content_errors=1, delays=4
    )
    confirm_causes(office.desk, [ask_exemption(office.desk, entry).value])
    (found,) = facts(office, ids.officer)
    assert found == TaskFacts(
        id=made,
        name="Soạn thảo công văn",
        quantity=Decimal(5),
        coefficient=Decimal("1.6"),
        done=Decimal(3),
        content_errors=2,
        delays=1,
        exempt_errors=1,
        exempt_delays=1,
        late_days=2,
        due_on=date(2026, 11, 11),
        done_on=date(2026, 11, 13),
        kind=Source.AD_HOC,
        group="Nhóm 1",
        cap=Decimal(100),
    )


def test_lateness_is_counted_by_the_calendar_given(office: Office) -> None:
    made = added(office.desk, office.ids.officer, due_on=date(2026, 11, 11))
    delivered(office.desk, made, 5, 13)
    holiday = WorkCalendar(holidays=frozenset([date(2026, 11, 12)]))
    span = Span(NOVEMBER.from_on, NOVEMBER.to_on, holiday)
    assert facts(office, office.ids.officer, span)[0].late_days == 1


def test_only_what_was_done_by_the_end_of_the_period_counts(office: Office) -> None:
    made = added(office.desk, office.ids.officer, due_on=date(2026, 11, 8))
    delivered(office.desk, made, 2, 6)
    delivered(office.desk, made, 3, 12)
    span = Span(date(2026, 11, 1), date(2026, 11, 10))
    (found,) = facts(office, office.ids.officer, span)
    assert (found.done, found.done_on) == (2, date(2026, 11, 6))


def test_a_co_worker_has_the_task_with_a_share_and_the_owner_the_rest(office: Office) -> None:
    ids = office.ids
    made = added(office.desk, ids.officer)
    share_task(office.desk, made, [Share(ids.neighbour, Decimal(30))])
    ((mine,), (theirs,)) = facts(office, ids.officer), facts(office, ids.neighbour)
    assert (mine.share, theirs.share) == (70, 30)
    assert mine.quantity == theirs.quantity == 5
    share_task(office.desk, made, [Share(ids.neighbour, Decimal(100))])
    assert facts(office, ids.officer) == ()


def test_of_what_left_the_period_the_part_that_is_done_counts_as_usual(office: Office) -> None:
    officer = office.ids.officer
    rolled, dropped = added(office.desk, officer, "Chuyển"), added(office.desk, officer, "Hủy")
    untouched = added(office.desk, officer, "Chưa làm")
    for task_id in (rolled, dropped):
        delivered(office.desk, task_id, 2)
    fault(office.desk, rolled)
    roll_over(office.desk, [rolled, untouched], LATER)
    cancel(office.desk, [dropped], "Đổi kế hoạch")
    found = facts(office, officer)
    parts = [(one.name, one.quantity, one.done, one.settled) for one in found]
    assert parts == [
        ("Chuyển", 2, 2, Settled.NO),
        ("Chuyển", 3, 0, Settled.ROLLED_OVER),
        ("Hủy", 2, 2, Settled.NO),
        ("Hủy", 3, 0, Settled.CANCELLED),
        ("Chưa làm", 5, 0, Settled.ROLLED_OVER),
    ]
    assert [one.content_errors for one in found] == [1, 0, 0, 0, 0]
    assert len({one.id for one in found}) == 5
    december = Span(date(2026, 12, 1), date(2026, 12, 31))
    assert [one.quantity for one in facts(office, officer, december)] == [3, 5]


def test_who_has_no_tasks_has_empty_facts(office: Office) -> None:
    assert facts(office, office.ids.neighbour) == ()
