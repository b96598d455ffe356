"""A PostgreSQL of the tests' own: a folder, a port and a process that end with the session."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.ports import held_port

USER = "okr"
_WAIT_S = 120.0
_NEW = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
# Nothing here has to survive a power cut, and nobody waits for the disk.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "Asia/Ho_Chi_Minh",
}


@dataclass(frozen=True)
class PostgreSql:
    """A running server; databases come and go by name.

    `as_user` is how a command runs as the owner of its processes, of which `pid` is the first.
    """

    port: int
    binaries: Path
    data: Path
    pid: int
    as_user: list[str]

    def processes(self) -> list[int]:
        """Return the ids of all its processes, the first that of the one that starts the others."""
        with psycopg.connect(self.conninfo("postgres")) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        return [self.pid, *(pid for (pid,) in rows)]

    def url(self, name: str) -> str:
        """Return the address of a database as `--database` takes it."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, a copy of `template`; return its address."""
        self.run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Take a database away, whoever is still connected."""
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def run(self, statement: str, *names: str) -> None:
        """Run a statement of administration, with names in its places."""
        whole = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(whole)

    def conninfo(self, name: str) -> str:
        """Return the address of a database as libpq takes it."""
        return f"host=127.0.0.1 port={self.port} user={USER} dbname={name}"


@contextmanager
def running(*made_with: str, **settings: str) -> Iterator[PostgreSql]:
    """Start a server in a new folder; stop it and remove the folder at the end.

    `settings` replace those of the tests, where somebody measures what a durable one takes;
    `made_with` are further options of initdb.
    """
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="okr-pg-"))
    data = folder / "data"
    with held_port() as port, _removed(folder):
        as_user = _give_away(folder)
        subprocess.run(
            [*as_user, binaries / "initdb", "-D", data, "-U", USER, *_NEW, *made_with],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        with (folder / "log").open("wb") as log:
            told = [f"--{name}={value}" for name, value in (_SETTINGS | settings).items()]
            process = subprocess.Popen(
                [*as_user, binaries / "postgres", "-D", data, "-p", str(port), *told],
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        server = PostgreSql(port, binaries, data, process.pid, as_user)
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # ends it at once, whoever is connected
            process.wait(_WAIT_S)


@contextmanager
def _removed(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    known = shutil.which("postgres")
    if not (found or known):
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql (sh dev.sh setup)")
    return found[-1].parent if found else Path(str(known)).parent


def _give_away(folder: Path) -> list[str]:
    """Let another user own the folder where this is root, as which PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return []
    user = next(
        entry
        for name in ("postgres", "nobody")
        for entry in pwd.getpwall()
        if entry.pw_name == name
    )
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait(server: PostgreSql, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _WAIT_S
    while True:
        try:
            psycopg.connect(server.conninfo("postgres")).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text("utf-8", "replace")) from None
            time.sleep(0.05)
