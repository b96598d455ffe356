"""The handbook of the server names only commands, files and services that there are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrdesk.server.__main__ import build_parser
from tests.conftest import ROOT

SERVER = ROOT / "installer" / "server"
PAGES = ("CAI-DAT-MAY-CHU.md", "QUY-MO.md")
PROGRAMS = ("okrdesk-admin", "okrdesk-server")
SYSTEM = ("systemctl", "journalctl")


def read(page: str) -> str:
    return (SERVER / page).read_text(encoding="utf-8")


def commands(page: str) -> Iterator[list[str]]:
    """Yield the words of each command of our programs in a page's blocks."""
    for block in re.findall(r"```sh\n(.*?)```", read(page), re.DOTALL):
        for line in re.split(r"\n|&&|;", block.replace("\\\n", " ")):
            words = shlex.split(line.strip(" ()"), comments=True)
            for place, word in enumerate(words):
                if word in PROGRAMS and words[0] not in SYSTEM:
                    yield words[place + 1 :]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_one_that_the_program_takes(page: str) -> None:
    found = list(commands(page))
    assert found
    for words in found:
        # The text of a printed checkpoint is none that a page could tell.
        end = words.index("--mark") if "--mark" in words else len(words)
        build_parser().parse_args(words[:end])


def test_every_file_of_the_release_and_every_service_is_there() -> None:
    text = read(PAGES[0])
    files = set(re.findall(r"installer/server/[\w./-]*\w", text))
    assert len(files) > 4
    assert {name for name in files if not (ROOT / name).exists()} == set()
    units = {path.name for path in Path(SERVER / "systemd").iterdir()}
    named = set(re.findall(r"okrdesk-(?:server|backup|checkpoint)(?:\.\w+)?", text))
    named -= {"okrdesk-server"}  # the program of that name, too
    assert {name if "." in name else f"{name}.service" for name in named} <= units
