"""A state folder opened: the database up to date, and the guard asked whether it is the one."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from okrdesk.db.engine import POSTGRESQL
from okrdesk.errors import OkrError
from okrdesk.server.database import open_database
from okrdesk.server.epoch import admit, watch
from okrdesk.server.keys import ensure_keys
from okrdesk.server.metrics import Metrics
from okrdesk.server.notices import Notices, Rhythm
from okrdesk.server.notices_postgresql import PostgresqlWire
from okrdesk.server.running import Running
from okrdesk.server.serve import Settings
from okrdesk.server.set_aside import set_aside

_LOOK_ON_POSTGRESQL_S = 1.0
_log = logging.getLogger(__name__)


def open_server(folder: Path, database: str | None, *, accept_restore: bool = False) -> Engine:
    """Open the database; raise what `open_database` raises, and what the guard says of it.

    With `accept_restore` a new epoch begins.
    """
    engine = open_database(
        folder, database, lambda found: set_aside(found, folder, datetime.now().astimezone())
    )
    try:
        admit(engine, folder, accept_restore=accept_restore)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def start_running(settings: Settings) -> Iterator[Running]:
    """Give what one worker answers with; all of it is closed at the end."""
    engine = open_database(settings.folder, settings.database)
    try:
        with Metrics(settings.folder) as metrics:
            running = Running(
                engine,
                ensure_keys(settings.folder),
                settings.folder,
                metrics,
                guard=watch(engine, settings.folder),
                ca=_to_pin(settings),
                metrics_token=settings.metrics_token,
            )
            if engine.dialect.name != POSTGRESQL:
                running.one_writer = Lock()
            running.notices = _notices(running)
            with closing(running):
                yield running
            _note_end(running)
    finally:
        engine.dispose()


def _note_end(running: Running) -> None:
    """Note how far the logs are at a clean end, for the guard follows them by seconds."""
    try:
        running.guard()
    except OkrError as error:
        _log.error("the guard of the database: %s", error.code)


def _notices(running: Running) -> Notices:
    if running.engine.dialect.name != POSTGRESQL:
        return Notices(running.heads, Rhythm(), None)
    return Notices(
        running.heads, Rhythm(look=_LOOK_ON_POSTGRESQL_S), PostgresqlWire(running.engine.url)
    )


def _to_pin(settings: Settings) -> str:
    """Return the certificate that PCs pin: the one named, else one that has signed itself."""
    if settings.tls is None:
        return ""
    if settings.tls.ca is not None:
        return settings.tls.ca.read_text(encoding="ascii")
    return self_signed(settings.tls.cert.read_bytes())


def self_signed(chain: bytes) -> str:
    """Return the last certificate of a PEM chain where it has signed itself, else ""."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    last = x509.load_pem_x509_certificates(chain)[-1]
    return last.public_bytes(Encoding.PEM).decode() if last.issuer == last.subject else ""
