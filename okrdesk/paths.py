"""Where okrdesk finds its own resources and keeps a person's data."""

import sys
from functools import cache
from pathlib import Path

import appdirs


@cache
def resources() -> Path:
    """Return the folder of shipped plain data (forms, fonts, icons, translations, help)."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).resolve().parent.parent) / "resources"


def default_data_folder() -> Path:
    """Return the platform's folder for a person's okrdesk data."""
    return Path(appdirs.user_data_dir("okrdesk", appauthor=False))
