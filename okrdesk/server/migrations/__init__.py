"""How the server's own tables change between versions, by the rules of `okrdesk.db.migrations`.

The tables that server and PCs share have their own history; this one is about the others.
"""

from pathlib import Path

# Oldest first. A database that names a revision which is not here was made by a newer program.
REVISIONS = ("0001", "0002", "0003", "0004")
SCRIPTS = Path(__file__).resolve().parent / "versions"
