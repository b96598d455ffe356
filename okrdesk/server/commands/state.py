"""How the server stands: agencies, lengths of logs, PCs, the database, what no backup holds yet."""

import argparse
from datetime import timedelta
from typing import Any

from okrdesk.i18n import N_, _
from okrdesk.replies import Reply
from okrdesk.server.session import Session

SILENT_DAYS = 7
_MB = 1_000_000
_FILES = N_("{code}: attached files take {used} MB of {limit} MB.")
_LIES = N_(
    "{code}: {files_lies} records tell another size than their attached file has. A PC is broken, "
    "or somebody forges."
)


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    status = commands.add_parser("status", help=_("say how the server stands"))
    status.set_defaults(run=_status)


def _status(_args: argparse.Namespace, session: Session) -> Reply:
    from sqlalchemy import select

    from okrdesk.server.devices import devices
    from okrdesk.server.http_state import database_size
    from okrdesk.server.quota import count_lies, quota, used
    from okrdesk.server.schema import counter

    silent_since = session.now() - timedelta(days=SILENT_DAYS)
    items = []
    with session.read() as connection:
        for agency in session.agencies():
            row = connection.execute(select(counter).where(counter.c.agency_id == agency.id)).one()
            known = [one for one in devices(connection, agency.id) if not one.revoked]
            items.append(
                {
                    "code": agency.code,
                    "name": agency.name,
                    "id": agency.id,
                    "epoch": row.epoch,
                    "entries": row.aseq,
                    "durable": row.durable,
                    "devices": len(known),
                    "silent": len(devices(connection, agency.id, silent_since)),
                    "waiting": sum(one.waiting for one in known),
                    "files_bytes": used(connection, agency.id),
                    "files_limit": quota(connection, agency.id),
                    "files_lies": count_lies(connection, agency.id),
                }
            )
        size = database_size(session.engine, connection)
    words = _(
        "{code}: {entries} entries in the log, {durable} of them in a backup; {devices} PCs, "
        "{silent} silent for {days} days; {waiting} changes still wait on PCs."
    )
    lines = [words.format(**item, days=SILENT_DAYS) for item in items]
    for item in items:
        used_mb, limit_mb = -(-item["files_bytes"] // _MB), item["files_limit"] // _MB
        lines.append(_(_FILES).format(code=item["code"], used=used_mb, limit=limit_mb))
        if item["files_lies"]:
            lines.append(_(_LIES).format(**item))
    lines.append(_("Database: {size} MB.").format(size=-(-size // _MB)))
    return Reply({"agencies": items, "database_bytes": size, "folder": session.folder}, lines)
