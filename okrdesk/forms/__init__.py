"""Statutory forms: templates that are data, the facts of a sheet, and PDF/A with embedded fonts."""
