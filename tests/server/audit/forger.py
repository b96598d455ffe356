"""Who owns the database and knows the formats: rewrites a log with all of its hashes."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from okrdesk.db import schema as common
from okrdesk.server import schema
from okrdesk.server.entries import body_hash
from okrdesk.server.log_reading import by_number
from okrdesk.sync.merkle import Frontier
from okrdesk.sync.record import decode

Entry = dict[str, Any]


def forge(
    connection: Connection, agency_id: str, change: Callable[[list[Entry]], list[Entry]]
) -> None:
    """Let `change` edit, drop or move the entries of a log, then make every hash fit again."""
    log, node, counter = schema.log_entry, schema.merkle_node, schema.counter
    entries = change(_entries(connection, agency_id))
    connection.execute(delete(log).where(log.c.agency_id == agency_id))
    connection.execute(delete(node).where(node.c.agency_id == agency_id))
    for place, entry in enumerate(entries, 1):
        entry["aseq"] = place
        body = entry.pop("body")
        entry["body_hash"] = body_hash(bytes(entry["salt"]), body)
        connection.execute(insert(log).values(entry))
        named = (common.change.c.agency_id == agency_id, common.change.c.cid == entry["cid"])
        connection.execute(update(common.change).where(*named).values(fields=decode(body).set))
    frontier = Frontier()
    last_of: dict[tuple[str, str], bytes] = {}
    for page in by_number(connection, agency_id):
        for stored in page:
            prev = last_of.get(stored.key)
            header = msgspec.structs.replace(stored.entry.header, prev=prev.hex() if prev else "")
            last_of[stored.key] = header.hash()
            connection.execute(
                update(log)
                .where(log.c.agency_id == agency_id, log.c.aseq == stored.aseq)
                .values(prev=prev, hash=header.hash())
            )
            for level, index, hash in frontier.append([header.hash()]):
                if level:
                    values = {"agency_id": agency_id, "level": level, "idx": index, "hash": hash}
                    connection.execute(insert(node).values(values))
    connection.execute(
        update(counter)
        .where(counter.c.agency_id == agency_id)
        .values(aseq=frontier.size, frontier=frontier.to_bytes())
    )


def _entries(connection: Connection, agency_id: str) -> list[Entry]:
    """Return the rows of the log, each with what its change says as `body`."""
    log = schema.log_entry
    query = select(log).where(log.c.agency_id == agency_id).order_by(log.c.aseq)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    said = [stored.entry.body for page in by_number(connection, agency_id) for stored in page]
    return [row | {"body": body} for row, body in zip(rows, said, strict=True)]
