"""Where a PC stands with its server: what waits, how runs went, until when it may work."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from okrdesk.db import schema
from okrdesk.db.store import put_meta
from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.identity import new_id
from okrdesk.services.desk import Desk
from okrdesk.services.outbox import discard
from okrdesk.services.sync_state import Way, find_sync_runs, find_sync_state
from tests.offices import Office, make_objective
from tests.services.syncing import answer, enrol, refuse_last, waiting


def run_at(desk: Desk, started: datetime, error: str | None = None, **figures: int) -> None:
    """Note one run of synchronisation, of five seconds."""
    with desk.write_device() as connection:
        connection.execute(
            insert(schema.sync_run).values(
                agency_id=desk.agency_id,
                id=new_id(),
                way="http",
                started_at=started,
                ended_at=started + timedelta(seconds=5),
                figures=figures,
                error=error,
            )
        )


def test_a_stand_alone_office_waits_for_nobody(office: Office) -> None:
    make_objective(office.desk, office.ids)
    state = find_sync_state(office.desk)
    assert (state.is_enrolled, state.waiting, state.person) == (False, 0, "Nguyễn Văn An")


def test_what_waits_and_what_was_turned_back_is_counted(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    make_objective(desk, office.ids)
    (refused,) = refuse_last(desk, Reason.QUOTA)
    make_objective(desk, office.ids, title="Hai")
    answer(desk, [change.cid for change in waiting(desk)], Fate.PARKED, Reason.HANDOVER)
    make_objective(desk, office.ids, title="Ba")
    state = find_sync_state(desk)
    assert (state.waiting, state.refused, state.parked) == (1, 1, 1)
    discard(desk, refused)
    assert find_sync_state(desk).refused == 0


def test_the_server_the_lease_and_the_clock_are_told(office: Office) -> None:
    desk = office.desk
    until = datetime(2026, 12, 1, tzinfo=UTC)
    enrol(desk, lease_ms=int(until.timestamp() * 1000))
    with desk.write_device() as connection:
        put_meta(connection, "clock", {"seen": 0, "offset": -90_000})
    state = find_sync_state(desk)
    assert (state.server, state.user) == ("https://okr.stn.vn", "an")
    assert (state.lease_until, state.offset_ms) == (until, -90_000)


def test_runs_come_newest_first_with_their_figures(office: Office) -> None:
    desk = office.desk
    enrol(desk)
    good = datetime(2026, 11, 16, 9, tzinfo=UTC)
    run_at(desk, good, sent=20, applied=19, superseded=1, bytes_up=2100, requests=1)
    run_at(desk, good + timedelta(hours=8), error="server_unreachable")
    last, first = find_sync_runs(desk)
    assert (first.way, first.sent, first.applied, first.bytes_up) == (Way.HTTP, 20, 19, 2100)
    assert last.error == "server_unreachable"
    state = find_sync_state(desk)
    assert state.last_good_at == good + timedelta(seconds=5)
    assert find_sync_runs(desk, 1) == [last]
