"""How the database of one version of okrdesk becomes that of the next.

A new database is made from `schema.metadata` as it stands and stamped with the newest revision, so
a start needs no Alembic. When the tables change: change `schema.py`, write `versions/NNNN_what.py`
with `op` (batch mode for altered columns, as SQLite rewrites the table), append its number to
REVISIONS, and keep a database of the former version in `tests/db/former`.
A script must not import `schema.py`: it has to give the same tables in ten years' time. An upgrade
is one transaction with foreign keys checked at its end, after a backup; the only way down is that
backup.

A PC may be newer than its server. What it wrote into a column that the server did not have stands
in the server's log and in `change.fields`, and its clock in the row's `stamps`, but no row of the
server holds the value, so a PC's own row loses it with the next reply that brings that row. A
script that adds a column to a journalled table therefore ends with `filling.fill_from_log`: a row
gets the value of that change whose clock (`hlc_eff`, else `hlc`) is the row's stamp of the column,
or its birth. What it forgets, the audit reports: the row is not what the log says. PCs take in only
rows whose clocks differ from theirs, and would pass over what was filled: where a script filled
anything, the server begins a new epoch at its next start, in which they read all anew.
"""

from pathlib import Path

# Oldest first. A database that names a revision which is not here was made by a newer program.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
SCRIPTS = Path(__file__).resolve().parent / "versions"
