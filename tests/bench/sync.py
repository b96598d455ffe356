"""Syncs against a real server: from PC to PC on SQLite, and the evening's rush on PostgreSQL.

The floor of a sync is the same bytes by a bare uvicorn, and its rows put into three bare encrypted
files: the server's and both PCs'. The floor of the rush is the same bytes by two bare workers.
"""

import gc
from collections.abc import Iterator
from statistics import median

from okrdesk.server.database import open_database
from okrdesk.server.keys import ensure_keys
from okrdesk.server.scale_bench import (
    SIZES,
    Exchange,
    Measured,
    measure_exchanges,
    read_heads_of,
)
from okrdesk.server.scale_office import Plan, build_town
from okrdesk.server.scale_rush import Rush, rush
from okrdesk.server.scale_serving import running_server
from okrdesk.sync.wire import MOST_CHANGES
from tests.bench import floors, folders
from tests.bench.behind import behind
from tests.bench.large import PASSWORD
from tests.bench.programs import Screen, run
from tests.bench.table import TIMES, Budget, Row
from tests.server.postgresql import running

_SECONDS = {20: 0.06, 1_000: 0.25, 10_000: 2.5}
_UNITS = {20: "ms", 1_000: "s", 10_000: "s"}
_BYTES_UP = 130
_RUSH_PCS = 10_000
_PER_SECOND = 180
_OFFICE = Plan(people=16, objectives=125)
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def rows() -> Iterator[Row]:
    """Yield what PCs of one office notice, then what a server of ten thousand takes."""
    yield from _office_rows()
    yield _window_row()
    yield from _rush_rows()


def _office_rows() -> Iterator[Row]:
    folder, found = folders.fresh("sync"), Measured()
    engine = open_database(folder)
    office = build_town(engine, ensure_keys(folder), _OFFICE)
    engine.dispose()
    with running_server(folder, None, 1) as serving:
        # As the window does once it has opened: what was imported stays.
        gc.collect()
        gc.freeze()
        measure_exchanges(folder, serving, office, tuple(SIZES), found)
        resident = serving.resident_mb()
    with floors.echo_server() as echo:
        for one in found.exchanges:
            floor = _floor(echo, one)
            what = f"sync of {one.changes:,} changes, PC to PC"
            unit, budget = _UNITS[one.changes], Budget(_SECONDS[one.changes])
            yield Row(what, unit, one.seconds, budget, floor)
            yield Row("  its sending alone", unit, one.push_seconds, budget)
        idle = median(floors.exchange(echo, [(found.idle_up, found.idle_down)]) for _n in range(9))
    yield Row("sync with nothing to do", "ms", found.idle_seconds, Budget(0.005), idle)
    yield Row("  its bytes up", "", found.idle_up, Budget(614))
    yield Row("  its bytes down", "", found.idle_down, Budget(614))
    for one in found.exchanges:
        if one.changes >= 1_000:
            up = one.bytes_up / one.changes
            yield Row(f"bytes up per change of {one.changes:,}", "", up, Budget(_BYTES_UP))
    small = found.exchanges[0]
    yield Row("bytes up of 100 check-ins", "", 5 * small.bytes_up, Budget(100_000))
    first = floors.rows(folder, found.first_rows)
    yield Row(
        f"first download of {found.first_rows:,} rows", "s", found.first_seconds, Budget(3), first
    )
    yield Row("a server's process in memory", "MB", resident, Budget(300))


def _window_row() -> Row:
    """Measure a window in the middle of the large sync: how long it answers to nothing."""
    screen = Screen("offscreen")
    floor = median(run(screen, "idle").told["longest"] for _turn in range(TIMES))
    with behind(folders.fresh("behind"), PASSWORD) as pc:
        told = run(screen, "follow", pc.folder, pc.url).told
    what = f"longest stall of a window while {told['rows']:,} rows come"
    return Row(what, "ms", told["longest"], Budget(0.05), floor)


def _floor(echo: str, one: Exchange) -> float:
    """Return what the same bytes and rows cost where nobody thinks about them."""
    pages = max(1, -(-one.changes // MOST_CHANGES))
    sent = [(one.bytes_up // pages, one.bytes_down // pages)] * pages
    folder = folders.fresh("floor")
    wire = floors.exchange(echo, [*sent, (500, one.pulled_bytes)])
    return wire + sum(floors.rows(folder, one.changes) for _database in range(3))


def _rush_rows() -> Iterator[Row]:
    folder = folders.fresh("rush")
    with running(**_DURABLE) as postgresql:
        database = postgresql.create("rush")
        engine = open_database(folder, database)
        town = build_town(engine, ensure_keys(folder), Plan(_RUSH_PCS))
        epoch, head = read_heads_of(engine, town)
        engine.dispose()
        with running_server(folder, database, 2) as serving:
            taken = rush(Rush(serving.url, epoch, head), town.seats)
    with floors.echo_server(2) as echo:
        bare = rush(Rush(echo, epoch, head, is_checked=False), town.seats)
    each = taken.lasted / len(taken.seconds)
    yield Row(
        f"rush: each of {_RUSH_PCS:,} PCs with 20 changes", "ms", each, Budget(1 / _PER_SECOND),
        bare.lasted / len(bare.seconds),
    )  # fmt: skip
    yield Row("  99 of 100 are answered within", "ms", taken.p99, Budget(0.5), bare.p99)
    yield Row("  all of them", "s", taken.lasted, Budget(120), bare.lasted)
    yield Row("  not taken", "", sum(taken.errors.values()), Budget(0))
