"""The encrypted local store: tables, the journal that every write passes, queries and backups."""
