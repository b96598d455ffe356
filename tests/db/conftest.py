"""The journal and what follows from it are tested on a real file with a small office in it."""

from tests.office_fixtures import desk, office, offices

__all__ = ["desk", "office", "offices"]
