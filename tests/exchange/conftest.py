"""Imports are tested on a real encrypted file with a small office in it."""

from tests.office_fixtures import desk, office, offices, template

__all__ = ["desk", "office", "offices", "template"]
