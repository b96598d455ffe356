"""The files that rows name: proofs of check-ins, directives, what hangs on causes and papers.

One relation for all who send, fetch, keep or clear contents: which table names a file is none of
their business.
"""

from sqlalchemy import select, union_all

from okrdesk.db import schema

COLUMNS = ("agency_id", "id", "name", "sha256", "size", "deleted")

named_file = union_all(
    *(
        select(*(table.c[name] for name in COLUMNS))
        for table in (schema.evidence, schema.attachment, schema.directive_file)
    )
).subquery("named_file")
"""(agency_id, id of the row that names the file, name, sha256, size in bytes, deleted)."""

ENTITIES = frozenset({"evidence", "attachment", "directive_file"})
"""The entities whose rows name files."""
