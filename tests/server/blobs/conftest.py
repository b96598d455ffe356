"""Attachments are tested on a real encrypted file with a small office in it."""

from tests.office_fixtures import busy_offices, desk, office, offices, template

__all__ = ["busy_offices", "desk", "office", "offices", "template"]
