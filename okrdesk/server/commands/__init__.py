"""The commands of `okrdesk-server`; each module here with a `register` adds its own."""

import importlib
import pkgutil
from typing import Any


def register_all(commands: Any) -> None:
    """Let every module of this folder add its commands to the parser, in the order of names."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{__name__}.{found.name}")
        module.register(commands)
