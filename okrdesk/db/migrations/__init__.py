"""How the database of one version of okrdesk becomes that of the next.

A new database is made from `schema.metadata` as it stands and stamped with the newest revision, so
a start needs no Alembic. When the tables change: change `schema.py`, write `versions/NNNN_what.py`
with `op` (batch mode for altered columns, as SQLite rewrites the table), append its number to
REVISIONS, and keep a database of the former version in `tests/db/former`.
A script must not import `schema.py`: it has to give the same tables in ten years' time. An upgrade
is one transaction with foreign keys checked at its end, after a backup; the only way down is that
backup.
"""

from pathlib import Path

# Oldest first. A database that names a revision which is not here was made by a newer program.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
SCRIPTS = Path(__file__).resolve().parent / "versions"
