"""The client programs of PostgreSQL (Debian's `postgresql-client`), called for backup and restore.

The password goes by the environment, not by the command line, where every user could read it.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL

from okrdesk.errors import Code, Fault

_DEBIAN = Path("/usr/lib/postgresql")
_MOST_SAID = 300


def run_tool(name: str, arguments: Sequence[str], url: URL) -> str:
    """Run `pg_dump` or `pg_restore` against the database of `url`; return what it printed.

    Raises Fault POSTGRESQL_TOOL where it is missing or fails, with its own first words.
    """
    program = _find(name)
    if program is None:
        raise Fault(Code.POSTGRESQL_TOOL, name=name, detail="postgresql-client")
    done = subprocess.run(  # noqa: S603  # our own arguments, no shell
        [program, *arguments],
        env=os.environ | _environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        detail = " ".join(done.stderr.split())[:_MOST_SAID]
        raise Fault(Code.POSTGRESQL_TOOL, name=name, detail=detail)
    return done.stdout


def _find(name: str) -> str | None:
    """Return the newest of Debian's versions, which can read all older servers, or the path's."""
    versions = sorted(
        (path for path in _DEBIAN.glob(f"*/bin/{name}")),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    return str(versions[-1]) if versions else shutil.which(name)


def _environment(url: URL) -> dict[str, str]:
    """Return libpq's variables for a URL; its query may name what the URL has no place for."""
    names = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
        "PGSSLROOTCERT": url.query.get("sslrootcert"),
    }
    return {name: str(value) for name, value in names.items() if value}
