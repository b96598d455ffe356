"""The files that rows name: proofs of check-ins, directives, what hangs on causes and papers.

One relation for all who send, fetch, keep or clear contents: which table names a file is none of
their business.
"""

from sqlalchemy import ColumnElement, and_, exists, select, union_all

from okrdesk.db import schema

COLUMNS = ("agency_id", "id", "name", "sha256", "size", "deleted")

named_file = union_all(
    *(
        select(*(table.c[name] for name in COLUMNS))
        for table in (schema.evidence, schema.attachment, schema.directive_file)
    )
).subquery("named_file")
"""(agency_id, id of the row that names the file, name, sha256, size in bytes, deleted)."""

SENT = -1
"""The number of the part which notes that the server has the whole file."""
DECLINED = -2
"""The number of the part which notes that the server will not have the file.

Its content is the `FileReason`, and empty once the person has put that aside.
"""


def is_unsent(agency_id: str) -> ColumnElement[bool]:
    """Return the condition on `named_file` that a file is here, its record stands, and the server
    is neither known to have it nor to decline it.
    """
    blob = schema.blob
    here = exists().where(
        blob.c.agency_id == named_file.c.agency_id, blob.c.sha256 == named_file.c.sha256
    )
    is_settled = has_part(SENT, DECLINED)
    return and_(named_file.c.agency_id == agency_id, ~named_file.c.deleted, here, ~is_settled)


def has_part(*numbers: int) -> ColumnElement[bool]:
    """Return the condition on `named_file` that a part of one of these numbers is here."""
    part = schema.blob_part.alias()
    return exists().where(
        part.c.agency_id == named_file.c.agency_id,
        part.c.sha256 == named_file.c.sha256,
        part.c.ordinal.in_(numbers),
    )


ENTITIES = frozenset({"evidence", "attachment", "directive_file"})
"""The entities whose rows name files."""
