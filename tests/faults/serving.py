"""The central server as a process of its own, which may be told where it dies."""

from multiprocessing.connection import Connection
from pathlib import Path

from okrdesk.server.backup import back_up
from okrdesk.server.backup_facts import Source
from okrdesk.server.keys import ensure_keys
from okrdesk.server.opening import open_server
from okrdesk.server.running import utc_now
from okrdesk.server.serve import Settings, serve
from tests.faults import breaking


def main(pipe: Connection, settings: Settings, point: str, nth: int) -> None:
    """Serve, and say over the pipe where; die at a point of the work, "" being none."""
    if point:
        breaking.kill_server(point, nth)
    serve(settings, lambda address: pipe.send(("done", address)))


def make_backup(pipe: Connection, settings: Settings, backups: Path, point: str) -> None:
    """Make a backup beside the running server, as the command does; say where it is."""
    if point:
        breaking.kill_server(point)
    engine = open_server(settings.folder, settings.database)
    try:
        keys = ensure_keys(settings.folder)
        made = back_up(Source(engine, settings.folder, keys, utc_now().astimezone()), backups)
        pipe.send(("done", made.path))
    finally:
        engine.dispose()
