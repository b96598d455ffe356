"""One run of `okrdesk-server` on one state folder: its database, its keys, and which agency."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.domain.dates import day_at
from okrdesk.errors import Code, Refused
from okrdesk.server.accounts import agencies
from okrdesk.server.database import open_database
from okrdesk.server.keys import Keys, ensure_keys
from okrdesk.server.opening import open_server
from okrdesk.server.running import utc_now
from okrdesk.server.writing import refresh_derived, server_desk
from okrdesk.services.desk import Desk

ENVIRONMENT_DATABASE = "OKRDESK_DATABASE"
"""Names the database where `--database` does not: an address with a password shows in no list."""


def takes_agency(parser: ArgumentParser) -> None:
    """Let a command say which of several agencies it is about."""
    parser.add_argument("--agency", dest="agency_code", metavar="CODE")


@dataclass(frozen=True)
class AgencyName:
    """An agency of this server."""

    id: str
    code: str
    name: str


class Session:
    """What the commands of one run work with; the database is opened at the first need."""

    def __init__(self, args: Namespace) -> None:
        self.folder: Path = args.data
        self.database: str | None = args.database or os.environ.get(ENVIRONMENT_DATABASE)
        self._agency_code: str | None = getattr(args, "agency_code", None)
        self._is_guarded: bool = getattr(args, "is_guarded", True)
        self._is_open = False

    @cached_property
    def engine(self) -> Engine:
        """Return the opened database; raises what `open_server` raises.

        A command with `is_guarded=False` also looks at a database that went back.
        """
        opens = open_server if self._is_guarded else open_database
        engine = opens(self.folder, self.database)
        self._is_open = True
        return engine

    @cached_property
    def keys(self) -> Keys:
        """Return the server's keys."""
        return ensure_keys(self.folder)

    @cached_property
    def agency(self) -> AgencyName:
        """Return the agency that `--agency` names, or the only one.

        Raises Refused: NO_AGENCY_YET, WHICH_AGENCY, NOT_FOUND.
        """
        known = self.agencies()
        if not known:
            raise Refused(Code.NO_AGENCY_YET)
        if self._agency_code is None and len(known) > 1:
            raise Refused(Code.WHICH_AGENCY, codes=", ".join(one.code for one in known))
        wanted = (self._agency_code or known[0].code).casefold()
        for one in known:
            if wanted in (one.code.casefold(), one.id):
                return one
        raise Refused(Code.NOT_FOUND, text=self._agency_code)

    def agencies(self) -> list[AgencyName]:
        """Return all agencies by code."""
        with self.read() as connection:
            return [AgencyName(row["id"], row["code"], row["name"]) for row in agencies(connection)]

    def desk(self) -> Desk:
        """Return the administrator's desk of the agency, where the ordinary services work."""
        refresh_derived(self.engine, self.agency.id, day_at(self.now()))
        return server_desk(self.engine, self.keys, self.agency.id)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give one reading transaction."""
        with read_transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give one writing transaction, for what no PC hears of."""
        with write_transaction(self.engine) as connection:
            yield connection

    def now(self) -> datetime:
        """Return this moment."""
        return utc_now()

    def now_ms(self) -> int:
        """Return this moment in Unix ms."""
        return int(self.now().timestamp() * 1000)

    def close(self) -> None:
        """Close the database, if it was opened."""
        if self._is_open:
            self.engine.dispose()
