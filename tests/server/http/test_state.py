"""What watches the server: health, counters, and the description of its interface."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from starlette.routing import Route

from okrdesk.db.engine import read_transaction
from okrdesk.db.schema import cycle
from okrdesk.db.store import on_clock
from okrdesk.errors import Code, Fault
from okrdesk.server import http_sync
from okrdesk.server.database import write_agency
from okrdesk.server.http import make_app
from okrdesk.server.http_state import database_size
from okrdesk.server.metrics import Metrics
from okrdesk.server.reading import KINDS
from okrdesk.server.schema import merkle_node
from okrdesk.server.unstored import LASTS, Unstored
from okrdesk.server.writing import create_agency
from okrdesk.services.office import NewOffice
from tests.server.agencies import Agency
from tests.server.http.conftest import Web

SOON_S = 60.0


def test_a_well_server_says_so(web: Web) -> None:
    answer = web.client.get("/health")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": True, "guard": True, "disk": True},
    )
    assert web.client.get("/health/live").json() == {"live": True}


def test_a_database_that_went_back_makes_it_unwell(web: Web) -> None:
    def guard() -> None:
        raise Fault(Code.DATABASE_BEHIND)

    web.running.guard = guard
    answer = web.client.get("/health")
    assert (answer.status_code, answer.json()["guard"]) == (503, False)


def test_work_that_could_not_be_stored_is_known_until_it_could_or_nobody_comes_any_more() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    unstored = Unstored(lambda: now)
    unstored.add("a")
    unstored.add("b")
    unstored.discard("a")
    assert unstored
    unstored.discard("b")
    assert not unstored
    unstored.add("c")
    now += LASTS
    assert not unstored


@pytest.mark.logs("nothing can be stored: disk_full")
def test_a_full_disk_asks_a_pc_to_come_again_and_makes_the_server_unwell(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_asked: object) -> None:
        raise Fault(Code.DISK_FULL, path="server.db")

    pc = web.pc(web.agency.ids.officer)
    with monkeypatch.context() as patched:
        patched.setattr(http_sync, "answer_request", full)
        answer = pc.send(pc.pc.request())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert answer.json() == {"stop": "cannot_store", "retry_after": 60}
    assert web.client.get("/health").json()["disk"] is False
    pc.sync()
    assert web.client.get("/health").json()["disk"] is True


@pytest.mark.logs("the guard of the database: database_behind")
def test_a_worker_shuts_itself_when_the_database_went_back(web: Web) -> None:
    def guard() -> None:
        raise Fault(Code.DATABASE_BEHIND)

    async def live() -> None:
        app = make_app(web.running)
        async with asyncio.timeout(SOON_S), app.router.lifespan_context(app):
            while not web.running.is_shut:
                await asyncio.sleep(0)

    web.running.guard = guard
    asyncio.run(live())
    pc = web.pc(web.agency.ids.officer)
    assert pc.send(pc.pc.request()).json() == {"stop": "busy", "retry_after": 60}


def test_counters_are_told_to_this_machine_and_to_who_has_the_token(web: Web) -> None:
    web.pc(web.agency.ids.officer).sync()
    text = web.client.get("/metrics").text
    assert "okr_syncs_total 1\n" in text
    assert 'okr_http_requests_total{route="sync",code="2xx"} 1\n' in text
    assert "okr_agencies 1\n" in text
    assert "okr_devices 1\n" in text
    assert "Sở Thử nghiệm" not in text
    abroad = replace(web.client, sender="10.0.0.7")
    assert abroad.get("/metrics").status_code == 404
    forwarded = web.client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"})
    assert forwarded.status_code == 404
    assert abroad.get("/metrics", headers={"authorization": "Bearer"}).status_code == 404
    web.running.metrics_token = "a token for the watcher"
    assert abroad.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    good = abroad.get("/metrics", headers={"authorization": "Bearer a token for the watcher"})
    assert good.status_code == 200


def test_the_counters_of_two_workers_are_summed_and_outlive_them(tmp_path: Path) -> None:
    with Metrics(tmp_path) as first, Metrics(tmp_path) as second:
        first.observe("sync", 200, 0.02)
        second.observe("sync", 200, 0.02)
        second.observe("sync", 503, 20.0)
        text = second.text({})
    assert 'okr_http_requests_total{route="sync",code="2xx"} 2\n' in text
    assert 'okr_http_request_seconds_bucket{route="sync",le="0.025"} 2\n' in text
    assert 'okr_http_request_seconds_bucket{route="sync",le="+Inf"} 3\n' in text
    with Metrics(tmp_path) as later:
        assert 'okr_http_requests_total{route="sync",code="2xx"} 2\n' in later.text({})


def test_the_day_is_that_of_the_office_also_on_a_machine_that_keeps_another_time(
    web: Web, another_zone: str
) -> None:
    def late() -> datetime:
        return datetime(2026, 12, 31, 20, tzinfo=UTC)

    web.running.now = late
    one = web.agency
    made = create_agency(one.engine, one.keys, NewOffice("Sở Khác", "SK", "Lê Văn Khác"), late())
    with made.read() as connection:
        years = select(cycle.c.code).where(cycle.c.agency_id == made.agency_id)
        assert "2027" in set(connection.scalars(years))
    assert {web.running.today, on_clock(made.store, late).today()} == {date(2027, 1, 1)}


def test_every_line_of_the_counters_is_as_prometheus_reads_it(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        lines = metrics.text({"okr_agencies": ("Agencies.", 3)}).splitlines()
    families = [family for family, _lines in groupby(lines, _family)]
    assert len(families) == len(set(families))
    for line in lines:
        if not line.startswith("#"):
            float(line.rpartition(" ")[2])


def _family(line: str) -> str:
    name = line.split()[2] if line.startswith("#") else re.split("[{ ]", line)[0]
    return re.sub("_(bucket|sum|count)$", "", name)


def test_the_description_names_every_path_and_no_other(web: Web) -> None:
    described = web.client.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    kinds = {f"/v1/read/{kind}" for kind in KINDS}
    served = {route.path for route in make_app(web.running).routes if isinstance(route, Route)}
    assert _shapes(described["paths"]) == _shapes(served - {"/v1/read/{what}"} | kinds)


def _shapes(paths: Iterable[str]) -> set[str]:
    return {re.sub("{.*?}", "{}", path) for path in paths}


@pytest.mark.parametrize(
    ("method", "path", "status", "stop"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/v1", 404, "not_found"),
        ("GET", "/v1/sync", 405, "method_not_allowed"),
        ("DELETE", "/v1/enrol", 405, "method_not_allowed"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/metrics/", 404, "not_found"),
    ],
)
def test_what_is_not_there_is_one_small_answer(
    web: Web, method: str, path: str, status: int, stop: str
) -> None:
    answer = web.client.request(method, path)
    assert (answer.status_code, answer.json()) == (status, {"stop": stop})


def test_the_size_grows_with_what_is_kept_also_where_sqlites_log_has_room(
    agency: Agency,
) -> None:
    if agency.url is not None:  # PostgreSQL counts for itself, and in larger steps
        return

    def keep(level: int) -> None:
        leaves = [{"level": level, "idx": idx, "hash": bytes(32)} for idx in range(2_000)]
        with write_agency(agency.engine, agency.agency_id) as connection:
            rows = [{"agency_id": agency.agency_id, **leaf} for leaf in leaves]
            connection.execute(insert(merkle_node), rows)

    def size() -> int:
        with read_transaction(agency.engine) as connection:
            return database_size(agency.engine, connection)

    keep(50)
    with agency.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)")
    before = size()
    keep(51)
    assert size() - before > 2_000 * 32
