"""The duty to erase: what a change said goes, that there was a change and its fate stays.

The log's header names the content only by a salted hash (`okrdesk.server.entries`), so without salt
and content nothing can be guessed from it, and every chain, tree and checkpoint still holds.
"""

from collections.abc import Collection

from sqlalchemy import Connection, update

from okrdesk.db import schema as common
from okrdesk.server import schema


def erase(connection: Connection, agency_id: str, cids: Collection[str]) -> int:
    """Erase what the changes `cids` said, in the log and among the changes; return the entries.

    `connection` holds the agency's lock. The rows that the changes made are not touched.
    """
    log = schema.log_entry
    change = common.change
    done = connection.execute(
        update(log).where(log.c.agency_id == agency_id, log.c.cid.in_(cids)).values(salt=None)
    )
    connection.execute(
        update(change)
        .where(change.c.agency_id == agency_id, change.c.cid.in_(cids))
        .values(fields={}, was={}, extra=None)
    )
    return done.rowcount
