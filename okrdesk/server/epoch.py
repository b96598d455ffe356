"""Whether the database is the one that this server answered from before, and what if it is not.

A restored database does not know what it answered after its backup. The state folder therefore
holds, outside of the database, how far each agency's log was (`guard.json`). A database behind that
is not served, unless somebody says that it was restored: then it gets a new *epoch*, by which every
PC notices, reads all anew, and offers again what the restored log lacks.

The file follows the database by seconds, not by each request; what is lost within them, the PCs
notice themselves, because their cursors are ahead of the server's.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select, update

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.files import file_faults, write_durably
from okrdesk.db.migrations.filling import FILLED
from okrdesk.db.schema import meta
from okrdesk.db.store import get_meta
from okrdesk.domain.identity import new_id
from okrdesk.errors import Code, Fault
from okrdesk.server import schema
from okrdesk.server.database import lock_agency

GUARD_FILE = "guard.json"
_FORMAT = 1


@dataclass(frozen=True)
class Head:
    """How far an agency's log is, and in which run of the database."""

    epoch: str
    aseq: int


def read_heads(connection: Connection) -> dict[str, Head]:
    """Return the head of each agency's log."""
    counter = schema.counter
    rows = connection.execute(select(counter.c.agency_id, counter.c.epoch, counter.c.aseq))
    return {row.agency_id: Head(row.epoch, row.aseq) for row in rows}


def read_guard(folder: Path) -> dict[str, Head]:
    """Return what the guard file of a state folder says; empty where there is none yet.

    Raises Fault GUARD_UNREADABLE.
    """
    path = folder / GUARD_FILE
    with file_faults(path):
        content = path.read_bytes() if path.exists() else None
    if content is None:
        return {}
    try:
        whole = json.loads(content)
        if whole["format"] != _FORMAT:
            raise ValueError("another format")
        return {
            id: Head(str(one["epoch"]), int(one["aseq"])) for id, one in whole["agencies"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Fault(Code.GUARD_UNREADABLE, path=str(path)) from error


def write_guard(folder: Path, heads: Mapping[str, Head]) -> None:
    """Replace the guard file, durably."""
    agencies = {id: {"epoch": head.epoch, "aseq": head.aseq} for id, head in sorted(heads.items())}
    content = json.dumps({"format": _FORMAT, "agencies": agencies}, indent=2)
    write_durably(folder / GUARD_FILE, content.encode())


def is_behind(heads: Mapping[str, Head], guard: Mapping[str, Head]) -> bool:
    """Say whether a database lacks an agency, or a part of a log, that was answered from before."""
    for id, known in guard.items():
        head = heads.get(id)
        if head is None or head.epoch != known.epoch or head.aseq < known.aseq:
            return True
    return False


def admit(engine: Engine, folder: Path, *, accept_restore: bool) -> None:
    """Let a server start on its database, or refuse.

    With `accept_restore` the database gets a new epoch, whatever the guard file says: put back
    together, as by the snapshot of a machine, the two fit, and only the PCs miss something. It gets
    one too where an upgrade filled new columns, which PCs would pass over.
    Raises Fault: DATABASE_BEHIND, GUARD_UNREADABLE (only without `accept_restore`).
    """
    if not accept_restore:
        watch(engine, folder)()
    if accept_restore or _is_filled(engine):
        write_guard(folder, start_epoch(engine))


def _is_filled(engine: Engine) -> bool:
    with read_transaction(engine) as connection:
        return bool(get_meta(connection, FILLED))


def start_epoch(engine: Engine) -> dict[str, Head]:
    """Give every agency a new epoch, and the server a new name to write as; return the heads.

    What the database holds now came out of a backup, so all of it counts as durable. The server's
    own numbers of changes after the backup were used already, hence the new name. Tokens go: of two
    machines that write as one device, only the first to come meets the new epoch as that device.
    """
    with read_transaction(engine) as connection:
        heads = read_heads(connection)
    counter = schema.counter
    for id in sorted(heads):
        with write_transaction(engine) as connection:
            aseq = lock_agency(connection, id).aseq
            epoch = new_id()
            connection.execute(
                update(counter)
                .where(counter.c.agency_id == id)
                .values(epoch=epoch, device=new_id(), durable=aseq)
            )
            connection.execute(
                update(schema.device)
                .where(schema.device.c.agency_id == id)
                .values(token="", token_before="")
            )
            heads[id] = Head(epoch, aseq)
    with write_transaction(engine) as connection:
        connection.execute(delete(meta).where(meta.c.key == FILLED))
    return heads


def mark_durable(engine: Engine, verified: Mapping[str, Head]) -> None:
    """Note that a verified backup holds each log up to its head there.

    A head of a former epoch says nothing about the present log and is left out.
    """
    counter = schema.counter
    for id, head in sorted(verified.items()):
        with write_transaction(engine) as connection:
            connection.execute(
                update(counter)
                .where(
                    counter.c.agency_id == id,
                    counter.c.epoch == head.epoch,
                    counter.c.durable < head.aseq,
                )
                .values(durable=head.aseq)
            )


def watch(engine: Engine, folder: Path) -> Callable[[], None]:
    """Return a call that checks the database against the guard file, then moves the file up to it.

    Made for several processes at once: the file is read before the database, so that another's
    newer note is never held against what was read before it. The call raises Fault DATABASE_BEHIND,
    GUARD_UNREADABLE.
    """

    def look() -> None:
        guard = read_guard(folder)
        with read_transaction(engine) as connection:
            heads = read_heads(connection)
        if is_behind(heads, guard):
            raise Fault(Code.DATABASE_BEHIND)
        if heads != guard:
            write_guard(folder, heads)

    return look
